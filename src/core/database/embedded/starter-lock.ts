import { readFileSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf } from '../error-code';
import { isAlive } from './account';

const LOOK_AGAIN_MS = 50;
/** Longer than any start takes; an older lock's process number has been given to another program. */
const STALE_AFTER_MS = 180_000;

const held = new Set<string>();

/**
 * Runs an action while no other process, and no other caller in this one, runs one under the same lock file.
 * A lock left by a killed process is taken over. PostgreSQL's own lock on its data folder remains the last guard.
 */
export async function alone<T>(lockFile: string, action: () => Promise<T>): Promise<T> {
  while (!(await take(lockFile))) await pause(LOOK_AGAIN_MS);
  try {
    return await action();
  } finally {
    held.delete(lockFile);
    rmSync(lockFile, { force: true });
  }
}

async function take(lockFile: string): Promise<boolean> {
  if (held.has(lockFile)) return false;
  held.add(lockFile);
  try {
    await writeFile(lockFile, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    held.delete(lockFile);
    if (codeOf(error) !== 'EEXIST') throw error;
    if (isStale(lockFile)) rmSync(lockFile, { force: true });
    return false;
  }
}

function isStale(lockFile: string): boolean {
  const stats = statSync(lockFile, { throwIfNoEntry: false });
  if (!stats) return false;
  if (Date.now() - stats.mtimeMs > STALE_AFTER_MS) return true;
  const pid = readPid(lockFile);
  // In a restarted container we may have the very number of the process that left the lock.
  return pid > 0 && (pid === process.pid ? !held.has(lockFile) : !isAlive(pid));
}

/** 0 when the lock is gone, or its owner has not written its number yet. */
function readPid(lockFile: string): number {
  try {
    return Number(readFileSync(lockFile, 'utf8'));
  } catch {
    return 0;
  }
}
