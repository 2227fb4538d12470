import { type EventFrame, textOf } from '../core/http/server-sent-events';
import { type SyncRun } from '../models/sync-run.model';
import { sum } from './engine/counts';
import { type RunStatus, type SyncEvent } from './engine/event';
import { type Hub } from './hub';
import { type Numbered } from './run-events';
import { isOpen } from './run-rows';
import { type SyncService } from './sync.service';
import { framesOf } from './wire';

type Position = readonly [event: number, frame: number];

/** The stream of a run, live or from its row, for whoever asks. */
export class RunFrames {
  /** Viewers at the same place get the same list of events, which is put into words once. */
  private readonly texts = new WeakMap<readonly Numbered[], Buffer>();

  constructor(
    private readonly hub: Hub,
    private readonly sync: SyncService,
  ) {}

  /** From the beginning, or after the frame `lastEventId`; ends with `complete`. Throws NotFound. */
  async *watch(
    runId: number,
    lastEventId: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<Buffer | string> {
    const seen = positionOf(lastEventId);
    const run = await this.sync.get(runId);
    if (!isOpen(run) && !(await this.isTold(runId))) {
      yield textOf(storedFrames(run).filter(isAfter(seen)));
      return;
    }
    // Of the event that was seen last some frames may be missing.
    for await (const news of this.hub.watch(runId, Math.max(seen[0] - 1, 0), signal)) {
      if (news.length > 0) {
        yield news[0].id > seen[0] ? this.textOf(news) : textOf(news.flatMap(numbered).filter(isAfter(seen)));
        continue;
      }
      const now = await this.sync.get(runId);
      if (isOpen(now)) continue;
      yield textOf(storedFrames(now));
      return;
    }
  }

  /** Waits for the end of a run, or for the signal. */
  async end(runId: number, signal: AbortSignal): Promise<SyncRun> {
    const last = await this.hub.events.lastOf(runId);
    for await (const news of this.hub.watch(runId, Math.max(last - 1, 0), signal)) {
      if (news.length === 0 && !isOpen(await this.sync.get(runId))) break;
    }
    return this.sync.get(runId);
  }

  private async isTold(runId: number): Promise<boolean> {
    return (await this.hub.events.lastOf(runId)) > 0;
  }

  private textOf(news: readonly Numbered[]): Buffer {
    const known = this.texts.get(news);
    if (known) return known;
    const text = Buffer.from(textOf(news.flatMap(numbered)));
    this.texts.set(news, text);
    return text;
  }
}

/** What a finished run has to say: its stages with their counts, and how it ended. */
function storedFrames(run: SyncRun): EventFrame[] {
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
  return events.flatMap((event, index) => numbered({ id: start + index, event }));
}

function numbered({ id, event }: Numbered): EventFrame[] {
  return framesOf(event).map((frame, index) => ({ ...frame, id: `${id}.${index}` }));
}

function isAfter([lastEvent, lastFrame]: Position): (frame: EventFrame) => boolean {
  return ({ id }) => {
    const [event, frame] = positionOf(id);
    return event > lastEvent || (event === lastEvent && frame > lastFrame);
  };
}

function positionOf(id: string | undefined): Position {
  const [event, frame] = (id ?? '').split('.').map(Number);
  return Number.isFinite(event) && Number.isFinite(frame) && id ? [event, frame] : [0, -1];
}
