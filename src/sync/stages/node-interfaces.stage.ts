import { concat, concatMap, distinct, from, map, mergeMap, type Observable, of } from 'rxjs';
import { type Ref, refTo } from '../../core/plan/value';
import { defineStage, type ItemOf, Lost, part } from '../engine/stage';
import {
  nodeInterface,
  nodeInterfaceLinks,
  nodeIpAddress,
  nodeMacAddress,
  nodePrimaryIps,
  nodePrimaryMac,
} from '../resources/node-parts';
import { type KnownPrefix, type NodeInterface, type Source } from '../source/source';
import { usableAddress } from './guest-addresses';
import {
  hiddenBridges,
  type InterfaceOf,
  type ReadNode,
  readNodeParts,
  readNodes,
  seesBridges,
} from './node-reading';
import { byPreference, isPreferred, wantsAddress } from './network-choice';
import { fromPrefix, prefixesFor } from './prefixes';
import { proxboxTags } from './proxbox-tag';
import { vlanParts, vlanRef } from './vlan-parts';

/** Words of NetBox. Which of the many kinds of plug a card has, Proxmox VE does not tell. */
const TYPES: Readonly<Record<NodeInterface['kind'], string>> = {
  physical: 'other',
  bond: 'lag',
  bridge: 'bridge',
  vlan: 'virtual',
  port: 'virtual',
};
const LARGEST_MTU = 65_536;
const LONGEST_DESCRIPTION = 200;

type WithMac = InterfaceOf & { readonly nic: { readonly mac: string } };

interface AddressOf extends InterfaceOf {
  /** In NetBox's form. */
  readonly address: string;
}

interface PlacedAddress extends AddressOf {
  /** What NetBox knows of its network. */
  readonly prefixes: readonly KnownPrefix[];
}

interface ChosenFor extends ReadNode {
  readonly chosen: readonly AddressOf[];
}

export function nodeInterfaceRow({ source, node, nic }: InterfaceOf): ItemOf<typeof nodeInterface> {
  return {
    key: interfaceKey(node, nic.name),
    label: labelOf({ node, nic }),
    values: {
      device: refTo('device', node.key),
      name: nic.name,
      type: TYPES[nic.kind],
      enabled: nic.isActive,
      mtu: nic.mtu !== undefined && nic.mtu >= 1 && nic.mtu <= LARGEST_MTU ? nic.mtu : null,
      mode: nic.isVlanAware ? 'tagged-all' : nic.vlan === undefined ? null : 'access',
      untaggedVlan: nic.vlan === undefined ? null : vlanRef(source, nic.vlan),
      description: (nic.comment ?? '').slice(0, LONGEST_DESCRIPTION),
      tags: proxboxTags,
    },
  };
}

/** A card of a bond, a port of a bridge, a VLAN interface on its device. Where bridges are hidden, none is not known to be none. */
export function linksRow(read: InterfaceOf): ItemOf<typeof nodeInterfaceLinks> {
  const { source, node, nic, interfaces } = read;
  const known = new Set(interfaces.map(({ name }) => name));
  const orHidden = seesBridges(source) ? null : undefined;
  const refOf = (name: string): Ref | null | undefined =>
    known.has(name) ? refTo(nodeInterface.name, interfaceKey(node, name)) : orHidden;
  const above = (kind: NodeInterface['kind']) =>
    interfaces.find((one) => one.kind === kind && one.members.includes(nic.name))?.name;
  const isVirtual = TYPES[nic.kind] === 'virtual';
  const bond = above('bond');
  const bridge = nic.switchName ?? above('bridge');
  return {
    key: interfaceKey(node, nic.name),
    label: labelOf(read),
    scope: { device: refTo('device', node.key) },
    values: {
      // NetBox gives a parent to virtual interfaces, and a LAG to all others.
      parent: isVirtual && nic.parent !== undefined ? refOf(nic.parent) : null,
      bridge: bridge === undefined ? orHidden : refOf(bridge),
      lag: isVirtual || bond === undefined ? null : refOf(bond),
    },
  };
}

export function macRow(read: WithMac): ItemOf<typeof nodeMacAddress> {
  return {
    key: `${interfaceKey(read.node, read.nic.name)}/mac`,
    label: read.nic.mac,
    values: {
      macAddress: read.nic.mac,
      assignedObjectType: nodeInterface.objectType,
      assignedObjectId: refTo(nodeInterface.name, interfaceKey(read.node, read.nic.name)),
      description: '',
      tags: proxboxTags,
    },
  };
}

export function primaryMacRow(read: WithMac): ItemOf<typeof nodePrimaryMac> {
  const key = interfaceKey(read.node, read.nic.name);
  return {
    key,
    label: labelOf(read),
    scope: { device: refTo('device', read.node.key) },
    values: { primaryMacAddress: refTo(nodeMacAddress.name, `${key}/mac`) },
  };
}

