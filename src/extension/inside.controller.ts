import { join } from 'node:path';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { type Response } from 'express';
import { projectRoot } from '../config/project-root';
import { csrfTokenOf } from '../core/access/csrf';
import { CurrentIdentity } from '../core/access/current-identity';
import { type KnownIdentity, type KnownRequest } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { Open } from '../core/access/open';
import { RowJson } from '../core/crud/row-json';
import { type JsonObject } from '../core/crud/serializer';
import { API_ROOT } from '../core/http/api-root';
import { Describe } from '../core/openapi/describe';
import { menuAt, type MenuSection } from '../core/pages/menu';
import { PAGES } from '../core/pages/page-address';
import { type Table } from '../core/pages/list-view';
import { renderPage } from '../core/pages/render';
import { syncLink } from '../models/sync-link.model';
import { syncRun } from '../models/sync-run.model';
import { virtualMachine } from '../sync/resources/inventory';
import { idOf } from '../sync/row-id';
import { guestPath, objectPath, runHref } from './addresses';
import { CONFIG_TAB, Inside, type InsideObject, type InsideTab } from './inside';
import { readMenu, readObject, readTab } from './inside-routes';

/** Injection token of the sections of the menu. */
export const INSIDE_MENU = 'InsideMenu';

const SCRIPT = join(projectRoot, 'views', 'static', 'extension.js');
const SCRIPT_AGE_SECONDS = 300;

/** What the pages of NetBox show of Proxbox: asked by `extension.js`, with the rights of whoever looks. */
@Needs(`view ${syncLink.name}`)
@Controller(`${API_ROOT}/inside`)
export class InsideController {
  constructor(
    @Inject(Inside) private readonly inside: Inside,
    @Inject(INSIDE_MENU) private readonly menu: readonly MenuSection[],
    @Inject(RowJson) private readonly rows: RowJson,
  ) {}

  @Get('/')
  @Needs('sign in')
  @Describe(readMenu)
  sections(@CurrentIdentity() identity: KnownIdentity, @Req() request: KnownRequest): JsonObject {
    const sections = identity.role === undefined ? [] : menuAt(this.menu, '', identity.may);
    return {
      username: identity.username,
      csrf_token: request.isScript ? null : csrfTokenOf(request),
      object_types: identity.may(`view ${syncLink.name}`) ? this.inside.objectTypes() : [],
      sections: sections.map(({ label, entries }) => ({
        label,
        entries: entries.map((entry) => ({ label: entry.label, href: entry.href })),
      })),
    };
  }

  @Get(':type/:id/')
  @Describe(readObject)
  async object(
    @Param('type') type: string,
    @Param('id') id: string,
    @CurrentIdentity() identity: KnownIdentity,
    @Req() request: KnownRequest,
  ): Promise<JsonObject> {
    const found = await this.inside.object(type, idOf(id), identity);
    const mayRun = found.run && identity.may(`view ${syncRun.name}`);
    return { ...objectJson(found), run: mayRun ? await this.rows.of(syncRun, found.run!, request) : null };
  }

  @Get(':type/:id/:tab/')
  @Describe(readTab)
  async tab(
    @Param('type') type: string,
    @Param('id') id: string,
    @Param('tab') name: string,
    @CurrentIdentity() identity: KnownIdentity,
  ): Promise<JsonObject> {
    const { tab, table } = await this.inside.tab(type, idOf(id), name, identity);
    return tableJson(tab, table);
  }
}

/** The page that a link in NetBox leads to, where the object has none of its own, and the script that NetBox loads. */
@Controller(PAGES)
export class InsidePages {
  constructor(@Inject(Inside) private readonly inside: Inside) {}

  /** Nothing in it is anybody's secret; what it shows it has to ask for. */
  @Open()
  @Get('extension.js')
  script(@Res() response: Response): void {
    response.sendFile(SCRIPT, {
      cacheControl: false,
      headers: {
        'Cache-Control': `public, max-age=${SCRIPT_AGE_SECONDS}, stale-while-revalidate=86400`,
        'X-Content-Type-Options': 'nosniff',
      },
    });
  }

  @Get('inside/:type/:id')
  @Needs(`view ${syncLink.name}`)
  async object(
    @Param('type') type: string,
    @Param('id') id: string,
    @CurrentIdentity() identity: KnownIdentity,
    @Res() response: Response,
  ): Promise<void> {
    const found = await this.inside.object(type, idOf(id), identity);
    if (found.links.some(({ target }) => target === virtualMachine.name)) {
      response.redirect(303, guestPath(found.id));
      return;
    }
    await renderPage(response, 'inside/object.njk', {
      title: found.name,
      object: found,
      runHref: found.run && identity.may(`view ${syncRun.name}`) ? runHref(found.run) : undefined,
      tables: await Promise.all(
        found.tabs
          .filter(({ name }) => name !== CONFIG_TAB)
          .map(({ name }) => this.inside.tab(type, found.id, name, identity)),
      ),
    });
  }
}

function objectJson({ objectType, id, name, links, tabs, owned, sync }: InsideObject): JsonObject {
  const missing = links.map(({ missingSince }) => missingSince).find((moment) => moment !== null);
  return {
    object_type: objectType,
    id,
    name,
    href: objectPath(objectType, id),
    missing_since: missing?.toISOString() ?? null,
    tabs: tabs.map(tabJson),
    owned_fields: owned.map(({ name: field, label, isCustom, isKept, origin }) => ({
      name: field,
      label,
      is_custom: isCustom,
      is_kept: isKept,
      run: origin.run,
      at: origin.at,
    })),
    sync: sync ?? null,
  };
}

function tabJson({ name, label, count, href }: InsideTab): JsonObject {
  return { name, label, count, href: href ?? null };
}

function tableJson({ label, count, href }: InsideTab, { columns, rows }: Table): JsonObject {
  return {
    label,
    count,
    href: href ?? null,
    columns: columns.map((column) => column.label),
    rows: rows.map((row) =>
      row.cells.map((cell, place) => ({
        text: cell.text,
        href: place === row.linkedCell ? row.href : (cell.href ?? null),
        color: cell.widget === 'select' ? (cell.color ?? null) : null,
      })),
    ),
  };
}
