import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  finalize,
  from,
  type Observable,
  of,
  throwError,
} from 'rxjs';
import { messageOf, ProxboxError, Unreachable } from '../../core/errors/errors';
import { applyStage } from './apply-stage';
import { type RunStatus, type SyncEvent } from './event';
import { policyProblems } from './overwrite';
import { planPart } from './plan-part';
import { type RunInput, RunState, type StageWork } from './run-state';
import { type Source } from '../source/source';

/**
 * One run as a cold Observable: it reads and plans every stage, stores the plan, and in mode `apply` carries it out,
 * stage by stage. It ends with `run-finished`, also when it failed; unsubscribing stops it and aborts its requests.
 */
export function runSync(input: RunInput): Observable<SyncEvent> {
  return defer(() => {
    const state = new RunState(input);
    const body = concat(
      of(started(input)),
      from(input.unreached.map(unreachedEvent)),
      defer(() => noteUnreached(input)),
      from(policyProblems(input)),
      from(input.sources.flatMap((source) => lackEvents(input, source))),
      from(state.works).pipe(concatMap((work) => planStage(state, work))),
      defer(() => of<SyncEvent>({ type: 'plan-stored', counts: state.counts })),
      defer(() => forewarned(state)),
      from(state.works).pipe(concatMap((work) => carryOut(state, work))),
      defer(() => from(input.journal.flush()).pipe(concatMap(() => of(finished(state))))),
    );
    return body.pipe(catchError((error: unknown) => failed(state, error)));
  });
}

/** The first event of a run. */
export function started(input: RunInput): SyncEvent {
  return {
    type: 'run-started',
    runId: input.runId,
    mode: input.mode,
    stages: input.stages.map(({ name, label }) => ({ name, label })),
  };
}

function unreachedEvent({ label, error }: RunInput['unreached'][number]): SyncEvent {
  return {
    type: 'problem',
    label,
    category: error instanceof ProxboxError ? error.category : 'internal',
    message: `${label}: ${error.message}`,
    suggestion: error instanceof ProxboxError ? error.suggestion : undefined,
  };
}

/** What the chosen stages will not see; told, though it is nobody's failure, and nothing is taken for gone because of it. */
function lackEvents({ stages }: RunInput, { name, lacks }: Source): SyncEvent[] {
  const concerned = lacks.filter((lack) => stages.some((stage) => lack.stages.includes(stage.name)));
  return concerned.map(({ sentence }) => ({
    type: 'problem',
    label: name,
    category: 'permission',
    message: `${name}: ${sentence}`,
    suggestion: 'Give the token that privilege in Proxmox VE. Nothing is taken for gone meanwhile.',
  }));
}

function noteUnreached({ journal, unreached }: RunInput): Observable<never> {
  const failures = unreached.map(({ target = 'proxmox-endpoint', label, error }) => ({
    target,
    key: label,
    label,
    error: error.message,
    isExpected: false,
  }));
  return from(journal.unread('connect', failures)).pipe(concatMap(() => EMPTY));
}

function planStage(state: RunState, work: StageWork): Observable<SyncEvent> {
  const { name, label } = work.stage;
  return defer(() => {
    const stopClock = work.startClock();
    return concat(
      of<SyncEvent>({ type: 'stage-reading', stage: name, label }),
      from(work.stage.parts).pipe(concatMap((part) => planPart(state, work, part))),
      defer(() => of<SyncEvent>({ type: 'stage-planned', stage: name, label, counts: work.counts })),
    ).pipe(
      catchError((error: unknown) => stageBroke(work, error)),
      finalize(stopClock),
    );
  });
}

/** A target that cannot be read spoils an optional stage only; without NetBox or a required stage there is no run. */
function stageBroke(work: StageWork, error: unknown): Observable<SyncEvent> {
  work.error = messageOf(error);
  if (
    work.stage.importance === 'required' ||
    error instanceof Unreachable ||
    !(error instanceof ProxboxError)
  ) {
    return throwError(() => error);
  }
  work.count({ failed: 1 }, null);
  return of<SyncEvent>({
    type: 'problem',
    stage: work.stage.name,
    label: work.stage.label,
    category: error.category,
    message: error.message,
    suggestion: error.suggestion,
  });
}

/** What will be refused, told before the first write. */
export function forewarned({ input, wanted }: RunState): Observable<SyncEvent> {
  if (input.mode === 'plan' || wanted.length === 0) return EMPTY;
  return input.forewarn?.(wanted) ?? EMPTY;
}

/** Carries out what a stage has planned, and tells it. */
export function carryOut(state: RunState, work: StageWork): Observable<SyncEvent> {
  return defer(() => {
    const stopClock = work.startClock();
    return concat(
      of<SyncEvent>({
        type: 'stage-started',
        stage: work.stage.name,
        label: work.stage.label,
        total: work.lineCount,
      }),
      state.input.mode === 'apply' ? applyStage(state, work) : EMPTY,
      defer(() => {
        stopClock();
        work.isDone = true;
        return of<SyncEvent>({ type: 'stage-finished', result: work.result() });
      }),
    );
  });
}

/** The last event of a run that came to its end. */
export function finished(state: RunState): SyncEvent {
  const { input, counts, results } = state;
  const isPartial = input.unreached.length > 0 || results.some((result) => result.status !== 'completed');
  const status: RunStatus =
    input.sources.length === 0 && input.unreached.length > 0
      ? 'failed'
      : isPartial
        ? 'completed_with_errors'
        : 'completed';
  return {
    type: 'run-finished',
    runId: input.runId,
    status,
    message: sentence(status, input),
    counts,
    results,
  };
}

function sentence(status: RunStatus, { mode, unreached }: RunInput): string {
  if (status === 'failed') {
    return `No Proxmox endpoint could be read: ${unreached.map(({ label, error }) => `${label}: ${error.message}`).join(' ')}`;
  }
  const what = mode === 'plan' ? 'The plan is stored; nothing was written' : 'Full update sync completed';
  return status === 'completed' ? `${what}.` : `${what}, but not everything could be done.`;
}

/** The last events of a run that broke off. */
export function failed(state: RunState, error: unknown): Observable<SyncEvent> {
  const { input } = state;
  const event: SyncEvent = {
    type: 'run-finished',
    runId: input.runId,
    status: 'failed',
    message: messageOf(error),
    counts: state.counts,
    results: state.results,
  };
  const problem: SyncEvent = {
    type: 'problem',
    label: 'The run',
    category: error instanceof ProxboxError ? error.category : 'internal',
    message: messageOf(error),
    suggestion: error instanceof ProxboxError ? error.suggestion : undefined,
  };
  const flushed = defer(() => input.journal.flush()).pipe(
    catchError(() => EMPTY),
    concatMap(() => EMPTY),
  );
  return concat(of(problem), flushed, of(event));
}
