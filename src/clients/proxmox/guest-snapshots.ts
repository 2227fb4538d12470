import { type WireRow } from './wire-row';

export interface GuestSnapshot {
  name: string;
  /** The one that it grew from; a tree, since one can go back and go on from an earlier one. */
  parent?: string;
  /** Epoch seconds. */
  takenAt?: number;
  /** Without the line break at its end. */
  description?: string;
}

/** The present state, which every guest has. */
const PRESENT = 'current';

/** Reads `GET /nodes/{node}/{qemu|lxc}/{vmid}/snapshot`, without the entry that stands for the present state. */
export function guestSnapshotsOf(rows: readonly WireRow[]): GuestSnapshot[] {
  return rows.flatMap((row) => {
    const name = row.needText('name');
    if (name === PRESENT) return [];
    return [
      {
        name,
        parent: row.text('parent'),
        takenAt: row.number('snaptime'),
        description: row.text('description')?.trimEnd(),
      },
    ];
  });
}
