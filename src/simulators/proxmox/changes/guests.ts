import { type World } from '../world';
import { type AgentState, type ConfigValue, type GuestConfig, type SimGuest } from '../world/guests';
import { type SimSnapshot } from '../world/snapshots';
import { clusterIn, guestIn } from './lookup';

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
  config?: Record<string, ConfigValue | null>;
  /** Changes of the config that wait for the next start; null: the key goes then. */
  pending?: Record<string, ConfigValue | null>;
  agent?: AgentState;
  /** CIDRs that the guest itself has on its cards, by config key; replaces those of the cards named. */
  addresses?: Record<string, string[]>;
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
  Object.assign(guest.pending, patch.pending);
  Object.assign(guest.addresses, patch.addresses);
  if (patch.agent !== undefined) guest.agent = patch.agent;
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

/** Takes a snapshot of the present config; the present state grows from it then. */
export function addSnapshot(
  world: World,
  clusterName: string,
  vmid: number,
  { name, description = '', hasMemory = false }: { name: string; description?: string; hasMemory?: boolean },
): SimSnapshot {
  const guest = guestIn(clusterIn(world, clusterName), vmid);
  if (guest.snapshots.some((taken) => taken.name === name)) {
    throw new Error(`Guest ${vmid} of ${clusterName} has a snapshot ${name} already.`);
  }
  const parent = guest.config.parent === undefined ? undefined : String(guest.config.parent);
  const vmstate = hasMemory ? `local-lvm:vm-${vmid}-state-${name}` : undefined;
  const snapshot = { name, parent, snaptime: world.now, description, vmstate, config: { ...guest.config } };
  guest.snapshots.push(snapshot);
  guest.config.parent = name;
  return snapshot;
}

/** Those that grew from it grow from its parent then. */
export function removeSnapshot(world: World, clusterName: string, vmid: number, name: string): void {
  const guest = guestIn(clusterIn(world, clusterName), vmid);
  const gone = guest.snapshots.find((taken) => taken.name === name);
  if (!gone) throw new Error(`Guest ${vmid} of ${clusterName} has no snapshot ${name}.`);
  guest.snapshots = guest.snapshots
    .filter((taken) => taken !== gone)
    .map((taken) => (taken.parent === name ? { ...taken, parent: gone.parent } : taken));
  if (guest.config.parent === name) set(guest.config, 'parent', gone.parent ?? null);
}

/** `size` as the config writes it: `64G`. */
export function resizeDisk(
  world: World,
  clusterName: string,
  vmid: number,
  slot: string,
  size: string,
): SimGuest {
  const guest = guestIn(clusterIn(world, clusterName), vmid);
  const line = guest.config[slot];
  if (typeof line !== 'string') throw new Error(`Guest ${vmid} of ${clusterName} has no disk ${slot}.`);
  const [volume, ...options] = line.split(',').filter((part) => !part.startsWith('size='));
  guest.config[slot] = [volume, ...options, `size=${size}`].join(',');
  return guest;
}

function set(config: GuestConfig, key: string, value: ConfigValue | null | undefined): void {
  if (value === null) delete config[key];
  else if (value !== undefined) config[key] = value;
}
