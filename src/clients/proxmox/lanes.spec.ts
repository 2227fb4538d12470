import { Subject } from 'rxjs';
import { Lanes } from './lanes';

/** Work that ends when told to, and counts how often it was started. */
function work() {
  const end = new Subject<string>();
  return { end, isRunning: () => end.observed };
}

describe('lanes', () => {
  it('start the next work when one ends, in the order of arrival', () => {
    const lanes = new Lanes(1, 1);
    const [first, second, third] = [work(), work(), work()];
    for (const { end } of [first, second, third]) lanes.through(undefined, end).subscribe();

    expect([first, second, third].map((each) => each.isRunning())).toEqual([true, false, false]);
    first.end.complete();
    expect([second, third].map((each) => each.isRunning())).toEqual([true, false]);
  });

  it('free the place of work that failed or was left', () => {
    const lanes = new Lanes(1, 1);
    const [failing, left, last] = [work(), work(), work()];
    lanes.through(undefined, failing.end).subscribe({ error: () => undefined });
    const leaving = lanes.through(undefined, left.end).subscribe();
    lanes.through(undefined, last.end).subscribe();

    failing.end.error(new Error('no'));
    expect(left.isRunning()).toBe(true);
    leaving.unsubscribe();
    expect([left.isRunning(), last.isRunning()]).toEqual([false, true]);
  });

  it('never start work that was left while it waited', () => {
    const lanes = new Lanes(1, 1);
    const [first, second, third] = [work(), work(), work()];
    lanes.through(undefined, first.end).subscribe();
    const waiting = lanes.through(undefined, second.end).subscribe();
    lanes.through(undefined, third.end).subscribe();

    waiting.unsubscribe();
    first.end.complete();

    expect([second.isRunning(), third.isRunning()]).toEqual([false, true]);
  });

  it('keep a place for other nodes when one node is slow', () => {
    const lanes = new Lanes(3, 2);
    const slow = [work(), work(), work(), work()];
    const other = work();
    for (const { end } of slow) lanes.through('slow', end).subscribe();

    lanes.through('other', other.end).subscribe();

    expect(slow.map((each) => each.isRunning())).toEqual([true, true, false, false]);
    expect(other.isRunning()).toBe(true);
  });
});
