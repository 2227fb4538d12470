import { type SimGuest } from '../../src/simulators/proxmox/world/guests';
import { type House } from '../../src/tools/house';
import { MACHINES, type NetboxRow } from './open-house';
import { type Deed } from './random-script';

/** A value that a person gave a field: it stays theirs; of a fact, until Proxmox VE changes it. */
export interface Edit {
  readonly path: string;
  readonly id: number;
  readonly field: string;
  readonly value: unknown;
  readonly isFact: boolean;
}

type InCluster = (house: House, cluster: string, guest: SimGuest, value: number) => void;

const hardware = (guest: SimGuest, pattern: RegExp) =>
  Object.keys(guest.config).filter((key) => pattern.test(key));
const isTemplate = (guest: SimGuest) => guest.config.template === 1;

/** What may happen in Proxmox VE to one guest. */
const ofProxmox: Readonly<Record<string, InCluster>> = {
  renamed: ({ proxmox }, cluster, { vmid }, value) =>
    proxmox.changeGuest(cluster, vmid, { name: `named-${value % 5}` }),
  tagged: ({ proxmox }, cluster, { vmid }, value) =>
    proxmox.changeGuest(cluster, vmid, { tags: ['blue', 'red', 'blue;red', null][value % 4] }),
  resized: ({ proxmox }, cluster, { vmid }, value) =>
    proxmox.changeGuest(cluster, vmid, { cores: 1 + (value % 7), memoryMb: 512 * (1 + (value % 9)) }),
  stopped: ({ proxmox }, cluster, guest) => {
    if (!isTemplate(guest)) proxmox.changeGuest(cluster, guest.vmid, { status: 'stopped' });
  },
  started: ({ proxmox }, cluster, guest) => {
    if (!isTemplate(guest)) proxmox.changeGuest(cluster, guest.vmid, { status: 'running' });
  },
  moved: ({ proxmox }, cluster, { vmid }, value) => {
    const { nodes } = proxmox.world.clusters.find(({ name }) => name === cluster)!;
    proxmox.moveGuest(cluster, vmid, nodes[value % nodes.length].name);
  },
  removed: ({ proxmox }, cluster, { vmid }) => {
    const { guests } = proxmox.world.clusters.find(({ name }) => name === cluster)!;
    if (guests.size > 2) proxmox.removeGuest(cluster, vmid);
  },
  copied: ({ proxmox }, cluster, guest, value) => {
    const { guests } = proxmox.world.clusters.find(({ name }) => name === cluster)!;
    const vmid = Math.max(...guests.keys(), 500) + 1;
    const smbios1 = `uuid=00000000-0000-4000-8000-${String(vmid).padStart(12, '0')}`;
    const kept = Object.entries(guest.config).filter(([key]) => !/^(net|ipconfig)\d+$/.test(key));
    const config = { ...Object.fromEntries(kept), ...(guest.type === 'qemu' && { smbios1 }) };
    const name = { [guest.type === 'qemu' ? 'name' : 'hostname']: `copy-${value % 3}` };
    const copy = structuredClone({ ...guest, vmid, snapshots: [], addresses: {} });
    proxmox.putGuest(cluster, { ...copy, config: { ...config, ...name } });
  },
  'disk grown': ({ proxmox }, cluster, guest, value) => {
    const [slot] = hardware(guest, /^(scsi|virtio|rootfs)\d*$/).filter((key) =>
      String(guest.config[key]).includes('size='),
    );
    if (slot) proxmox.resizeDisk(cluster, guest.vmid, slot, `${40 + (value % 60)}G`);
  },
  'disk added': ({ proxmox }, cluster, { vmid, type }, value) => {
    const line = `local-lvm:vm-${vmid}-disk-9,size=${1 + (value % 9)}G`;
    const [slot, rest] = type === 'qemu' ? ['scsi9', ''] : ['mp9', ',mp=/srv/nine'];
    proxmox.changeGuest(cluster, vmid, { config: { [slot]: line + rest } });
  },
  'disk removed': ({ proxmox }, cluster, { vmid }) =>
    proxmox.changeGuest(cluster, vmid, { config: { scsi9: null, mp9: null } }),
  'card added': ({ proxmox }, cluster, { vmid, type }, value) => {
    const mac = `BC:24:11:EE:${hex(vmid)}:${hex(value)}`;
    const net9 =
      type === 'qemu'
        ? `virtio=${mac},bridge=vmbr0,tag=${10 + (value % 4)}`
        : `name=eth9,hwaddr=${mac},bridge=vmbr0,tag=${10 + (value % 4)},type=veth`;
    proxmox.changeGuest(cluster, vmid, { config: { net9 } });
  },
  'card removed': ({ proxmox }, cluster, guest, value) => {
    const slots = hardware(guest, /^net\d+$/);
    const slot = slots[value % Math.max(1, slots.length)];
    if (slot) proxmox.changeGuest(cluster, guest.vmid, { config: { [slot]: null } });
  },
  'VLAN changed': ({ proxmox }, cluster, guest, value) => {
    const [slot] = hardware(guest, /^net\d+$/);
    if (!slot) return;
    const rest = String(guest.config[slot]).split(',').filter((one) => !/^(tag|trunks)=/.test(one)); // prettier-ignore
    const tag = value % 3 === 0 ? [] : [`tag=${50 + (value % 4)}`];
    proxmox.changeGuest(cluster, guest.vmid, { config: { [slot]: [...rest, ...tag].join(',') } });
  },
  'address changed': ({ proxmox }, cluster, guest, value) => {
    const [slot] = hardware(guest, /^net\d+$/);
    if (!slot) return;
    const { clusters } = proxmox.world;
    const number = clusters.findIndex(({ name }) => name === cluster);
    const address = `10.${100 + number}.${guest.vmid % 200}.${1 + (value % 200)}/16`;
    proxmox.changeGuest(cluster, guest.vmid, { addresses: { [slot]: [address] } });
  },
  'address moved to another guest': ({ proxmox }, cluster, guest, value) => {
    const { guests } = proxmox.world.clusters.find(({ name }) => name === cluster)!;
    const [slot] = hardware(guest, /^net\d+$/);
    const others = [...guests.values()].filter((one) => one !== guest && one.status === 'running');
    const other = others[value % Math.max(1, others.length)];
    const [otherSlot] = other ? hardware(other, /^net\d+$/) : [];
    // A container's own configuration and that of cloud-init would go on telling it.
    if (!slot || !otherSlot || !guest.addresses[slot] || guest.type === 'lxc') return;
    const told = Object.fromEntries(hardware(guest, /^ipconfig\d+$/).map((key) => [key, null]));
    proxmox.changeGuest(cluster, guest.vmid, { config: told });
    proxmox.changeGuest(cluster, other.vmid, { addresses: { [otherSlot]: guest.addresses[slot] } });
    proxmox.changeGuest(cluster, guest.vmid, { addresses: { [slot]: [] } });
  },
  'snapshot taken': ({ proxmox }, cluster, guest, value) => {
    const name = `s${value % 4}`;
    if (guest.snapshots.every((one) => one.name !== name)) proxmox.addSnapshot(cluster, guest.vmid, { name });
  },
  'snapshot removed': ({ proxmox }, cluster, guest) => {
    const [first] = guest.snapshots;
    if (first) proxmox.removeSnapshot(cluster, guest.vmid, first.name);
  },
  'backed up': ({ proxmox }, cluster, { vmid }) => {
    const { storages } = proxmox.world.clusters.find(({ name }) => name === cluster)!;
    const store = storages.find(({ content }) => content.includes('backup'));
    if (store) proxmox.addBackup(cluster, vmid, store.storage);
  },
};

