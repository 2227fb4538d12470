import { type EntityManager } from 'typeorm';
import { syncChange } from '../models/sync-change.model';
import { hasEnded, type SyncRun, syncRun } from '../models/sync-run.model';

/**
 * Forgets the lines of drift reports that a later one has taken the place of, but of those that somebody decided about or
 * made a run of. Their runs stay: how much they found, and since when there is drift, is told by these.
 *
 * One report is enough: it is what the pages and REST show, and each has a line for every object that differs, so that a
 * NetBox which nobody lets Proxbox write to would fill the table with the same lines every few hours.
 */
export async function forgetOldReports(manager: EntityManager): Promise<void> {
  await manager.query(
    `DELETE FROM "${syncChange.table}" line USING "${syncRun.table}" run
      WHERE line.run_id = run.id AND run.purpose = 'drift'
        AND run.id < (SELECT max(id) FROM "${syncRun.table}"
                       WHERE purpose = 'drift' AND ${hasEnded('status')})
        AND run.status NOT IN ('pending', 'running')
        AND NOT EXISTS (SELECT FROM "${syncRun.table}" follower WHERE follower.origin_id = run.id)
        AND NOT EXISTS (SELECT FROM "${syncChange.table}" decided
                         WHERE decided.run_id = run.id AND decided.decision <> 'undecided')`,
  );
}

/** Whether the lines of a run that found something are no longer kept. */
export function isForgotten(
  run: Pick<SyncRun, 'purpose' | 'createdCount' | 'updatedCount' | 'deletedCount' | 'conflictCount'>,
  lines: number,
): boolean {
  const found = run.createdCount + run.updatedCount + run.deletedCount + run.conflictCount;
  return run.purpose === 'drift' && found > 0 && lines === 0;
}
