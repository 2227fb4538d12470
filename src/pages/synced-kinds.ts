import { guestPath } from '../extension/addresses';
import { PAGES } from '../core/pages/page-address';
import { ipAddress, macAddress, virtualDisk, vmInterface } from '../sync/resources/guest-parts';
import { virtualMachine } from '../sync/resources/inventory';
import { nodeInterface, nodeIpAddress, nodeMacAddress } from '../sync/resources/node-parts';
import {
  guestStatusShown,
  linkShown,
  NOTHING,
  type Shown,
  sizeShown,
  stateShown,
  textShown,
  timeShown,
} from './synced-cells';
import { type SyncedRow } from './synced-row';

/** One column of a list of synced objects. */
export interface SyncedColumn {
  /** Also its key in the address where the list can be sorted by it. */
  readonly name: string;
  readonly label: string;
  /** SQL over `link` and `object` that the list is sorted by; without it: not sortable. */
  readonly sort?: string;
  readonly shown: (row: SyncedRow) => Shown;
}

/** One kind of objects in NetBox that is listed as far as Proxbox syncs it. */
export interface SyncedKind {
  readonly path: string;
  readonly label: string;
  readonly labelPlural: string;
  /** Names of the resources whose links it lists. */
  readonly targets: readonly string[];
  readonly objectType: string;
  /** What was last written, of the objects that belong here; all of the targets unless told. */
  readonly only?: Readonly<Record<string, unknown>>;
  /** Whether they have a state in Proxmox VE, by which the list can be narrowed. */
  readonly hasStatus?: boolean;
  /** SQL over `link` and `object`: the order unless another is asked for. */
  readonly order: string;
  readonly columns: readonly SyncedColumn[];
}

const NAME_IN_NETBOX = '"object"."sort_name"';
const IDENTITY = '"link"."key"';
const writtenText = (name: string) => `lower("link"."written" ->> '${name}')`;
const writtenNumber = (name: string) => `("link"."written" -> '${name}')`;

/** A field as it was last written to NetBox. */
const field = (name: string, label: string, sort?: string): SyncedColumn => ({
  name,
  label,
  ...(sort && { sort }),
  shown: ({ written }) => textShown(written[name]),
});

/** What an object is called: in NetBox, or as it was written there. */
export function nameOf({ name, written, key }: Pick<SyncedRow, 'name' | 'written' | 'key'>): string {
  const own = written.name ?? written.address;
  return name || (typeof own === 'string' ? own : key);
}

const nameInNetbox: SyncedColumn = {
  name: 'name',
  label: 'Name',
  sort: NAME_IN_NETBOX,
  shown: (row) => linkShown(nameOf(row), row.pageUrl || undefined),
};
const owner = (label: string): SyncedColumn => ({
  name: 'owner',
  label,
  sort: IDENTITY,
  shown: (row) => (row.owner ? linkShown(row.owner.name, row.owner.href) : textShown(undefined)),
});
const description = field('description', 'Description');
const proxmox: SyncedColumn = {
  name: 'proxmox',
  label: 'Proxmox VE',
  shown: (row) => opening(proxmoxHrefOf(row)),
};
const lastSeen: SyncedColumn = {
  name: 'last_seen',
  label: 'Last seen',
  sort: '"link"."last_seen"',
  shown: (row) => timeShown(row.lastSeen),
};
const state: SyncedColumn = { name: 'state', label: 'State', shown: stateShown };

function opening(href: string | undefined): Shown {
  return href ? linkShown('Open', href) : NOTHING;
}

/** The page of a guest, or of what it hangs on, in the web interface of Proxmox VE. */
function proxmoxHrefOf({ written, owner: on }: SyncedRow): string | undefined {
  return typeof written.link === 'string' ? written.link : on?.proxmoxHref;
}

