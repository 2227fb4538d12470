import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Refused } from '../../core/errors/errors';

const LOOK_EVERY_MS = 100;
const STOP_LIMIT_MS = 10_000;

/** Waits until a child process does its work, as `isReady` finds out; throws Refused when it ends or takes too long. */
export async function started(
  child: ChildProcess,
  isReady: () => Promise<boolean>,
  limitMs: number,
): Promise<void> {
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  child.once('exit', (code) => (failure ??= new Refused(`It ended at once, with code ${code ?? '?'}.`)));
  const deadline = Date.now() + limitMs;
  while (!(await isReady())) {
    if (failure) throw failure;
    if (Date.now() > deadline) throw new Refused(`It did not answer within ${limitMs / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Asks a child process to end, makes it where it does not, and waits for it. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const kill = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  child.kill('SIGTERM');
  await once(child, 'exit');
  clearTimeout(kill);
}
