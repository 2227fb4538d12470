import { JobStopped } from './job';
import { runUntilStopped, stopReason } from './run-until-stopped';

const limits = { timeoutMs: 7_200_000, graceMs: 5_000 };
const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
const forEver = () => new Promise<void>(() => undefined);

describe('runUntilStopped', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('work that is done in time is never aborted, and leaves no timer behind', async () => {
    const stop = new AbortController();
    await expect(runUntilStopped(async () => undefined, stop, limits)).resolves.toBe('returned');
    expect(jest.getTimerCount()).toBe(0);
    expect(stop.signal.aborted).toBe(false);
  });

  test('what the work throws is thrown on, and leaves no timer behind', async () => {
    const work = async () => {
      throw new Error('broken');
    };
    await expect(runUntilStopped(work, new AbortController(), limits)).rejects.toThrow('broken');
    expect(jest.getTimerCount()).toBe(0);
  });

  test('at the limit the signal is aborted with a reason that says the limit', async () => {
    const stop = new AbortController();
    const outcome = runUntilStopped(untilAborted, stop, limits);
    await jest.advanceTimersByTimeAsync(7_199_999);
    expect(stop.signal.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    await expect(outcome).resolves.toBe('returned');
    expect(stopReason(stop.signal)).toMatchObject({
      why: 'timeout',
      message: 'The job reached its limit of 7200 s.',
    });
  });

  test('work that does not return is given up after the grace, not before', async () => {
    const stop = new AbortController();
    const ended = jest.fn();
    const outcome = runUntilStopped(forEver, stop, limits).finally(ended);
    stop.abort(new JobStopped('cancelled', 'Cancelled by ann.'));
    await jest.advanceTimersByTimeAsync(4_999);
    expect(ended).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    await expect(outcome).resolves.toBe('given up');
  });

  test('work that was stopped before it began still gets its grace', async () => {
    const stop = new AbortController();
    stop.abort(new JobStopped('shutdown', 'The program was stopped.'));
    const outcome = runUntilStopped(forEver, stop, limits);
    await jest.advanceTimersByTimeAsync(5_000);
    await expect(outcome).resolves.toBe('given up');
  });

  test('the first reason stays, whatever comes after it', async () => {
    const stop = new AbortController();
    stop.abort(new JobStopped('cancelled', 'Cancelled by ann.'));
    const outcome = runUntilStopped(forEver, stop, { timeoutMs: 10, graceMs: 1_000 });
    await jest.advanceTimersByTimeAsync(1_000);
    await outcome;
    expect(stopReason(stop.signal).why).toBe('cancelled');
  });

  test('a limit longer than a timer can be does not fire at once', async () => {
    const stop = new AbortController();
    const fortyDaysMs = 40 * 24 * 3600 * 1000;
    const outcome = runUntilStopped(untilAborted, stop, { timeoutMs: fortyDaysMs, graceMs: 5_000 });
    await jest.advanceTimersByTimeAsync(24 * 3600 * 1000);
    expect(stop.signal.aborted).toBe(false);
    stop.abort();
    await expect(outcome).resolves.toBe('returned');
  });
});
