import { type ClusterFacts, type DashboardFacts } from './dashboard-facts';
import { dashboardView, growthText, usageGauges } from './dashboard-view';

const now = new Date('2026-03-01T12:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 3_600_000);
const cluster: ClusterFacts = {
  id: 1, name: 'a', mode: 'cluster', quorate: true, key: 'cluster/a', nodes: 2, online: 1, cpus: 16,
  memory: 64 * 1024 ** 3, replications: 3, replicationsDisabled: 1,
}; // prettier-ignore
const empty: DashboardFacts = {
  count: 1,
  clusters: [cluster],
  guests: [],
  backups: [],
  growth: [],
  snapshots: [],
};
const one = (news: Partial<DashboardFacts>) => dashboardView({ ...empty, ...news }, now)[0];

test('what nobody tells is unknown, and not nothing', () => {
  const unlinked = one({ clusters: [{ ...cluster, key: null, cpus: null, memory: null }] });
  expect(unlinked.guests).toBeUndefined();
  expect(unlinked.gauges.map(({ text, percent }) => [text, percent])).toEqual(
    Array(2).fill(['unknown', undefined]),
  );
  expect(one({}).growthText).toBe('unknown');
});

test('what is in use is told with its share, or unknown', () => {
  const gauges = usageGauges({ cpu: { used: 2, all: 8 }, memory: null, storage: { used: 0, all: 0 } });
  expect(gauges).toEqual([
    { label: 'CPU in use', text: '2 cores of 8 cores', percent: 25 },
    { label: 'Memory in use', text: 'unknown' },
    { label: 'Storage in use', text: '0 B of unknown' },
  ]);
});

test('what the storages hold is told with how it has changed, once it was measured twice', () => {
  const at = (day: number, bytes: number) => ({ at: new Date(Date.UTC(2026, 0, day)), bytes });
  expect(growthText({ growth: [at(1, 1024), at(2, 99), at(31, 4096)] })).toBe(
    '3.0 KiB more than 30 days before',
  );
  expect(growthText({ growth: [at(1, 4096), at(8, 1024)] })).toBe('3.0 KiB less than 7 days before');
  expect(growthText({ growth: [at(1, 4096)] })).toBeUndefined();
});

test('guests are counted by kind and state, and only those that run use what was given to them', () => {
  const guest = { cluster: 'cluster/a', type: 'qemu', state: 'running', count: 2, vcpus: 4, memory: 8192 };
  const { guests, gauges } = one({
    guests: [
      guest,
      { ...guest, state: 'stopped', count: 5 },
      { ...guest, type: 'lxc', state: null, count: 1 },
      { ...guest, cluster: 'cluster/ab', count: 99 },
    ],
  });
  expect(guests).toEqual([
    { label: 'Virtual machines', running: 2, stopped: 5, other: 0 },
    { label: 'Containers', running: 0, stopped: 0, other: 1 },
  ]);
  expect(gauges[0]).toEqual({
    label: 'CPU given to running guests',
    text: '4 cores of 16 cores',
    percent: 25,
  });
  expect(gauges[1]).toMatchObject({ text: '8.0 GiB of 64.0 GiB', percent: 13 });
});

test('a guest without a backup of the last week is named, and ages are counted', () => {
  const guest = (name: string, latest: Date | null) => ({ cluster: 'cluster/a', machine: 1, name, latest });
  const view = one({
    backups: [
      guest('never', null),
      guest('long ago', daysAgo(40)),
      guest('today', daysAgo(0.5)),
      guest('week', daysAgo(7)),
    ],
  });
  expect(view.unprotected.map(({ name }) => name)).toEqual(['never', 'long ago']);
  expect(view.ages.map(({ count }) => count)).toEqual([1, 1, 0, 1, 1]);
});

test('the backups there are add up from week to week', () => {
  const growth = [
    { cluster: 'cluster/a', week: daysAgo(300), bytes: 1024 },
    { cluster: 'cluster/a', week: daysAgo(10), bytes: 1024 },
  ];
  const view = one({ growth });
  expect(view.growth).toHaveLength(12);
  expect([view.growth[0].bytes, view.growth[11].bytes]).toEqual([1024, 2048]);
  expect(view.growthText).toBe('2.0 KiB');
});

test('old snapshots are counted beyond those that are named', () => {
  const snapshot = {
    cluster: 'cluster/a',
    id: 4,
    machine: 'web',
    name: 'before',
    taken: daysAgo(90),
    count: 14,
  };
  expect(one({ snapshots: [snapshot] })).toMatchObject({
    oldSnapshotCount: 14,
    oldSnapshots: [{ machine: 'web' }],
  });
  expect(one({}).oldSnapshotCount).toBe(0);
});
