import { type StoragePoint } from '../clients/proxmox/storage-history';

/** How many points a small chart can show. */
const POINTS = 60;

/** What all storages together held at a moment. */
export interface Growth {
  readonly at: Date;
  readonly bytes: number;
}

/**
 * Adds up the histories of storages, oldest first. A storage that nobody measured for a while counts as it was before; one
 * that came later counts from then on. Pure.
 */
export function growthOf(histories: readonly (readonly StoragePoint[])[]): Growth[] {
  const moments = [...new Set(histories.flatMap((points) => points.map(({ at }) => at)))].sort(
    (a, b) => a - b,
  );
  const byMoment = histories.map((points) => new Map(points.map(({ at, usedBytes }) => [at, usedBytes])));
  const latest = histories.map(() => 0);
  const all = moments.map((at) => {
    byMoment.forEach((points, index) => (latest[index] = points.get(at) ?? latest[index]));
    return { at: new Date(at * 1000), bytes: latest.reduce((sum, bytes) => sum + bytes, 0) };
  });
  const last = all.length - 1;
  if (last < POINTS) return all;
  return Array.from({ length: POINTS }, (_, index) => all[Math.round((index * last) / (POINTS - 1))]);
}
