import { type WireRow } from './wire-row';

/** How full a storage was at a moment. */
export interface StoragePoint {
  /** Epoch seconds. */
  readonly at: number;
  readonly usedBytes: number;
}

/**
 * Reads `GET /nodes/{node}/storage/{storage}/rrddata`, oldest first. Moments that nobody measured have a time and nothing
 * else, and are left out.
 */
export function storageHistoryOf(rows: readonly WireRow[]): StoragePoint[] {
  return rows
    .flatMap((row) => {
      const [at, usedBytes] = [row.number('time'), row.number('used')];
      return at === undefined || usedBytes === undefined ? [] : [{ at, usedBytes }];
    })
    .sort((left, right) => left.at - right.at);
}
