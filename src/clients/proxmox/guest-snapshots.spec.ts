import { guestSnapshotsOf } from './guest-snapshots';
import { WireRow } from './wire-row';

it('guestSnapshotsOf reads a tree, and leaves the present state out', () => {
  const rows = [
    { name: 'base', snaptime: 1_766_000_000, description: 'fresh install\n' },
    { name: 'tuned', snaptime: 1_767_000_000, description: '', parent: 'base' },
    { name: 'current', description: 'You are here!', running: 1, parent: 'base' },
  ];
  expect(guestSnapshotsOf(rows.map((raw) => new WireRow(raw, '/snapshot')))).toEqual([
    { name: 'base', parent: undefined, takenAt: 1_766_000_000, description: 'fresh install' },
    { name: 'tuned', parent: 'base', takenAt: 1_767_000_000, description: '' },
  ]);
});
