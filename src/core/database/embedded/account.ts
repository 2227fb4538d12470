import { realpathSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from '../error-code';

/** A system account by its numbers. */
export interface Account {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root; this account exists by number on every Unix, so none must be made. */
export const NOBODY: Account = { uid: 65534, gid: 65534 };

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Who runs the server on a data folder: undefined (we ourselves) unless we are root; for root the owner of the folder,
 * or of the one it will be made in, and nobody where that is root too.
 */
export function accountFor(dataFolder: string): Account | undefined {
  if (!isRoot()) return undefined;
  const owner = statSync(dataFolder, { throwIfNoEntry: false }) ?? statSync(dirname(dataFolder));
  return owner.uid === 0 ? NOBODY : { uid: owner.uid, gid: owner.gid };
}

/** Whether an account can walk into a folder: each folder on the way (such as /root, mode 0700) must let it through. */
export function canReach(folder: string, account: Account): boolean {
  for (let current = realpathSync(folder); ; current = dirname(current)) {
    if (!isGranted(statSync(current), account, 0o1)) return false;
    if (dirname(current) === current) return true;
  }
}

export function canRead(file: string, account: Account): boolean {
  return isGranted(statSync(file), account, 0o4);
}

function isGranted(stats: Stats, account: Account, bit: number): boolean {
  if (stats.uid === account.uid) return ((stats.mode >> 6) & bit) !== 0;
  if (stats.gid === account.gid) return ((stats.mode >> 3) & bit) !== 0;
  return (stats.mode & bit) !== 0;
}

/** Whether a process exists, also when it belongs to somebody else. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
