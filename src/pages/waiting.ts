import { type DataSource } from 'typeorm';
import { inSight } from '../core/crud/sight';
import { proxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { syncChange } from '../models/sync-change.model';
import { hasEnded, syncRun } from '../models/sync-run.model';

/** What somebody has to look at. Runs are told by their ids. */
export interface Waiting {
  /** The latest run that came to its end, with what it could not do. */
  readonly latest: { run: number; conflicts: number; failed: number; held: number } | null;
  /** The latest run that only planned, with what is still to be made of it. */
  readonly plan: { run: number; open: number; finished: Date } | null;
}

const ENDED = hasEnded('status');
/** What says whether a run is in sight. */
const MODELS = [syncRun, proxmoxEndpoint];

/** Both in one query. */
export async function waiting(dataSource: DataSource): Promise<Waiting> {
  const lines = (run: string, status: string) =>
    `(SELECT count(*)::int FROM "${syncChange.table}" WHERE run_id = ${run} AND status = '${status}'
         AND decision <> 'refused')`;
  const ended = `${ENDED} AND ${inSight(MODELS, syncRun, 'run') ?? 'true'}`;
  const [row] = await dataSource.query<[Waiting]>(
    `SELECT (SELECT json_build_object('run', run.id, 'conflicts', run.conflict_count, 'failed', run.failed_count,
                                      'held', ${lines('run.id', 'held')})
               FROM "${syncRun.table}" run WHERE ${ended} AND purpose <> 'undoing' ORDER BY run.id DESC LIMIT 1) AS latest,
            (SELECT json_build_object('run', run.id, 'finished', run.finished, 'open', ${lines('run.id', 'planned')})
               FROM "${syncRun.table}" run WHERE ${ended} AND mode = 'plan' ORDER BY run.id DESC LIMIT 1) AS plan`,
  );
  return {
    latest: row.latest,
    plan: row.plan && { ...row.plan, finished: new Date(row.plan.finished) },
  };
}
