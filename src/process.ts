import { setFlagsFromString } from 'node:v8';
import { messageOf, ProxboxError } from './core/errors/errors';

interface Running {
  close(): Promise<void>;
}

/**
 * Garbage is collected once the heap has grown by two fifths. Left to itself, V8 lets the heap of a machine with much
 * memory grow to four times of what is in use, and Proxbox shares its machine (Node 20: 10,000 guests, 480 MB instead of
 * 1,100). There is no limit to run into.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--heap-growing-percent=40');
}

/**
 * More threads than libuv's four: the lookup of a name for which no server answers takes one of them for seconds, and the
 * files of pages are read by the same threads. Has to be called before the first of them works.
 */
export function keepThreadsFree(): void {
  process.env.UV_THREADPOOL_SIZE ??= '16';
}

/**
 * Starts something, and ends it on SIGINT or SIGTERM. What goes wrong in an expected way is one clear sentence on
 * standard error, and exit code 1; a stack trace is for defects.
 */
export async function runUntilSignal(start: () => Promise<Running>): Promise<void> {
  try {
    const running = await start();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        running.close().then(
          () => process.exit(0),
          (error: unknown) => fail(error),
        );
      });
    }
  } catch (error) {
    fail(error);
  }
}

/** Says what went wrong and exits with code 1. */
export function fail(error: unknown): never {
  const isExpected = error instanceof ProxboxError;
  const text = isExpected
    ? [messageOf(error), error.suggestion].filter(Boolean).join('\n')
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
