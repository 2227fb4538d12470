import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { DataSource } from 'typeorm';
import { Needs } from '../core/access/needs';
import { ModelPages } from '../core/pages/model-pages';
import { detailPath, listPath, PAGES } from '../core/pages/page-address';
import { pageAsked, paginationOf } from '../core/pages/pagination';
import { renderPage } from '../core/pages/render';
import { parametersOf, rowId } from '../core/pages/request-parameters';
import { type ProxmoxCluster, proxmoxCluster } from '../models/proxmox-cluster.model';
import { vmBackup } from '../models/vm-backup.model';
import { vmSnapshot } from '../models/vm-snapshot.model';
import { STORAGES_ASKED } from '../sync/endpoint-usage';
import { EndpointWatch } from '../sync/endpoint-watch';
import { dashboardFacts } from './dashboard-facts';
import { dashboardView, growthText, OLD_SNAPSHOT_DAYS, RECENT_DAYS, usageGauges } from './dashboard-view';
import { barsOf, CHART, linePoints } from './small-chart';

const DAY_MS = 24 * 3_600_000;

/** How the clusters are, as far as the last sync has told; what moves faster is asked once the page is there. */
@Controller(`${PAGES}/dashboard`)
export class DashboardController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly pages: ModelPages,
    private readonly watch: EndpointWatch,
  ) {}

  @Get()
  @Needs(`view ${proxmoxCluster.name}`)
  async show(@Req() request: Request, @Res() response: Response): Promise<void> {
    const parameters = parametersOf(request);
    const asked = pageAsked(parameters);
    const now = new Date();
    const oldFrom = new Date(now.getTime() - OLD_SNAPSHOT_DAYS * DAY_MS);
    const facts = await dashboardFacts(this.dataSource, oldFrom, asked);
    const clusters = dashboardView(facts, now);
    await renderPage(response, 'dashboard/dashboard.njk', {
      title: 'Proxmox Dashboard',
      chart: CHART,
      recentDays: RECENT_DAYS,
      oldDays: OLD_SNAPSHOT_DAYS,
      backupsHref: listPath(vmBackup),
      clustersHref: listPath(proxmoxCluster),
      pagination:
        facts.count > clusters.length
          ? paginationOf({ count: facts.count, isEstimate: false }, asked, `${PAGES}/dashboard/`, parameters)
          : undefined,
      clusters: clusters.map((cluster) => ({
        ...cluster,
        href: detailPath(proxmoxCluster, cluster.id),
        nowHref: `${PAGES}/dashboard/${cluster.id}/now/`,
        line: linePoints(cluster.growth.map(({ bytes }) => bytes)),
        bars: barsOf(cluster.ages.map(({ count }) => count)),
        oldSnapshots: cluster.oldSnapshots.map((one) => ({ ...one, href: detailPath(vmSnapshot, one.id) })),
      })),
    });
  }

  /** What a cluster answers just now: a piece of the dashboard, or a page of its own for browsers without scripts. */
  @Get(':id/now')
  @Needs(`view ${proxmoxCluster.name}`)
  async now(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const row = await this.pages.store(proxmoxCluster).get(rowId(id));
    const usage = await this.watch.usage((row as unknown as ProxmoxCluster).endpoint);
    const isPiece = request.get('HX-Request') === 'true';
    await renderPage(response, isPiece ? 'partials/cluster-now.njk' : 'dashboard/now.njk', {
      title: `${String(row.name)} Now`,
      breadcrumbs: [{ label: 'Dashboard', href: `${PAGES}/dashboard/` }],
      cluster: { name: row.name },
      usage,
      gauges: usageGauges(usage),
      chart: CHART,
      growth: {
        text: growthText(usage),
        of: STORAGES_ASKED,
        line: linePoints(usage.growth.map(({ bytes }) => bytes)),
      },
    });
  }
}