const fieldOf =
  (path: string, field: string, valueOf: (value: number) => unknown, isFact = false) =>
  (house: House, pick: number, value: number): Edit[] => {
    const row = picked(house, path, pick);
    if (!row) return [];
    const wanted = valueOf(value);
    house.netbox.patch(path, row.id, { [field]: wanted });
    return [{ path, id: row.id, field, value: wanted, isFact }];
  };

const deletionIn = (path: string) => (house: House, pick: number): Edit[] => {
  const row = picked(house, path, pick);
  if (row && !isStoodOn(house, path, row)) house.netbox.remove(path, row.id);
  return [];
}; // prettier-ignore

/** NetBox does not let an interface go while a VLAN interface has it for its parent (409). */
const isStoodOn = ({ netbox }: House, path: string, { id }: NetboxRow) =>
  (netbox.rows(path) as NetboxRow[]).some(({ parent }) => (parent as NetboxRow | null)?.id === id);

const text = (value: number) => `by hand ${value}`;

/** What people may do in NetBox to one object. */
const ofPeople: Readonly<Record<string, (house: House, pick: number, value: number) => Edit[]>> = {
  'machine described': fieldOf(MACHINES, 'description', text),
  'machine commented': fieldOf(MACHINES, 'comments', text),
  'machine given another state': fieldOf(MACHINES, 'status', () => 'failed', true),
  'machine given other cores': fieldOf(MACHINES, 'vcpus', (value) => 20 + (value % 9), true),
  'machine deleted': deletionIn(MACHINES),
  'device described': fieldOf('dcim/devices', 'description', text),
  'device given a serial number': fieldOf('dcim/devices', 'serial', text),
  'cluster described': fieldOf('virtualization/clusters', 'description', text),
  'interface described': fieldOf('virtualization/interfaces', 'description', text),
  'interface switched off': fieldOf('virtualization/interfaces', 'enabled', () => false, true),
  'interface deleted': deletionIn('virtualization/interfaces'),
  'disk described': fieldOf('virtualization/virtual-disks', 'description', text),
  'disk deleted': deletionIn('virtualization/virtual-disks'),
  'address described': fieldOf('ipam/ip-addresses', 'description', text),
  'address named': fieldOf('ipam/ip-addresses', 'dns_name', (value) => `host-${value}.example`),
  'address deleted': deletionIn('ipam/ip-addresses'),
  'MAC address deleted': deletionIn('dcim/mac-addresses'),
  'VLAN renamed': fieldOf('ipam/vlans', 'name', text),
  'VLAN deleted': deletionIn('ipam/vlans'),
  'node interface described': fieldOf('dcim/interfaces', 'description', text),
  'node interface deleted': deletionIn('dcim/interfaces'),
  'tag deleted': deletionIn('extras/tags'),
  'custom field deleted': deletionIn('extras/custom-fields'),
};

export const deedsOfProxmox = Object.keys(ofProxmox);
export const deedsOfPeople = Object.keys(ofPeople);

/** Does one deed, and tells what a person wants to keep of it. */
export function doDeed(house: House, { who, what, pick, value }: Deed): Edit[] {
  if (who === 'person') return ofPeople[what](house, pick, value);
  const all = house.proxmox.world.clusters.flatMap(({ name, guests }) =>
    [...guests.values()].map((guest) => ({ name, guest })),
  );
  const { name, guest } = all[pick % all.length];
  ofProxmox[what](house, name, guest, value);
  return [];
}

function picked(house: House, path: string, pick: number): NetboxRow | undefined {
  const rows = house.netbox.rows(path) as NetboxRow[];
  return rows[pick % Math.max(1, rows.length)];
}

function hex(value: number): string {
  return (value % 256).toString(16).padStart(2, '0').toUpperCase();
}
