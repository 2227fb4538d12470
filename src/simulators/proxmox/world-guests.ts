import { type SimGuest } from './world';

/** Where guests are made: which numbers keep their addresses apart, and what storage the databases get. */
export interface GuestPlace {
  cluster: number;
  databaseStorage: string;
}

interface Role {
  name: string;
  type: 'qemu' | 'lxc';
  cores: number;
  memoryMb: number;
  diskGb: number;
  tags?: string;
  note?: string;
}

const ROLES: Role[] = [
  {
    name: 'web',
    type: 'qemu',
    cores: 4,
    memoryMb: 8192,
    diskGb: 40,
    tags: 'prod;web',
    note: 'Web front end\nowner: team-x\nrun: https://wiki.example/web',
  },
  { name: 'db', type: 'qemu', cores: 4, memoryMb: 16384, diskGb: 100, tags: 'db;prod', note: 'PostgreSQL' },
  { name: 'dns', type: 'lxc', cores: 2, memoryMb: 512, diskGb: 8, tags: 'infra', note: 'resolver' },
  { name: 'app', type: 'qemu', cores: 2, memoryMb: 4096, diskGb: 32, tags: 'prod' },
  { name: 'proxy', type: 'lxc', cores: 1, memoryMb: 1024, diskGb: 8, tags: 'infra;web' },
  { name: 'mail', type: 'qemu', cores: 2, memoryMb: 4096, diskGb: 60, tags: 'infra' },
  { name: 'cache', type: 'lxc', cores: 2, memoryMb: 2048, diskGb: 8, tags: 'prod' },
  { name: 'ci', type: 'qemu', cores: 8, memoryMb: 16384, diskGb: 80, tags: 'test', note: 'Build runner' },
  { name: 'git', type: 'lxc', cores: 2, memoryMb: 2048, diskGb: 50 },
  { name: 'win', type: 'qemu', cores: 4, memoryMb: 8192, diskGb: 120, tags: 'office' },
];

const FIRST_VMID = 100;
const NET_OF_CLUSTER = 10;

/** The guest number `position` of a cluster: VMID, name and kind follow from the position, details from `random`. */
export function generateGuest(
  position: number,
  node: string,
  place: GuestPlace,
  random: () => number,
): SimGuest {
  const role = ROLES[position % ROLES.length];
  const serial = Math.floor(position / ROLES.length) + 1;
  const name = `${role.name}-${String(serial).padStart(2, '0')}`;
  const vmid = FIRST_VMID + position;
  const isRunning = random() < 0.85;
  const config =
    role.type === 'qemu' ? qemuConfig(role, vmid, place, random) : lxcConfig(role, vmid, place.cluster);
  config[role.type === 'qemu' ? 'name' : 'hostname'] = name;
  if (role.tags !== undefined) config.tags = role.tags;
  // A container's notes keep their last newline, a virtual machine's do not (pve-container and qemu-server configs).
  if (role.note !== undefined) config.description = role.type === 'lxc' ? `${role.note}\n` : role.note;
  if (random() < 0.7) config.onboot = 1;
  return {
    vmid,
    type: role.type,
    node,
    status: isRunning ? 'running' : 'stopped',
    hasStatistics: true,
    pool: role.tags?.includes('prod') ? 'prod' : role.tags?.includes('test') ? 'test' : undefined,
    uptimeSeconds: isRunning ? 3600 + Math.floor(random() * 1_000_000) : 0,
    config,
  };
}

/** The template that each cluster has, VMID 100. */
export function generateTemplate(node: string, place: GuestPlace, random: () => number): SimGuest {
  const role: Role = { name: 'tmpl', type: 'qemu', cores: 2, memoryMb: 2048, diskGb: 4 };
  const config: SimGuest['config'] = {
    ...qemuConfig(role, FIRST_VMID, place, random),
    name: 'tmpl-debian-13',
    template: 1,
    scsi0: `local-lvm:base-${FIRST_VMID}-disk-0,size=4G`,
  };
  return {
    vmid: FIRST_VMID,
    type: 'qemu',
    node,
    status: 'stopped',
    hasStatistics: true,
    uptimeSeconds: 0,
    config,
  };
}

