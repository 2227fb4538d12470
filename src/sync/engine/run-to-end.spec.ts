import { NEVER, of, Subject } from 'rxjs';
import { NONE } from './counts';
import { type Finished, type SyncEvent } from './event';
import { runToEnd } from './run-to-end';

const reading = (stage: string): SyncEvent => ({ type: 'stage-reading', stage, label: stage });
const end = (status: Finished['status'] = 'completed'): Finished => ({
  type: 'run-finished', runId: 1, status, message: '', counts: NONE, results: [],
}); // prettier-ignore

describe('a run', () => {
  it('is stopped for good, and how it ended is told', async () => {
    const stop = new Subject<void>();
    const events = new Subject<SyncEvent>();
    const told: string[] = [];
    const run = runToEnd(
      events,
      stop,
      ({ type }) => told.push(type),
      (last) => Promise.resolve(last ?? end('cancelled')),
    );
    events.next(reading('devices'));
    stop.next();
    expect(events.observed).toBe(false);
    expect(await run).toMatchObject({ status: 'cancelled' });
    expect(told).toEqual(['stage-reading', 'run-finished']);
  });

  it('tells nobody of its end before that is stored', async () => {
    const steps: string[] = [];
    await runToEnd(
      of(reading('devices'), end()),
      NEVER,
      ({ type }) => steps.push(type),
      async (last) => {
        await Promise.resolve();
        steps.push('stored');
        return last!;
      },
    );
    expect(steps).toEqual(['stage-reading', 'stored', 'run-finished']);
  });
});
