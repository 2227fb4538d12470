import { concatMap, forkJoin, map, type Observable, toArray } from 'rxjs';
import { refTo } from '../../core/plan/value';
import { backupRoutine } from '../../models/backup-routine.model';
import { defineStage, type ItemOf, part } from '../engine/stage';
import { store } from '../engine/store';
import { type BackupJob, type BackupSelection, nodeKey, type Source } from '../source/source';
import { type KnownStorages, readKnownStorages, storageRef } from './known-storages';

const routines = store(backupRoutine);

interface BackupJobAt {
  readonly source: Source;
  readonly job: BackupJob;
  readonly storages: KnownStorages;
  readonly nodes: ReadonlySet<string>;
}

/** One vzdump job. What it does not say is left to the storage or to Proxmox VE, and stays empty. */
export function backupRoutineRow({ source, job, storages, nodes }: BackupJobAt): ItemOf<typeof routines> {
  const { retention } = job;
  return {
    key: `${source.key}/backup-job/${job.id}`,
    label: job.id,
    values: {
      endpoint: source.endpointId,
      jobId: job.id,
      enabled: job.isEnabled,
      schedule: job.schedule ?? '',
      nextRun: job.nextRun === undefined ? null : new Date(job.nextRun * 1000),
      node:
        job.node !== undefined && nodes.has(job.node)
          ? refTo('proxmox-node', nodeKey(source.key, job.node))
          : null,
      storage: storageRef(source, storages, job.storage),
      selection: selectionOf(job.selection),
      comment: job.comment ?? '',
      status: 'active',
      keepLast: retention.last ?? null,
      keepDaily: retention.daily ?? null,
      keepWeekly: retention.weekly ?? null,
      keepMonthly: retention.monthly ?? null,
      keepYearly: retention.yearly ?? null,
      keepAll: retention.all ?? null,
      notesTemplate: job.notesTemplate ?? '',
      bwlimit: job.bandwidth ?? null,
      zstd: job.zstdThreads ?? null,
      ioWorkers: job.ioWorkers ?? null,
      fleecing: job.fleecing ?? '',
      fleecingStorage: storageRef(source, storages, job.fleecingStorage),
      repeatMissed: job.repeatsMissed ?? null,
      pbsChangeDetectionMode: job.pbsChangeDetectionMode ?? '',
      rawConfig: job.raw,
      keepHourly: retention.hourly ?? null,
      comments: undefined,
    },
  };
}

/** As clients know it, a list of VMIDs, which is empty for all guests; what no list can say is an object. */
function selectionOf(selection: BackupSelection): unknown {
  if (selection.kind === 'pool') return { pool: selection.pool };
  if (selection.kind === 'all') return selection.except.length > 0 ? { exclude: selection.except } : [];
  return selection.vmids.length > 0 ? selection.vmids : { vmids: [] };
}

function readJobs(source: Source): Observable<BackupJobAt> {
  const lists = { storages: readKnownStorages(source), nodes: source.nodes().pipe(toArray()) };
  return forkJoin(lists).pipe(
    concatMap(({ storages, nodes }) => {
      const names = new Set(nodes.map(({ name }) => name));
      return source.backupJobs().pipe(map((job) => ({ source, job, storages, nodes: names })));
    }),
  );
}

/** The backup jobs of each cluster. */
export const backupRoutines = defineStage({
  name: 'backup-routines',
  label: 'Backup Routines',
  after: ['devices', 'storage'],
  importance: 'optional',
  parts: [
    part({
      target: routines,
      read: readJobs,
      row: backupRoutineRow,
      // Without the right to it the list is refused as a whole, never shortened.
      covers: () => true,
      whenGone: { set: { status: 'stale' } },
    }),
  ],
});
