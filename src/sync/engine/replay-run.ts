import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  finalize,
  from,
  map,
  type Observable,
  of,
  reduce,
} from 'rxjs';
import { type Actual, type Change, type Desired } from '../../core/plan/plan-object';
import { sidesOf } from '../../core/plan/mark';
import { type Found, resumed, type StoredChange, undone } from '../../core/plan/replay';
import { refTo, type Values } from '../../core/plan/value';
import { type SyncEvent } from './event';
import { type RunInput, RunState, type StageWork } from './run-state';
import { carryOut, failed, finished, forewarned, started } from './run-sync';
import { type AnyPart } from './stage';
import { type Target } from './target';

/** A line of the plan of an earlier run. */
export interface ReplayLine extends StoredChange {
  readonly stage: string;
  readonly target: string;
}

export interface ReplayInput extends RunInput {
  /**
   * `resumption` does what the earlier run planned and did not get to, `acceptance` the lines of it that somebody accepted,
   * `undoing` takes back what it did.
   */
  readonly purpose: 'resumption' | 'acceptance' | 'undoing';
  readonly lines: readonly ReplayLine[];
}

/**
 * One run that reads nothing from Proxmox VE: it compares the stored lines of an earlier run with what is there now,
 * stores what is to be done as its own plan, and carries it out. Undoing goes from the last stage to the first.
 */
export function replayRun(input: ReplayInput): Observable<SyncEvent> {
  return defer(() => {
    const state = new RunState(input);
    const works = input.purpose === 'undoing' ? [...state.works].reverse() : state.works;
    const body = concat(
      of(started(input)),
      defer(() => from(seed(state))).pipe(concatMap(() => EMPTY)),
      from(works).pipe(concatMap((work) => planStage(state, work, input))),
      defer(() => of<SyncEvent>({ type: 'plan-stored', counts: state.counts })),
      defer(() => forewarned(state)),
      from(works).pipe(concatMap((work) => carryOut(state, work))),
      defer(() => from(input.journal.flush()).pipe(map(() => finished(state)))),
    );
    return body.pipe(catchError((error: unknown) => failed(state, error)));
  });
}

/** Lines point at objects by their keys; where these are is known from the links. */
async function seed({ input, identities }: RunState): Promise<void> {
  const targets = input.knownStages.flatMap(({ parts }) =>
    parts.map(({ target }) => (target as Target).name),
  );
  for (const target of new Set(targets)) {
    for (const { key, id } of await input.journal.remembered(target)) identities.set(target, key, id);
  }
}

function planStage(state: RunState, work: StageWork, input: ReplayInput): Observable<SyncEvent> {
  const { name, label, parts } = work.stage;
  const firsts = parts.filter(
    (part, index) => parts.findIndex((one) => nameOf(one) === nameOf(part)) === index,
  );
  const ordered = input.purpose === 'undoing' ? [...firsts].reverse() : firsts;
  return defer(() => {
    const stopClock = work.startClock();
    return concat(
      of<SyncEvent>({ type: 'stage-reading', stage: name, label }),
      from(ordered).pipe(concatMap((part) => planLines(state, work, part, input))),
      defer(() => of<SyncEvent>({ type: 'stage-planned', stage: name, label, counts: work.counts })),
    ).pipe(finalize(stopClock));
  });
}

function nameOf(part: AnyPart): string {
  return (part.target as Target).name;
}

function planLines(state: RunState, work: StageWork, part: AnyPart, input: ReplayInput): Observable<never> {
  const target = part.target as Target;
  const lines = input.lines
    .filter((line) => line.stage === work.stage.name && line.target === target.name)
    .map((line) => resolved(state, target, line));
  if (lines.length === 0) return EMPTY;
  const wanted: Desired[] = lines
    .filter(({ id }) => id === null)
    .map(({ key, label, after }) => ({ key, label, values: after ?? {} }));
  const ids = lines.flatMap(({ id }) => (id === null ? [] : [id]));
  return state
    .adapter(target)
    .load(wanted, ids)
    .pipe(
      reduce((all, some) => all.concat(some), [] as Actual[]),
      concatMap((actual) => from(store(state, work, part, judged(state, target, lines, actual, input)))),
      concatMap(() => EMPTY),
    );
}

/** What another target makes is known by where that one put it. */
function resolved({ identities }: RunState, target: Target, line: ReplayLine): ReplayLine {
  const { completes } = target;
  const self = completes === undefined ? undefined : identities.get(refTo(completes, line.key));
  const known = (values: Values | null) => values && comparable(target, identities.resolve(values));
  return {
    ...line,
    id: line.id ?? self ?? null,
    before: known(line.before),
    after: known(line.after),
    written: identities.resolve(line.written),
  };
}

/** Lists of which each side owns its members have no order: NetBox gives tags by their names. */
function comparable({ rules }: Target, values: Values): Values {
  const ordered = (value: unknown) => (Array.isArray(value) ? [...(value as unknown[])].sort(byText) : value);
  const entries = Object.entries(values);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, rules[name] === 'union' ? ordered(value) : value]),
  );
}

function byText(left: unknown, right: unknown): number {
  return JSON.stringify(left).localeCompare(JSON.stringify(right));
}

function judged(
  state: RunState,
  target: Target,
  lines: readonly ReplayLine[],
  actual: readonly Actual[],
  { purpose }: ReplayInput,
): readonly Change[] {
  const byId = new Map(
    actual.map((one) => [one.id, { ...one, values: comparable(target, one.values) }] as const),
  );
  return lines.map((line) => {
    const found = line.id === null ? likeness(state, target, line, actual) : { actual: byId.get(line.id) };
    const { stage: _stage, target: _target, ...stored } = line;
    return purpose === 'undoing' ? undone(stored, found.actual) : resumed(stored, found);
  });
}

/** What carries the mark of an object that is to be made: it, where it is nobody else's, or something in its way. */
function likeness(
  { identities }: RunState,
  target: Target,
  { key, after }: ReplayLine,
  actual: readonly Actual[],
): Found {
  const carriers = (marks: Target['adoptBy']) =>
    marks.map(sidesOf).flatMap(({ wanted, actual: there }) => {
      const text = wanted(after ?? {});
      return text === undefined ? [] : actual.filter(({ values }) => there(values) === text);
    });
  const [own] = carriers(target.adoptBy).filter(({ id }) => {
    const owner = identities.keyOf(target.name, id);
    return owner === undefined || owner === key;
  });
  return own
    ? { actual: { ...own, values: comparable(target, own.values) } }
    : { actual: undefined, obstacle: carriers(target.blockedBy)[0] };
}

async function store(
  state: RunState,
  work: StageWork,
  part: AnyPart,
  changes: readonly Change[],
): Promise<void> {
  const { journal } = state.input;
  const target = nameOf(part);
  const lines = await journal.plan(work.stage.name, target, changes);
  const writes = lines.filter(({ action }) => action !== 'keep' && action !== 'conflict');
  work.planned.push({ part, lines: writes });
  for (const change of changes) {
    const endpoint = state.endpointOf(change.key);
    if (change.action === 'conflict') {
      work.hasBlocked = true;
      work.count({ conflicts: 1 }, endpoint);
    }
    if (change.action === 'keep') work.count({ unchanged: 1 }, endpoint);
    if (change.action === 'keep' && change.id !== null) {
      state.identities.set(target, change.key, change.id);
      journal.remember({
        target,
        key: change.key,
        id: change.id,
        written: change.written,
        proof: change.proof ?? '',
        isGone: false,
        wrote: [],
        endpoint,
      });
    }
  }
}
