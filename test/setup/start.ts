import { mkdtempSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/core/database/open-database';
import { keepForStop } from './kept';

/** Brings up one PostgreSQL for all tests of the `whole` project: DATABASE_URL, or an embedded one in a folder of its own. */
export default async function start(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'proxbox-test-'));
  // The server does not run as root and must be able to walk in.
  chmodSync(dataDir, 0o711);
  const database = await openDatabase({ url: process.env.DATABASE_URL, dataDir, isDurable: false });
  process.env.PROXBOX_TEST_DATABASE_URL = database.url;
  keepForStop({ dataDir, database });
}
