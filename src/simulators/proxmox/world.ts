import { generateGuest, generateTemplate } from './world-guests';

/** Proxmox VE releases whose replies differ in ways that the simulator knows. */
export type SimVersion = '8.4' | '9.0' | '9.1';

/** What the simulator answers from: plain values that tests may change while it runs. */
export interface World {
  version: SimVersion;
  clusters: SimCluster[];
}

/** A Proxmox VE cluster, or one host without a cluster (`isStandalone`, exactly one node, named like that node). */
export interface SimCluster {
  name: string;
  isStandalone: boolean;
  isQuorate: boolean;
  nodes: SimNode[];
  /** By VMID, which is unique within one cluster only. */
  guests: Map<number, SimGuest>;
  storages: SimStorage[];
  pools: SimPool[];
}

export interface SimNode {
  name: string;
  /** 1, 2, … in a cluster; 0 on a standalone host. */
  nodeId: number;
  ip: string;
  isDown: boolean;
  cpuModel: string;
  sockets: number;
  cores: number;
  threads: number;
  memoryBytes: number;
  rootBytes: number;
  uptimeSeconds: number;
}

export interface SimGuest {
  vmid: number;
  type: 'qemu' | 'lxc';
  node: string;
  /** `paused` is a running guest whose `qmpstatus` says paused. */
  status: 'running' | 'stopped' | 'paused';
  /** False for a guest that the statistics daemon has not seen yet: its row then has neither name nor sizes. */
  hasStatistics: boolean;
  pool?: string;
  uptimeSeconds: number;
  /** The config file, as `GET …/config` shows it; name, tags, sizes and template flag live only here. */
  config: Record<string, string | number>;
}

export interface SimStorage {
  storage: string;
  type: string;
  content: string;
  isShared: boolean;
  isDisabled?: boolean;
  /** Only on these nodes; everywhere when absent. */
  nodes?: string[];
  totalBytes: number;
  usedBytes: number;
  /** Keys that only this type of storage has. */
  settings: Record<string, string | number>;
}

export interface SimPool {
  poolid: string;
  comment?: string;
}

export interface WorldOptions {
  /** Default 2. */
  clusters?: number;
  /** Nodes of all clusters together, default 5: two clusters get 3 and 2. */
  nodes?: number;
  /** Guests of all clusters and of the standalone host together, templates included; default 60. */
  guests?: number;
  /** One more host without a cluster, with one guest in twenty; default true. */
  standalone?: boolean;
  /** Name the nodes `pve-1`, `pve-2` … in every cluster instead of `pve-a1`, `pve-b1` …; default false. */
  hasEqualNodeNames?: boolean;
  /** Default 9.1. */
  version?: SimVersion;
  /** Another number makes another world of the same size; default 1. */
  seed?: number;
}

const GIB = 1024 ** 3;
const LEAST_GUESTS_FOR_A_STANDALONE_SHARE = 10;

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same world for the same options, on every machine and every day. */
export function generateWorld(options: WorldOptions = {}): World {
  const { clusters: clusterCount = 2, nodes = 5, guests = 60, standalone = true } = options;
  const { version = '9.1', seed = 1, hasEqualNodeNames = false } = options;
  const standaloneGuests =
    standalone && guests >= LEAST_GUESTS_FOR_A_STANDALONE_SHARE ? Math.max(1, Math.round(guests / 20)) : 0;
  const nodesOf = shares(Math.max(nodes, clusterCount), clusterCount);
  const guestsOf = shares(guests - standaloneGuests, clusterCount);

  const clusters = Array.from({ length: clusterCount }, (_, index) => {
    const letter = clusterLetter(index);
    const prefix = hasEqualNodeNames ? 'pve-' : `pve-${letter}`;
    const names = Array.from({ length: nodesOf[index] }, (_unused, node) => `${prefix}${node + 1}`);
    return generateCluster(`lab-${letter}`, names, guestsOf[index], index, false, seed);
  });
  if (standalone) {
    clusters.push(generateCluster('pve-solo', ['pve-solo'], standaloneGuests, clusterCount, true, seed));
  }
  return { version, clusters };
}

