import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../src/core/database/embedded/account';
import { openDatabase } from '../../src/core/database/open-database';
import { keepForStop } from './kept';

/** Named by the process, so that a later run can tell what a killed one left. */
const FOLDER = /^proxbox-test-(\d+)-/;

/** Brings up one PostgreSQL for all tests of the `whole` project: DATABASE_URL, or an embedded one in a folder of its own. */
export default async function start(): Promise<void> {
  await removeLeftovers();
  const dataDir = mkdtempSync(join(tmpdir(), `proxbox-test-${process.pid}-`));
  // The server does not run as root and must be able to walk in.
  chmodSync(dataDir, 0o711);
  const database = await openDatabase({ url: process.env.DATABASE_URL, dataDir, isDurable: false });
  process.env.PROXBOX_TEST_DATABASE_URL = database.url;
  keepForStop({ dataDir, database });
}

/** Ends the servers of killed runs, and removes their folders; those of another account are its own business. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(FOLDER.exec(name)?.[1]);
    if (!pid || isAlive(pid)) continue;
    const dataDir = join(tmpdir(), name);
    try {
      if (readdirSync(dataDir).includes('postgresql.users')) await (await openDatabase({ dataDir })).stop();
      rmSync(dataDir, { recursive: true, force: true });
    } catch (error) {
      console.warn(`${dataDir} was left by an earlier run and could not be removed: ${String(error)}`);
    }
  }
}
