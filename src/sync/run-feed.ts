import { type Numbered, type RunEvents } from './run-events';

/** The latest events of a run that are kept at hand; a viewer that is further behind reads from the database. */
const KEPT = 2_000;

/** What one process knows of one run that is watched here. */
export class RunFeed {
  private recent: Numbered[] = [];
  /** Id of the last event that is known here. */
  private head = 0;
  private beginning: Promise<void> | undefined;
  private reading: Promise<void> | undefined;
  private isStale = false;
  private readonly waiting = new Set<() => void>();
  private lists = new Map<number, readonly Numbered[]>();

  constructor(
    private readonly events: RunEvents,
    private readonly runId: number,
  ) {}

  /** Finds out where the run is; what came before is not kept at hand. */
  begin(): Promise<void> {
    this.beginning ??= this.events.lastOf(this.runId).then(
      (last) => {
        this.head = Math.max(this.head, last);
      },
      (error: unknown) => {
        this.beginning = undefined;
        throw error;
      },
    );
    return this.beginning;
  }

  /** The events after the one with this id; undefined when they are not at hand. The same list for all who ask for it. */
  after(lastId: number): readonly Numbered[] | undefined {
    if (lastId >= this.head) return [];
    if (this.recent.length === 0 || this.recent[0].id > lastId + 1) return undefined;
    const known = this.lists.get(lastId);
    if (known) return known;
    const list = this.recent.slice(this.recent.findIndex(({ id }) => id > lastId));
    this.lists.set(lastId, list);
    return list;
  }

  /** Reads what is new; calls that come meanwhile share one more read. */
  refresh(): Promise<void> {
    this.isStale = true;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  /** Waits until there is more, at most so long; false when nothing came. */
  moves(signal: AbortSignal, waitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (hasMoved: boolean) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
        this.waiting.delete(move);
        resolve(hasMoved);
      };
      const leave = () => done(true);
      const move = () => done(true);
      const timer = setTimeout(() => done(false), waitMs);
      signal.addEventListener('abort', leave);
      this.waiting.add(move);
      if (signal.aborted) leave();
    });
  }

  private async read(): Promise<void> {
    await this.begin();
    while (this.isStale) {
      this.isStale = false;
      for (let news = await this.news(); news.length > 0; news = await this.news()) {
        this.recent = [...this.recent, ...news].slice(-KEPT);
        this.head = news[news.length - 1].id;
        this.lists = new Map();
        [...this.waiting].forEach((move) => move());
      }
    }
  }

  private news(): Promise<readonly Numbered[]> {
    return this.events.after(this.runId, this.head);
  }
}