const guestColumns: readonly SyncedColumn[] = [
  {
    name: 'name',
    label: 'Name',
    sort: NAME_IN_NETBOX,
    shown: (row) => linkShown(nameOf(row), guestPath(row.objectId)),
  },
  field('vmid', 'VM ID', writtenNumber('vmid')),
  {
    name: 'status',
    label: 'Status',
    sort: writtenText('proxmoxStatus'),
    shown: ({ written }) => guestStatusShown(written.proxmoxStatus),
  },
  { ...field('clusterName', 'Cluster', writtenText('clusterName')), name: 'cluster' },
  field('node', 'Node', writtenText('node')),
  field('vcpus', 'vCPUs', writtenNumber('vcpus')),
  {
    name: 'memory',
    label: 'Memory',
    sort: writtenNumber('memory'),
    shown: ({ written }) => sizeShown(written.memory),
  },
  { name: 'netbox', label: 'NetBox', shown: ({ pageUrl }) => opening(pageUrl) },
  proxmox,
  lastSeen,
  state,
];

const interfaceColumns = (on: SyncedColumn): readonly SyncedColumn[] => [
  nameInNetbox,
  on,
  field('enabled', 'Enabled'),
  field('mode', 'Mode', writtenText('mode')),
  field('mtu', 'MTU', writtenNumber('mtu')),
  description,
  proxmox,
  lastSeen,
  state,
];

export const virtualMachines: SyncedKind = {
  path: 'virtual-machines',
  label: 'Virtual machine',
  labelPlural: 'Virtual machines',
  targets: [virtualMachine.name],
  objectType: virtualMachine.objectType,
  only: { vmType: 'qemu' },
  hasStatus: true,
  order: NAME_IN_NETBOX,
  columns: guestColumns,
};

/** Both kinds of guests. */
export const guests: SyncedKind = {
  ...virtualMachines,
  label: 'Guest',
  labelPlural: 'Guests',
  only: undefined,
};

export const containers: SyncedKind = {
  ...virtualMachines,
  path: 'containers',
  label: 'LXC container',
  labelPlural: 'LXC containers',
  only: { vmType: 'lxc' },
};

export const virtualDisks: SyncedKind = {
  path: 'virtual-disks',
  label: 'Virtual disk',
  labelPlural: 'Virtual disks',
  targets: [virtualDisk.name],
  objectType: virtualDisk.objectType,
  order: IDENTITY,
  columns: [
    nameInNetbox,
    owner('Guest'),
    {
      name: 'size',
      label: 'Size',
      sort: writtenNumber('size'),
      shown: ({ written }) => sizeShown(written.size),
    },
    description,
    proxmox,
    lastSeen,
    state,
  ],
};

export const vmInterfaces: SyncedKind = {
  path: 'vm-interfaces',
  label: 'VM interface',
  labelPlural: 'VM interfaces',
  targets: [vmInterface.name],
  objectType: vmInterface.objectType,
  order: IDENTITY,
  columns: interfaceColumns(owner('Guest')),
};

export const ipAddresses: SyncedKind = {
  path: 'ip-addresses',
  label: 'IP address',
  labelPlural: 'IP addresses',
  targets: [ipAddress.name, nodeIpAddress.name],
  objectType: ipAddress.objectType,
  order: IDENTITY,
  columns: [
    { ...nameInNetbox, label: 'Address' },
    owner('Guest or node'),
    { name: 'interface', label: 'Interface', shown: ({ interfaceName }) => textShown(interfaceName) },
    proxmox,
    lastSeen,
    state,
  ],
};

export const nodeInterfaces: SyncedKind = {
  path: 'node-interfaces',
  label: 'Node interface',
  labelPlural: 'Node interfaces',
  targets: [nodeInterface.name],
  objectType: nodeInterface.objectType,
  order: IDENTITY,
  columns: interfaceColumns(owner('Node')),
};

/** Shown with the interfaces that they are on. */
export const macAddresses: Pick<SyncedKind, 'targets' | 'objectType'> = {
  targets: [macAddress.name, nodeMacAddress.name],
  objectType: macAddress.objectType,
};

/** In the order of the menu. */
export const syncedKinds: readonly SyncedKind[] = [
  virtualMachines,
  containers,
  virtualDisks,
  vmInterfaces,
  ipAddresses,
  nodeInterfaces,
];

/** Where the list of a kind is. */
export function syncedPath({ path }: SyncedKind): string {
  return `${PAGES}/${path}/`;
}

/** The lists in which a guest of a type of Proxmox VE is. */
export function kindOfGuest(type: unknown): SyncedKind {
  return syncedKinds.find(({ only }) => only?.vmType === type) ?? virtualMachines;
}
