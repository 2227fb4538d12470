import { type Observable } from 'rxjs';
import { type Change, type Desired, type Actual, type Rules } from '../../core/plan/plan-object';
import { type AnyMark } from '../../core/plan/mark';
import { type Values } from '../../core/plan/value';
import { type ProxboxError } from '../../core/errors/errors';

/** A place that a stage fills, as data. `V` is the type of the field values that a row must give. */
export interface Target<V = Record<string, unknown>> {
  /** One word for the kind of object: `virtual-machine`. */
  readonly name: string;
  /** For sentences: "virtual machine". */
  readonly label: string;
  readonly rules: Rules;
  readonly adoptBy: readonly AnyMark[];
  readonly blockedBy: readonly AnyMark[];
  /** See `TargetPlanInput.ifMeant`. */
  readonly ifMeant?: string;
  /** See `TargetPlanInput.handsOver`. */
  readonly handsOver?: boolean;
  /** A text that no two objects of one parent may share, and that two of them may come to trade: a name. */
  readonly tradesBy?: string;
  /** It only grows: what is not wanted now is neither looked at nor missed, however much of it there is. */
  readonly isLog?: boolean;
  /** Name of the target that makes these objects; here they are only completed, and keys are those of there. */
  readonly completes?: string;
  /** Its status can say that Proxmox VE no longer has it. */
  readonly statusTellsMissing?: boolean;
  /** Only the compiler looks at this. */
  readonly values?: V;
}

/** What became of one change. */
export interface Outcome {
  readonly change: Change;
  readonly id: number | null;
  readonly error?: ProxboxError;
}

/** Reads and writes one target. Every call is cold; unsubscribing aborts what is under way. */
export interface TargetAdapter {
  /** What is there of what is wanted, and of what was linked before. */
  load(wanted: readonly Desired[], linkedIds: readonly number[]): Observable<readonly Actual[]>;
  create(changes: readonly Change[]): Observable<Outcome>;
  update(changes: readonly Change[]): Observable<Outcome>;
  remove(changes: readonly Change[]): Observable<Outcome>;
  /** Fields that there is no place for here. */
  readonly lacks?: ReadonlySet<string>;
  /** Values as the target will hold them; as they are unless told. */
  heldForm?(values: Values): Values;
  /** Set where there is no place for such objects at all. */
  readonly isAbsent?: boolean;
}
