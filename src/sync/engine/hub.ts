import { Observable, ReplaySubject, type Subscription, takeUntil, type Subject } from 'rxjs';
import { type SyncEvent } from './event';

/** An event with its place in the run, counted from 1: the `id:` of its frame. */
export interface Numbered {
  readonly id: number;
  readonly event: SyncEvent;
}

interface Broadcast {
  readonly events: ReplaySubject<Numbered>;
  readonly subscription: Subscription;
}

/**
 * Owns the one subscription of each run and lets any number of viewers watch: a late one gets the beginning, one that
 * leaves stops nothing. A finished run is forgotten after `keepMs`; its story is in the database by then.
 */
export class Hub {
  private readonly broadcasts = new Map<number, Broadcast>();

  constructor(private readonly keepMs: number = 60_000) {}

  /** Starts the run and resolves with its last event; `stop` ends it early, and `stopped` then says how it ended. */
  run(
    runId: number,
    events: Observable<SyncEvent>,
    stop: Subject<void>,
    stopped: () => SyncEvent,
  ): Promise<SyncEvent> {
    const replay = new ReplaySubject<Numbered>();
    let count = 0;
    let last: SyncEvent | undefined;
    const tell = (event: SyncEvent) => {
      last = event;
      replay.next({ id: (count += 1), event });
    };
    return new Promise((resolve, reject) => {
      const finish = () => {
        if (last?.type !== 'run-finished') tell(stopped());
        replay.complete();
        this.forgetLater(runId);
        resolve(last!);
      };
      const fail = (error: unknown) => {
        replay.error(error);
        this.forgetLater(runId);
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      // Registered before the subscription, which may run to its end at once.
      const broadcast = { events: replay, subscription: undefined as unknown as Subscription };
      this.broadcasts.set(runId, broadcast);
      broadcast.subscription = events
        .pipe(takeUntil(stop))
        .subscribe({ next: tell, complete: finish, error: fail });
    });
  }

  /** The events of a run from its beginning, or after `lastId`; undefined when the run is not live here. */
  watch(runId: number, lastId: number = 0): Observable<Numbered> | undefined {
    const broadcast = this.broadcasts.get(runId);
    if (!broadcast) return undefined;
    return new Observable((viewer) =>
      broadcast.events.subscribe({
        next: (numbered) => {
          if (numbered.id > lastId) viewer.next(numbered);
        },
        error: (error: unknown) => viewer.error(error),
        complete: () => viewer.complete(),
      }),
    );
  }

  private forgetLater(runId: number): void {
    setTimeout(() => this.broadcasts.delete(runId), this.keepMs).unref();
  }
}
