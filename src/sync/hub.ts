import { Logger } from '@nestjs/common';
import { Notices } from '../core/database/notices';
import { OutageLog } from '../core/jobs/outage-log';
import { type Numbered, RUN_EVENTS_CHANNEL, type RunEvents } from './run-events';
import { RunFeed } from './run-feed';

/** A notice may be lost with the connection that it comes by; then a viewer waits so long. */
const LOOK_MS = 5_000;

/**
 * Shows runs to viewers, whichever process runs them. A run that is watched here has one feed, however many watch it; a
 * viewer asks for what comes next when it has sent what it had, so that a slow one holds nobody up and piles up nothing.
 */
export class Hub {
  private readonly feeds = new Map<number, { feed: RunFeed; viewers: number }>();
  private readonly outages = new OutageLog(new Logger(Hub.name), 'The hub');
  private readonly notices: Notices;

  constructor(
    readonly events: RunEvents,
    databaseUrl: string,
  ) {
    this.notices = new Notices({ databaseUrl, channel: RUN_EVENTS_CHANNEL, outages: this.outages });
  }

  async open(): Promise<void> {
    await this.notices.listen(
      (runId) => this.refresh(Number(runId)),
      () => [...this.feeds.keys()].forEach((runId) => this.refresh(runId)),
    );
  }

  async close(): Promise<void> {
    await this.notices.close();
  }

  /**
   * The events of a run after the one with this id, some at a time, until its last or until the signal; viewers at the same
   * place get the same list. An empty list says that nothing has happened for a while: the run may have ended without a word.
   */
  async *watch(runId: number, lastId: number, signal: AbortSignal): AsyncGenerator<readonly Numbered[]> {
    const feed = await this.join(runId);
    try {
      for (let at = lastId; !signal.aborted;) {
        const news = feed.after(at) ?? (await this.events.after(runId, at));
        const last = news.at(-1);
        if (last) {
          at = last.id;
          yield news;
          if (last.event.type === 'run-finished') return;
        } else if (!(await feed.moves(signal, LOOK_MS))) {
          await feed.refresh();
          if (!feed.after(at)?.length) yield [];
        }
      }
    } finally {
      this.leave(runId);
    }
  }

  /** How many runs are watched here. */
  get watched(): number {
    return this.feeds.size;
  }

  private async join(runId: number): Promise<RunFeed> {
    const known = this.feeds.get(runId) ?? { feed: new RunFeed(this.events, runId), viewers: 0 };
    this.feeds.set(runId, known);
    known.viewers += 1;
    try {
      await known.feed.begin();
    } catch (error) {
      this.leave(runId);
      throw error;
    }
    return known.feed;
  }

  private leave(runId: number): void {
    const known = this.feeds.get(runId);
    if (!known) return;
    known.viewers -= 1;
    if (known.viewers === 0) this.feeds.delete(runId);
  }

  private refresh(runId: number): void {
    this.feeds
      .get(runId)
      ?.feed.refresh()
      .then(
        () => this.outages.works(),
        (error: unknown) => this.outages.failed(error),
      );
  }
}
