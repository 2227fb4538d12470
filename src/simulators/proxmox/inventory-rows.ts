import { createHash } from 'node:crypto';
import { type SimCluster, type SimNode, type SimStorage, type World } from './world';

type Row = Record<string, unknown>;

const GIB = 1024 ** 3;

/** `/cluster/status`: a standalone host has no cluster row. */
export function clusterStatus(cluster: SimCluster): Row[] {
  const answering = cluster.nodes.find(({ isDown }) => !isDown) ?? cluster.nodes[0];
  const nodes = cluster.nodes.map((node) => ({
    type: 'node',
    id: `node/${node.name}`,
    name: node.name,
    nodeid: node.nodeId,
    ip: node.ip,
    local: node === answering ? 1 : 0,
    online: node.isDown ? 0 : 1,
    level: '',
  }));
  if (cluster.isStandalone) return nodes;
  const { name, isQuorate } = cluster;
  return [
    { type: 'cluster', id: 'cluster', name, nodes: nodes.length, quorate: isQuorate ? 1 : 0, version: 7 },
    ...nodes,
  ];
}

/** A node's row in `/cluster/resources`; without Sys.Audit on it the usage fields are left out. */
export function nodeResource(node: SimNode, seesUsage: boolean): Row {
  const row = { id: `node/${node.name}`, node: node.name, type: 'node' };
  if (node.isDown) return { ...row, status: 'offline' };
  return { ...row, status: 'online', level: '', ...(seesUsage ? usage(node) : {}), 'cgroup-mode': 2 };
}

/** A node's row in `/nodes`. */
export function nodeRow(node: SimNode, seesUsage: boolean): Row {
  const row = { id: `node/${node.name}`, node: node.name, type: 'node', ssl_fingerprint: fingerprint(node) };
  if (node.isDown) return { ...row, status: 'offline' };
  return { ...row, status: 'online', level: '', ...(seesUsage ? usage(node) : {}) };
}

function usage(node: SimNode): Row {
  return {
    uptime: node.uptimeSeconds,
    cpu: 0.12,
    maxcpu: node.threads,
    mem: Math.floor(node.memoryBytes / 3),
    maxmem: node.memoryBytes,
    disk: 20 * GIB,
    maxdisk: node.rootBytes,
  };
}

/** `/nodes/{node}/status`; the load averages are strings. */
export function nodeStatus(node: SimNode, world: World): Row {
  const { release, version, repoid } = versionReply(world);
  const kernel = release === '8.4' ? '6.8.12-15-pve' : '6.17.2-1-pve';
  const used = Math.floor(node.memoryBytes / 3);
  return {
    uptime: node.uptimeSeconds,
    idle: 0,
    loadavg: ['0.52', '0.61', '0.58'],
    kversion: `Linux ${kernel} #1 SMP PREEMPT_DYNAMIC PMX`,
    'current-kernel': {
      sysname: 'Linux',
      release: kernel,
      version: '#1 SMP PREEMPT_DYNAMIC PMX',
      machine: 'x86_64',
    },
    'boot-info': { mode: 'efi', secureboot: 0 },
    cpuinfo: {
      model: node.cpuModel,
      sockets: node.sockets,
      cores: node.cores,
      cpus: node.threads,
      mhz: '2994.374',
      user_hz: 100,
      hvm: '1',
      flags: 'fpu vme svm',
    },
    cpu: 0.12,
    wait: 0.001,
    memory: {
      total: node.memoryBytes,
      used,
      free: node.memoryBytes - used,
      available: node.memoryBytes - used,
    },
    swap: { total: 8 * GIB, used: 0, free: 8 * GIB },
    ksm: { shared: 0 },
    rootfs: { total: node.rootBytes, used: 20 * GIB, free: 74 * GIB, avail: 70 * GIB },
    pveversion: `pve-manager/${version}/${repoid}`,
  };
}

