import { bootDiskOf, lxcDisks, qemuDisks, templateDisks } from './disks';
import { type Card, cloudInitAddress, lxcCards, qemuCards } from './cards';
import { odditiesOf } from './oddities';
import { type Place } from './place';
import { numberFor } from './random';
import { type Role, ROLES } from './roles';
import { type SimSnapshot, takeSnapshots } from './snapshots';

/** `lxc` holds pairs of raw keys and values; everything else is a number or a text. */
export type ConfigValue = string | number | string[][];
export type GuestConfig = Record<string, ConfigValue>;

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
  config: GuestConfig;
  /** Changes of the config that wait for the next start; null: the key goes. `GET …/config` shows them unless `current=1`. */
  pending: Record<string, ConfigValue | null>;
  /** What the guest itself has on its cards: CIDRs by config key, as an agent or the container tells them. */
  addresses: Record<string, string[]>;
  agent: AgentState;
  inside: Inside;
  /** Oldest first; the config's `parent` names the one that the present state grew from. */
  snapshots: SimSnapshot[];
}

/** `refuses`: it runs, but its commands are blocked. Only a virtual machine with the `agent` key is ever asked. */
export type AgentState = 'answers' | 'dead' | 'refuses';

/** What an agent or a container reports: plain cards, those of Windows, or those plus many of a container runtime. */
export type Inside = 'linux' | 'windows' | 'containers';

const FIRST_VMID = 100;

/** The guest number `position` of a cluster: VMID, name and kind follow from the position, details from `random`. */
export function generateGuest(position: number, node: string, place: Place, random: () => number): SimGuest {
  const role = ROLES[position % ROLES.length];
  const serial = Math.floor(position / ROLES.length) + 1;
  const name = `${role.name}-${String(serial).padStart(2, '0')}`;
  const vmid = FIRST_VMID + position;
  const isRunning = random() < 0.85;
  const cards =
    role.type === 'qemu' ? qemuCards(position, vmid, place) : lxcCards(position, vmid, role, place);
  const config =
    role.type === 'qemu'
      ? qemuConfig(position, role, vmid, place, random)
      : lxcConfig(position, role, vmid, node, place);
  for (const { key, line } of cards) config[key] = line;
  config[role.type === 'qemu' ? 'name' : 'hostname'] = name;
  if (role.tags !== undefined) config.tags = role.tags;
  // A container's notes keep their last newline, a virtual machine's do not (pve-container and qemu-server configs).
  if (role.note !== undefined) config.description = role.type === 'lxc' ? `${role.note}\n` : role.note;
  if (random() < 0.7) config.onboot = 1;
  Object.assign(config, odditiesOf(role.type, position));
  const guest: SimGuest = {
    vmid,
    type: role.type,
    node,
    status: isRunning ? 'running' : 'stopped',
    hasStatistics: true,
    pool: role.tags?.includes('prod') ? 'prod' : role.tags?.includes('test') ? 'test' : undefined,
    uptimeSeconds: isRunning ? 3600 + Math.floor(random() * 1_000_000) : 0,
    config,
    pending: position % 20 === 3 ? { cores: role.cores + 2 } : {},
    addresses: addressesOf(cards),
    agent: agentOf(role, vmid, place),
    inside:
      role.name === 'win' ? 'windows' : position % 20 === 7 || position % 20 === 18 ? 'containers' : 'linux',
    snapshots: [],
  };
  takeSnapshots(guest, position, place);
  return guest;
}

/** The template that each cluster has, VMID 100. */
export function generateTemplate(node: string, place: Place, random: () => number): SimGuest {
  const role: Role = { name: 'tmpl', type: 'qemu', cores: 2, memoryMb: 2048, diskGb: 4 };
  const cards = qemuCards(0, FIRST_VMID, { ...place, sizes: {} });
  const config: GuestConfig = {
    ...qemuConfig(0, role, FIRST_VMID, { ...place, sizes: { ...place.sizes, disks: undefined } }, random),
    ...Object.fromEntries(cards.map(({ key, line }) => [key, line])),
    name: 'tmpl-debian-13',
    template: 1,
    ...templateDisks(FIRST_VMID),
  };
  return {
    vmid: FIRST_VMID,
    type: 'qemu',
    node,
    status: 'stopped',
    hasStatistics: true,
    uptimeSeconds: 0,
    config,
    pending: {},
    addresses: {},
    agent: 'answers',
    inside: 'linux',
    snapshots: [],
  };
}

