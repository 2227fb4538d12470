import { createHash } from 'node:crypto';
import { type SimCluster, type World } from '../world';
import { type ConfigValue, type GuestConfig, type SimGuest } from '../world/guests';
import { type SimNode } from '../world/nodes';
import { sizeOf } from './drives';

type Row = Record<string, unknown>;

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
/** What a stopped container without a size on its root file system is shown with (pve-container vmstatus). */
const ROOTFS_DEFAULT_BYTES = 4 * GIB;

/** The guest's row in `/cluster/resources`. */
export function guestResource(world: World, cluster: SimCluster, guest: SimGuest, seesPool: boolean): Row {
  const { vmid, node, type, config } = guest;
  const host = cluster.nodes.find(({ name }) => name === node);
  const ha = haOf(cluster, guest);
  const row = {
    id: `${type}/${vmid}`,
    vmid,
    node,
    type,
    status: 'unknown',
    ...fromConfigFile(config),
    ...(guest.pool !== undefined && seesPool ? { pool: guest.pool } : {}),
    ...(ha ? { hastate: ha.state } : {}),
  };
  if (!host || host.isDown || !host.hasStatistics || !guest.hasStatistics) return row;
  const isRunning = guest.status !== 'stopped';
  const memory = memoryBytes(guest);
  return {
    ...row,
    status: isRunning ? 'running' : 'stopped',
    name: shownName(guest),
    template: config.template === 1 ? 1 : 0,
    uptime: guest.uptimeSeconds,
    maxcpu: cpuCount(guest, host),
    maxmem: memory,
    mem: isRunning ? Math.floor(memory * 0.6) : 0,
    ...memoryOfHost(world, memory, isRunning),
    maxdisk: diskBytes(guest),
    ...load(guest),
  };
}

/** The guest's row in `/nodes/{node}/qemu` or `/lxc`. */
export function guestStatus(world: World, guest: SimGuest, host: SimNode): Row {
  const { config, type, vmid } = guest;
  const isRunning = guest.status !== 'stopped';
  const isLxc = type === 'lxc';
  const memory = memoryBytes(guest);
  return {
    vmid,
    ...(isLxc ? { type: 'lxc' } : {}),
    name: shownName(guest),
    status: isRunning ? 'running' : 'stopped',
    ...(isRunning ? { pid: 2000 + vmid } : {}),
    cpus: cpuCount(guest, host),
    maxmem: memory,
    mem: isRunning ? Math.floor(memory * 0.6) : 0,
    ...(isLxc
      ? { maxswap: Number(config.swap ?? 0) * MIB, swap: 0 }
      : memoryOfHost(world, memory, isRunning)),
    maxdisk: diskBytes(guest),
    uptime: guest.uptimeSeconds,
    ...load(guest),
    ...fromConfigFile(config),
    ...(config.template === 1 ? { template: 1 } : {}),
    ...(!isLxc && config.serial0 !== undefined ? { serial: 1 } : {}),
    ...(isRunning && world.version !== '8.4' ? pressure(isLxc) : {}),
  };
}

/** What `full=1` adds to the row of a virtual machine, and `status/current` always has. */
export function fullQemuStatus(guest: SimGuest): Row {
  const { config, vmid, status } = guest;
  if (status === 'stopped') return { qmpstatus: 'stopped' };
  const memory = memoryBytes(guest);
  const balloon = Number(config.balloon ?? 0) * MIB;
  const disks = Object.keys(config).filter((key) => /^(ide|sata|scsi|virtio)\d+$/.test(key));
  const cards = Object.keys(config).filter((key) => /^net\d+$/.test(key));
  return {
    qmpstatus: status,
    freemem: Math.floor(memory * 0.4),
    balloon: memory,
    ...(balloon > 0 ? { balloon_min: balloon, shares: 1000 } : {}),
    ballooninfo: {
      actual: memory,
      max_mem: memory,
      total_mem: memory,
      free_mem: Math.floor(memory * 0.4),
    },
    nics: Object.fromEntries(
      cards.map((key) => [`tap${vmid}i${key.slice('net'.length)}`, { netin: 123_456, netout: 65_432 }]),
    ),
    blockstat: Object.fromEntries(disks.map((key) => [key, { rd_bytes: 1_048_576, wr_bytes: 2_097_152 }])),
    'running-machine': 'pc-i440fx-10.1+pve0',
    'running-qemu': '10.1.2',
    'proxmox-support': { 'pbs-dirty-bitmap': true },
  };
}

