import { JobStopped } from './job';

/** setTimeout fires at once beyond this (2^31 - 1 ms, 24.8 days). */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * Runs one piece of work under a wall-clock limit: at the limit `stop` is aborted. Work that has not returned
 * `graceMs` after any abort is given up: it can no longer be waited for, though it may still be going on.
 * Rejects with what the work threw.
 */
export async function runUntilStopped(
  work: (signal: AbortSignal) => Promise<void>,
  stop: AbortController,
  { timeoutMs, graceMs }: { timeoutMs: number; graceMs: number },
): Promise<'returned' | 'given up'> {
  const limit = setTimeout(
    () => stop.abort(new JobStopped('timeout', `The job reached its limit of ${timeoutMs / 1000} s.`)),
    Math.min(timeoutMs, LONGEST_TIMER_MS),
  );
  let grace: NodeJS.Timeout | undefined;
  const givenUp = new Promise<'given up'>((resolve) => {
    const allowGrace = () => {
      grace = setTimeout(() => resolve('given up'), graceMs);
    };
    if (stop.signal.aborted) allowGrace();
    else stop.signal.addEventListener('abort', allowGrace, { once: true });
  });
  try {
    return await Promise.race([work(stop.signal).then(() => 'returned' as const), givenUp]);
  } finally {
    clearTimeout(limit);
    clearTimeout(grace);
  }
}

/** What an aborted signal was aborted for. */
export function stopReason(signal: AbortSignal): JobStopped {
  const reason: unknown = signal.reason;
  return reason instanceof JobStopped ? reason : new JobStopped('cancelled', 'The job was stopped.');
}
