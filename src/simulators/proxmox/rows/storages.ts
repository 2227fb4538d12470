import { type SimVersion } from '../world';
import { type SimNode } from '../world/nodes';
import { type SimStorage } from '../world/storages';
import { digestOf } from './guests';

type Row = Record<string, unknown>;

/** Types of storage that are shared without saying so. */
const SHARED_BY_NATURE = ['rbd', 'cephfs', 'iscsi', 'zfs'];

/** A storage's row in `/cluster/resources`, one for each node where it is enabled. */
export function storageResource(storage: SimStorage, node: SimNode): Row {
  const row = {
    id: `storage/${node.name}/${storage.storage}`,
    storage: storage.storage,
    node: node.name,
    type: 'storage',
    plugintype: storage.type,
    shared: storage.isShared ? 1 : 0,
    content: storage.content,
  };
  if (node.isDown || !node.hasStatistics || storage.isOffline) return { ...row, status: 'unknown' };
  return { ...row, status: 'available', maxdisk: storage.totalBytes, disk: storage.usedBytes };
}

/** A storage's row in `/nodes/{node}/storage`: zeros where it is disabled or its server does not answer. */
export function nodeStorage(storage: SimStorage, withFormats: boolean, version: SimVersion): Row {
  const isActive = !storage.isDisabled && !storage.isOffline;
  const total = isActive ? storage.totalBytes : 0;
  const used = isActive ? storage.usedBytes : 0;
  return {
    storage: storage.storage,
    type: storage.type,
    content: storage.content,
    shared: storage.isShared ? 1 : 0,
    enabled: storage.isDisabled ? 0 : 1,
    active: isActive ? 1 : 0,
    total,
    used,
    avail: total - used,
    ...(total > 0 ? { used_fraction: used / total } : {}),
    ...(withFormats ? formatsOf(storage, version) : {}),
  };
}

const HOUR = 3600;
/** Seconds between the points of each time frame, and how many there are. */
const FRAMES: Record<string, { old: readonly [number, number]; since9: readonly [number, number] }> = {
  hour: { old: [60, 70], since9: [60, 60] },
  day: { old: [HOUR / 2, 70], since9: [60, 1440] },
  week: { old: [3 * HOUR, 70], since9: [HOUR / 2, 336] },
  month: { old: [12 * HOUR, 70], since9: [HOUR / 2, 1440] },
  year: { old: [168 * HOUR, 70], since9: [6 * HOUR, 1440] },
};

/** What a node has measured of a storage: here it was nine tenths as full at the beginning, and the oldest tenth is unknown. */
export function storageHistory(storage: SimStorage, timeframe: string, { now, version }: Moment): Row[] {
  const [step, count] = FRAMES[timeframe][version === '8.4' ? 'old' : 'since9'];
  const end = Math.floor(now / step) * step;
  return Array.from({ length: count }, (_, index) => {
    const time = end - (count - 1 - index) * step;
    if (index < count / 10 || storage.isOffline || storage.isDisabled) return { time };
    const used = Math.round(storage.usedBytes * (0.9 + (0.1 * index) / (count - 1)));
    return { time, total: storage.totalBytes, used };
  });
}

interface Moment {
  now: number;
  version: SimVersion;
}

/** A storage's definition in `/storage` and `/storage/{storage}`: no secrets, and flags only when they are set. */
export function storageDefinition(storage: SimStorage): Row {
  return {
    storage: storage.storage,
    type: storage.type,
    content: storage.content,
    ...storage.settings,
    ...(storage.isShared && !SHARED_BY_NATURE.includes(storage.type) ? { shared: 1 } : {}),
    ...(storage.isDisabled ? { disable: 1 } : {}),
    ...(storage.nodes ? { nodes: storage.nodes.join(',') } : {}),
    digest: digestOf(storage.storage),
  };
}

/** What `format=1` adds; an array of its own sort before 9.1. */
function formatsOf({ type }: SimStorage, version: SimVersion): Row {
  const supported = { dir: ['raw', 'qcow2', 'vmdk', 'subvol'], nfs: ['raw', 'qcow2', 'vmdk', 'subvol'] }[
    type
  ] ??
    { zfspool: ['raw', 'subvol'] }[type] ?? ['raw'];
  if (version !== '9.1') return { format: [Object.fromEntries(supported.map((name) => [name, 1])), 'raw'] };
  return { formats: { default: 'raw', supported } };
}
