import { type Problem } from './returns';

interface Allowance {
  /** Path of the API. */
  path: string;
  /** As in `Problem.at`. */
  at: string;
  kind: Problem['kind'];
  reason: string;
}

const wrong = (path: string, at: string, reason: string): Allowance => ({ path, at, kind: 'wrong', reason });
const extra = (path: string, at: string, reason: string): Allowance => ({ path, at, kind: 'extra', reason });

const PRESSURES = ['cpusome', 'iosome', 'iofull', 'memorysome', 'memoryfull'].map(
  (kind) => `pressure${kind}`,
);
const FROM_FILE = 'read from /etc/network/interfaces as text (pve-common INotify)';
const MERGED = 'row of vmstatus(), wider than its schema';

/** Where real servers leave the schema, and why we do as they do. */
export const ALLOWANCES: readonly Allowance[] = [
  wrong('/nodes/{node}/network', 'data[].vlan-id', FROM_FILE),
  wrong('/nodes/{node}/network', 'data[].netmask6', FROM_FILE),
  wrong('/nodes/{node}/network', 'data[].mtu', FROM_FILE),
  wrong(
    '/nodes/{node}/network',
    'data[].netmask',
    'an alias without a mask is listed with cidr /32 and no mask',
  ),
  wrong('/nodes/{node}/lxc/{vmid}/interfaces', 'data', 'null for a stopped container'),
  ...['data[]', 'data'].flatMap((at) =>
    PRESSURES.map((key) =>
      wrong(
        at === 'data' ? '/nodes/{node}/lxc/{vmid}/status/current' : '/nodes/{node}/lxc',
        `${at}.${key}`,
        'containers report pressure as text ("0.00")',
      ),
    ),
  ),
  extra('/nodes/{node}/lxc/{vmid}/status/current', 'data.pressurecpufull', MERGED),
  ...[
    'balloon',
    'balloon_min',
    'shares',
    'ballooninfo',
    'freemem',
    'nics',
    'blockstat',
    'proxmox-support',
  ].map((key) => extra('/nodes/{node}/qemu', `data[].${key}`, 'full=1 adds what status/current has')),
  ...['bridge', 'digest', 'controller', 'vrf-vxlan', 'exitnodes'].map((key) =>
    extra('/cluster/sdn/zones', `data[].${key}`, 'keys of the zone types are in the schema since 9.1'),
  ),
  extra('/cluster/resources', 'data[].sdn', 'SDN rows are older than their key in the schema (9.1)'),
  extra('/nodes/{node}/tasks', 'data[].tokenid', 'where a token started the task (RESTEnvironment)'),
  extra(
    '/nodes/{node}/tasks/{upid}/status',
    'data.tokenid',
    'where a token started the task (RESTEnvironment)',
  ),
  extra('/nodes/{node}/storage', 'data[].format', 'format=1 before 9.1, when the schema learned of formats'),
  ...['parent', 'snaptime', 'vmstate', 'meta'].map((key) =>
    extra('/nodes/{node}/qemu/{vmid}/config', `data.${key}`, 'sent since ever, in the schema since 9.1'),
  ),
  ...['parent', 'snaptime'].map((key) =>
    extra('/nodes/{node}/lxc/{vmid}/config', `data.${key}`, 'sent as it stands in the config of a snapshot'),
  ),
  ...['bwlimit', 'zstd', 'performance', 'repeat-missed', 'notification-mode'].map((key) =>
    extra('/cluster/backup', `data[].${key}`, 'the schema names only id; these are options of vzdump jobs'),
  ),
  ...['rate', 'comment', 'remove_job', 'disable'].map((key) =>
    extra(
      '/nodes/{node}/replication',
      `data[].${key}`,
      'the schema names only id; these are keys of the job',
    ),
  ),
  ...['sparse', 'mountpoint', 'monhost', 'max-protected-backups', 'preallocation', 'port'].map((key) =>
    extra('/storage', `data[].${key}`, 'the schema names only storage; an option of some type'),
  ),
];

/** Paths open to all by the schema that look at rights of their own inside. */
export const REFUSE_INSIDE = [
  '/nodes/{node}/tasks/{upid}/status',
  '/nodes/{node}/tasks/{upid}/log',
  '/cluster/sdn/vnets/{vnet}/subnets',
];
