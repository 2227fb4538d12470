import { type OutageLog } from '../core/jobs/outage-log';
import { type SyncEvent } from './engine/event';
import { type RunEvents } from './run-events';

/** What a viewer waits for at most; events that come together are stored and told together. */
const FLUSH_MS = 50;
const AGAIN_MS = 1_000;
/** What a broken database may let pile up; viewers miss what is beyond. */
const EVENTS_KEPT = 20_000;

/** Tells the events of one run to whoever watches, through the database, without holding the run up. */
export class RunTeller {
  private pending: SyncEvent[] = [];
  /** What is being stored; it stays the same until it is, so that nothing is stored under two numbers. */
  private chunk: SyncEvent[] = [];
  private first = 1;
  private storing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly events: RunEvents,
    private readonly runId: number,
    private readonly outages: OutageLog,
  ) {}

  tell(event: SyncEvent): void {
    this.pending.push(event);
    if (this.pending.length > EVENTS_KEPT) this.pending.shift();
    if (!this.storing) this.timer ??= setTimeout(() => void this.store(), FLUSH_MS);
  }

  /** Waits until everything is stored, or could not be. */
  async flush(): Promise<void> {
    await this.storing;
    await this.store();
    clearTimeout(this.timer);
  }

  private store(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.storing ??= this.storeAll().finally(() => (this.storing = undefined));
    return this.storing;
  }

  private async storeAll(): Promise<void> {
    for (;;) {
      if (this.chunk.length === 0) [this.chunk, this.pending] = [this.pending, []];
      if (this.chunk.length === 0) return;
      try {
        await this.events.add(this.runId, this.first, this.chunk);
      } catch (error) {
        this.outages.failed(error);
        this.timer = setTimeout(() => void this.store(), AGAIN_MS);
        return;
      }
      this.outages.works();
      this.first += this.chunk.length;
      this.chunk = [];
    }
  }
}
