import {
  concatMap,
  defer,
  delay,
  exhaustMap,
  filter,
  first,
  from,
  interval,
  lastValueFrom,
  map,
  merge,
  type Observable,
  takeWhile,
} from 'rxjs';
import { type EventFrame } from '../core/http/server-sent-events';
import { type SyncRun } from '../models/sync-run.model';
import { sum } from './engine/counts';
import { type RunStatus, type SyncEvent } from './engine/event';
import { type Hub } from './engine/hub';
import { isOpen, type SyncService } from './sync.service';
import { framesOf } from './wire';

/** A run of another process is looked up this often; its end is seen, its steps are not. */
const LOOK_MS = 2_000;
/** The row says that a run has ended a moment before its last event is told. */
const GRACE_MS = 1_000;

/** The stream of a run, live or from its row, for whoever asks. */
export class RunFrames {
  constructor(
    private readonly hub: Hub,
    private readonly sync: SyncService,
  ) {}

  /** From the beginning, or after the frame `lastEventId`; ends with `complete`. Fails with NotFound. */
  watch(runId: number, lastEventId?: string): Observable<EventFrame> {
    const [lastEvent, lastFrame] = positionOf(lastEventId);
    return defer(() => from(this.sync.get(runId))).pipe(
      concatMap((run) => (isOpen(run) || this.hub.has(runId) ? this.live(runId) : storedFrames(run))),
      filter(({ id }) => {
        const [event, frame] = positionOf(id);
        return event > lastEvent || (event === lastEvent && frame > lastFrame);
      }),
    );
  }

  /** Waits for the end of a run. */
  async end(runId: number): Promise<SyncRun> {
    await lastValueFrom(this.watch(runId), { defaultValue: undefined });
    return this.sync.get(runId);
  }

  private live(runId: number): Observable<EventFrame> {
    const told = this.hub.watch(runId).pipe(concatMap(({ id, event }) => numbered(id, framesOf(event))));
    const endedElsewhere = interval(LOOK_MS).pipe(
      exhaustMap(() => this.sync.get(runId)),
      first((run) => !isOpen(run)),
      delay(GRACE_MS),
      concatMap((run) => storedFrames(run)),
    );
    return merge(told, endedElsewhere).pipe(takeWhile(({ event }) => event !== 'complete', true));
  }
}

/** What a finished run has to say: its stages with their counts, and how it ended. */
function storedFrames(run: SyncRun): Observable<EventFrame> {
  const results = run.summary;
  const events: SyncEvent[] = [
    {
      type: 'run-started',
      runId: run.id,
      mode: run.mode,
      stages: run.stages.map((name) => ({ name, label: name })),
    },
    ...results.map((result): SyncEvent => ({ type: 'stage-finished', result })),
    {
      type: 'run-finished',
      runId: run.id,
      status: run.status as RunStatus,
      message: run.error || 'Full update sync completed.',
      counts: sum(results),
      results,
    },
  ];
  // No live event has so high a number, so that whoever saw the run end live is told the end once more at most.
  const start = Number.MAX_SAFE_INTEGER - events.length;
  return from(events).pipe(
    map((event, index) => numbered(start + index, framesOf(event))),
    concatMap((frames) => frames),
  );
}

function numbered(id: number, frames: ReturnType<typeof framesOf>): EventFrame[] {
  return frames.map((frame, index) => ({ ...frame, id: `${id}.${index}` }));
}

function positionOf(id: string | undefined): [event: number, frame: number] {
  const [event, frame] = (id ?? '').split('.').map(Number);
  return Number.isFinite(event) && Number.isFinite(frame) && id ? [event, frame] : [0, -1];
}
