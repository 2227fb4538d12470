import { bytesText } from '../core/pages/value-text';
import { type EndpointUsage } from '../sync/endpoint-usage';
import {
  type BackupFacts,
  type ClusterFacts,
  type DashboardFacts,
  type GrowthFacts,
  type SnapshotFacts,
} from './dashboard-facts';

const DAY_MS = 24 * 3_600_000;
const MIB = 1024 * 1024;
const WEEKS = 12;
const GUESTS_SHOWN = 10;
/** A guest whose latest backup is older counts as without a recent one. */
export const RECENT_DAYS = 7;
export const OLD_SNAPSHOT_DAYS = 30;

/** A share with its bar, or what is known of it. */
export interface Gauge {
  readonly label: string;
  /** "12.0 GiB of 64.0 GiB", or "unknown". */
  readonly text: string;
  /** More than 100 where more was given than there is; undefined where it is unknown. */
  readonly percent?: number;
}

export interface Bucket {
  readonly label: string;
  readonly count: number;
  readonly isBad: boolean;
}

export interface ClusterView extends Pick<
  ClusterFacts,
  'id' | 'name' | 'mode' | 'quorate' | 'nodes' | 'online'
> {
  /** Empty where no sync has linked the cluster, so that nothing is known of its guests. */
  readonly guests: readonly { label: string; running: number; stopped: number; other: number }[] | undefined;
  readonly gauges: readonly Gauge[];
  readonly ages: readonly Bucket[];
  readonly unprotected: readonly BackupFacts[];
  readonly unprotectedCount: number;
  readonly growth: readonly { week: Date; bytes: number }[];
  readonly growthText: string;
  readonly oldSnapshots: readonly SnapshotFacts[];
  readonly oldSnapshotCount: number;
  readonly replications: number;
  readonly replicationsDisabled: number;
}

const TYPES = [
  { type: 'qemu', label: 'Virtual machines' },
  { type: 'lxc', label: 'Containers' },
] as const;

/** One cluster after the other, as people ask about them. Pure. */
export function dashboardView(facts: DashboardFacts, now: Date): ClusterView[] {
  return facts.clusters.map((cluster) => {
    const isOwn = (one: { cluster: string }) => one.cluster === cluster.key;
    const guests = facts.guests.filter(isOwn);
    const backups = facts.backups.filter(isOwn);
    const unprotected = backups.filter(({ latest }) => ageOf(latest, now) > RECENT_DAYS);
    const growth = growthOf(facts.growth.filter(isOwn), now);
    const oldSnapshots = facts.snapshots.filter(isOwn);
    const running = guests.filter(({ state }) => state === 'running');
    const given = (name: 'vcpus' | 'memory') => running.reduce((sum, one) => sum + one[name], 0);
    const { id, name, mode, quorate, nodes, online, replications, replicationsDisabled } = cluster;
    return {
      id, name, mode, quorate, nodes, online, replications, replicationsDisabled,
      guests: cluster.key === null ? undefined : TYPES.map(({ type, label }) => {
        const some = guests.filter((one) => one.type === type);
        const count = (isMeant: (state: string | null) => boolean) =>
          some.filter(({ state }) => isMeant(state)).reduce((sum, one) => sum + one.count, 0);
        return {
          label,
          running: count((state) => state === 'running'),
          stopped: count((state) => state === 'stopped'),
          other: count((state) => state !== 'running' && state !== 'stopped'),
        };
      }),
      gauges: [
        gauge('CPU given to running guests', cluster.key === null ? null : given('vcpus'), cluster.cpus, cores),
        gauge('Memory given to running guests', cluster.key === null ? null : given('memory') * MIB, cluster.memory, bytesText),
      ],
      ages: agesOf(backups, now),
      unprotected: unprotected.slice(0, GUESTS_SHOWN),
      unprotectedCount: unprotected.length,
      growth,
      growthText: growth.length === 0 ? 'unknown' : bytesText(growth[growth.length - 1].bytes),
      oldSnapshots,
      oldSnapshotCount: oldSnapshots[0]?.count ?? 0,
    }; // prettier-ignore
  });
}

function cores(count: number): string {
  return `${Number(count.toFixed(1))} cores`;
}

/** What is in use just now. */
export function usageGauges({
  cpu,
  memory,
  storage,
}: Pick<EndpointUsage, 'cpu' | 'memory' | 'storage'>): Gauge[] {
  return [
    gauge('CPU in use', cpu?.used ?? null, cpu?.all ?? null, cores),
    gauge('Memory in use', memory?.used ?? null, memory?.all ?? null, bytesText),
    gauge('Storage in use', storage?.used ?? null, storage?.all ?? null, bytesText),
  ];
}

/** How what the storages hold has changed; undefined where nobody has measured it twice. */
export function growthText({ growth }: Pick<EndpointUsage, 'growth'>): string | undefined {
  if (growth.length < 2) return undefined;
  const [first, last] = [growth[0], growth[growth.length - 1]];
  const days = Math.round((last.at.getTime() - first.at.getTime()) / DAY_MS);
  const more = last.bytes - first.bytes;
  return `${bytesText(Math.abs(more))} ${more < 0 ? 'less' : 'more'} than ${days} days before`;
}

function gauge(
  label: string,
  used: number | null,
  all: number | null,
  textOf: (value: number) => string,
): Gauge {
  if (used === null && all === null) return { label, text: 'unknown' };
  if (used === null) return { label, text: `unknown of ${textOf(all!)}` };
  if (all === null || all === 0) return { label, text: `${textOf(used)} of unknown` };
  return {
    label,
    text: `${textOf(used)} of ${textOf(all)}`,
    percent: Math.round((used / all) * 100),
  };
}

/** In days; what was never saved is older than everything. */
function ageOf(latest: Date | null, now: Date): number {
  return latest === null ? Infinity : (now.getTime() - latest.getTime()) / DAY_MS;
}

/** How many guests have a latest backup of which age. */
function agesOf(backups: readonly BackupFacts[], now: Date): Bucket[] {
  const ages = backups.map(({ latest }) => ageOf(latest, now));
  const between = (from: number, to: number) => ages.filter((age) => age > from && age <= to).length;
  return [
    { label: 'up to 1 day', count: between(-Infinity, 1), isBad: false },
    { label: `up to ${RECENT_DAYS} days`, count: between(1, RECENT_DAYS), isBad: false },
    { label: 'up to 30 days', count: between(RECENT_DAYS, 30), isBad: true },
    { label: 'older', count: ages.filter((age) => age > 30 && age !== Infinity).length, isBad: true },
    { label: 'none', count: ages.filter((age) => age === Infinity).length, isBad: true },
  ];
}

/** What the backups that are there add up to at the end of each of the last weeks; empty where there are none. */
function growthOf(growth: readonly GrowthFacts[], now: Date): ClusterView['growth'] {
  if (growth.length === 0) return [];
  return Array.from({ length: WEEKS }, (_one, index) => {
    const week = new Date(now.getTime() - (WEEKS - 1 - index) * 7 * DAY_MS);
    const bytes = growth.filter((one) => one.week <= week).reduce((sum, one) => sum + one.bytes, 0);
    return { week, bytes };
  });
}
