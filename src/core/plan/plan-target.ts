import {
  type Actual,
  type Change,
  type Desired,
  planCreate,
  planUpdate,
  remembersNew,
  type Rules,
} from './plan-object';
import { same, type Values } from './value';

/** What we know of an object from earlier: which one it is in the target, and what we last wrote there. */
export interface Remembered {
  readonly key: string;
  readonly id: number;
  readonly written: Values;
  readonly proof: string;
  readonly isMissing: boolean;
}

/** A mark by which an object is recognised without memory; undefined where the values do not give one. */
export type Mark = (values: Values) => string | undefined;

export interface TargetPlanInput {
  readonly desired: readonly Desired[];
  readonly actual: readonly Actual[];
  readonly remembered: readonly Remembered[];
  readonly rules: Rules;
  /** Marks that prove that an object is the wanted one, strongest first. */
  readonly adoptBy: readonly Mark[];
  /** Marks that may exist only once: another object that carries one is in the way. */
  readonly blockedBy: readonly Mark[];
  /** Keys that were seen, but could not be read: neither compared nor missing. */
  readonly lost: ReadonlySet<string>;
  /** Whether the source would have told us about this key, had it still been there. */
  readonly covers: (key: string) => boolean;
  readonly whenGone: 'keep' | 'delete';
}

export interface TargetPlan {
  /** What is to be done or told, in the order of the wanted objects, deletions last. */
  readonly changes: readonly Change[];
  /** Objects that are as they should be, with what to remember of them where that is new. */
  readonly unchanged: readonly { change: Change; isNews: boolean }[];
  /** Keys that the source no longer has. */
  readonly missing: readonly string[];
}

/** Compares everything wanted with everything there. Pure: no I/O, no clock. */
export function planTarget(input: TargetPlanInput): TargetPlan {
  const byId = new Map(input.actual.map((one) => [one.id, one]));
  const rememberedByKey = new Map(input.remembered.map((one) => [one.key, one]));
  const owners = new Map(input.remembered.map((one) => [one.id, one.key]));
  const adoptable = input.adoptBy.map((mark) => indexBy(input.actual, mark));
  const blocking = input.blockedBy.map((mark) => indexBy(input.actual, mark));
  const wantedByKey = new Map([...input.desired].reverse().map((one) => [one.key, one]));
  const changes: Change[] = [];
  const unchanged: { change: Change; isNews: boolean }[] = [];
  const seen = new Set<string>();

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
    const change = linked
      ? planLinked(wanted, linked, memory, input.rules)
      : planUnlinked(wanted, memory, { input, adoptable, blocking, owners, wantedByKey });
    if (change.id !== null) owners.set(change.id, change.key);
    if (change.action === 'keep') {
      const isNews = !linked || !memory || memory.isMissing || remembersNew(change, memory.written);
      if (change.conflicts.length > 0) changes.push(change);
      unchanged.push({ change, isNews });
    } else {
      changes.push(change);
    }
  }

  const missing = input.remembered
    .map((one) => one.key)
    .filter((key) => !seen.has(key) && !input.lost.has(key) && input.covers(key));
  if (input.whenGone === 'delete') {
    for (const key of missing) {
      const there = byId.get(rememberedByKey.get(key)!.id);
      if (there) changes.push(planDelete(key, there));
    }
  }
  return { changes, unchanged, missing };
}

function planLinked(wanted: Desired, actual: Actual, memory: Remembered, rules: Rules): Change {
  if (wanted.proof && memory.proof && wanted.proof !== memory.proof) {
    return conflict(
      wanted,
      actual.id,
      `${wanted.key} used to be another one (${memory.proof}, now ${wanted.proof}). ` +
        'Delete its sync link to let the new one take its place.',
    );
  }
  return planUpdate(wanted, actual, memory.written, rules);
}

interface Unlinked {
  input: TargetPlanInput;
  adoptable: readonly Index[];
  blocking: readonly Index[];
  owners: ReadonlyMap<number, string>;
  wantedByKey: ReadonlyMap<string, Desired>;
}

function planUnlinked(wanted: Desired, memory: Remembered | undefined, known: Unlinked): Change {
  const { input, adoptable, blocking, owners } = known;
  const isFree = (one: Actual) => !owners.has(one.id) || owners.get(one.id) === wanted.key;
  for (const [position, mark] of input.adoptBy.entries()) {
    const found = lookUp(adoptable[position], mark, wanted.values).filter(isFree);
    if (found.length > 1) {
      return conflict(
        wanted,
        null,
        `${found.length} objects could be ${wanted.label} (${found.map((one) => `#${one.id}`).join(', ')}); ` +
          'which one is meant cannot be told.',
      );
    }
    if (found.length === 1) return planUpdate(wanted, found[0], {}, input.rules, 'Adopted.');
  }
  for (const [position, mark] of input.blockedBy.entries()) {
    const [obstacle] = lookUp(blocking[position], mark, wanted.values).filter((one) =>
      staysInTheWay(one, mark, known),
    );
    if (obstacle) {
      return conflict(
        wanted,
        obstacle.id,
        `${obstacle.label} (#${obstacle.id}) is in the way: ${whoseIs(obstacle, owners)}.`,
      );
    }
  }
  return planCreate(wanted, memory ? 'Was deleted by hand, and the source still has it.' : 'Not there yet.');
}

/** One of ours that is about to give its mark up, e.g. a renamed guest, is no obstacle: updates come before creates. */
function staysInTheWay(one: Actual, mark: Mark, { wantedByKey, owners }: Unlinked): boolean {
  const owner = wantedByKey.get(owners.get(one.id) ?? '');
  return owner === undefined || mark(owner.values) === mark(one.values);
}

function whoseIs(obstacle: Actual, owners: ReadonlyMap<number, string>): string {
  const owner = owners.get(obstacle.id);
  return owner === undefined ? 'it is nothing that we made' : `it belongs to ${owner}`;
}

function conflict(wanted: Desired, id: number | null, reason: string): Change {
  return {
    key: wanted.key,
    label: wanted.label,
    action: 'conflict',
    id,
    before: null,
    after: wanted.values,
    conflicts: [],
    reason,
    written: {},
  };
}

function planDelete(key: string, actual: Actual): Change {
  return {
    key,
    label: actual.label,
    action: 'delete',
    id: actual.id,
    before: actual.values,
    after: null,
    conflicts: [],
    reason: 'The source no longer has it.',
    written: {},
  };
}

type Index = ReadonlyMap<string, readonly Actual[]>;

function indexBy(actual: readonly Actual[], mark: Mark): Index {
  const index = new Map<string, Actual[]>();
  for (const one of actual) {
    const text = mark(one.values);
    if (text === undefined) continue;
    const same = index.get(text);
    if (same) same.push(one);
    else index.set(text, [one]);
  }
  return index;
}

function lookUp(index: Index, mark: Mark, values: Values): readonly Actual[] {
  const text = mark(values);
  return text === undefined ? [] : (index.get(text) ?? []);
}