function qemuConfig(
  position: number,
  role: Role,
  vmid: number,
  place: Place,
  random: () => number,
): GuestConfig {
  const { cluster } = place;
  const isWindows = role.name === 'win';
  const config: GuestConfig = {
    ostype: isWindows ? 'win11' : 'l26',
    bios: isWindows ? 'ovmf' : 'seabios',
    cpu: 'x86-64-v2-AES',
    sockets: role.cores > 4 ? 2 : 1,
    cores: role.cores > 4 ? role.cores / 2 : role.cores,
    numa: 0,
    memory: String(role.memoryMb),
    boot: `order=${bootDiskOf(role)};net0`,
    scsihw: 'virtio-scsi-single',
    ...qemuDisks(position, vmid, role, place),
    smbios1: `uuid=${uuidOf(cluster, vmid, 1)}`,
    vmgenid: uuidOf(cluster, vmid, 2),
    meta: `creation-qemu=10.1.2,ctime=${1_760_000_000 + vmid}`,
  };
  const hasAgent = random() < 0.6;
  const agent = agentKey(role, vmid, hasAgent, place);
  if (agent !== undefined) config.agent = agent;
  if (role.name === 'app') {
    config.ciuser = 'debian';
    config.cipassword = '**********';
    config.sshkeys = 'ssh-ed25519%20AAAAC3example%20ops%40lab%0A';
    config.ipconfig0 = cloudInitAddress(cluster, vmid);
    if (position % 20 === 3) config.ipconfig1 = 'ip=dhcp,ip6=auto';
    config.searchdomain = 'lab.example';
    config.nameserver = '192.0.2.53';
  }
  return config;
}

/** The `agent` key: as chance gave it, or by the share that the world's sizes ask for. */
function agentKey(role: Role, vmid: number, hasAgent: boolean, place: Place): string | undefined {
  const share = place.sizes.agents;
  const isWanted = share === undefined ? hasAgent : isWithinShare(vmid, place, share) || vmid % 2 === 0;
  if (!isWanted) return undefined;
  if (share === undefined && role.name === 'mail' && vmid % 20 === 5) return '0';
  return role.name === 'win' ? 'enabled=1,type=virtio' : '1';
}

function agentOf(role: Role, vmid: number, place: Place): AgentState {
  const share = place.sizes.agents;
  if (share !== undefined) return isWithinShare(vmid, place, share) ? 'answers' : 'dead';
  if (role.name === 'ci' && vmid % 20 === 17) return 'refuses';
  return numberFor(place.seed, place.cluster, vmid, 'agent') < 0.85 ? 'answers' : 'dead';
}

function isWithinShare(vmid: number, { seed, cluster }: Place, share: number): boolean {
  return numberFor(seed, cluster, vmid, 'agent share') < share;
}

function lxcConfig(position: number, role: Role, vmid: number, node: string, place: Place): GuestConfig {
  const config: GuestConfig = {
    ostype: 'debian',
    arch: 'amd64',
    cores: role.cores,
    memory: role.memoryMb,
    swap: 512,
    unprivileged: 1,
    features: 'nesting=1',
    nameserver: '192.0.2.53',
    searchdomain: 'lab.example',
    ...lxcDisks(position, vmid, role, node, place),
  };
  if (role.name === 'git') delete config.unprivileged;
  if (position % 20 === 14) {
    delete config.cores;
    config.cpulimit = 0.5;
  }
  if (position % 20 === 18) {
    config.dev0 = '/dev/net/tun';
    config.lxc = [
      ['lxc.cgroup2.devices.allow', 'c 10:200 rwm'],
      ['lxc.mount.entry', '/dev/net dev/net none bind,create=dir'],
    ];
  }
  return config;
}

function addressesOf(cards: readonly Card[]): SimGuest['addresses'] {
  return Object.fromEntries(cards.map(({ key, addresses }) => [key, addresses]));
}

function uuidOf(cluster: number, vmid: number, kind: number): string {
  const hex = (value: number, width: number) => value.toString(16).padStart(width, '0');
  const mixed = Math.imul(vmid + 1, 0x9e3779b1) >>> 0;
  return `${hex(mixed, 8)}-${hex(cluster, 4)}-4${hex(kind, 3)}-8000-${hex(vmid, 12)}`;
}
