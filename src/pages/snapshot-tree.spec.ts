import { type Branch, snapshotTree, type TreeSnapshot } from './snapshot-tree';

const taken = (name: string, parent: string | null, day: number): TreeSnapshot => ({
  name,
  parent,
  snaptime: new Date(Date.UTC(2026, 0, day)),
});

/** `base(tuned(later), experiment)` */
const drawn = (branches: readonly Branch<TreeSnapshot>[]): string =>
  branches
    .map(({ snapshot, children }) => snapshot.name + (children.length > 0 ? `(${drawn(children)})` : ''))
    .join(', ');

test('snapshots stand below the one that they were taken on, older ones first', () => {
  const all = [
    taken('later', 'tuned', 9),
    taken('experiment', 'base', 5),
    taken('tuned', 'base', 4),
    taken('base', null, 1),
  ];
  expect(drawn(snapshotTree(all))).toBe('base(tuned(later), experiment)');
});

test('one whose parent is gone begins a tree of its own', () => {
  expect(drawn(snapshotTree([taken('orphan', 'gone', 3), taken('base', null, 1)]))).toBe('base, orphan');
});

test('a circle is shown, each snapshot once, rather than followed for ever', () => {
  const all = [taken('a', 'b', 1), taken('b', 'a', 2), taken('self', 'self', 3)];
  expect(drawn(snapshotTree(all))).toBe('a(b), self');
});

test('a snapshot without a time comes first', () => {
  expect(drawn(snapshotTree([taken('base', null, 1), { name: 'old', parent: null, snaptime: null }]))).toBe('old, base'); // prettier-ignore
});