/** `status/current`, which alone tells a paused virtual machine from a running one. */
export function guestCurrentStatus(world: World, cluster: SimCluster, guest: SimGuest, host: SimNode): Row {
  const ha = haOf(cluster, guest);
  const row = {
    ...guestStatus(world, guest, host),
    ha: ha ? { managed: 1, state: ha.state } : { managed: 0 },
  };
  if (guest.type === 'lxc') return row;
  const hasAgent = guest.config.agent !== undefined && !/^(?:enabled=)?0/.test(String(guest.config.agent));
  return { ...row, ...fullQemuStatus(guest), ...(hasAgent ? { agent: 1 } : {}) };
}

/** `config`: with what waits for the next start unless only the present is asked for, and the digest of the file. */
export function guestConfig(guest: SimGuest, isCurrent: boolean): Row {
  const config = { ...guest.config };
  for (const [key, value] of isCurrent ? [] : Object.entries(guest.pending)) {
    if (value === null) delete config[key];
    else config[key] = value;
  }
  return { ...config, digest: digestOf(guest.config) };
}

/** `pending`: every key, with its value and the one it will have, both as texts. */
export function guestPending({ config, pending }: SimGuest): Row[] {
  const keys = [...new Set([...Object.keys(config), ...Object.keys(pending)])]
    .sort()
    .filter((key) => key !== 'lxc');
  const rows = keys.map((key) => ({
    key,
    ...(config[key] === undefined ? {} : { value: String(config[key]) }),
    ...(pending[key] === undefined
      ? {}
      : pending[key] === null
        ? { delete: 1 }
        : { pending: String(pending[key]) }),
  }));
  return [...rows, { key: 'digest', value: digestOf(config) }];
}

export function digestOf(value: unknown): string {
  return createHash('sha1').update(JSON.stringify(value)).digest('hex');
}

/** Tags and lock are read from the config files, so they are there even when the node is not. */
function fromConfigFile(config: GuestConfig): Row {
  const tags: ConfigValue | undefined = config.tags;
  return {
    ...(tags === undefined ? {} : { tags }),
    ...(config.lock === undefined ? {} : { lock: config.lock }),
  };
}

function haOf(cluster: SimCluster, { vmid }: SimGuest) {
  return cluster.haResources.find((resource) => resource.vmid === vmid);
}

/** Since 9.0, the memory that the guest costs its host. */
function memoryOfHost(world: World, memory: number, isRunning: boolean): Row {
  return world.version === '8.4' ? {} : { memhost: isRunning ? Math.floor(memory * 0.7) : 0 };
}

/** A virtual machine's use of its disks from the inside is not known: 0. */
function load(guest: SimGuest): Row {
  const isRunning = guest.status !== 'stopped';
  return {
    cpu: isRunning ? 0.031 : 0,
    disk: guest.type === 'lxc' && isRunning ? Math.floor(diskBytes(guest) / 8) : 0,
    netin: isRunning ? 123_456 : 0,
    netout: isRunning ? 65_432 : 0,
    diskread: isRunning ? 1_048_576 : 0,
    diskwrite: isRunning ? 2_097_152 : 0,
  };
}

/** Containers send the pressure values as strings, virtual machines as numbers (9.x). */
function pressure(isLxc: boolean): Row {
  const value = isLxc ? '0.00' : 0;
  return Object.fromEntries(
    ['cpu', 'io', 'memory'].flatMap((kind) => [
      [`pressure${kind}some`, value],
      [`pressure${kind}full`, value],
    ]),
  );
}

/** Proxmox VE shows `VM 103` for a nameless virtual machine and `CT202` for a nameless container. */
function shownName({ type, vmid, config }: SimGuest): string {
  return type === 'qemu' ? String(config.name ?? `VM ${vmid}`) : String(config.hostname ?? `CT${vmid}`);
}

function cpuCount({ type, config }: SimGuest, host: SimNode): number {
  if (type === 'lxc') return Number(config.cores ?? config.cpulimit ?? host.threads);
  const plugged = config.vcpus ?? Number(config.sockets ?? 1) * Number(config.cores ?? 1);
  return Math.min(Number(plugged), host.threads);
}

function memoryBytes({ config }: SimGuest): number {
  return Number(config.memory ?? 512) * MIB;
}

/** The boot disk alone: `maxdisk` never counts the others. */
function diskBytes({ type, config }: SimGuest): number {
  if (type === 'lxc') return sizeOf(config.rootfs) ?? ROOTFS_DEFAULT_BYTES;
  const bootSlot = /order=([^;,]+)/.exec(String(config.boot ?? ''))?.[1];
  return (bootSlot === undefined ? undefined : sizeOf(config[bootSlot])) ?? 0;
}
