import { type NodeResource, usageOf } from './resources';
import { isRaw, type Raw, type WireRow } from './wire-row';

export interface ProxmoxVersion {
  /** `9.1.4`. */
  version: string;
  /** `9.1`. */
  release: string;
  repoId?: string;
  raw: Raw;
}

export function versionOf(row: WireRow): ProxmoxVersion {
  const version = row.needText('version');
  return { version, release: row.text('release') ?? version, repoId: row.text('repoid'), raw: row.raw };
}

/** The cluster itself; a standalone host has no such row. */
export interface ClusterRow {
  type: 'cluster';
  name: string;
  /** How many nodes it has, online or not. */
  nodeCount: number;
  isQuorate: boolean;
  raw: Raw;
}

export interface ClusterNodeRow {
  type: 'node';
  name: string;
  /** From 1 on; 0 on a standalone host. */
  nodeId: number;
  ip?: string;
  /** Whether it is the node that answered. */
  isLocal: boolean;
  isOnline: boolean;
  /** Subscription level, empty without one. */
  level?: string;
  raw: Raw;
}

export type ClusterStatusRow = ClusterRow | ClusterNodeRow;

/** Reads one row of `GET /cluster/status`; node rows come in no order. */
export function clusterStatusOf(row: WireRow): ClusterStatusRow {
  const name = row.needText('name');
  if (row.text('type') === 'cluster') {
    const isQuorate = row.flag('quorate') ?? false;
    return { type: 'cluster', name, nodeCount: row.number('nodes') ?? 0, isQuorate, raw: row.raw };
  }
  return {
    type: 'node',
    name,
    nodeId: row.number('nodeid') ?? 0,
    ip: row.text('ip'),
    isLocal: row.flag('local') ?? false,
    isOnline: row.flag('online') ?? false,
    level: row.text('level'),
    raw: row.raw,
  };
}

/** A node in `/nodes`: as in `/cluster/resources`, and the fingerprint of its own certificate. */
export interface NodeRow extends Omit<NodeResource, 'type' | 'id'> {
  /** SHA-256, `AA:BB:…`. */
  sslFingerprint?: string;
}

export function nodeRowOf(row: WireRow): NodeRow {
  return {
    node: row.needText('node'),
    status: row.text('status') ?? 'unknown',
    level: row.text('level'),
    sslFingerprint: row.text('ssl_fingerprint'),
    ...usageOf(row),
    raw: row.raw,
  };
}

export interface NodeStatus {
  /** `pve-manager/9.1.4/5ac30304265fbd8e`. */
  pveVersion?: string;
  kernelRelease?: string;
  cpuModel?: string;
  sockets?: number;
  /** Of all sockets together. */
  cores?: number;
  /** Threads: what Proxmox VE counts as CPUs. */
  cpuCount?: number;
  memoryBytes?: number;
  rootBytes?: number;
  uptimeSeconds?: number;
  raw: Raw;
}

/** Reads `GET /nodes/{node}/status`. */
export function nodeStatusOf(row: WireRow): NodeStatus {
  const cpu = row.object('cpuinfo');
  return {
    pveVersion: row.text('pveversion'),
    kernelRelease: row.object('current-kernel').text('release'),
    cpuModel: cpu.text('model'),
    sockets: cpu.number('sockets'),
    cores: cpu.number('cores'),
    cpuCount: cpu.number('cpus'),
    memoryBytes: row.object('memory').number('total'),
    rootBytes: row.object('rootfs').number('total'),
    uptimeSeconds: row.number('uptime'),
    raw: row.raw,
  };
}

/** A storage's definition, valid for the whole cluster; what only its type knows is in `raw`. */
export interface StorageRow {
  storage: string;
  /** `dir`, `lvmthin`, `nfs`, `rbd`, `pbs` … */
  type: string;
  content: string[];
  path?: string;
  /** Undefined where the definition does not say so; some types are shared by nature. */
  isShared?: boolean;
  isEnabled: boolean;
  /** The only nodes that have it; undefined means all. */
  nodes?: string[];
  raw: Raw;
}

/** Reads one row of `GET /storage`. */
export function storageRowOf(row: WireRow): StorageRow {
  const nodes = row.list('nodes');
  return {
    storage: row.needText('storage'),
    type: row.text('type') ?? 'unknown',
    content: row.list('content'),
    path: row.text('path'),
    isShared: row.flag('shared'),
    isEnabled: !(row.flag('disable') ?? false),
    nodes: nodes.length > 0 ? nodes : undefined,
    raw: row.raw,
  };
}

export interface PoolRow {
  poolId: string;
  comment?: string;
  raw: Raw;
}

export function poolRowOf(row: WireRow): PoolRow {
  return { poolId: row.needText('poolid'), comment: row.text('comment'), raw: row.raw };
}

/** What the user or token may do: path -> privilege -> 1 when it reaches down to the paths below, else 0. */
export type Permissions = Record<string, Record<string, 0 | 1>>;

/** Reads `GET /access/permissions`; without any privilege it is empty. */
export function permissionsOf(row: WireRow): Permissions {
  return Object.fromEntries(
    Object.entries(row.raw).map(([path, held]) => [
      path,
      Object.fromEntries(
        Object.entries(isRaw(held) ? held : {}).map(([name, reach]) => [name, Number(reach) === 1 ? 1 : 0]),
      ),
    ]),
  );
}