export function addressRow(read: PlacedAddress): ItemOf<typeof nodeIpAddress> {
  const { source, node, nic, address, prefixes } = read;
  const place = fromPrefix(address, prefixes, source.settings);
  return {
    key: addressKey(node, address),
    label: address,
    scope: place.vrf === undefined ? {} : { vrf: place.vrf },
    onCreate: place,
    values: {
      address,
      status: 'active',
      assignedObjectType: nodeInterface.objectType,
      assignedObjectId: refTo(nodeInterface.name, interfaceKey(node, nic.name)),
      vrf: undefined,
      tenant: undefined,
      description: '',
      tags: proxboxTags,
    },
  };
}

/** The address by which the cluster knows the node, and the first of the other family beside it. */
export function primaryIpsRow({ source, node, chosen }: ChosenFor): ItemOf<typeof nodePrimaryIps> {
  const refOf = (isV6: boolean) => {
    const found = chosen.find(({ address }) => address.includes(':') === isV6);
    return found && refTo(nodeIpAddress.name, addressKey(node, found.address));
  };
  return {
    key: node.key,
    label: node.name,
    scope: { cluster: refTo('cluster', source.key) },
    values: { primaryIp4: refOf(false), primaryIp6: refOf(true) },
  };
}

/** None where the node has its address from DHCP: which one that is, its configuration does not tell. */
function choosePrimary(read: ReadNode): ChosenFor[] {
  const addresses = addressesOf(read);
  const own = addresses.find(({ address }) => hostOf(address) === read.node.ip);
  if (!own) return [];
  const isOther = ({ nic, address }: AddressOf) =>
    nic === own.nic && address.includes(':') !== own.address.includes(':');
  const candidates = [own, ...addresses.filter(isOther)];
  const preferred = addresses.filter(({ address }) => isPreferred(read.source.settings, address));
  const chosen = byPreference(read.source.settings, [...candidates, ...preferred], ({ address }) => address);
  return [{ ...read, chosen }];
}

function addressesOf(read: ReadNode): AddressOf[] {
  return read.interfaces.flatMap((nic) =>
    nic.addresses.flatMap((text) => {
      const { settings } = read.source;
      const address = usableAddress(text, settings);
      return address !== undefined && wantsAddress(settings, address) ? [{ ...read, nic, address }] : [];
    }),
  );
}

function interfaceKey(node: Pick<ReadNode['node'], 'key'>, name: string): string {
  return `${node.key}/nic/${name}`;
}

function addressKey(node: Pick<ReadNode['node'], 'key'>, address: string): string {
  return `${node.key}/ip/${hostOf(address)}`;
}

function hostOf(address: string): string {
  return address.split('/')[0];
}

function labelOf({ node, nic }: Pick<InterfaceOf, 'node' | 'nic'>): string {
  return `${node.name} ${nic.name}`;
}

function eachInterface(read: ReadNode): InterfaceOf[] {
  return read.interfaces.map((nic) => ({ ...read, nic }));
}

function readInterfaces(source: Source): Observable<InterfaceOf | Lost> {
  return concat(
    from(hiddenBridges(source)),
    readNodes(source).pipe(mergeMap((read) => (read instanceof Lost ? [read] : eachInterface(read)))),
  );
}

function withMac(read: ReadNode): WithMac[] {
  return eachInterface(read).filter((one): one is WithMac => one.nic.mac !== undefined);
}

function readAddresses(source: Source): Observable<PlacedAddress | Lost> {
  return readNodeParts(source, addressesOf).pipe(
    distinct((one) => (one instanceof Lost ? one.key : addressKey(one.node, one.address))),
    concatMap((one) => {
      if (one instanceof Lost) return of(one);
      return prefixesFor(source, [one.address]).pipe(map((prefixes) => ({ ...one, prefixes })));
    }),
  );
}

function readVids(source: Source): Observable<number | Lost> {
  return readNodeParts(source, ({ interfaces }) => interfaces.flatMap(({ vlan }) => vlan ?? []));
}

const never = () => false;

/** The network of nodes: cards, bonds, bridges, VLAN interfaces and Open vSwitch, with what is known of their addresses. */
export const nodeInterfaces = defineStage({
  name: 'node-interfaces',
  label: 'Node Interfaces',
  after: ['devices'],
  importance: 'optional',
  parts: [
    ...vlanParts(readVids),
    part({
      target: nodeInterface,
      read: readInterfaces,
      row: nodeInterfaceRow,
      covers: seesBridges,
      whenGone: 'as-set',
    }),
    part({
      target: nodeInterfaceLinks,
      read: (source) => readNodeParts(source, eachInterface),
      row: linksRow,
      covers: never,
      whenGone: 'keep',
    }),
    part({
      target: nodeMacAddress,
      read: (source) => readNodeParts(source, withMac),
      row: macRow,
      covers: seesBridges,
      whenGone: 'as-set',
    }),
    part({
      target: nodePrimaryMac,
      read: (source) => readNodeParts(source, withMac),
      row: primaryMacRow,
      covers: never,
      whenGone: 'keep',
    }),
    part({
      target: nodeIpAddress,
      read: readAddresses,
      row: addressRow,
      covers: seesBridges,
      whenGone: 'as-set',
    }),
    part({
      target: nodePrimaryIps,
      read: (source) => readNodeParts(source, choosePrimary),
      row: primaryIpsRow,
      covers: never,
      whenGone: 'keep',
    }),
  ],
});
