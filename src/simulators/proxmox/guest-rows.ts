import { createHash } from 'node:crypto';
import { type SimCluster, type SimGuest, type SimNode, type World } from './world';

type Row = Record<string, unknown>;

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const UNITS: Record<string, number> = { K: 1024, M: MIB, G: GIB, T: 1024 * GIB };
/** What a stopped container without a size on its root file system is shown with (pve-container vmstatus). */
const ROOTFS_DEFAULT_BYTES = 4 * GIB;

/** The guest's row in `/cluster/resources`. */
export function guestResource(world: World, cluster: SimCluster, guest: SimGuest, seesPool: boolean): Row {
  const { vmid, node, type, config } = guest;
  const host = cluster.nodes.find(({ name }) => name === node);
  const fromConfig = {
    ...(config.tags === undefined ? {} : { tags: config.tags }),
    ...(config.lock === undefined ? {} : { lock: config.lock }),
    ...(guest.pool !== undefined && seesPool ? { pool: guest.pool } : {}),
  };
  const row = { id: `${type}/${vmid}`, vmid, node, type, status: 'unknown', ...fromConfig };
  if (!host || host.isDown || !guest.hasStatistics) return row;
  const isRunning = guest.status !== 'stopped';
  const memory = memoryBytes(guest);
  return {
    ...row,
    status: isRunning ? 'running' : 'stopped',
    name: shownName(guest),
    template: config.template === 1 ? 1 : 0,
    uptime: guest.uptimeSeconds,
    maxcpu: cpuCount(guest, host),
    cpu: isRunning ? 0.031 : 0,
    maxmem: memory,
    mem: isRunning ? Math.floor(memory * 0.6) : 0,
    maxdisk: diskBytes(guest),
    disk: type === 'lxc' && isRunning ? Math.floor(diskBytes(guest) / 8) : 0,
    netin: isRunning ? 123_456 : 0,
    netout: isRunning ? 65_432 : 0,
    diskread: isRunning ? 1_048_576 : 0,
    diskwrite: isRunning ? 2_097_152 : 0,
    // Since 9.0, the memory that the guest costs its host.
    ...(world.version === '8.4' ? {} : { memhost: isRunning ? Math.floor(memory * 0.7) : 0 }),
  };
}

/** The guest's row in `/nodes/{node}/qemu` or `/lxc`, and the body of its `status/current`. */
export function guestStatus(world: World, guest: SimGuest, host: SimNode): Row {
  const { config, type, vmid } = guest;
  const isRunning = guest.status !== 'stopped';
  const isLxc = type === 'lxc';
  const memory = memoryBytes(guest);
  // Containers send the pressure values as strings, virtual machines as numbers (9.x).
  const pressure = isLxc ? '0.00' : 0;
  return {
    vmid,
    ...(isLxc ? { type: 'lxc' } : {}),
    name: shownName(guest),
    status: isRunning ? 'running' : 'stopped',
    ...(isRunning ? { pid: 2000 + vmid } : {}),
    cpus: cpuCount(guest, host),
    cpu: isRunning ? 0.031 : 0,
    maxmem: memory,
    mem: isRunning ? Math.floor(memory * 0.6) : 0,
    maxdisk: diskBytes(guest),
    disk: isLxc && isRunning ? Math.floor(diskBytes(guest) / 8) : 0,
    ...(isLxc ? { maxswap: Number(config.swap ?? 0) * MIB, swap: 0 } : {}),
    uptime: guest.uptimeSeconds,
    netin: 0,
    netout: 0,
    ...(config.tags === undefined ? {} : { tags: config.tags }),
    ...(config.lock === undefined ? {} : { lock: config.lock }),
    ...(config.template === 1 ? { template: 1 } : {}),
    ...(world.version === '8.4' || !isRunning ? {} : { pressurecpusome: pressure, pressureiosome: pressure }),
  };
}

/** `status/current`, which alone tells a paused virtual machine from a running one. */
export function guestCurrentStatus(world: World, guest: SimGuest, host: SimNode): Row {
  const row = { ...guestStatus(world, guest, host), ha: { managed: 0 } };
  if (guest.type === 'lxc') return row;
  return {
    ...row,
    qmpstatus: guest.status,
    ...(guest.config.agent === undefined ? {} : { agent: 1 }),
  };
}

/** `config`, with the digest of its content. */
export function guestConfig(guest: SimGuest): Row {
  const digest = createHash('sha1').update(JSON.stringify(guest.config)).digest('hex');
  return { ...guest.config, digest };
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

function sizeOf(drive: string | number | undefined): number | undefined {
  const match = /(?:^|,)size=([\d.]+)([KMGT])?/.exec(String(drive ?? ''));
  return match ? Math.floor(Number(match[1]) * (match[2] ? UNITS[match[2]] : 1)) : undefined;
}