/** `/nodes/{node}/network`; numbers are strings, `active` and `exists` are 1 or absent. */
export function nodeNetwork(node: SimNode): Row[] {
  const manual = { method: 'manual', method6: 'manual', families: ['inet'] };
  const bridge = { bridge_stp: 'off', bridge_fd: '0' };
  return [
    { iface: 'eno1', type: 'eth', exists: 1, active: 1, ...manual, priority: 3 },
    { iface: 'eno2', type: 'eth', exists: 1, active: 1, ...manual, priority: 4 },
    { iface: 'eno3', type: 'eth', exists: 1, ...manual, priority: 5 },
    {
      iface: 'bond0',
      type: 'bond',
      active: 1,
      autostart: 1,
      ...manual,
      priority: 6,
      slaves: 'eno1 eno2',
      bond_mode: '802.3ad',
      bond_miimon: '100',
    },
    {
      iface: 'vmbr0',
      type: 'bridge',
      active: 1,
      autostart: 1,
      ...manual,
      method: 'static',
      priority: 7,
      cidr: `${node.ip}/24`,
      address: node.ip,
      netmask: '24',
      gateway: '192.0.2.1',
      bridge_ports: 'bond0',
      ...bridge,
      bridge_vlan_aware: 1,
      comments: 'uplink\n',
    },
    {
      iface: 'vmbr1',
      type: 'bridge',
      active: 1,
      autostart: 1,
      ...manual,
      priority: 8,
      bridge_ports: '',
      ...bridge,
    },
    {
      iface: 'vmbr0.30',
      type: 'vlan',
      active: 1,
      autostart: 1,
      ...manual,
      priority: 9,
      'vlan-id': '30',
      'vlan-raw-device': 'vmbr0',
    },
  ];
}

/** A storage's row in `/cluster/resources`, one for each node where it is enabled. */
export function storageResource(storage: SimStorage, node: SimNode): Row {
  const row = {
    id: `storage/${node.name}/${storage.storage}`,
    storage: storage.storage,
    node: node.name,
    type: 'storage',
    plugintype: storage.type,
    shared: storage.isShared ? 1 : 0,
    content: storage.content,
  };
  if (node.isDown) return { ...row, status: 'unknown' };
  return { ...row, status: 'available', maxdisk: storage.totalBytes, disk: storage.usedBytes };
}

/** A storage's row in `/nodes/{node}/storage`. */
export function nodeStorage(storage: SimStorage): Row {
  const isActive = !storage.isDisabled;
  const total = isActive ? storage.totalBytes : 0;
  const used = isActive ? storage.usedBytes : 0;
  return {
    storage: storage.storage,
    type: storage.type,
    content: storage.content,
    shared: storage.isShared ? 1 : 0,
    enabled: isActive ? 1 : 0,
    active: isActive ? 1 : 0,
    total,
    used,
    avail: total - used,
    ...(total > 0 ? { used_fraction: used / total } : {}),
  };
}

/** A storage's definition in `/storage` and `/storage/{storage}`: no secrets, and flags only when they are set. */
export function storageDefinition(storage: SimStorage): Row {
  return {
    storage: storage.storage,
    type: storage.type,
    content: storage.content,
    ...storage.settings,
    ...(storage.isShared && storage.type !== 'rbd' ? { shared: 1 } : {}),
    ...(storage.isDisabled ? { disable: 1 } : {}),
    ...(storage.nodes ? { nodes: storage.nodes.join(',') } : {}),
    digest: createHash('sha1').update(storage.storage).digest('hex'),
  };
}

export function isStorageOn(storage: SimStorage, node: SimNode): boolean {
  return !storage.nodes || storage.nodes.includes(node.name);
}

/** `/version`. */
export function versionReply(world: World): { version: string; release: string; repoid: string } {
  const patch = { '8.4': '14', '9.0': '11', '9.1': '4' }[world.version];
  return { version: `${world.version}.${patch}`, release: world.version, repoid: '5ac30304265fbd8e' };
}

function fingerprint(node: SimNode): string {
  const digest = createHash('sha256').update(node.name).digest('hex').toUpperCase();
  return digest.match(/../g)?.join(':') ?? '';
}
