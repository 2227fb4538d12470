import { concat, concatMap, defer, EMPTY, from, map, type Observable, tap } from 'rxjs';
import { chunksOf } from '../../core/chunks';
import { Unreachable } from '../../core/errors/errors';
import { type Change } from '../../core/plan/plan-object';
import { refTo } from '../../core/plan/value';
import { type SyncEvent } from './event';
import { openRefs } from './identities';
import { type Planned, type PlannedChange } from './journal';
import { type RunState, type StageWork } from './run-state';
import { type AnyPart } from './stage';
import { type Outcome, type Target } from './target';
import { updateInRounds } from './update-in-rounds';

/** Carries out what one stage has planned: updates first, so that names are free, then creates, deletions last. */
export function applyStage(state: RunState, work: StageWork): Observable<SyncEvent> {
  return defer(() => {
    let current = 0;
    const progress = () => ({ current: (current += 1), total: work.lineCount });
    return concat(...work.planned.map(({ part, lines }) => applyPart(state, work, part, lines, progress)));
  });
}

/** Updates go all together, for they may trade their names; a new object needs nobody else's. */
const CREATES_AT_ONCE = 2000;

type Progress = () => { current: number; total: number };
type Write = 'update' | 'create' | 'delete';

function applyPart(
  state: RunState,
  work: StageWork,
  part: AnyPart,
  lines: readonly Planned[],
  progress: Progress,
): Observable<SyncEvent> {
  return from(['update', 'create', 'delete'] as const).pipe(
    concatMap((action) => {
      const some = lines.filter((line) => line.action === action);
      const lists = action === 'create' ? chunksOf(some, CREATES_AT_ONCE) : [some];
      return from(lists.filter(({ length }) => length > 0)).pipe(
        concatMap((list) => from(state.input.journal.recalled(list))),
        concatMap((list) => applyLines(state, work, part, action, list, progress)),
      );
    }),
  );
}

function applyLines(
  state: RunState,
  work: StageWork,
  part: AnyPart,
  action: Write,
  lines: readonly PlannedChange[],
  progress: Progress,
): Observable<SyncEvent> {
  const target = part.target as Target;
  const ready: Change[] = [];
  const hopeless: Hopeless[] = [];
  const changeIds = new Map<string, number>();
  for (const { changeId, change } of lines) {
    const resolved = resolveChange(state, target, change);
    changeIds.set(change.key, changeId);
    const [open] = openRefs(resolved.after ?? {});
    if (action === 'update' && resolved.id === null) {
      hopeless.push({ changeId, change, needs: `${target.completes} ${change.key}` });
    } else if (open) hopeless.push({ changeId, change, needs: `${open.target} ${open.key}` });
    else ready.push(resolved);
  }
  let silence: Unreachable | undefined;
  const settle = (outcome: Outcome): SyncEvent => {
    if (outcome.error instanceof Unreachable) silence = outcome.error;
    return record(state, work, target, changeIds.get(outcome.change.key)!, outcome, progress());
  };
  return concat(
    from(hopeless).pipe(map((one) => leave(state, work, target, one, progress()))),
    write(state, target, action, ready).pipe(map(settle)),
  ).pipe(
    tap({
      complete: () => {
        if (silence) throw silence;
      },
    }),
  );
}

/** A line whose object needs another one that could not be made: why not is told with that one, and counted there. */
interface Hopeless {
  changeId: number;
  change: Change;
  needs: string;
}

function leave(
  state: RunState,
  work: StageWork,
  target: Target,
  { changeId, change, needs }: Hopeless,
  progress: { current: number; total: number },
): SyncEvent {
  const error = `It needs ${needs}, which could not be made.`;
  state.input.journal.settle({ changeId, id: null, status: 'skipped', error });
  work.hasBlocked = true;
  const { key, label } = change;
  const { stage } = work;
  return {
    type: 'item',
    stage: stage.name,
    target: target.name,
    key,
    label,
    action: 'keep',
    id: null,
    ...progress,
  };
}

function write(
  state: RunState,
  target: Target,
  action: Write,
  changes: readonly Change[],
): Observable<Outcome> {
  if (changes.length === 0) return EMPTY;
  const adapter = state.adapter(target);
  if (action === 'create') return adapter.create(changes);
  return action === 'update' ? updateInRounds(adapter, changes, target.tradesBy) : adapter.remove(changes);
}

function record(
  state: RunState,
  work: StageWork,
  target: Target,
  changeId: number,
  { change, id, error }: Outcome,
  progress: { current: number; total: number },
): SyncEvent {
  const { journal } = state.input;
  const endpoint = state.endpointOf(change.key);
  journal.settle({ changeId, id, status: error ? 'failed' : 'applied', error: error?.message ?? '' });
  if (error) {
    work.count({ failed: 1 }, endpoint);
  } else if (change.action === 'delete') {
    for (const name of [target.name, ...state.completing(target)]) journal.forget(name, change.key);
    work.count({ deleted: 1 }, endpoint);
  } else if (change.keepsMemory) {
    work.count({ updated: 1 }, endpoint);
  } else if (id !== null) {
    state.identities.set(target.name, change.key, id);
    if (change.takenFrom !== undefined) journal.forget(target.name, change.takenFrom);
    journal.remember({
      target: target.name,
      key: change.key,
      id,
      written: change.written,
      proof: change.proof ?? '',
      isGone: change.isGone === true,
      wrote: Object.keys(change.after ?? {}),
      endpoint,
    });
    work.count(change.action === 'create' ? { created: 1 } : { updated: 1 }, endpoint);
  }
  return {
    type: 'item',
    stage: work.stage.name,
    target: target.name,
    key: change.key,
    label: change.label,
    action: change.action,
    id,
    ...(error && { error: error.message }),
    ...progress,
  };
}

function resolveChange(state: RunState, target: Target, change: Change): Change {
  const self = target.completes === undefined ? undefined : refTo(target.completes, change.key);
  return {
    ...change,
    id: change.id ?? (self && state.identities.get(self)) ?? null,
    after: change.after && state.identities.resolve(change.after),
    written: state.identities.resolve(change.written),
  };
}
