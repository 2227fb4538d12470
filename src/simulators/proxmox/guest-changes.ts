import { type SimCluster, type SimGuest, type World } from './world';

/** A change of one guest; null takes a value away. Name, sizes and tags go into its config, as on a real host. */
export interface GuestPatch {
  name?: string | null;
  status?: SimGuest['status'];
  tags?: string | null;
  pool?: string | null;
  memoryMb?: number;
  cores?: number;
  lock?: string | null;
  isTemplate?: boolean;
  hasStatistics?: boolean;
  uptimeSeconds?: number;
  /** Any key of the config file. */
  config?: Record<string, string | number | null>;
}

/** Throws on an unknown cluster or VMID. */
export function changeGuest(world: World, clusterName: string, vmid: number, patch: GuestPatch): SimGuest {
  const guest = guestIn(clusterIn(world, clusterName), vmid);
  if (patch.status !== undefined) {
    guest.status = patch.status;
    guest.uptimeSeconds = patch.status === 'stopped' ? 0 : guest.uptimeSeconds || 60;
  }
  if (patch.uptimeSeconds !== undefined) guest.uptimeSeconds = patch.uptimeSeconds;
  if (patch.hasStatistics !== undefined) guest.hasStatistics = patch.hasStatistics;
  if (patch.pool !== undefined) guest.pool = patch.pool ?? undefined;
  const { config } = guest;
  set(config, guest.type === 'qemu' ? 'name' : 'hostname', patch.name);
  set(config, 'tags', patch.tags);
  set(config, 'lock', patch.lock);
  set(config, 'cores', patch.cores);
  set(config, 'memory', guest.type === 'qemu' ? patch.memoryMb?.toString() : patch.memoryMb);
  if (patch.isTemplate !== undefined) set(config, 'template', patch.isTemplate ? 1 : null);
  for (const [key, value] of Object.entries(patch.config ?? {})) set(config, key, value);
  return guest;
}

export function removeGuest(world: World, clusterName: string, vmid: number): void {
  const cluster = clusterIn(world, clusterName);
  guestIn(cluster, vmid);
  cluster.guests.delete(vmid);
}

/** Adds or replaces a whole guest. */
export function putGuest(world: World, clusterName: string, guest: SimGuest): void {
  clusterIn(world, clusterName).guests.set(guest.vmid, guest);
}

export function moveGuest(world: World, clusterName: string, vmid: number, node: string): SimGuest {
  const cluster = clusterIn(world, clusterName);
  if (!cluster.nodes.some(({ name }) => name === node))
    throw new Error(`${clusterName} has no node ${node}.`);
  const guest = guestIn(cluster, vmid);
  guest.node = node;
  return guest;
}

function clusterIn(world: World, name: string): SimCluster {
  const cluster = world.clusters.find((candidate) => candidate.name === name);
  if (!cluster) throw new Error(`No simulated cluster is named ${name}.`);
  return cluster;
}

function guestIn(cluster: SimCluster, vmid: number): SimGuest {
  const guest = cluster.guests.get(vmid);
  if (!guest) throw new Error(`${cluster.name} has no guest ${vmid}.`);
  return guest;
}

function set(config: SimGuest['config'], key: string, value: string | number | null | undefined): void {
  if (value === null) delete config[key];
  else if (value !== undefined) config[key] = value;
}
