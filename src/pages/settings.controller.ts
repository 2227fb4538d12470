import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { type Response } from 'express';
import { DataSource, Raw } from 'typeorm';
import { type KnownRequest } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { visibleColumns } from '../core/crud/columns';
import { whereSeen } from '../core/crud/sight';
import { type AnyRow } from '../core/model/define-model';
import { ModelPages } from '../core/pages/model-pages';
import { detailPath, listPath, PAGES } from '../core/pages/page-address';
import { renderPage } from '../core/pages/render';
import { rowId } from '../core/pages/request-parameters';
import { rightsOf, withOpenTabs } from '../core/pages/rights';
import { rowButtons } from '../core/pages/row-buttons';
import { type SettingSources } from '../models/effective-settings';
import { type ProxmoxEndpoint, proxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { type Settings, settings } from '../models/settings.model';
import { type SettingRow, settingRows } from './setting-rows';

/** `SettingSources['environment']` of this process. */
export const SETTING_VARIABLES = Symbol('setting variables');

/** Endpoints with settings of their own that the page names. */
const EXCEPTIONS_SHOWN = 50;

/** The settings in their groups, each with what counts and where that comes from. */
@Controller(`${PAGES}/${settings.path}/:id`)
export class SettingsController {
  constructor(
    private readonly pages: ModelPages,
    private readonly dataSource: DataSource,
    @Inject(SETTING_VARIABLES) private readonly environment: SettingSources['environment'],
  ) {}

  @Get()
  @Needs(`view ${settings.name}`)
  async show(
    @Param('id') id: string,
    @Req() { identity }: KnownRequest,
    @Res() response: Response,
  ): Promise<void> {
    const view = withOpenTabs(await this.pages.detail(settings, rowId(id)), identity);
    const [found, count] = await this.dataSource.getRepository<AnyRow>(proxmoxEndpoint.name).findAndCount({
      where: { ...whereSeen([proxmoxEndpoint], proxmoxEndpoint), settings: Raw((own) => `${own} <> '{}'`) },
      select: visibleColumns(proxmoxEndpoint),
      order: { name: 'ASC', id: 'ASC' },
      take: EXCEPTIONS_SHOWN,
    });
    const names = await this.pages.namesOf(proxmoxEndpoint, found);
    const nameOf = new Map(found.map(({ id: endpoint }, index) => [endpoint, names[index]]));
    const endpoints = found as unknown as ProxmoxEndpoint[];
    const stored = view.row as unknown as Settings;
    const groups = settingRows({ environment: this.environment, endpoints, stored });
    const cellOf = await this.pages.showing(settings, groups.flatMap(({ rows }) => rows).flatMap(valuesOf));
    const shownRow = (row: SettingRow) => ({
      cell: cellOf(row),
      origin: row.origin,
      variables: row.variable?.names,
      without: row.variable && cellOf({ name: row.name, value: row.variable.without }),
      exceptions: row.exceptions.map(({ endpoint, value }) => ({
        endpoint: nameOf.get(endpoint),
        href: detailPath(proxmoxEndpoint, endpoint),
        cell: cellOf({ name: row.name, value }),
      })),
    });
    await renderPage(response, 'settings/detail.njk', {
      ...view,
      buttons: rowButtons(settings, view.row.id, rightsOf(settings, identity)),
      groups: groups.map(({ title, rows }) => ({ title, rows: rows.map(shownRow) })),
      notShown: { count: count - found.length, href: listPath(proxmoxEndpoint) },
    });
  }
}

function valuesOf({ name, value, variable, exceptions }: SettingRow) {
  const others = [...(variable ? [variable.without] : []), ...exceptions.map((one) => one.value)];
  return [value, ...others].map((one) => ({ name, value: one }));
}
