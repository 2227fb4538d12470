/** How many objects met which fate. `failed` counts what could not be read as well as what was refused. */
export interface Counts {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly conflicts: number;
  readonly failed: number;
}

export const NONE: Counts = { created: 0, updated: 0, deleted: 0, unchanged: 0, conflicts: 0, failed: 0 };

/** What became of the objects of one Proxmox endpoint; null for those that belong to no cluster. */
export interface EndpointCounts extends Counts {
  readonly endpoint: number | null;
}

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
