import { Controller, Get, Redirect, Res } from '@nestjs/common';
import { type Response } from 'express';
import { Needs } from '../core/access/needs';
import { ModelPages } from '../core/pages/model-pages';
import { detailPath, listPath, PAGES } from '../core/pages/page-address';
import { renderPage } from '../core/pages/render';
import { netboxEndpoint } from '../models/netbox-endpoint.model';
import { proxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { syncRun } from '../models/sync-run.model';

const ENDPOINTS_SHOWN = 20;
const RUNS_SHOWN = 5;

/** The first page: what is connected to what, and what the last runs did. */
@Controller()
export class HomeController {
  constructor(private readonly pages: ModelPages) {}

  @Get()
  @Needs('sign in')
  @Redirect(`${PAGES}/`)
  root(): void {}

  @Get(PAGES)
  @Needs(`view ${syncRun.name}`)
  async home(@Res() response: Response): Promise<void> {
    const [netbox, proxmox, runs, active] = await Promise.all([
      this.pages.table(netboxEndpoint, ENDPOINTS_SHOWN),
      this.pages.table(proxmoxEndpoint, ENDPOINTS_SHOWN),
      this.pages.table(syncRun, RUNS_SHOWN),
      this.pages.table(
        syncRun,
        1,
        ['status'],
        [{ name: 'status', lookup: 'exact', values: ['pending', 'running'] }],
      ),
    ]);
    await renderPage(response, 'home/home.njk', {
      title: 'Proxbox',
      sections: [
        { title: 'NetBox Endpoint', table: netbox, listHref: listPath(netboxEndpoint) },
        { title: 'Proxmox Endpoints', table: proxmox, listHref: listPath(proxmoxEndpoint) },
      ],
      runs: { table: runs, listHref: listPath(syncRun) },
      activeRun: active.rows[0] && { ...active.rows[0], href: detailPath(syncRun, active.rows[0].id) },
      isReady: netbox.rows.length > 0 && proxmox.rows.length > 0,
      startHref: `${PAGES}/sync/`,
    });
  }
}
