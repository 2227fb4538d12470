import { type ChangeAction } from '../../core/plan/plan-object';
import { type ErrorCategory } from '../../core/errors/errors';
import { type StageSummary } from '../../models/stage-summary';
import { type Counts } from './counts';

export type StageResult = StageSummary;
export type StageStatus = StageResult['status'];
export type RunStatus = 'completed' | 'completed_with_errors' | 'failed' | 'cancelled' | 'timed_out';

/** Everything a run tells while it goes on; `sync/wire.ts` alone knows how it looks in a stream. */
export type SyncEvent =
  | {
      readonly type: 'run-started';
      readonly runId: number;
      readonly mode: 'plan' | 'apply';
      readonly stages: readonly { name: string; label: string }[];
    }
  | { readonly type: 'stage-reading'; readonly stage: string; readonly label: string }
  | {
      readonly type: 'stage-planned';
      readonly stage: string;
      readonly label: string;
      readonly counts: Counts;
    }
  | { readonly type: 'plan-stored'; readonly counts: Counts }
  | { readonly type: 'stage-started'; readonly stage: string; readonly label: string; readonly total: number }
  | {
      readonly type: 'item';
      readonly stage: string;
      readonly target: string;
      readonly key: string;
      readonly label: string;
      readonly action: ChangeAction;
      readonly id: number | null;
      readonly error?: string;
      readonly current: number;
      readonly total: number;
    }
  | {
      readonly type: 'problem';
      readonly stage?: string;
      readonly label: string;
      readonly category: ErrorCategory;
      readonly message: string;
      readonly suggestion?: string;
    }
  | { readonly type: 'stage-finished'; readonly result: StageResult }
  | {
      readonly type: 'run-finished';
      readonly runId: number;
      readonly status: RunStatus;
      readonly message: string;
      readonly counts: Counts;
      readonly results: readonly StageResult[];
    };

/** The last event of a run. */
export type Finished = Extract<SyncEvent, { type: 'run-finished' }>;
