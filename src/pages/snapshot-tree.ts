/** A snapshot with the one that it was taken on. */
export interface TreeSnapshot {
  readonly name: string;
  /** Name of the one before; null for the first of all. */
  readonly parent: string | null;
  readonly snaptime: Date | null;
}

/** A snapshot with those that were taken on it. */
export interface Branch<T extends TreeSnapshot> {
  readonly snapshot: T;
  readonly children: readonly Branch<T>[];
}

/**
 * The snapshots of one guest as Proxmox VE shows them, older ones first. One whose parent is not there begins a tree of its
 * own, and so does the oldest of those that would be their own forebears. Pure.
 */
export function snapshotTree<T extends TreeSnapshot>(snapshots: readonly T[]): Branch<T>[] {
  const inTime = [...snapshots].sort(
    (one, other) => timeOf(one) - timeOf(other) || one.name.localeCompare(other.name),
  );
  const byName = new Map(inTime.map((one) => [one.name, one]));
  const placed = new Set<T>();
  const branchOf = (snapshot: T): Branch<T> => {
    placed.add(snapshot);
    const children = inTime.filter((one) => one.parent === snapshot.name && !placed.has(one));
    return { snapshot, children: children.map(branchOf) };
  };
  const roots = inTime.filter(({ parent }) => parent === null || !byName.has(parent)).map(branchOf);
  const circles = inTime.flatMap((one) => (placed.has(one) ? [] : [branchOf(one)]));
  return [...roots, ...circles];
}

function timeOf({ snaptime }: TreeSnapshot): number {
  return snaptime?.getTime() ?? 0;
}
