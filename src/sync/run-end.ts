import { type EndReason } from '../core/jobs/job';
import { type JobEnd } from '../core/jobs/job-kind';
import { stopReason } from '../core/jobs/run-until-stopped';
import { type StageSummary } from '../models/stage-summary';
import { type SyncRun } from '../models/sync-run.model';
import { type Finished, type RunStatus } from './engine/event';
import { type Tally } from './engine/tally';
import { type RequestCounts } from './run-executor';
import { endedData, type SyncParams } from './sync-params';

/** The last event of a run that was stopped before it could say so itself. */
export function stoppedEvent(runId: number, signal: AbortSignal, tally: Tally): Finished {
  const reason = stopReason(signal);
  const status = endStatusOf(reason.why);
  const { counts, results } = tally;
  const done = counts.created + counts.updated + counts.deleted;
  const message = `${reason.message} ${tally.place} ${done} changes were made until then and stay; the next run does the rest.`;
  return { type: 'run-finished', runId, status, message, counts, results };
}

/** What the row of a run keeps of its end. */
export function endedRow(
  { status, message, counts, results }: Finished,
  { started, finished, requests }: { started: Date; finished: Date; requests: RequestCounts },
): Partial<SyncRun> & { seconds: number } {
  return {
    status,
    finished,
    seconds: (finished.getTime() - started.getTime()) / 1000,
    createdCount: counts.created,
    updatedCount: counts.updated,
    deletedCount: counts.deleted,
    unchangedCount: counts.unchanged,
    conflictCount: counts.conflicts,
    failedCount: counts.failed,
    summary: [...results] as StageSummary[],
    error: status === 'completed' ? '' : message,
    ...requests,
  };
}

/** How the job of a run ends with it. */
export function jobEndOf(ending: Finished, params: SyncParams, seconds: number): JobEnd {
  const data = endedData(params, { id: ending.runId, seconds, results: ending.results });
  const isOk = ending.status === 'completed' || ending.status === 'completed_with_errors';
  const error = ending.status === 'completed' ? '' : ending.message;
  return { status: isOk ? 'completed' : ending.status === 'cancelled' ? 'failed' : 'errored', error, data };
}

export function endStatusOf(why: EndReason['why']): RunStatus {
  if (why === 'cancelled') return 'cancelled';
  return why === 'timeout' ? 'timed_out' : 'failed';
}
