import { type AnyMark, indexBy, sidesOf } from './mark';
import { type GoneObject, planDelete } from './plan-gone';
import { conflict, planLinked, planSelf } from './plan-linked';
import { type Actual, type Change, type Desired, planUpdate, remembersNew, type Rules } from './plan-object';
import { Claims, planUnlinked } from './plan-unlinked';
import { withStandIns } from './stand-ins';
import { same, type Values } from './value';

/** What we know of an object from earlier: which one it is in the target, and what we last wrote there. */
export interface Remembered {
  readonly key: string;
  readonly id: number;
  readonly written: Values;
  readonly proof: string;
  /** When it was first found to be gone from the source; null while it is there. */
  readonly missingSince: Date | null;
}

/** A write of an earlier run of which it is not known whether it was done: the run was stopped, or the answer was lost. */
export interface Unsettled {
  /** What was to be written. */
  readonly after: Values;
  /** What would have been remembered then. */
  readonly written: Values;
}

export interface TargetPlanInput {
  readonly desired: readonly Desired[];
  readonly actual: readonly Actual[];
  readonly remembered: readonly Remembered[];
  /** By key. */
  readonly unsettled?: ReadonlyMap<string, Unsettled>;
  readonly rules: Rules;
  /** Marks that prove that an object is the wanted one, strongest first. */
  readonly adoptBy: readonly AnyMark[];
  /** Marks that may exist only once: another object that carries one is in the way. */
  readonly blockedBy: readonly AnyMark[];
  /** What to do, in a sentence, where the stranger in the way is the wanted object. */
  readonly ifMeant?: string;
  /** Keys that were seen, but could not be read: they and what is below them are neither compared nor missing. */
  readonly lost: ReadonlySet<string>;
  /** An object of ours whose own key is gone may become that of another key which carries the same mark. */
  readonly handsOver?: boolean;
  /** Whether the source would have told us about this key, had it still been there. */
  readonly covers: (key: string) => boolean;
  readonly whenGone: WhenGone;
}

/**
 * What becomes of objects that the source no longer has: they stay, they are deleted, they get values that say so, or it
 * is judged with all of them in view.
 */
export type WhenGone =
  'keep' | 'delete' | { readonly set: Values } | ((gone: readonly GoneObject[]) => readonly Change[]);

export interface TargetPlan {
  /** What is to be done or told, in the order of the wanted objects, deletions last. */
  readonly changes: readonly Change[];
  /** Objects that are as they should be, with what to remember of them where that is new. */
  readonly unchanged: readonly { change: Change; isNews: boolean }[];
  /** Keys that the source no longer has. */
  readonly missing: readonly string[];
}

/** Compares everything wanted with everything there. Pure: no I/O, no clock. */
export function planTarget(asked: TargetPlanInput): TargetPlan {
  const input = { ...asked, desired: withStandIns(asked) };
  const byId = new Map(input.actual.map((one) => [one.id, one]));
  const rememberedByKey = new Map(input.remembered.map((one) => [one.key, one]));
  const owners = new Map(input.remembered.map((one) => [one.id, one.key]));
  const adoptable = input.adoptBy.map((mark) => indexBy(input.actual, sidesOf(mark).actual));
  const blocking = input.blockedBy.map((mark) => indexBy(input.actual, sidesOf(mark).actual));
  const wantedByKey = new Map([...input.desired].reverse().map((one) => [one.key, one]));
  const changes: Change[] = [];
  const unchanged: { change: Change; isNews: boolean }[] = [];
  const seen = new Set<string>();
  const isGone = (key: string) => !wantedByKey.has(key) && !isLost(key, input.lost) && input.covers(key);
  const claims = new Claims(input.blockedBy);
  for (const wanted of wantedByKey.values()) {
    const memory = rememberedByKey.get(wanted.key);
    if (memory && byId.has(memory.id)) claims.take(wanted);
  }

  for (const wanted of input.desired) {
    if (seen.has(wanted.key)) {
      if (same(wanted.values, wantedByKey.get(wanted.key)?.values)) continue;
      changes.push(
        conflict(wanted, null, `The source names ${wanted.key} twice; only the first one was used.`),
      );
      continue;
    }
    seen.add(wanted.key);
    const memory = rememberedByKey.get(wanted.key);
    const linked = memory && byId.get(memory.id);
    const change =
      wanted.self !== undefined
        ? planSelf(wanted, byId, memory, input)
        : linked
          ? planLinked(wanted, linked, memory, input)
          : planUnlinked(wanted, memory, {
              input,
              adoptable,
              blocking,
              owners,
              wantedByKey,
              rememberedByKey,
              isGone,
              claims,
            });
    if (change.id !== null) owners.set(change.id, change.key);
    if (change.action === 'keep') {
      const isNews =
        !linked || !memory || memory.missingSince !== null || remembersNew(change, memory.written);
      if (change.conflicts.length > 0) changes.push(change);
      unchanged.push({ change, isNews });
    } else {
      changes.push(change);
    }
  }

  const takers = new Map([...changes.filter(isOurs), ...unchanged.map(({ change }) => change)].map(takerOf));
  const isTaken = ({ key, id }: Remembered) => (takers.get(id) ?? key) !== key;
  const missing = input.remembered.filter((one) => isGone(one.key) && !isTaken(one)).map(({ key }) => key);
  const gone = missing.flatMap((key) => {
    const memory = rememberedByKey.get(key)!;
    const actual = byId.get(memory.id);
    return actual ? [{ memory, actual }] : [];
  });
  changes.push(...farewells(gone, input.whenGone, input.rules));
  return { changes, unchanged, missing };
}

function isOurs({ action }: Change): boolean {
  return action !== 'conflict';
}

/** What was handed over is not gone with the key that it had before. */
function takerOf({ id, key }: Change): [number | null, string] {
  return [id, key];
}

/** Keys are paths: what is below a lost one is lost with it. */
function isLost(key: string, lost: ReadonlySet<string>): boolean {
  for (let end = key.length; end > 0; end = key.lastIndexOf('/', end - 1)) {
    if (lost.has(key.slice(0, end))) return true;
  }
  return false;
}

function farewells(gone: readonly GoneObject[], whenGone: WhenGone, rules: Rules): readonly Change[] {
  if (typeof whenGone === 'function') return whenGone(gone);
  if (whenGone === 'keep') return [];
  if (whenGone === 'delete') {
    return gone.map(({ memory, actual }) => planDelete(memory.key, actual, 'The source no longer has it.'));
  }
  return gone
    .map((object) => planMark(object, whenGone.set, rules))
    .filter((change) => change.action !== 'keep');
}

function planMark({ memory, actual }: GoneObject, values: Values, rules: Rules): Change {
  const wanted = { key: memory.key, label: actual.label, values, proof: memory.proof };
  const change = planUpdate(wanted, actual, memory.written, rules, 'The source no longer has it.');
  return { ...change, isGone: true };
}
