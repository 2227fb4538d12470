import { type DataSource } from 'typeorm';
import { ACTIONS, type SyncChange, syncChange } from '../models/sync-change.model';

/** How many lines of a plan are alike. */
export interface PlanCount extends Pick<SyncChange, 'stage' | 'target' | 'action' | 'status' | 'decision'> {
  readonly count: number;
}

/** The lines of a plan about one kind of object. */
export interface PlanGroup {
  readonly stage: string;
  readonly target: string;
  readonly counts: Readonly<Record<SyncChange['action'], number>>;
  /** How many are still to be made. */
  readonly open: number;
  readonly accepted: number;
  readonly refused: number;
}

export interface PlanSummary {
  readonly groups: readonly PlanGroup[];
  readonly counts: PlanGroup['counts'];
  readonly open: number;
  /** Of those that are still to be made. */
  readonly accepted: number;
  readonly refused: number;
  /** Lines that were held back because they were too many at once. */
  readonly held: number;
  /** Lines that were carried out, and can be undone. */
  readonly applied: number;
}

/** Counts the lines of a plan in one query, in the order in which they were planned. */
export async function planCounts(dataSource: DataSource, run: number): Promise<readonly PlanCount[]> {
  return dataSource.query(
    `SELECT stage, target, action, status, decision, count(*)::int AS count
       FROM "${syncChange.table}" WHERE run_id = $1
      GROUP BY stage, target, action, status, decision ORDER BY min(id)`,
    [run],
  );
}

/** What a plan says, by kind of object. Pure. */
export function planSummary(all: readonly PlanCount[]): PlanSummary {
  const kinds = new Map<string, PlanCount[]>();
  for (const one of all) {
    const name = `${one.stage} ${one.target}`;
    kinds.set(name, [...(kinds.get(name) ?? []), one]);
  }
  return {
    groups: [...kinds.values()].map((some) => ({
      stage: some[0].stage,
      target: some[0].target,
      ...totals(some),
    })),
    ...totals(all),
    held: sum(all, ({ status }) => status === 'held'),
    applied: sum(all, ({ status }) => status === 'applied'),
  };
}

function totals(some: readonly PlanCount[]): Pick<PlanSummary, 'counts' | 'open' | 'accepted' | 'refused'> {
  const open = some.filter(({ status }) => status === 'planned');
  return {
    counts: Object.fromEntries(
      ACTIONS.map((action) => [action, sum(some, (one) => one.action === action)]),
    ) as PlanGroup['counts'],
    open: sum(open, () => true),
    accepted: sum(open, ({ decision }) => decision === 'accepted'),
    refused: sum(open, ({ decision }) => decision === 'refused'),
  };
}

function sum(some: readonly PlanCount[], isMeant: (one: PlanCount) => boolean): number {
  return some.filter(isMeant).reduce((total, { count }) => total + count, 0);
}
