import { type Counts } from '../../models/stage-summary';

export { type Counts };

export const NONE: Counts = { created: 0, updated: 0, deleted: 0, unchanged: 0, conflicts: 0, failed: 0 };

/** The sum of several counts. */
export function sum(all: readonly Counts[]): Counts {
  return all.reduce(
    (left, right) => ({
      created: left.created + right.created,
      updated: left.updated + right.updated,
      deleted: left.deleted + right.deleted,
      unchanged: left.unchanged + right.unchanged,
      conflicts: left.conflicts + right.conflicts,
      failed: left.failed + right.failed,
    }),
    NONE,
  );
}
