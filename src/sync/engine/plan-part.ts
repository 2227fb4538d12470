import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  from,
  map,
  mergeMap,
  type Observable,
  of,
  reduce,
  toArray,
} from 'rxjs';
import { asError, ProxboxError } from '../../core/errors/errors';
import { type Actual, type Change, type Desired } from '../../core/plan/plan-object';
import {
  planTarget,
  type TargetPlan,
  type TargetPlanInput,
  type Unsettled,
} from '../../core/plan/plan-target';
import { refTo, type Values } from '../../core/plan/value';
import { type Source } from '../source/source';
import { type Counts } from './counts';
import { type SyncEvent } from './event';
import { Farewell, heldEvent } from './farewell';
import { rulesUnder } from './overwrite';
import { type RunState, type StageWork } from './run-state';
import { type AnyPart, type Item, Lost } from './stage';
import { type Target } from './target';

/** What a run has done once it has done a change. */
const DONE: Partial<Record<Change['action'], keyof Counts>> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
};

/** What one cluster answered to one part of a stage. */
interface Reading {
  readonly source: Source;
  readonly items: readonly Item<Record<string, unknown>>[];
  readonly lost: readonly Lost[];
  /** Set when the read broke off; what came before is then left unused, for it is not known to be whole. */
  readonly error?: Error;
}

/** Reads one part from every cluster, compares it with what is there, and stores the plan. Writes nothing elsewhere. */
export function planPart(state: RunState, work: StageWork, part: AnyPart): Observable<SyncEvent> {
  return defer(() => {
    if (state.adapter(part.target as Target).isAbsent) return EMPTY;
    return from(state.sources).pipe(
      mergeMap((source) => readOne(part, source)),
      toArray(),
      concatMap((readings) => planReadings(state, work, part, readings)),
    );
  });
}

function readOne(part: AnyPart, source: Source): Observable<Reading> {
  return defer(() => part.read(source)).pipe(
    map((raw: unknown) => (raw instanceof Lost ? raw : part.row(raw))),
    reduce(
      (reading, one) => {
        if (one instanceof Lost) reading.lost.push(one);
        else reading.items.push(one);
        return reading;
      },
      { source, items: [] as Item<Record<string, unknown>>[], lost: [] as Lost[] },
    ),
    catchError((error: unknown) => of({ source, items: [], lost: [], error: asError(error) })),
  );
}

function planReadings(
  state: RunState,
  work: StageWork,
  part: AnyPart,
  readings: readonly Reading[],
): Observable<SyncEvent> {
  const broken = readings.filter((reading) => reading.error !== undefined);
  if (work.stage.importance === 'required') broken.forEach(({ source }) => state.drop(source));
  const whole = readings.filter((reading) => reading.error === undefined);
  const lost = whole.flatMap((reading) => reading.lost);
  const target = part.target as Target;
  const planned = state.plannedKeys(target);
  const desired = whole.flatMap(({ source, items }) => {
    const rules = rulesUnder(target, source.settings.overwritePolicies);
    return items
      .filter(({ key }) => !planned.has(key))
      .map((item) => ({ ...wantedOf(state, target, item), rules }));
  });
  return from(noteUnread(state, work, target, broken, lost)).pipe(
    concatMap(() => {
      const keys = target.isLog ? desired.map(({ key }) => key) : undefined;
      return from(memoriesOf(state, target, keys));
    }),
    concatMap(({ remembered, approved, unsettled }) => {
      const farewell = new Farewell(state, target, remembered, approved);
      return state
        .adapter(target)
        .load(desired, [...remembered.map((one) => one.id), ...desired.flatMap(selfId)])
        .pipe(
          reduce((all, some) => all.concat(some), [] as Actual[]),
          map((actual) => {
            pointAtRest(state, target, { desired, actual, remembered });
            return planTarget({
              desired,
              actual,
              remembered,
              unsettled,
              rules: target.rules,
              adoptBy: target.adoptBy,
              blockedBy: target.blockedBy,
              ifMeant: target.ifMeant,
              handsOver: target.handsOver,
              lost: new Set(lost.map((one) => one.key)),
              covers: (key) => whole.some(({ source }) => isBelow(key, source.key) && part.covers(source)),
              whenGone: part.whenGone === 'as-set' ? (gone) => farewell.judge(gone) : part.whenGone,
            });
          }),
          map((plan) => ({ plan, held: farewell.held })),
        );
    }),
    concatMap(({ plan, held }) => from(storePlan(state, work, part, plan)).pipe(map(() => held))),
    concatMap((held) => [
      ...held.map((batch) => heldEvent(state.input.runId, work, target, batch)),
      ...broken.map((reading) => problemOf(work, reading)),
      ...lost.filter(isFailure).map((one) => lostEvent(work, one)),
    ]),
  );
}

/** What is there from earlier can be pointed at, also where this run cannot read it: guests of a node that is down. */
function pointAtRest(
  state: RunState,
  target: Target,
  { desired, actual, remembered }: Pick<TargetPlanInput, 'desired' | 'actual' | 'remembered'>,
): void {
  const there = new Set(actual.map(({ id }) => id));
  const wanted = new Set(desired.map(({ key }) => key));
  for (const { key, id } of remembered) {
    if (there.has(id) && !wanted.has(key)) state.identities.set(target.name, key, id);
  }
}

