import { type Actual, type Change, planUpdate, type Rules } from './plan-object';
import { type Remembered } from './plan-target';
import { type Values } from './value';

/** What people want to become of objects that the source no longer has. */
export interface GonePolicy {
  readonly action: 'keep' | 'mark' | 'delete';
  /** How long an object must be gone first, milliseconds. */
  readonly graceMs: number;
  /** At most so many of one place, and at most this share of what is known of it (0 to 1), without approval; one always may. */
  readonly most: number;
  readonly share: number;
}

/** Where an object belongs, e.g. its cluster: what is counted together, under one policy. */
export interface GonePlace {
  readonly key: string;
  readonly label: string;
  readonly policy: GonePolicy;
  /** How many objects of this kind are known there. */
  readonly known: number;
}

/** An object that is there, but that the source no longer has. */
export interface GoneObject {
  readonly memory: Remembered;
  readonly actual: Actual;
}

/** What becomes of an object that is gone; what is below it follows. */
export type Fate = 'deleted' | 'left';

export interface GoneInput {
  readonly gone: readonly GoneObject[];
  readonly placeOf: (key: string) => GonePlace;
  /** The values that say of an object that it is missing. */
  readonly markOf: (object: GoneObject) => Values;
  readonly rules: Rules;
  /** Fates of objects by key, of other kinds too. */
  readonly fates: ReadonlyMap<string, Fate>;
  /** Keys that somebody has approved of. */
  readonly approved: ReadonlySet<string>;
  readonly now: Date;
}

/** Too many at once: nothing of it is done. */
export interface HeldBatch {
  readonly place: GonePlace;
  readonly count: number;
  readonly limit: number;
}

export interface GonePlan {
  readonly changes: readonly Change[];
  readonly held: readonly HeldBatch[];
  readonly fates: ReadonlyMap<string, Fate>;
}

interface Candidate {
  readonly place: GonePlace;
  readonly change: Change;
}

/**
 * What becomes of the objects that are gone: they wait for the end of the grace period, then they are marked or deleted,
 * as long as it is not too many at once. What is below an object that is gone too is deleted with it, or left with it. Pure.
 */
export function planGone(input: GoneInput): GonePlan {
  const changes: Change[] = [];
  const fates = new Map<string, Fate>();
  const due: Candidate[] = [];
  for (const object of input.gone) {
    const { key } = object.memory;
    const place = input.placeOf(key);
    const { action, graceMs } = place.policy;
    const above = fateAbove(key, input.fates);
    fates.set(key, 'left');
    if (above === 'deleted') {
      fates.set(key, 'deleted');
      changes.push(planDelete(key, object.actual, 'It goes with what it belongs to.'));
      continue;
    }
    if (above === 'left' || action === 'keep') continue;
    const since = object.memory.missingSince ?? input.now;
    const dueAt = since.getTime() + graceMs;
    const change = action === 'delete' ? deletion(object, since) : marking(object, since, input);
    if (change.action === 'keep') continue;
    if (dueAt > input.now.getTime()) changes.push(waiting(change, new Date(dueAt)));
    else due.push({ place, change });
  }
  const held: HeldBatch[] = [];
  for (const [place, candidates] of byPlace(due)) {
    const open = candidates.filter(({ change }) => !input.approved.has(change.key));
    const limit = limitOf(place);
    const isTooMuch = open.length > limit;
    if (isTooMuch) held.push({ place, count: open.length, limit });
    for (const { change } of candidates) {
      const isHeld = isTooMuch && !input.approved.has(change.key);
      if (!isHeld && change.action === 'delete') fates.set(change.key, 'deleted');
      changes.push(isHeld ? holding(change, open.length, limit) : change);
    }
  }
  return { changes, held, fates };
}

/** How many objects of a place may go at once without approval. */
export function limitOf({ policy, known }: Pick<GonePlace, 'policy' | 'known'>): number {
  return Math.min(policy.most, Math.max(1, Math.floor(policy.share * known)));
}

/** The change that deletes an object. */
export function planDelete(key: string, actual: Actual, reason: string): Change {
  return {
    key,
    label: actual.label,
    action: 'delete',
    id: actual.id,
    before: actual.values,
    after: null,
    conflicts: [],
    reason,
    written: {},
  };
}

function deletion({ memory, actual }: GoneObject, since: Date): Change {
  return planDelete(memory.key, actual, goneSince(since));
}

/** What somebody changed meanwhile stays, and does not make the object be marked again. */
function marking(object: GoneObject, since: Date, { markOf, rules }: GoneInput): Change {
  const { memory, actual } = object;
  const values = markOf(object);
  const gentle = Object.fromEntries(
    Object.keys(values).map((name) => [name, rules[name] === 'union' ? 'union' : 'theirs'] as const),
  );
  const wanted = { key: memory.key, label: actual.label, values, proof: memory.proof };
  const known = Object.fromEntries(Object.keys(values).map((name) => [name, memory.written[name]]));
  const change = planUpdate(wanted, actual, known, gentle, goneSince(since));
  return { ...change, written: { ...memory.written, ...change.written }, isGone: true };
}

function goneSince(since: Date): string {
  return `The source no longer has it, since ${textOf(since)}.`;
}

function waiting(change: Change, until: Date): Change {
  const deed = change.action === 'delete' ? 'deleted' : 'marked';
  return {
    ...change,
    action: 'keep',
    before: null,
    after: null,
    reason: `${change.reason} It is ${deed} when it is still gone at ${textOf(until)}.`,
  };
}

function holding(change: Change, count: number, limit: number): Change {
  const sentence = `${count} are gone at once and only ${limit} may go without approval, so it was left.`;
  return { ...change, isHeld: true, reason: `${change.reason} ${sentence}` };
}

/** `2026-01-02 03:04 UTC`. */
function textOf(moment: Date): string {
  return `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Keys are paths: the fate of the nearest object above. */
function fateAbove(key: string, fates: ReadonlyMap<string, Fate>): Fate | undefined {
  for (let end = key.lastIndexOf('/'); end > 0; end = key.lastIndexOf('/', end - 1)) {
    const fate = fates.get(key.slice(0, end));
    if (fate !== undefined) return fate;
  }
  return undefined;
}

function byPlace(candidates: readonly Candidate[]): Map<GonePlace, Candidate[]> {
  const places = new Map<string, [GonePlace, Candidate[]]>();
  for (const one of candidates) {
    const known = places.get(one.place.key);
    if (known) known[1].push(one);
    else places.set(one.place.key, [one.place, [one]]);
  }
  return new Map(places.values());
}
