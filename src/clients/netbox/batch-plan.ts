import { chunksOf } from '../../core/chunks';

/** Rows of one writing request. */
export type Batch<E> = readonly E[];
/** Batches that must be sent one after the other; different lanes may travel at the same time. */
export type Lane<E> = readonly Batch<E>[];

/**
 * Cuts rows into lists of at most `size`, so that the rows of one parent travel in one request, or, where they are too
 * many, in requests that follow each other: NetBox 4.5 adds up `VM.disk` wrongly when disks of one VM are created in two
 * requests at once. Rows whose parent is undefined or null have none.
 */
export function planLanes<E>(rows: readonly E[], size: number, parentOf: (row: E) => unknown): Lane<E>[] {
  const lanes: Lane<E>[] = [];
  let open: E[] = [];
  for (const family of familiesOf(rows, parentOf)) {
    if (family.length > size) {
      lanes.push(chunksOf(family, size));
      continue;
    }
    if (open.length + family.length > size) {
      lanes.push([open]);
      open = [];
    }
    open.push(...family);
  }
  if (open.length > 0) lanes.push([open]);
  return lanes;
}

/**
 * Rounds in which no key comes twice, in the order of the rows; for changes, since of two changes of one object in one
 * list NetBox keeps only the last (#18 of the 4.6.8 recordings).
 */
export function roundsOf<E>(rows: readonly E[], keyOf: (row: E) => unknown): E[][] {
  const rounds: E[][] = [];
  const seen = new Map<unknown, number>();
  for (const row of rows) {
    const round = seen.get(keyOf(row)) ?? 0;
    seen.set(keyOf(row), round + 1);
    (rounds[round] ??= []).push(row);
  }
  return rounds;
}

/** The two halves of a list of at least two. */
export function halvesOf<E>(rows: readonly E[]): [E[], E[]] {
  const middle = Math.ceil(rows.length / 2);
  return [rows.slice(0, middle), rows.slice(middle)];
}

function familiesOf<E>(rows: readonly E[], parentOf: (row: E) => unknown): E[][] {
  const families: E[][] = [];
  const byParent = new Map<unknown, E[]>();
  for (const row of rows) {
    const parent = keyOf(parentOf(row));
    const family = parent === undefined ? undefined : byParent.get(parent);
    if (family !== undefined) {
      family.push(row);
      continue;
    }
    const started = [row];
    families.push(started);
    if (parent !== undefined) byParent.set(parent, started);
  }
  return families;
}

/** NetBox takes references as `{ name: 'x' }` too: equal ones name one parent. */
function keyOf(parent: unknown): unknown {
  if (parent === null || parent === undefined) return undefined;
  return typeof parent === 'object' ? JSON.stringify(parent) : parent;
}
