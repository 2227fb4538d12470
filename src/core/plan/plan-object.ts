import { mergeField, type Rule } from './merge-field';
import { type Ref, same, type Values } from './value';

/** An object as the source wants it. `key` is its identity there. */
export interface Desired {
  readonly key: string;
  /** What a person calls it. */
  readonly label: string;
  readonly values: Values;
  /** Something besides the key that proves the identity, e.g. a UUID; compared where both sides have one. */
  readonly proof?: string;
  /** Values for fields that are not known now, used only where the object is made. */
  readonly onCreate?: Values;
  /** Values instead of those, where another object of ours has what may exist only once. */
  readonly ifTaken?: Values;
  /** Where the object belongs, e.g. its cluster: helps to find it, and is never written. */
  readonly scope?: Values;
  /** Rules of its own, where they differ from those of its kind. */
  readonly rules?: Rules;
  /** The object itself, where it is one that another target makes: an id, or a pointer while it is not made yet. */
  readonly self?: number | Ref;
}

/** An object as the target holds it. */
export interface Actual {
  readonly id: number;
  readonly label: string;
  readonly values: Values;
}

/** A field that both sides changed since we last wrote it. */
export interface FieldConflict {
  readonly field: string;
  readonly ours: unknown;
  readonly theirs: unknown;
  readonly base: unknown;
  readonly kept: 'ours' | 'theirs';
}

export type ChangeAction = 'create' | 'update' | 'delete' | 'keep' | 'conflict';

/** One line of a plan. */
export interface Change {
  readonly key: string;
  readonly label: string;
  readonly action: ChangeAction;
  /** Id in the target; null for what does not exist yet. */
  readonly id: number | null;
  /** The fields that change, as they are. */
  readonly before: Values | null;
  /** The fields that change, as they will be: exactly what is written. */
  readonly after: Values | null;
  readonly conflicts: readonly FieldConflict[];
  readonly reason: string;
  /** What to remember as last written once the change is done. */
  readonly written: Values;
  readonly proof?: string;
  /** The source no longer has the object. */
  readonly isGone?: boolean;
  /** What was last written stays remembered as it is. */
  readonly keepsMemory?: boolean;
  /** The key that the object had before. */
  readonly takenFrom?: string;
  /** It is told, and not done until somebody approves of it. */
  readonly isHeld?: boolean;
}

export type Rules = Readonly<Record<string, Rule>>;

/** The change that makes a new object. */
export function planCreate(desired: Desired, reason: string): Change {
  const values = { ...desired.onCreate, ...known(desired.values) };
  return {
    key: desired.key,
    label: desired.label,
    action: 'create',
    id: null,
    before: null,
    after: values,
    conflicts: [],
    reason,
    written: values,
    proof: desired.proof,
  };
}

/** The change that completes an object which is made earlier in the same run. */
export function planCompletion(desired: Desired): Change {
  const values = known(desired.values);
  return {
    key: desired.key,
    label: desired.label,
    action: 'update',
    id: null,
    before: null,
    after: values,
    conflicts: [],
    reason: 'Set once it is there.',
    written: values,
  };
}

/** The change that brings an existing object to what is wanted, or keeps it. `base` is what we last wrote, by field. */
export function planUpdate(
  desired: Desired,
  actual: Actual,
  base: Values,
  rules: Rules,
  prefix: string = '',
): Change {
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  const written: Record<string, unknown> = { ...base };
  const conflicts: FieldConflict[] = [];
  const held: string[] = [];
  for (const [name, ours] of Object.entries(known(desired.values))) {
    const sides = { ours, theirs: actual.values[name], base: base[name] };
    const verdict = mergeField((desired.rules ?? rules)[name] ?? 'ours', sides);
    if (verdict.write) {
      before[name] = sides.theirs ?? null;
      after[name] = verdict.value;
    }
    if (verdict.agreed !== undefined) written[name] = verdict.agreed;
    if (verdict.held) held.push(name);
    if (verdict.conflict) {
      conflicts.push({ field: name, ...sides, kept: verdict.write ? 'ours' : 'theirs' });
    }
  }
  const hasWrites = Object.keys(after).length > 0;
  return {
    key: desired.key,
    label: desired.label,
    action: hasWrites ? 'update' : 'keep',
    id: actual.id,
    before: hasWrites ? before : null,
    after: hasWrites ? after : null,
    conflicts,
    reason: [prefix, reasonOf(Object.keys(after), held, conflicts)].filter(Boolean).join(' '),
    written,
    proof: desired.proof,
  };
}

/** Whether carrying out the change would teach us something new about what was last written. */
export function remembersNew(change: Change, base: Values): boolean {
  return !same(change.written, base);
}

/** The values that are known now. */
export function known(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function reasonOf(
  changed: readonly string[],
  held: readonly string[],
  conflicts: readonly FieldConflict[],
): string {
  const sentences = [
    changed.length > 0 && `Differs in ${changed.join(', ')}.`,
    held.length > 0 && `Kept as entered by hand: ${held.join(', ')}.`,
    conflicts.length > 0 && `Changed on both sides: ${conflicts.map((one) => one.field).join(', ')}.`,
  ];
  return sentences.filter(Boolean).join(' ');
}
