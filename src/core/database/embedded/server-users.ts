import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './account';

const usesHere = new Map<string, number>();

/** Notes that this process uses the server whose users are listed in the folder, one file per process number. */
export function addUse(usersFolder: string): void {
  mkdirSync(usersFolder, { recursive: true, mode: 0o700 });
  writeFileSync(join(usersFolder, String(process.pid)), '');
  usesHere.set(usersFolder, (usesHere.get(usersFolder) ?? 0) + 1);
}

/**
 * Takes one use back and says whether it was the last one, of all living processes: the last one stops the server.
 * Synchronous, because it must also work while the process exits.
 */
export function endUse(usersFolder: string): boolean {
  const left = (usesHere.get(usersFolder) ?? 1) - 1;
  usesHere.set(usersFolder, left);
  if (left > 0) return false;
  rmSync(join(usersFolder, String(process.pid)), { force: true });
  return listUsers(usersFolder).length === 0;
}

function listUsers(usersFolder: string): number[] {
  try {
    return readdirSync(usersFolder)
      .map(Number)
      .filter((pid) => pid !== process.pid && isAlive(pid));
  } catch {
    return [];
  }
}
