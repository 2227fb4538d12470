import { type OpenDatabase } from '../../src/core/database/open-database';

interface Kept {
  dataDir: string;
  database: OpenDatabase;
}

const KEY = Symbol.for('proxbox.test.kept');
const store = globalThis as { [KEY]?: Kept };

/** jest loads set-up and tear-down apart from each other; only the global object is the same in both. */
export function keepForStop(kept: Kept): void {
  store[KEY] = kept;
}

export function takeKept(): Kept | undefined {
  const kept = store[KEY];
  delete store[KEY];
  return kept;
}
