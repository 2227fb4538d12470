import { type Call, type Route } from './route';
import { seesGuest } from './sight';

export const REPLICATION_ROUTES: readonly Route[] = [
  {
    path: '/nodes/{node}/replication',
    query: { guest: { type: 'integer', minimum: 100, maximum: 999_999_999 } },
    data: (call) => replicationStates(call),
  },
  {
    path: '/cluster/replication',
    data: ({ cluster, rights }) =>
      cluster.replications
        .filter(({ guest }) => seesGuest(rights, guest))
        .map(({ id, guest, jobnum, target, source, schedule, rate, comment, isDisabled, removeJob }) => ({
          id,
          type: 'local',
          guest,
          jobnum,
          target,
          ...present({ source, schedule, rate, comment, remove_job: removeJob }),
          ...(isDisabled ? { disable: 1 } : {}),
        })),
  },
];

/** The jobs whose guests are on the node, with what it knows of their runs. */
function replicationStates({ cluster, node, rights, query }: Call) {
  return cluster.replications
    .filter(({ guest }) => query.guest === undefined || guest === Number(query.guest))
    .filter(({ guest }) => seesGuest(rights, guest) && cluster.guests.get(guest)?.node === node.name)
    .map((job) => ({
      id: job.id,
      type: 'local',
      guest: job.guest,
      jobnum: job.jobnum,
      source: node.name,
      target: job.target,
      vmtype: cluster.guests.get(job.guest)?.type,
      ...present({ schedule: job.schedule, rate: job.rate, comment: job.comment, remove_job: job.removeJob }),
      ...(job.isDisabled ? { disable: 1 } : {}),
      last_sync: job.lastSync,
      last_try: job.lastTry,
      next_sync: job.nextSync,
      duration: job.duration,
      fail_count: job.failCount,
      ...present({ error: job.error }),
    }));
}

function present<T extends Record<string, unknown>>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