async function memoriesOf(
  { input: { journal }, identities }: RunState,
  target: Target,
  keys?: readonly string[],
) {
  const [remembered, approved, unsettled] = await Promise.all([
    journal.remembered(target.name, keys),
    journal.approved(target.name),
    target.isLog ? new Map<string, Unsettled>() : journal.unsettled(target.name),
  ]);
  const entries = [...unsettled].map(([key, { after, written }]): [string, Unsettled] => [
    key,
    { after: identities.resolve(after), written: identities.resolve(written) },
  ]);
  return { remembered, approved, unsettled: new Map(entries) };
}

async function noteUnread(
  state: RunState,
  work: StageWork,
  target: Target,
  broken: readonly Reading[],
  lost: readonly Lost[],
): Promise<void> {
  const failures = [
    ...broken.map(({ source, error }) => ({
      key: source.key,
      label: source.name,
      error: error!.message,
      isExpected: false,
    })),
    ...lost
      .filter((one) => !one.isTold)
      .map(({ key, label, error, isExpected }) => ({ key, label, error: error.message, isExpected })),
  ];
  await state.input.journal.unread(
    work.stage.name,
    failures.map((failure) => ({ target: target.name, ...failure })),
  );
  broken.forEach(({ source }) => work.count({ failed: 1 }, source.endpointId));
  lost.filter(isFailure).forEach(({ key }) => work.count({ failed: 1 }, state.endpointOf(key)));
}

async function storePlan(state: RunState, work: StageWork, part: AnyPart, plan: TargetPlan): Promise<void> {
  const { journal, mode } = state.input;
  const target = part.target.name;
  const lines = await journal.plan(work.stage.name, target, plan.changes);
  work.planned.push({ part, lines: lines.filter(isWrite) });
  for (const { id, key, action } of [...plan.unchanged.map(({ change }) => change), ...plan.changes]) {
    if (id !== null && action !== 'conflict') state.identities.set(target, key, id);
  }
  for (const { change, isNews } of plan.unchanged) {
    if (!isNews || change.id === null) continue;
    journal.remember({
      target,
      key: change.key,
      id: change.id,
      written: state.identities.resolve(change.written),
      proof: change.proof ?? '',
      isGone: false,
      wrote: [],
      endpoint: state.endpointOf(change.key),
    });
  }
  journal.sighted(
    target,
    plan.unchanged.map(({ change }) => change.key),
    plan.missing,
  );
  work.hasBlocked ||= plan.changes.some((change) => change.action === 'conflict' || change.isHeld);
  plan.unchanged.forEach(({ change }) => work.count({ unchanged: 1 }, state.endpointOf(change.key)));
  for (const change of plan.changes) {
    const would = mode === 'plan' && isWrite(change) ? DONE[change.action] : undefined;
    const counts = { ...(would && { [would]: 1 }), ...(isConflict(change) && { conflicts: 1 }) };
    work.count(counts, state.endpointOf(change.key));
  }
}

function wantedOf(state: RunState, target: Target, item: Item<Record<string, unknown>>): Desired {
  const self = target.completes === undefined ? undefined : refTo(target.completes, item.key);
  const adapter = state.adapter(target);
  const { lacks } = adapter;
  const placed = (values: Values) => {
    const some = lacks
      ? Object.fromEntries(Object.entries(values).filter(([name]) => !lacks.has(name)))
      : values;
    return state.identities.resolve(adapter.heldForm?.(some) ?? some);
  };
  return {
    key: item.key,
    label: item.label,
    values: placed(item.values),
    onCreate: item.onCreate && placed(item.onCreate as Values),
    ifTaken: item.ifTaken && placed(item.ifTaken as Values),
    proof: item.proof,
    scope: item.scope && state.identities.resolve(item.scope),
    self: self && (state.identities.get(self) ?? self),
  };
}

function isFailure({ isExpected, isTold }: Lost): boolean {
  return !isExpected && !isTold;
}

function selfId({ self }: Desired): number[] {
  return typeof self === 'number' ? [self] : [];
}

function isBelow(key: string, sourceKey: string): boolean {
  return key === sourceKey || key.startsWith(`${sourceKey}/`);
}

function isWrite({ action, isHeld }: Pick<Change, 'action' | 'isHeld'>): boolean {
  return !isHeld && (action === 'create' || action === 'update' || action === 'delete');
}

function isConflict(change: { action: string; conflicts: readonly unknown[] }): boolean {
  return change.action === 'conflict' || change.conflicts.length > 0;
}

function problemOf(work: StageWork, { source, error }: Reading): SyncEvent {
  return {
    type: 'problem',
    stage: work.stage.name,
    label: source.name,
    category: error instanceof ProxboxError ? error.category : 'internal',
    message: `${work.stage.label} of ${source.name} could not be read: ${error!.message}`,
    suggestion: error instanceof ProxboxError ? error.suggestion : undefined,
  };
}

function lostEvent(work: StageWork, { label, error }: Lost): SyncEvent {
  return {
    type: 'problem',
    stage: work.stage.name,
    label,
    category: error instanceof ProxboxError ? error.category : 'internal',
    message: `${label}: ${error.message}`,
    suggestion: error instanceof ProxboxError ? error.suggestion : undefined,
  };
}
