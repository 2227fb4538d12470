import { type GuestType } from './guest-config';
import { parseTags } from './property-string';
import { type Raw, type WireRow } from './wire-row';

/**
 * A guest in `/cluster/resources`. When its node is down, and just after its creation, only id, vmid, node, type and
 * status `unknown` are there (with tags, lock and pool, which come from files that every node has).
 */
export interface GuestResource {
  type: GuestType;
  id: string;
  vmid: number;
  node: string;
  /** `running`, `stopped`, `paused`, `unknown` … */
  status: string;
  /** `VM 101` or `CT101` for a guest without a name; undefined without statistics. */
  name?: string;
  /** Undefined without statistics. */
  isTemplate?: boolean;
  tags: string[];
  pool?: string;
  lock?: string;
  haState?: string;
  /** May be fractional in containers. */
  cpuCount?: number;
  memoryBytes?: number;
  /** The boot disk alone. */
  diskBytes?: number;
  uptimeSeconds?: number;
  raw: Raw;
}

/** Sizes are missing when the node is offline and without Sys.Audit on it. */
export interface NodeResource {
  type: 'node';
  id: string;
  node: string;
  /** `online`, `offline` or `unknown`. */
  status: string;
  /** Subscription level, empty without one. */
  level?: string;
  cpuCount?: number;
  /** Share of all CPUs in use, 0 to 1. */
  cpuLoad?: number;
  memoryBytes?: number;
  memoryUsedBytes?: number;
  diskBytes?: number;
  diskUsedBytes?: number;
  uptimeSeconds?: number;
  raw: Raw;
}

/** One per node where the storage is enabled, shared or not. */
export interface StorageResource {
  type: 'storage';
  id: string;
  storage: string;
  node: string;
  /** `available` or `unknown`. */
  status?: string;
  pluginType?: string;
  isShared?: boolean;
  content: string[];
  totalBytes?: number;
  usedBytes?: number;
  raw: Raw;
}

export interface PoolResource {
  type: 'pool';
  pool: string;
  raw: Raw;
}

/** `sdn`, `network` and whatever later releases list. */
export interface OtherResource {
  type: 'other';
  kind: string;
  raw: Raw;
}

export type ResourceRow = GuestResource | NodeResource | StorageResource | PoolResource | OtherResource;

/** Reads one row of `GET /cluster/resources`. Throws Refused when a known kind lacks its identity. */
export function resourceOf(row: WireRow): ResourceRow {
  const type = row.needText('type');
  if (type === 'qemu' || type === 'lxc') return guestOf(type, row);
  if (type === 'node') return nodeOf(row);
  if (type === 'storage') return storageOf(row);
  if (type === 'pool') return { type, pool: row.needText('pool'), raw: row.raw };
  return { type: 'other', kind: type, raw: row.raw };
}

function guestOf(type: GuestType, row: WireRow): GuestResource {
  return {
    type,
    id: row.needText('id'),
    vmid: row.needNumber('vmid'),
    node: row.needText('node'),
    status: row.text('status') ?? 'unknown',
    name: row.text('name'),
    isTemplate: row.flag('template'),
    tags: parseTags(row.text('tags')),
    pool: row.text('pool'),
    lock: row.text('lock'),
    haState: row.text('hastate'),
    cpuCount: row.number('maxcpu'),
    memoryBytes: row.number('maxmem'),
    diskBytes: row.number('maxdisk'),
    uptimeSeconds: row.number('uptime'),
    raw: row.raw,
  };
}

function nodeOf(row: WireRow): NodeResource {
  const node = row.needText('node');
  return {
    type: 'node',
    id: row.text('id') ?? `node/${node}`,
    node,
    status: row.text('status') ?? 'unknown',
    level: row.text('level'),
    ...usageOf(row),
    raw: row.raw,
  };
}

function storageOf(row: WireRow): StorageResource {
  return {
    type: 'storage',
    id: row.needText('id'),
    storage: row.needText('storage'),
    node: row.needText('node'),
    status: row.text('status'),
    pluginType: row.text('plugintype'),
    isShared: row.flag('shared'),
    content: row.list('content'),
    totalBytes: row.number('maxdisk'),
    usedBytes: row.number('disk'),
    raw: row.raw,
  };
}

/** The sizes that `/cluster/resources` and `/nodes` give for a node. */
export function usageOf(row: WireRow) {
  return {
    cpuCount: row.number('maxcpu'),
    cpuLoad: row.number('cpu'),
    memoryBytes: row.number('maxmem'),
    memoryUsedBytes: row.number('mem'),
    diskBytes: row.number('maxdisk'),
    diskUsedBytes: row.number('disk'),
    uptimeSeconds: row.number('uptime'),
  };
}
