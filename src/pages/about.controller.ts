import { Controller, Get, Res } from '@nestjs/common';
import { type Response } from 'express';
import { DataSource } from 'typeorm';
import { version } from '../config/version';
import { Needs } from '../core/access/needs';
import { whereSeen } from '../core/crud/sight';
import { detailPath, listPath, PAGES } from '../core/pages/page-address';
import { renderPage } from '../core/pages/render';
import { type NetboxEndpoint, netboxEndpoint } from '../models/netbox-endpoint.model';
import { type ProxmoxEndpoint, proxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { type SyncRun, syncRun } from '../models/sync-run.model';
import { bugReport } from './bug-report';

/** Of each kind; each is asked once it can be seen. */
const ENDPOINTS_SHOWN = 20;

/** Which versions are at work, and a text for bug reports. */
@Controller(`${PAGES}/about`)
export class AboutController {
  constructor(private readonly dataSource: DataSource) {}

  @Get()
  @Needs(`view ${proxmoxEndpoint.name}`)
  async show(@Res() response: Response): Promise<void> {
    const few = {
      order: { id: 'ASC' },
      select: { id: true, name: true, domain: true, ipAddress: true, port: true },
      take: ENDPOINTS_SHOWN,
    } as const;
    const ofProxmox = this.dataSource.getRepository<ProxmoxEndpoint>(proxmoxEndpoint.name);
    const where = whereSeen([proxmoxEndpoint], proxmoxEndpoint);
    const [[netbox, netboxCount], proxmox, versions, [run], [{ server_version: postgres }]] =
      await Promise.all([
        this.dataSource.getRepository<NetboxEndpoint>(netboxEndpoint.name).findAndCount(few),
        ofProxmox.find({ ...few, where }),
        ofProxmox
          .createQueryBuilder('endpoint')
          .where(where)
          .select('endpoint.version', 'version')
          .addSelect('count(*)::int', 'count')
          .groupBy('endpoint.version')
          .orderBy('min(endpoint.id)')
          .getRawMany<{ version: string | null; count: number }>(),
        this.dataSource.getRepository<SyncRun>(syncRun.name).find({ order: { id: 'DESC' }, take: 1 }),
        this.dataSource.query<[{ server_version: string }]>('SHOW server_version'),
      ]);
    const proxmoxCount = versions.reduce((total, { count }) => total + count, 0);
    const program = { sidecar: version, node: process.version, system: `${process.platform} ${process.arch}`, postgres }; // prettier-ignore
    const nothing = () => '';
    await renderPage(response, 'about/about.njk', {
      title: 'About',
      program,
      endpoints: [
        ...netbox.map((row) => ({
          kind: 'NetBox',
          name: netboxEndpoint.display(row, nothing),
          href: detailPath(netboxEndpoint, row.id),
        })),
        ...proxmox.map((row) => ({
          kind: 'Proxmox VE',
          name: proxmoxEndpoint.display(row, nothing),
          href: detailPath(proxmoxEndpoint, row.id),
        })),
      ],
      more: [
        { label: netboxEndpoint.labelPlural, href: listPath(netboxEndpoint), count: netboxCount },
        { label: proxmoxEndpoint.labelPlural, href: listPath(proxmoxEndpoint), count: proxmoxCount },
      ].filter(({ count }) => count > ENDPOINTS_SHOWN),
      report: bugReport({
        ...program,
        netbox: netboxCount,
        proxmox: { count: proxmoxCount, versions: versions.map(({ version: one }) => one) },
        ...(run && { latestRun: { mode: run.mode, status: run.status, stages: run.stages.length } }),
      }),
    });
  }
}
