import { lastValueFrom, map, NEVER, of, Subject, toArray } from 'rxjs';
import { NONE } from './counts';
import { type Finished, type SyncEvent } from './event';
import { Hub } from './hub';

const reading = (stage: string): SyncEvent => ({ type: 'stage-reading', stage, label: stage });
const end = (status: Finished['status'] = 'completed'): Finished => ({
  type: 'run-finished', runId: 1, status, message: '', counts: NONE, results: [],
}); // prettier-ignore
const told = (hub: Hub, lastId?: number) =>
  lastValueFrom(
    hub.watch(1, lastId).pipe(
      map(({ event }) => (event.type === 'stage-reading' ? event.stage : event.type)),
      toArray(),
    ),
  );

describe('Hub', () => {
  it('tells two viewers the same, and a late one the beginning', async () => {
    const hub = new Hub();
    const events = new Subject<SyncEvent>();
    const run = hub.run(1, events, NEVER, (last) => Promise.resolve(last!));
    const early = told(hub);
    events.next(reading('devices'));
    const late = told(hub);
    events.next(end());
    events.complete();
    await run;
    expect(await early).toEqual(['devices', 'run-finished']);
    expect(await late).toEqual(['devices', 'run-finished']);
  });

  it('lets a viewer come before the run, and goes on when one leaves', async () => {
    const hub = new Hub();
    const early = told(hub);
    hub.watch(1).subscribe().unsubscribe();
    await hub.run(1, of(reading('devices'), end()), NEVER, (last) => Promise.resolve(last!));
    expect(await early).toEqual(['devices', 'run-finished']);
  });

  it('resumes after the event that a viewer saw last', async () => {
    const hub = new Hub();
    const events = of(reading('devices'), reading('storage'), end());
    await hub.run(1, events, NEVER, (last) => Promise.resolve(last!));
    expect(await told(hub, 1)).toEqual(['storage', 'run-finished']);
  });

  it('stops the work for good, and tells viewers how it ended', async () => {
    const hub = new Hub();
    const stop = new Subject<void>();
    const events = new Subject<SyncEvent>();
    const run = hub.run(1, events, stop, (last) => Promise.resolve(last ?? end('cancelled')));
    events.next(reading('devices'));
    stop.next();
    expect(events.observed).toBe(false);
    expect(await run).toMatchObject({ status: 'cancelled' });
    expect(await told(hub)).toEqual(['devices', 'run-finished']);
  });

  it('tells nobody of the end before it is stored', async () => {
    const hub = new Hub();
    const steps: string[] = [];
    hub.watch(1).subscribe(({ event }) => steps.push(event.type));
    await hub.run(1, of(end()), NEVER, async (last) => {
      await Promise.resolve();
      steps.push('stored');
      return last!;
    });
    expect(steps).toEqual(['stored', 'run-finished']);
  });
});
