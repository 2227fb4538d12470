import { setTimeout } from 'node:timers/promises';
import { type DataSource } from 'typeorm';
import { inSight, whereSeen } from '../core/crud/sight';
import { detailPath } from '../core/pages/page-address';
import { type NetboxEndpoint, netboxEndpoint } from '../models/netbox-endpoint.model';
import { type ProxmoxEndpoint, proxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { ENDED_STATUSES, hasEnded, type SyncRun, syncRun } from '../models/sync-run.model';
import { type EndpointCheck } from '../sync/endpoint-checks';
import { type EndpointKind } from '../sync/endpoint-watch';
import { type StepFacts, type StepRun } from './first-steps';
import { isActive } from './run-board';

const ENDPOINTS_TESTED = 20;
/** So long a whole page waits for what endpoints answer. */
const MOMENT_MS = 100;

/** Says what an endpoint answers; undefined where it has not answered yet. */
type Look = (kind: EndpointKind, id: number) => Promise<EndpointCheck | undefined>;

/** Does not wait longer than a moment. What comes later is there for the next one who looks. */
export function forAMoment(look: Look): Look {
  return (kind, id) => {
    const over = setTimeout(MOMENT_MS, undefined, { ref: false });
    return Promise.race([look(kind, id), over]);
  };
}

/** Reads what the first steps ask for; `look` says what an endpoint answers, and is left out where nobody waits for it. */
export async function stepFacts(dataSource: DataSource, look?: Look): Promise<StepFacts> {
  const [[netbox], proxmox, plan, applied] = await Promise.all([
    dataSource.getRepository<NetboxEndpoint>(netboxEndpoint.name).find({ order: { id: 'ASC' }, take: 1 }),
    dataSource.getRepository<ProxmoxEndpoint>(proxmoxEndpoint.name).find({
      where: { enabled: true, ...whereSeen([proxmoxEndpoint], proxmoxEndpoint) },
      order: { id: 'ASC' },
      take: ENDPOINTS_TESTED,
    }),
    stepRun(dataSource),
    stepRun(dataSource, 'apply'),
  ]);
  const nameless = () => '';
  const [ofNetbox, ...ofProxmox] = await Promise.all([
    netbox && look?.('netbox', netbox.id),
    ...proxmox.map(({ id }) => look?.('proxmox', id)),
  ]);
  return {
    ...(netbox && {
      netbox: {
        label: netboxEndpoint.display(netbox, nameless),
        href: detailPath(netboxEndpoint, netbox.id),
        check: ofNetbox,
      },
    }),
    proxmox: proxmox.map((row, index) => ({
      label: proxmoxEndpoint.display(row, nameless),
      href: detailPath(proxmoxEndpoint, row.id),
      check: ofProxmox[index],
    })),
    plan,
    applied,
  };
}

/** A run that came to its end, or else the latest one. */
async function stepRun(dataSource: DataSource, mode?: SyncRun['mode']): Promise<StepRun | undefined> {
  const runs = dataSource
    .getRepository<SyncRun>(syncRun.name)
    .createQueryBuilder('run')
    .where(mode ? 'run.mode = :mode' : 'true', { mode })
    .andWhere(inSight([syncRun, proxmoxEndpoint], syncRun, 'run') ?? 'true')
    .orderBy('run.id', 'DESC')
    .limit(1);
  const ended = await runs.clone().andWhere(hasEnded('run.status')).getOne();
  const run = ended ?? (await runs.getOne());
  if (!run) return undefined;
  return {
    href: detailPath(syncRun, run.id),
    isActive: isActive(run),
    isWell: ENDED_STATUSES.includes(run.status),
    error:
      run.error ||
      `Sync run ${run.id} ended as ${syncRun.fields.status.choices?.[run.status]?.label ?? run.status}.`,
  };
}
