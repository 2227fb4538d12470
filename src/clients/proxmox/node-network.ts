import { type WireRow } from './wire-row';

/** A network interface in the configuration of a node. */
export interface NodeInterface {
  name: string;
  kind: 'physical' | 'bond' | 'bridge' | 'vlan' | 'port';
  /** Up now. */
  isActive: boolean;
  mtu?: number;
  /** Upper case; told by a name of systemd (`enx3cecef000001`) only. */
  mac?: string;
  /** With their mask; those of its aliases (`eno1:1`) too. Not those that DHCP gave. */
  addresses: string[];
  /** Of a bond its cards, of a Linux bridge its ports. */
  members: string[];
  /** The Open vSwitch that it is a port of. */
  switchName?: string;
  /** The VLAN it is in. */
  vlan?: number;
  /** What a VLAN interface stands on. */
  parent?: string;
  /** A bridge that lets every tag through. */
  isVlanAware: boolean;
  comment?: string;
}

const KINDS: Readonly<Record<string, NodeInterface['kind']>> = {
  eth: 'physical',
  unknown: 'physical',
  OVSPort: 'physical',
  bond: 'bond',
  OVSBond: 'bond',
  bridge: 'bridge',
  OVSBridge: 'bridge',
  vlan: 'vlan',
  OVSIntPort: 'port',
};
const MAC_NAME = /^enx([0-9a-f]{12})$/;

/** Reads `GET /nodes/{node}/network`; what stands for the networks of an SDN is left out. Numbers are texts there. */
export function nodeInterfacesOf(rows: readonly WireRow[]): NodeInterface[] {
  const byName = new Map<string, NodeInterface>();
  for (const row of rows) {
    const kind = KINDS[row.text('type') ?? ''];
    if (kind) byName.set(row.needText('iface'), interfaceOf(row, kind));
  }
  for (const row of rows) {
    if (row.text('type') === 'alias') byName.get(row.needText('iface').split(':')[0])?.addresses.push(...addressesOf(row)); // prettier-ignore
  }
  return [...byName.values()];
}

function interfaceOf(row: WireRow, kind: NodeInterface['kind']): NodeInterface {
  const name = row.needText('iface');
  const [rawDevice, tag] = kind === 'vlan' ? name.split('.') : [];
  const comment = row.text('comments')?.trim();
  return {
    name,
    kind,
    isActive: row.flag('active') ?? false,
    mtu: row.number('mtu'),
    mac: macOf([name, ...altNamesOf(row)]),
    addresses: addressesOf(row),
    members: namesOf(row, kind === 'bridge' ? 'bridge_ports' : kind === 'bond' ? 'slaves' : '').concat(
      namesOf(row, 'ovs_bonds'),
    ),
    switchName: row.text('ovs_bridge'),
    vlan: row.number('vlan-id') ?? row.number('ovs_tag') ?? (Number(tag) || undefined),
    parent: row.text('vlan-raw-device') ?? (tag === undefined ? undefined : rawDevice),
    isVlanAware: row.flag('bridge_vlan_aware') ?? false,
    comment: comment === '' ? undefined : comment,
  };
}

function addressesOf(row: WireRow): string[] {
  return ['cidr', 'cidr6'].flatMap((key) => row.text(key) ?? []);
}

/** Separated by blanks. */
function namesOf(row: WireRow, key: string): string[] {
  return (row.text(key) ?? '').split(/\s+/).filter(Boolean);
}

function altNamesOf({ raw }: WireRow): string[] {
  return Array.isArray(raw.altnames) ? raw.altnames.map(String) : [];
}

function macOf(names: readonly string[]): string | undefined {
  const [digits] = names.flatMap((name) => MAC_NAME.exec(name)?.[1] ?? []);
  return digits?.match(/../g)?.join(':').toUpperCase();
}
