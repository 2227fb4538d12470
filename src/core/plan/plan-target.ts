import {
  type Actual,
  type Change,
  type Desired,
  known,
  planCompletion,
  planCreate,
  planUpdate,
  remembersNew,
  type Rules,
} from './plan-object';
import { type GoneObject, planDelete } from './plan-gone';
import { same, sameMembers, type Values } from './value';

/** What we know of an object from earlier: which one it is in the target, and what we last wrote there. */
export interface Remembered {
  readonly key: string;
  readonly id: number;
  readonly written: Values;
  readonly proof: string;
  /** When it was first found to be gone from the source; null while it is there. */
  readonly missingSince: Date | null;
}

/** A mark by which an object is recognised without memory; undefined where the values do not give one. */
export type Mark = (values: Values) => string | undefined;

/** A mark that is made in one way of what is wanted and in another of what is there. */
export interface TwoSidedMark {
  readonly wanted: Mark;
  readonly actual: Mark;
}

export type AnyMark = Mark | TwoSidedMark;

/** Both sides of a mark. */
export function sidesOf(mark: AnyMark): TwoSidedMark {
  return typeof mark === 'function' ? { wanted: mark, actual: mark } : mark;
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
export function planTarget(input: TargetPlanInput): TargetPlan {
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

function planLinked(wanted: Desired, actual: Actual, memory: Remembered, input: TargetPlanInput): Change {
  if (wanted.proof && memory.proof && wanted.proof !== memory.proof) {
    return conflict(
      wanted,
      actual.id,
      `${wanted.key} used to be another one (${memory.proof}, now ${wanted.proof}). ` +
        'Delete its sync link to let the new one take its place.',
    );
  }
  return planUpdate(wanted, actual, lastWritten(wanted.key, actual, memory.written, input), input.rules);
}

/** What we last wrote: a write that was not noted counts where the object holds what it was to write. */
function lastWritten(key: string, actual: Actual, noted: Values, { unsettled }: TargetPlanInput): Values {
  const unsure = unsettled?.get(key);
  if (!unsure) return noted;
  const done = Object.keys(unsure.after).filter((name) =>
    sameMembers(actual.values[name], unsure.after[name]),
  );
  return {
    ...noted,
    ...Object.fromEntries(done.map((name) => [name, unsure.written[name] ?? unsure.after[name]])),
  };
}

function isOurs({ action }: Change): boolean {
  return action !== 'conflict';
}

/** What was handed over is not gone with the key that it had before. */
function takerOf({ id, key }: Change): [number | null, string] {
  return [id, key];
}

/** What another target makes is neither looked for nor made here: it is there, or will be. */
function planSelf(
  wanted: Desired,
  byId: ReadonlyMap<number, Actual>,
  memory: Remembered | undefined,
  input: TargetPlanInput,
): Change {
  const actual = typeof wanted.self === 'number' ? byId.get(wanted.self) : undefined;
  if (!actual) return planCompletion(wanted);
  const noted = memory?.id === actual.id ? memory.written : {};
  return planUpdate(wanted, actual, lastWritten(wanted.key, actual, noted, input), input.rules);
}

interface Unlinked {
  input: TargetPlanInput;
  adoptable: readonly Index[];
  blocking: readonly Index[];
  owners: ReadonlyMap<number, string>;
  wantedByKey: ReadonlyMap<string, Desired>;
  rememberedByKey: ReadonlyMap<string, Remembered>;
  /** Whether the source no longer has an object that we remember. */
  isGone: (key: string) => boolean;
  claims: Claims;
}

/** Which of the wanted objects holds, or is the first to want, a mark that may exist only once. */
class Claims {
  private readonly holders = new Map<string, string>();

  constructor(private readonly marks: readonly AnyMark[]) {}

  /** Claims the marks of an object; gives the key of another one that was earlier. */
  take(wanted: Desired): string | undefined {
    const texts = this.marks.flatMap((mark, position) => {
      const text = sidesOf(mark).wanted(markedValues(wanted));
      return text === undefined ? [] : [`${position} ${text}`];
    });
    const other = texts
      .map((text) => this.holders.get(text))
      .find((key) => key !== undefined && key !== wanted.key);
    if (other === undefined) texts.forEach((text) => this.holders.set(text, wanted.key));
    return other;
  }
}

/** Keys are paths: what is below a lost one is lost with it. */
function isLost(key: string, lost: ReadonlySet<string>): boolean {
  for (let end = key.length; end > 0; end = key.lastIndexOf('/', end - 1)) {
    if (lost.has(key.slice(0, end))) return true;
  }
  return false;
}

function planUnlinked(wanted: Desired, memory: Remembered | undefined, known: Unlinked): Change {
  const { input, adoptable, blocking, owners } = known;
  const marks = markedValues(wanted);
  const isFree = (one: Actual) => !owners.has(one.id) || owners.get(one.id) === wanted.key;
  for (const [position, mark] of input.adoptBy.entries()) {
    const found = lookUp(adoptable[position], sidesOf(mark).wanted, marks).filter(isFree);
    if (found.length > 1) {
      return conflict(
        wanted,
        null,
        `${found.length} objects could be ${wanted.label} (${found.map((one) => `#${one.id}`).join(', ')}); ` +
          'which one is meant cannot be told.',
      );
    }
    if (found.length === 1) {
      return planUpdate(
        wanted,
        found[0],
        lastWritten(wanted.key, found[0], {}, input),
        input.rules,
        'Adopted.',
      );
    }
  }
  for (const [position, mark] of input.blockedBy.entries()) {
    const [obstacle] = lookUp(blocking[position], sidesOf(mark).wanted, marks).filter((one) =>
      staysInTheWay(one, mark, known),
    );
    if (obstacle && canTakeOver(obstacle, known)) return planHandOver(wanted, obstacle, known);
    if (obstacle) {
      return conflict(
        wanted,
        obstacle.id,
        `${obstacle.label} (#${obstacle.id}) is in the way: ${whoseIs(obstacle, owners)}.`,
      );
    }
  }
  const rival = known.claims.take(wanted);
  if (rival !== undefined) return conflict(wanted, null, `${rival} has it too, and only one of them can.`);
  return planCreate(wanted, memory ? 'Was deleted by hand, and the source still has it.' : 'Not there yet.');
}

function canTakeOver(obstacle: Actual, { input, owners, isGone }: Unlinked): boolean {
  const owner = owners.get(obstacle.id);
  return input.handsOver === true && owner !== undefined && isGone(owner);
}

function planHandOver(
  wanted: Desired,
  obstacle: Actual,
  { input, owners, rememberedByKey }: Unlinked,
): Change {
  const owner = owners.get(obstacle.id)!;
  const written = rememberedByKey.get(owner)?.written ?? {};
  const reason = `Taken over from ${owner}, which no longer has it.`;
  return { ...planUpdate(wanted, obstacle, written, input.rules, reason), takenFrom: owner };
}

/** One of ours that is about to give its mark up, e.g. a renamed guest, is no obstacle: updates come before creates. */
function staysInTheWay(one: Actual, mark: AnyMark, { wantedByKey, owners }: Unlinked): boolean {
  const owner = wantedByKey.get(owners.get(one.id) ?? '');
  const { wanted, actual } = sidesOf(mark);
  return owner === undefined || wanted(markedValues(owner)) === actual(one.values);
}

function markedValues({ scope, values }: Desired): Values {
  return { ...scope, ...known(values) };
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