function qemuConfig(role: Role, vmid: number, place: GuestPlace, random: () => number): SimGuest['config'] {
  const { cluster } = place;
  const isWindows = role.name === 'win';
  const storage = role.name === 'db' ? place.databaseStorage : 'local-lvm';
  const bootDisk = isWindows ? 'virtio0' : 'scsi0';
  const config: SimGuest['config'] = {
    ostype: isWindows ? 'win11' : 'l26',
    bios: isWindows ? 'ovmf' : 'seabios',
    cpu: 'x86-64-v2-AES',
    sockets: role.cores > 4 ? 2 : 1,
    cores: role.cores > 4 ? role.cores / 2 : role.cores,
    numa: 0,
    memory: String(role.memoryMb),
    boot: `order=${bootDisk};net0`,
    scsihw: 'virtio-scsi-single',
    [bootDisk]: `${storage}:vm-${vmid}-disk-0,discard=on,iothread=1,size=${role.diskGb}G`,
    net0: `virtio=${macOf(cluster, vmid, 0)},bridge=vmbr0,firewall=1,tag=${30 + (vmid % 3) * 10}`,
    smbios1: `uuid=${uuidOf(cluster, vmid, 1)}`,
    vmgenid: uuidOf(cluster, vmid, 2),
    meta: `creation-qemu=10.1.2,ctime=${1_760_000_000 + vmid}`,
  };
  if (random() < 0.6) config.agent = isWindows ? 'enabled=1,type=virtio' : '1';
  if (role.name === 'db') {
    config.scsi1 = `nas:${vmid}/vm-${vmid}-disk-1.qcow2,backup=0,size=200G`;
    config.net1 = `virtio=${macOf(cluster, vmid, 1)},bridge=vmbr1,mtu=9000`;
  }
  if (role.name === 'app') {
    config.ide2 = `local-lvm:vm-${vmid}-cloudinit,media=cdrom,size=4M`;
    config.ipconfig0 = `ip=${addressOf(cluster, vmid)}/16,gw=10.${NET_OF_CLUSTER + cluster}.0.1`;
    config.searchdomain = 'lab.example';
    config.nameserver = '192.0.2.53';
  } else {
    config.ide2 = 'none,media=cdrom';
  }
  if (isWindows) {
    config.efidisk0 = `local-lvm:vm-${vmid}-disk-1,efitype=4m,pre-enrolled-keys=1,size=4M`;
    config.tpmstate0 = `local-lvm:vm-${vmid}-disk-2,size=4M,version=v2.0`;
  }
  return config;
}

function lxcConfig(role: Role, vmid: number, cluster: number): SimGuest['config'] {
  const address = `ip=${addressOf(cluster, vmid)}/16,gw=10.${NET_OF_CLUSTER + cluster}.0.1`;
  const config: SimGuest['config'] = {
    ostype: 'debian',
    arch: 'amd64',
    cores: role.cores,
    memory: role.memoryMb,
    swap: 512,
    unprivileged: 1,
    features: 'nesting=1',
    nameserver: '192.0.2.53',
    searchdomain: 'lab.example',
    rootfs: `local-lvm:vm-${vmid}-disk-0,size=${role.diskGb}G`,
    net0: `name=eth0,bridge=vmbr0,firewall=1,hwaddr=${macOf(cluster, vmid, 0)},${address},tag=30,type=veth`,
  };
  if (role.name === 'git') {
    config.mp0 = `local-lvm:vm-${vmid}-disk-1,mp=/srv/data,backup=1,size=100G`;
    config.mp1 = '/mnt/share,mp=/mnt/share,shared=1';
    delete config.unprivileged;
  }
  return config;
}

function macOf(cluster: number, vmid: number, card: number): string {
  const bytes = [(cluster << 2) | card, vmid >> 8, vmid & 0xff];
  return ['BC', '24', '11', ...bytes.map(hexByte)].join(':');
}

function hexByte(value: number): string {
  return (value & 0xff).toString(16).toUpperCase().padStart(2, '0');
}

function addressOf(cluster: number, vmid: number): string {
  return `10.${NET_OF_CLUSTER + cluster}.${(vmid >> 8) & 0xff}.${vmid & 0xff}`;
}

function uuidOf(cluster: number, vmid: number, kind: number): string {
  const hex = (value: number, width: number) => value.toString(16).padStart(width, '0');
  const mixed = Math.imul(vmid + 1, 0x9e3779b1) >>> 0;
  return `${hex(mixed, 8)}-${hex(cluster, 4)}-4${hex(kind, 3)}-8000-${hex(vmid, 12)}`;
}
