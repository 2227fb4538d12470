import { Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { type Response } from 'express';
import { CurrentIdentity } from '../core/access/current-identity';
import { type KnownIdentity, type KnownRequest } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { ExternalObjects } from '../core/crud/links';
import { ModelList } from '../core/crud/model-list';
import { NotAllowed, NotFound, ProxboxError } from '../core/errors/errors';
import { type AnyModel } from '../core/model/define-model';
import { flash } from '../core/pages/flash';
import { listActions } from '../core/pages/list-actions';
import { type Table } from '../core/pages/list-view';
import { ModelPages, pageQuery } from '../core/pages/model-pages';
import { detailPath, withParameters } from '../core/pages/page-address';
import { countText, pageAsked, paginationOf } from '../core/pages/pagination';
import { renderPage } from '../core/pages/render';
import { parametersOf, rowId } from '../core/pages/request-parameters';
import { rightsOf } from '../core/pages/rights';
import { seeOther } from '../core/pages/see-other';
import { TableColumns } from '../core/pages/table-columns';
import { guestPath, runHref } from '../extension/addresses';
import { CONFIG_TAB, HISTORY_TAB, Inside, type InsideObject } from '../extension/inside';
import { writtenFields } from '../extension/owned-fields';
import { ACTIONS, type SyncChange, syncChange } from '../models/sync-change.model';
import { type SyncLink, syncLink } from '../models/sync-link.model';
import { syncRun } from '../models/sync-run.model';
import { type VmSnapshot, vmSnapshot } from '../models/vm-snapshot.model';
import { virtualMachine } from '../sync/resources/inventory';
import { fieldShown, guestTabs, historyWithin } from './guest-view';
import { pointedAt } from './pointed-at';
import { planLine } from './plan-line';
import { snapshotTree } from './snapshot-tree';
import { syncedCards } from './synced-cards';
import { guestStatusShown, stateShown } from './synced-cells';
import { kindOfGuest, syncedPath, virtualDisks, vmInterfaces } from './synced-kinds';
import { SyncedObjects } from './synced-objects';
import { syncedTable } from './synced-table';
import { SyncStarter } from './sync-starter';

const TYPE = virtualMachine.objectType;
const SNAPSHOTS_SHOWN = 1000;
const [DISKS, INTERFACES] = ['disks', 'interfaces'];
const SNAPSHOTS = vmSnapshot.path;

/** A guest of Proxmox VE whose machine in NetBox is synced. */
interface Guest {
  readonly object: InsideObject;
  readonly link: SyncLink;
  readonly path: string;
}

/** The pages about one guest: what NetBox has of it, what hangs on it, and what runs did with it. `:id` is that of its machine in NetBox. */
@Controller(guestPath(0).replace('/0/', '/:id'))
@Needs(`view ${syncLink.name}`)
export class GuestController {
  constructor(
    private readonly inside: Inside,
    readonly objects: SyncedObjects,
    private readonly pages: ModelPages,
    private readonly models: ModelList,
    readonly external: ExternalObjects,
    private readonly columns: TableColumns,
    @Inject(SyncStarter) private readonly starter: SyncStarter,
  ) {}

  @Get()
  async show(
    @Param('id') id: string,
    @CurrentIdentity() identity: KnownIdentity,
    @Res() response: Response,
  ): Promise<void> {
    const guest = await this.guest(id, identity);
    const known = await this.external.find(pointedAt([guest.link.written]));
    const { run } = guest.object;
    await renderPage(response, 'guest/detail.njk', {
      ...(await this.head(guest, identity)),
      linkHref: detailPath(syncLink as AnyModel, guest.link.id),
      state: stateShown(guest.link),
      fields: writtenFields(guest.link, virtualMachine).map((one) => fieldShown(one, known)),
      runHref: (origin: number) => detailPath(syncRun as AnyModel, origin),
      latest: run && identity.may(`view ${syncRun.name}`) ? { id: run.id, href: runHref(run) } : undefined,
    });
  }

  /** Syncs the guest and what hangs on it. */
  @Post('sync')
  @Needs('run')
  async sync(
    @Param('id') id: string,
    @CurrentIdentity() identity: KnownIdentity,
    @Req() request: KnownRequest,
    @Res() response: Response,
  ): Promise<void> {
    const { object, path } = await this.guest(id, identity);
    if (!object.sync) throw new NotAllowed('You do not have permission to sync this guest.');
    try {
      const run = await this.starter.start({
        mode: 'apply',
        batch: { type: virtualMachine.name, ids: [object.id] },
        requestedBy: identity.username,
      });
      await seeOther(request, response, detailPath(syncRun as AnyModel, run.id));
    } catch (error) {
      if (!(error instanceof ProxboxError)) throw error;
      flash(request, 'danger', error.message);
      await seeOther(request, response, path);
    }
  }

  @Get(':tab')
  async tab(
    @Param('id') id: string,
    @Param('tab') tab: string,
    @CurrentIdentity() identity: KnownIdentity,
    @Req() request: KnownRequest,
    @Res() response: Response,
  ): Promise<void> {
    const guest = await this.guest(id, identity);
    const shown = {
      [DISKS]: () => this.disks(guest),
      [INTERFACES]: () => this.interfaces(guest),
      [SNAPSHOTS]: () => this.snapshots(guest, identity),
      [CONFIG_TAB]: () => this.config(guest, identity),
      [HISTORY_TAB]: () => this.history(guest, identity, parametersOf(request)),
    }[tab];
    const { template, ...view } = await (shown ?? (() => this.shelf(guest, tab, request, identity)))();
    await renderPage(response, template, { ...(await this.head(guest, identity, tab)), ...view });
  }

  private async disks({ link }: Guest) {
    const columns = virtualDisks.columns.filter(({ name }) => name !== 'owner' && name !== 'proxmox');
    const rows = await this.objects.of(virtualDisks, link.key);
    return { template: 'guest/table.njk', table: syncedTable(virtualDisks.labelPlural, columns, rows) };
  }

  private async interfaces({ link }: Guest) {
    return { template: 'guest/interfaces.njk', cards: await syncedCards(vmInterfaces, link.key, this) };
  }

  private async snapshots({ object }: Guest, identity: KnownIdentity) {
    if (!identity.may(`view ${vmSnapshot.name}`)) throw new NotFound('There is no such tab here.');
    const { rows } = await this.pages.store(vmSnapshot).list({
      filters: [{ name: 'virtualMachine', lookup: 'exact', values: [object.id] }],
      ordering: [],
      limit: SNAPSHOTS_SHOWN,
      offset: 0,
    });
    return {
      template: 'guest/snapshots.njk',
      tree: snapshotTree(rows as unknown as (VmSnapshot & { id: number })[]),
      hrefOf: (row: number) => detailPath(vmSnapshot as AnyModel, row),
      allHref: object.tabs.find(({ name }) => name === SNAPSHOTS)?.href,
    };
  }

  /** Asks Proxmox VE; where that does not answer, the page says why. */
  private async config(
    { object }: Guest,
    identity: KnownIdentity,
  ): Promise<{ template: string; table?: Table; problem?: string }> {
    const template = 'guest/table.njk';
    try {
      return { template, table: (await this.inside.tab(TYPE, object.id, CONFIG_TAB, identity)).table };
    } catch (error) {
      if (!(error instanceof ProxboxError) || error instanceof NotFound) throw error;
      return { template, problem: [error.message, error.suggestion].filter(Boolean).join(' ') };
    }
  }

  private async history({ link, path }: Guest, identity: KnownIdentity, parameters: URLSearchParams) {
    if (!identity.may(`view ${syncChange.name}`)) throw new NotFound('There is no such tab here.');
    const own = `${path}${HISTORY_TAB}/`;
    const asked = pageAsked(parameters);
    const query = pageQuery(syncChange, this.models, parameters, asked);
    const { rows, ...counted } = await this.pages.store(syncChange).list({
      ...query,
      filters: [...query.filters, historyWithin(link.key)],
      ordering: [{ name: 'id', isDescending: true }],
    });
    const lines = rows as unknown as SyncChange[];
    const known = await this.external.find(pointedAt(lines.flatMap(({ before, after }) => [before, after])));
    return {
      template: 'guest/history.njk',
      path: own,
      filter: Object.fromEntries(parameters),
      actions: ACTIONS,
      lines: lines.map((one) => ({
        ...planLine(one, known),
        at: one.created,
        run: one.run,
        runHref: detailPath(syncRun as AnyModel, one.run),
      })),
      pagination: paginationOf(counted, asked, own, parameters),
    };
  }

  /** Rows of a model that point at the guest, as a list like that of the model. */
  private async shelf({ object, path }: Guest, name: string, request: KnownRequest, identity: KnownIdentity) {
    const parameters = parametersOf(request);
    const at = { path: `${path}${name}/`, parameters, columns: (one: AnyModel) => this.columns.of(one, identity.username) }; // prettier-ignore
    const { model, list } = await this.inside.list(TYPE, object.id, name, identity, at);
    return {
      template: 'guest/list.njk',
      ...list,
      actions: listActions(model, rightsOf(model, identity), parameters, {
        path: at.path,
        pagination: list.pagination,
        shown: list.table.rows.length,
      }),
    };
  }

  /** Throws NotFound for a machine that Proxbox did not make or take over, and for one that is out of sight. */
  private async guest(id: string, identity: KnownIdentity): Promise<Guest> {
    const object = await this.inside.object(TYPE, rowId(id), identity);
    const link = object.links.find(({ target }) => target === virtualMachine.name);
    if (!link) throw new NotFound(`No guest of Proxmox VE is known as the machine ${id} of NetBox.`);
    return { object, link, path: guestPath(object.id) };
  }

  private async head({ object, link, path }: Guest, identity: KnownIdentity, current?: string) {
    const kind = kindOfGuest(link.written.vmType);
    const below = { below: link.key };
    const mayHistory = identity.may(`view ${syncChange.name}`);
    const [disks, interfaces, history, machine] = await Promise.all([
      this.objects.count(virtualDisks, below),
      this.objects.count(vmInterfaces, below),
      mayHistory ? this.historyCount(link) : '',
      this.external.find(new Map([[TYPE, [object.id]]])),
    ]);
    const own = [
      { name: DISKS, label: 'Disks', count: disks },
      { name: INTERFACES, label: 'Interfaces', count: interfaces },
      ...(mayHistory ? [{ name: HISTORY_TAB, label: 'Sync history', count: history }] : []),
    ];
    return {
      title: object.name,
      identifier: `${TYPE}:${object.id}`,
      breadcrumbs: [{ label: kind.labelPlural, href: syncedPath(kind) }],
      tabs: guestTabs(path, kind.label, { own, others: object.tabs, current }),
      guest: link,
      kind,
      path,
      here: withParameters(path, new URLSearchParams(), {}),
      status: guestStatusShown(link.written.proxmoxStatus),
      netboxHref: machine.get(`${TYPE}:${object.id}`)?.url,
      proxmoxHref: link.written.link,
      maySync: object.sync !== undefined,
    };
  }

  private async historyCount({ key }: SyncLink): Promise<string> {
    const query = { filters: [historyWithin(key)], ordering: [], limit: 1, offset: 0 };
    return countText(await this.pages.store(syncChange).list(query));
  }
}
