import {
  generateHaResources,
  generateHaRules,
  type SimHaResource,
  type SimHaRule,
} from './world/availability';
import { generateBackups, type SimBackup } from './world/backups';
import { generateGuest, generateTemplate, type SimGuest } from './world/guests';
import { generateNode, type SimNode } from './world/nodes';
import { type Place } from './world/place';
import { seededNumbers } from './world/random';
import {
  generateBackupJobs,
  generateReplications,
  type SimBackupJob,
  type SimReplication,
} from './world/schedules';
import { generateVnets, generateZones, type SimVnet, type SimZone } from './world/sdn';
import { localStorages, sharedStorages, type SimStorage } from './world/storages';
import { generateTasks } from './world/tasks';

/** Proxmox VE releases whose replies differ in ways that the simulator knows. */
export type SimVersion = '8.4' | '9.0' | '9.1';

/** What the simulator answers from: plain values that tests may change while it runs. */
export interface World {
  version: SimVersion;
  /** Epoch seconds that the world takes for the present; it moves only when tasks are started and finished. */
  now: number;
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
  /** By storage, oldest known first. */
  backups: Map<string, SimBackup[]>;
  replications: SimReplication[];
  backupJobs: SimBackupJob[];
  haResources: SimHaResource[];
  haRules: SimHaRule[];
  zones: SimZone[];
  vnets: SimVnet[];
  /** Background colours that the datacenter sets for tags, six hexadecimal digits each. */
  tagColors?: Record<string, string>;
}

export interface SimPool {
  poolid: string;
  comment?: string;
  storages?: string[];
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
  /** Exactly so many network cards for each guest but the template; default a mixture with every oddity. */
  nics?: number;
  /** Exactly so many disks for each guest but the template, the root file system included; default a mixture. */
  disks?: number;
  /** A chain of so many snapshots for each guest but the template; default none, chains and trees. */
  snapshots?: number;
  /** So many backups of each guest; default a mixture. */
  backups?: number;
  /** The share of virtual machines, 0 to 1, whose agent answers while they run; default a mixture of about a half. */
  agents?: number;
  /** Default 9.1. */
  version?: SimVersion;
  /** Epoch seconds of the world's present; default the last day of 2025. */
  now?: number;
  /** Another number makes another world of the same size; default 1. */
  seed?: number;
}

const LEAST_GUESTS_FOR_A_STANDALONE_SHARE = 10;
const DEFAULT_NOW = 1_767_200_000;

/** The same world for the same options, on every machine and every day. */
export function generateWorld(options: WorldOptions = {}): World {
  const { clusters: clusterCount = 2, nodes = 5, guests = 60, standalone = true } = options;
  const { version = '9.1', now = DEFAULT_NOW, hasEqualNodeNames = false } = options;
  const standaloneGuests =
    standalone && guests >= LEAST_GUESTS_FOR_A_STANDALONE_SHARE ? Math.max(1, Math.round(guests / 20)) : 0;
  const nodesOf = shares(Math.max(nodes, clusterCount), clusterCount);
  const guestsOf = shares(guests - standaloneGuests, clusterCount);
  const place = { now, seed: options.seed ?? 1, sizes: options };

  const clusters = Array.from({ length: clusterCount }, (_, index) => {
    const letter = clusterLetter(index);
    const prefix = hasEqualNodeNames ? 'pve-' : `pve-${letter}`;
    const nodeNames = Array.from({ length: nodesOf[index] }, (_unused, node) => `${prefix}${node + 1}`);
    const clusterName = `lab-${letter}`;
    return generateCluster(
      { ...place, clusterName, cluster: index, nodeNames, isStandalone: false },
      guestsOf[index],
    );
  });
  if (standalone) {
    const alone = { clusterName: 'pve-solo', nodeNames: ['pve-solo'], isStandalone: true };
    clusters.push(generateCluster({ ...place, ...alone, cluster: clusterCount }, standaloneGuests));
  }
  return { version, now, clusters };
}

function generateCluster(place: Place, guestCount: number): SimCluster {
  const { clusterName, isStandalone, nodeNames } = place;
  const random = seededNumbers(place.seed * 1000 + place.cluster);
  const nodes = nodeNames.map((node, position) => generateNode(node, position, place));
  const guests = Array.from({ length: guestCount }, (_, position) => {
    const node = nodeNames[position % nodeNames.length];
    return position === 0 && guestCount > 1
      ? generateTemplate(node, place, random)
      : generateGuest(position, node, place, random);
  });
  for (const node of nodes) {
    const own = guests.filter((guest) => guest.node === node.name);
    node.tasks = generateTasks(node.name, own, place);
  }
  const haResources = generateHaResources(guests, place);
  const shared = sharedStorages(clusterName).filter(({ storage }) => !isStandalone || storage === 'nas');
  return {
    name: clusterName,
    isStandalone,
    isQuorate: true,
    nodes,
    guests: new Map(guests.map((guest) => [guest.vmid, guest])),
    storages: [...localStorages(nodeNames[0]), ...shared],
    pools: [
      { poolid: 'prod', comment: 'production', storages: isStandalone ? [] : ['ceph-vm'] },
      { poolid: 'prod/blue' },
      { poolid: 'test' },
      { poolid: 'empty', comment: 'nothing here yet' },
    ],
    backups: byStorage(generateBackups(guests, place)),
    replications: generateReplications(guests, place),
    backupJobs: generateBackupJobs(place),
    haResources,
    haRules: generateHaRules(haResources, place),
    zones: isStandalone ? [] : generateZones(nodeNames),
    vnets: isStandalone ? [] : generateVnets(),
  };
}

function byStorage(backups: readonly SimBackup[]): SimCluster['backups'] {
  const lists: SimCluster['backups'] = new Map();
  for (const backup of backups) {
    const list = lists.get(backup.storage);
    if (list) list.push(backup);
    else lists.set(backup.storage, [backup]);
  }
  return lists;
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
