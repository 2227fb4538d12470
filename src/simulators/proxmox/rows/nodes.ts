import { createHash } from 'node:crypto';
import { type SimCluster, type World } from '../world';
import { answeringNode, type SimNode } from '../world/nodes';

type Row = Record<string, unknown>;

const GIB = 1024 ** 3;

/** `/cluster/status`: a standalone host has no cluster row. */
export function clusterStatus(cluster: SimCluster): Row[] {
  const answering = answeringNode(cluster.nodes);
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
  if (!isKnownUp(node)) return { ...row, status: withoutUsage(node) };
  return { ...row, status: 'online', level: '', ...(seesUsage ? usage(node) : {}), 'cgroup-mode': 2 };
}

/** A node's row in `/nodes`. */
export function nodeRow(node: SimNode, seesUsage: boolean): Row {
  const row = {
    id: `node/${node.name}`,
    node: node.name,
    type: 'node',
    ssl_fingerprint: fingerprint(node.name),
  };
  if (!isKnownUp(node)) return { ...row, status: withoutUsage(node) };
  return { ...row, status: 'online', level: '', ...(seesUsage ? usage(node) : {}) };
}

/** `/nodes/{node}/certificates/info`: the cluster's own CA and the host's certificate. */
export function certificateRows(node: SimNode): Row[] {
  const key = { 'public-key-type': 'rsaEncryption', notbefore: 1_735_689_600, notafter: 2_051_222_400 };
  const authority = 'CN=Proxmox Virtual Environment,OU=lab,O=PVE Cluster Manager CA';
  return [
    {
      filename: 'pve-root-ca.pem',
      fingerprint: fingerprint('root'),
      issuer: authority,
      subject: authority,
      'public-key-bits': 4096,
      ...key,
      san: [],
    },
    {
      filename: 'pve-ssl.pem',
      fingerprint: fingerprint(node.name),
      issuer: authority,
      subject: `OU=PVE Cluster Node,O=Proxmox Virtual Environment,CN=${node.name}.lab.example`,
      'public-key-bits': 2048,
      ...key,
      san: ['127.0.0.1', 'localhost', node.ip, node.name],
    },
  ];
}

function isKnownUp({ isDown, hasStatistics }: SimNode): boolean {
  return !isDown && hasStatistics;
}

/** A node that is up, but of which the statistics daemon has told nothing yet, is `unknown`. */
function withoutUsage({ isDown }: SimNode): 'offline' | 'unknown' {
  return isDown ? 'offline' : 'unknown';
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
      vendor: node.cpuModel.startsWith('AMD') ? 'AuthenticAMD' : 'GenuineIntel',
      family: node.cpuModel.startsWith('AMD') ? '23' : '6',
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
      ...(release === '8.4' ? {} : { available: node.memoryBytes - used }),
    },
    swap: { total: 8 * GIB, used: 0, free: 8 * GIB },
    ksm: { shared: 0 },
    rootfs: { total: node.rootBytes, used: 20 * GIB, free: 74 * GIB, avail: 70 * GIB },
    pveversion: `pve-manager/${version}/${repoid}`,
  };
}

/** `/version`. */
export function versionReply(world: World): Record<'version' | 'release' | 'repoid' | 'console', string> {
  const patch = { '8.4': '14', '9.0': '11', '9.1': '4' }[world.version];
  return {
    version: `${world.version}.${patch}`,
    release: world.version,
    repoid: '5ac30304265fbd8e',
    console: 'html5',
  };
}

function fingerprint(name: string): string {
  const digest = createHash('sha256').update(name).digest('hex').toUpperCase();
  return digest.match(/../g)?.join(':') ?? '';
}
