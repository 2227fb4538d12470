import { filter, lastValueFrom, type Observable, ReplaySubject, takeUntil, tap } from 'rxjs';
import { type Finished, type SyncEvent } from './event';

/** An event with its place in the run, counted from 1: the `id:` of its frame. */
export interface Numbered {
  readonly id: number;
  readonly event: SyncEvent;
}

/**
 * Owns the one subscription of each run and lets any number of viewers watch: a late one gets the beginning, one that
 * leaves stops nothing. A finished run is forgotten after `keepMs`; its story is in the database by then.
 */
export class Hub {
  private readonly broadcasts = new Map<number, ReplaySubject<Numbered>>();

  constructor(private readonly keepMs: number = 60_000) {}

  /**
   * Runs to the end and resolves with the last event. When `stop` emits, the run is unsubscribed from. `finish` stores
   * how it ended before anybody is told, and says how a run ended that was stopped.
   */
  async run(
    runId: number,
    events: Observable<SyncEvent>,
    stop: Observable<unknown>,
    finish: (last: Finished | undefined) => Promise<Finished>,
  ): Promise<Finished> {
    const broadcast = this.broadcastOf(runId);
    let count = 0;
    let last: Finished | undefined;
    const tell = (event: SyncEvent) => broadcast.next({ id: (count += 1), event });
    try {
      await lastValueFrom(
        events.pipe(
          takeUntil(stop),
          tap((event) => {
            if (event.type === 'run-finished') last = event;
            else tell(event);
          }),
        ),
        { defaultValue: undefined },
      );
      const ending = await finish(last);
      tell(ending);
      broadcast.complete();
      return ending;
    } catch (error) {
      broadcast.error(error);
      throw error;
    } finally {
      this.forgetLater(runId);
    }
  }

  /** The events of a run from its beginning, or after the event `lastId`; waits for a run that has not begun here. */
  watch(runId: number, lastId: number = 0): Observable<Numbered> {
    return this.broadcastOf(runId).pipe(filter(({ id }) => id > lastId));
  }

  /** Whether anything of the run is known here. */
  has(runId: number): boolean {
    return this.broadcasts.has(runId);
  }

  private broadcastOf(runId: number): ReplaySubject<Numbered> {
    const known = this.broadcasts.get(runId);
    if (known) return known;
    const broadcast = new ReplaySubject<Numbered>();
    this.broadcasts.set(runId, broadcast);
    return broadcast;
  }

  private forgetLater(runId: number): void {
    setTimeout(() => this.broadcasts.delete(runId), this.keepMs).unref();
  }
}
