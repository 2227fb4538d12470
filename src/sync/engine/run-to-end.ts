import { lastValueFrom, type Observable, takeUntil, tap } from 'rxjs';
import { type Finished, type SyncEvent } from './event';

/**
 * The one subscription of a run. Tells every event; when `stop` emits, the run is unsubscribed from. `finish` stores how
 * it ended before anybody is told, and says how a run ended that was stopped.
 */
export async function runToEnd(
  events: Observable<SyncEvent>,
  stop: Observable<unknown>,
  tell: (event: SyncEvent) => void,
  finish: (last: Finished | undefined) => Promise<Finished>,
): Promise<Finished> {
  let last: Finished | undefined;
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
  return ending;
}
