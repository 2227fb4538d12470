import { humanize } from '../core/model/naming';
import { type Color } from '../core/model/field';
import { type StageSummary } from '../models/stage-summary';
import { type SyncRun } from '../models/sync-run.model';

/** One line of the stage board: what a run has done, or not yet done, in one stage. */
export interface BoardRow {
  readonly stage: string;
  readonly label: string;
  readonly statusLabel: string;
  readonly color: Color;
  readonly counts: readonly { name: CountName; value: number }[];
  /** Blank until the stage is over. */
  readonly seconds: string;
  readonly error: string;
  /** The counts of each endpoint, where there are several. */
  readonly places?: readonly { name: string; counts: BoardRow['counts'] }[];
}

/** The columns of the board, in their order. */
export const COUNT_NAMES = ['created', 'updated', 'deleted', 'unchanged', 'conflicts', 'failed'] as const;
export type CountName = (typeof COUNT_NAMES)[number];

const STATUSES: Record<StageSummary['status'], { label: string; color: Color }> = {
  completed: { label: 'Completed', color: 'green' },
  completed_with_errors: { label: 'Completed with errors', color: 'yellow' },
  failed: { label: 'Failed', color: 'red' },
  skipped: { label: 'Skipped', color: 'gray' },
};

/** A run that may still change. */
export function isActive(run: Pick<SyncRun, 'status'>): boolean {
  return run.status === 'pending' || run.status === 'running';
}

/** The stages that were asked for, and any other that has a result. `endpoints` has the names of the endpoints. */
export function boardOf(
  run: Pick<SyncRun, 'status' | 'stages' | 'summary'>,
  endpoints: ReadonlyMap<number, string> = new Map(),
): BoardRow[] {
  const results = new Map(run.summary.map((result) => [result.stage, result]));
  const waiting = isActive(run) ? 'Waiting' : 'Not run';
  return [...new Set([...run.stages, ...results.keys()])].map((stage) => {
    const result = results.get(stage);
    const status = result ? STATUSES[result.status] : { label: waiting, color: 'gray' as const };
    return {
      stage,
      label: result?.label ?? humanize(stage),
      statusLabel: status.label,
      color: status.color,
      counts: countsIn(result),
      seconds: result ? result.seconds.toFixed(1) : '',
      error: result?.error ?? '',
      places: placesOf(result?.endpoints ?? [], endpoints),
    };
  });
}

function placesOf(
  counted: NonNullable<StageSummary['endpoints']>,
  names: ReadonlyMap<number, string>,
): BoardRow['places'] {
  if (counted.length < 2) return undefined;
  // What belongs to no cluster comes last.
  const sorted = [...counted].sort((a, b) => (a.endpoint ?? Infinity) - (b.endpoint ?? Infinity));
  return sorted.map(({ endpoint, ...counts }) => ({
    name: endpoint === null ? 'Of no cluster' : (names.get(endpoint) ?? `Endpoint ${endpoint}`),
    counts: countsIn(counts),
  }));
}

function countsIn(counts: Partial<Record<CountName, number>> = {}): BoardRow['counts'] {
  return COUNT_NAMES.map((name) => ({ name, value: counts[name] ?? 0 }));
}

/** The line of a stage that nothing is known of yet; its name is filled in by the page. */
export const blankStage: BoardRow = boardOf({ status: 'pending', stages: ['stage'], summary: [] })[0];
