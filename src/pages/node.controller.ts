import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { type Response } from 'express';
import { DataSource } from 'typeorm';
import { type KnownRequest } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { ExternalObjects } from '../core/crud/links';
import { type AnyModel } from '../core/model/define-model';
import { type Table } from '../core/pages/list-view';
import { ModelPages } from '../core/pages/model-pages';
import { listPath, withParameters } from '../core/pages/page-address';
import { renderPage } from '../core/pages/render';
import { rowId } from '../core/pages/request-parameters';
import { rightsOf, withOpenTabs } from '../core/pages/rights';
import { rowButtons } from '../core/pages/row-buttons';
import { type ProxmoxNode, proxmoxNode } from '../models/proxmox-node.model';
import { proxmoxStorage } from '../models/proxmox-storage.model';
import { type SyncLink, syncLink } from '../models/sync-link.model';
import { cluster } from '../sync/resources/inventory';
import { syncedCards } from './synced-cards';
import { containers, guests, nodeInterfaces, syncedPath, virtualMachines } from './synced-kinds';
import { SyncedObjects } from './synced-objects';
import { sourceOf } from './synced-row';
import { syncedTable } from './synced-table';

const GUESTS_SHOWN = 50;
const STORAGES_SHOWN = 200;
const STORAGE_COLUMNS = ['name', 'storageType', 'content', 'nodes', 'shared', 'enabled'];

/** The page of a node: its own fields, and what of it is synced: guests, interfaces and the storages that it can use. */
@Controller(listPath(proxmoxNode).slice(0, -1))
export class NodeController {
  constructor(
    private readonly pages: ModelPages,
    readonly objects: SyncedObjects,
    readonly external: ExternalObjects,
    @Inject(DataSource) private readonly dataSource: DataSource,
  ) {}

  @Get(':id')
  @Needs(`view ${proxmoxNode.name}`)
  async show(
    @Param('id') id: string,
    @Req() request: KnownRequest,
    @Res() response: Response,
  ): Promise<void> {
    const view = withOpenTabs(await this.pages.detail(proxmoxNode, rowId(id)), request.identity);
    const may = (model: AnyModel) => rightsOf(model, request.identity).view;
    const link = await this.linkOf(proxmoxNode.name, view.row.id);
    const { name } = view.row as unknown as ProxmoxNode;
    const isShown = link !== undefined && may(syncLink as AnyModel);
    await renderPage(response, 'proxmox-node/detail.njk', {
      ...view,
      buttons: rowButtons(proxmoxNode, view.row.id, rightsOf(proxmoxNode, request.identity)),
      guests: isShown ? await this.guestsOn(sourceOf(link.key), name) : undefined,
      interfaces: isShown ? await syncedCards(nodeInterfaces, link.key, this) : undefined,
      storages: link && may(proxmoxStorage) ? await this.storagesOf(sourceOf(link.key), name) : undefined,
    });
  }

  private async guestsOn(source: string, node: string) {
    const query = { cluster: source, node };
    const columns = guests.columns.filter(({ name }) => name !== 'cluster' && name !== 'node');
    const [count, rows] = await Promise.all([
      this.objects.count(guests, query),
      this.objects.page(guests, query, { limit: GUESTS_SHOWN, offset: 0 }),
    ]);
    const lists = [virtualMachines, containers].map((kind) => ({
      label: kind.labelPlural,
      href: withParameters(syncedPath(kind), new URLSearchParams(), query),
    }));
    return { count, lists, table: syncedTable(guests.labelPlural, columns, rows) };
  }

  /** Those of the cluster that are not limited to other nodes. */
  private async storagesOf(source: string, node: string): Promise<Table | undefined> {
    const own = await this.dataSource
      .getRepository<SyncLink>(syncLink.name)
      .findOneBy({ target: cluster.name, key: source });
    if (!own) return undefined;
    const within = [{ name: 'cluster', lookup: 'exact' as const, values: [own.objectId] }];
    const table = await this.pages.table(proxmoxStorage, STORAGES_SHOWN, STORAGE_COLUMNS, within);
    return { ...table, rows: table.rows.filter(({ cells }) => isFor(node, cells[3].text)) };
  }

  private async linkOf(target: string, objectId: number): Promise<SyncLink | undefined> {
    const links = this.dataSource.getRepository<SyncLink>(syncLink.name);
    return (await links.findOneBy({ target, objectId })) ?? undefined;
  }
}

function isFor(node: string, nodes: string): boolean {
  return nodes === '' || nodes.split(',').some((one) => one.trim() === node);
}