function generateCluster(
  name: string,
  nodeNames: string[],
  guestCount: number,
  index: number,
  isStandalone: boolean,
  seed: number,
): SimCluster {
  const random = seededNumbers(seed * 1000 + index);
  const nodes = nodeNames.map((node, position) => generateNode(node, index, position, isStandalone));
  const guests = new Map<number, SimGuest>();
  const place = { cluster: index, databaseStorage: isStandalone ? 'nas' : 'ceph-vm' };
  for (let position = 0; position < guestCount; position += 1) {
    const node = nodeNames[position % nodeNames.length];
    const guest =
      position === 0 && guestCount > 1
        ? generateTemplate(node, place, random)
        : generateGuest(position, node, place, random);
    guests.set(guest.vmid, guest);
  }
  const pools = [
    { poolid: 'prod', comment: 'production' },
    { poolid: 'test' },
    { poolid: 'empty', comment: 'nothing here yet' },
  ];
  const shared = sharedStorages(name).filter(({ storage }) => !isStandalone || storage === 'nas');
  const storages = [...localStorages(), ...shared];
  return { name, isStandalone, isQuorate: true, nodes, guests, storages, pools };
}

function generateNode(name: string, cluster: number, position: number, isStandalone: boolean): SimNode {
  const isBig = position % 2 === 0;
  return {
    name,
    nodeId: isStandalone ? 0 : position + 1,
    ip: `192.0.2.${10 + ((cluster * 40 + position) % 240)}`,
    isDown: false,
    cpuModel: isBig ? 'AMD EPYC 7302P 16-Core Processor' : 'Intel(R) Xeon(R) E-2388G CPU @ 3.20GHz',
    sockets: 1,
    cores: isBig ? 16 : 8,
    threads: isBig ? 32 : 16,
    memoryBytes: (isBig ? 128 : 64) * GIB,
    rootBytes: 94 * GIB,
    uptimeSeconds: 345_678 + position * 60,
  };
}

function localStorages(): SimStorage[] {
  return [
    {
      storage: 'local',
      type: 'dir',
      content: 'backup,iso,vztmpl',
      isShared: false,
      totalBytes: 94 * GIB,
      usedBytes: 20 * GIB,
      settings: { path: '/var/lib/vz' },
    },
    {
      storage: 'local-lvm',
      type: 'lvmthin',
      content: 'images,rootdir',
      isShared: false,
      totalBytes: 800 * GIB,
      usedBytes: 300 * GIB,
      settings: { vgname: 'pve', thinpool: 'data' },
    },
  ];
}

function sharedStorages(cluster: string): SimStorage[] {
  return [
    {
      storage: 'ceph-vm',
      type: 'rbd',
      content: 'images,rootdir',
      isShared: true,
      totalBytes: 3000 * GIB,
      usedBytes: 900 * GIB,
      settings: { pool: 'vm', krbd: 0 },
    },
    {
      storage: 'nas',
      type: 'nfs',
      content: 'backup,images',
      isShared: true,
      totalBytes: 8000 * GIB,
      usedBytes: 2500 * GIB,
      settings: { server: '192.0.2.80', export: '/srv/nfs/pve', path: '/mnt/pve/nas', options: 'vers=4.2' },
    },
    {
      storage: 'pbs',
      type: 'pbs',
      content: 'backup',
      isShared: true,
      totalBytes: 8000 * GIB,
      usedBytes: 2000 * GIB,
      settings: { server: '192.0.2.90', datastore: 'main', namespace: cluster, username: 'backup@pbs' },
    },
    {
      storage: 'nas-old',
      type: 'nfs',
      content: 'backup',
      isShared: true,
      isDisabled: true,
      totalBytes: 0,
      usedBytes: 0,
      settings: { server: '192.0.2.81', export: '/srv/old', path: '/mnt/pve/nas-old' },
    },
  ];
}

/** `total` in `parts` shares that differ by at most one, the larger ones first. */
function shares(total: number, parts: number): number[] {
  return Array.from({ length: parts }, (_, index) => Math.floor((total + parts - 1 - index) / parts));
}

/** a … z, then aa, ab … as spreadsheet columns are counted. */
function clusterLetter(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : clusterLetter(Math.floor(index / 26) - 1) + last;
}
