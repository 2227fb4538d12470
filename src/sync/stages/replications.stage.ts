import { concatMap, forkJoin, map, type Observable, toArray } from 'rxjs';
import { NotFound } from '../../core/errors/errors';
import { refTo } from '../../core/plan/value';
import { replication } from '../../models/replication.model';
import { defineStage, type ItemOf, Lost, part } from '../engine/stage';
import { store } from '../engine/store';
import { type Guest, guestKey, nodeKey, type ReplicationJob, type Source } from '../source/source';

const jobs = store(replication);

interface GuestReplication {
  readonly source: Source;
  readonly job: ReplicationJob;
  readonly guest: Guest;
  /** Whether the target is a node of this cluster that we know. */
  readonly isTargetKnown: boolean;
}

/** One replication job. Before its first run it does not tell where it copies from: that is where its guest is. */
export function replicationRow({ source, job, guest, isTargetKnown }: GuestReplication): ItemOf<typeof jobs> {
  return {
    key: replicationKey(source, job),
    label: job.id,
    values: {
      endpoint: source.endpointId,
      replicationId: job.id,
      virtualMachine: refTo('virtual-machine', guest.key),
      proxmoxNode: isTargetKnown ? refTo('proxmox-node', nodeKey(source.key, job.target)) : null,
      guest: job.vmid,
      target: job.target,
      jobType: job.type as 'local',
      schedule: job.schedule ?? '',
      rate: job.rate ?? null,
      comment: job.comment ?? null,
      disable: job.isDisabled,
      source: job.source ?? guest.node,
      jobnum: job.jobNumber,
      removeJob: (job.removal as 'local' | 'full' | undefined) ?? null,
      status: 'active',
      rawConfig: job.raw,
      comments: undefined,
    },
  };
}

function replicationKey(source: Source, job: ReplicationJob): string {
  return `${source.key}/replication/${job.id}`;
}

/** A job whose guest is not in the list is told, and left as it is: the two lists were not read in one moment. */
function readJobs(source: Source): Observable<GuestReplication | Lost> {
  const lists = {
    all: source.whole.guests().pipe(toArray()),
    chosen: source.guests().pipe(toArray()),
    nodes: source.nodes().pipe(toArray()),
  };
  return forkJoin(lists).pipe(
    concatMap(({ all, chosen, nodes }) => {
      const byKey = new Map(chosen.map((guest) => [guest.key, guest]));
      const known = new Set(all.map(({ key }) => key));
      const names = new Set(nodes.map(({ name }) => name));
      return source.replicationJobs().pipe(
        map((job) => {
          const key = guestKey(source.key, job.vmid);
          const guest = byKey.get(key);
          if (guest) return { source, job, guest, isTargetKnown: names.has(job.target) };
          const why = new NotFound(`Guest ${job.vmid} of ${source.name}, which it copies, is not known.`);
          return new Lost(replicationKey(source, job), job.id, why, true, known.has(key));
        }),
      );
    }),
  );
}

/** The replication jobs of each cluster. Proxmox VE hides those of guests that the token may not audit. */
export const replications = defineStage({
  name: 'replications',
  label: 'Replications',
  after: ['virtual-machines'],
  importance: 'optional',
  parts: [
    part({
      target: jobs,
      read: readJobs,
      row: replicationRow,
      covers: (source) => source.sees('/vms', 'VM.Audit'),
      whenGone: { set: { status: 'stale' } },
    }),
  ],
});
