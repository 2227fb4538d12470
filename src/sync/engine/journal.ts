import { type Change } from '../../core/plan/plan-object';
import { type Remembered, type Unsettled } from '../../core/plan/plan-target';

/** What of a change is only in the journal once it is planned: thousands of changes with all their values fill the memory. */
type Values = 'before' | 'after' | 'written' | 'conflicts' | 'reason';

/** A line of the plan that has its row in the journal, without its values. */
export type Planned = Omit<Change, Values> & { readonly changeId: number };

/** A line of the plan with the values that are in its row. */
export interface PlannedChange {
  readonly changeId: number;
  readonly change: Change;
}

/** A failure to read, told in the same list as the failures to write. */
export interface Unread {
  readonly target: string;
  readonly key: string;
  readonly label: string;
  readonly error: string;
  /** Left alone on purpose: told, but no failure of its own. */
  readonly isExpected: boolean;
}

/** What to remember of one object from now on. */
export interface Memory {
  readonly target: string;
  readonly key: string;
  readonly id: number;
  readonly written: Readonly<Record<string, unknown>>;
  readonly proof: string;
  /** What is remembered counts as seen, unless it is gone. */
  readonly isGone: boolean;
  /** Names of the fields that were written just now. */
  readonly wrote: readonly string[];
  /** Id of the Proxmox endpoint that the values come from; null where there is none. */
  readonly endpoint: number | null;
}

/** What became of one line of the plan. */
export interface Settlement {
  readonly changeId: number;
  readonly id: number | null;
  readonly status: 'applied' | 'failed' | 'skipped';
  readonly error: string;
}

/**
 * Where a run keeps its plan, what became of it, and what it learnt. The plan is stored before anything is written;
 * what happens afterwards is noted at once and stored in the background: `flush` waits for it, and every call throws
 * once storing has failed.
 */
export interface Journal {
  /** Keys of a target that somebody has approved of: objects that are gone, in a run that was asked for because of them. */
  approved(target: string): Promise<ReadonlySet<string>>;
  /** All links of a target, or those of some keys. */
  remembered(target: string, keys?: readonly string[]): Promise<readonly Remembered[]>;
  /** Writes of earlier runs of which it is not known whether they were done, by key; where links were not written since. */
  unsettled(target: string): Promise<ReadonlyMap<string, Unsettled>>;
  plan(stage: string, target: string, changes: readonly Change[]): Promise<readonly Planned[]>;
  /** The lines with their values, in their order. Throws Refused where one is no longer stored. */
  recalled(lines: readonly Planned[]): Promise<readonly PlannedChange[]>;
  unread(stage: string, failures: readonly Unread[]): Promise<void>;
  settle(settlement: Settlement): void;
  remember(memory: Memory): void;
  sighted(target: string, seen: readonly string[], missing: readonly string[]): void;
  forget(target: string, key: string): void;
  flush(): Promise<void>;
}
