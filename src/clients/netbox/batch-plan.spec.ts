import { halvesOf, planLanes, roundsOf } from './batch-plan';

interface Disk {
  vm?: number | { name: string } | null;
  name: string;
}
const disks = (vm: Disk['vm'], count: number): Disk[] =>
  Array.from({ length: count }, (_, n) => ({ vm, name: `d${n}` }));
const sizes = (rows: Disk[], size: number) =>
  planLanes(rows, size, (row) => row.vm).map((lane) => lane.map((batch) => batch.length));

describe('planLanes', () => {
  it('cuts rows without a parent into lists of the size, each free to travel alone', () => {
    expect(sizes(disks(undefined, 250), 100)).toEqual([[100], [100], [50]]);
    expect(sizes(disks(null, 3), 2)).toEqual([[2], [1]]);
  });

  it('makes nothing of nothing', () => {
    expect(planLanes([], 100, () => 1)).toEqual([]);
  });

  it('keeps the rows of one parent in one list, even when they come apart', () => {
    const rows = [...disks(1, 2), ...disks(2, 2), ...disks(1, 1)];
    const [first, second] = planLanes(rows, 4, (row) => row.vm);
    expect(first).toEqual([[...disks(1, 2), ...disks(1, 1)]]);
    expect(second).toEqual([disks(2, 2)]);
  });

  it('puts the lists of a parent with too many rows into one lane, one after the other', () => {
    expect(sizes([...disks(1, 1), ...disks(2, 5), ...disks(3, 1)], 2)).toEqual([[2, 2, 1], [2]]);
  });

  it('knows one parent by equal content of its reference', () => {
    expect(
      sizes([...disks({ name: 'a' }, 1), ...disks({ name: 'b' }, 1), ...disks({ name: 'a' }, 1)], 2),
    ).toEqual([[2], [1]]);
  });

  it('loses no row and doubles none', () => {
    const rows = Array.from({ length: 997 }, (_, n): Disk => ({
      vm: n % 7 === 0 ? undefined : n % 41,
      name: String(n),
    }));
    const sent = planLanes(rows, 10, (row) => row.vm).flat(2);
    expect(sent.map(({ name }) => Number(name)).sort((a, b) => a - b)).toEqual(
      rows.map(({ name }) => Number(name)),
    );
  });
});

describe('roundsOf', () => {
  it('puts the second change of one object into the second round', () => {
    const rows = [
      { id: 1, v: 'a' },
      { id: 2, v: 'b' },
      { id: 1, v: 'c' },
    ];
    expect(roundsOf(rows, (row) => row.id)).toEqual([[rows[0], rows[1]], [rows[2]]]);
  });
});

describe('halvesOf', () => {
  it('makes two lists that are shorter', () => {
    expect(halvesOf([1, 2, 3])).toEqual([[1, 2], [3]]);
    expect(halvesOf([1, 2])).toEqual([[1], [2]]);
  });
});
