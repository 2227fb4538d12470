import { type Mark } from '../../core/plan/mark';
import { isEmpty, type Values } from '../../core/plan/value';
import {
  by,
  curated,
  defineResource,
  fact,
  filled,
  mark,
  merged,
  type Narrowing,
  unless,
} from './define-resource';

/** The VLANs of one Proxmox cluster: NetBox may have a number many times, and tells them apart by their group. */
export const vlanGroup = defineResource({
  name: 'vlan-group',
  label: 'VLAN group',
  path: 'ipam/vlan-groups',
  objectType: 'ipam.vlangroup',
  fields: {
    name: curated<string>(),
    slug: curated<string>(),
    scopeType: fact<string>(),
    scopeId: fact<number>(),
    description: curated<string>(),
    tags: merged<number>('references'),
  },
  narrow: by('slug'),
  adoptBy: [mark('slug', 'scopeType', 'scopeId')],
});

/** A VLAN that guests or nodes are in: one of our group, or one that is valid everywhere. Its name and group stay as they are. */
export const vlan = defineResource({
  name: 'vlan',
  label: 'VLAN',
  path: 'ipam/vlans',
  objectType: 'ipam.vlan',
  fields: {
    vid: fact<number>(),
    name: curated<string>(),
    status: curated<string>('choice'),
    group: curated<number>('reference'),
    description: curated<string>(),
    tags: merged<number>('references'),
  },
  alsoRead: ['site'],
  narrow: by('vid'),
  adoptBy: [mark('vid', 'group'), { wanted: mark('vid'), actual: unless('vid', 'site', 'group') }],
});

/** MAC addresses, objects of their own since NetBox 4.2 and not unique there: ours is the one on our interface. */
export function macAddressAs(name: string) {
  return defineResource({
    name,
    label: 'MAC address',
    path: 'dcim/mac-addresses',
    objectType: 'dcim.macaddress',
    fields: {
      macAddress: fact<string>(),
      assignedObjectType: fact<string>(),
      assignedObjectId: fact<number>(),
      description: curated<string>(),
      tags: merged<number>('references'),
    },
    narrow: by('mac_address', 'macAddress'),
    adoptBy: [mark('macAddress', 'assignedObjectType', 'assignedObjectId')],
  });
}

/** What is made elsewhere, and completed here. */
interface Completed {
  readonly name: string;
  readonly path: string;
  readonly objectType: string;
}
type Narrow = (wanted: readonly Values[]) => readonly Narrowing[];

/** Which of its MAC addresses an interface shows. */
export function primaryMacOf(made: Completed, name: string, narrow: Narrow) {
  return defineResource({
    name,
    label: 'primary MAC address',
    completes: made.name,
    path: made.path,
    objectType: made.objectType,
    fields: { primaryMacAddress: filled<number>('reference') },
    narrow,
  });
}

/** The addresses by which a machine is reached. */
export function primaryIpsOf(made: Completed, name: string, narrow: Narrow) {
  return defineResource({
    name,
    label: 'primary IP address',
    completes: made.name,
    path: made.path,
    objectType: made.objectType,
    fields: {
      primaryIp4: filled<number>('reference'),
      primaryIp6: filled<number>('reference'),
    },
    narrow,
  });
}

/** Addresses on interfaces. One that is somebody else's is in the way; one that is nobody's becomes ours. */
export function ipAddressAs(name: string) {
  return defineResource({
    name,
    label: 'IP address',
    path: 'ipam/ip-addresses',
    objectType: 'ipam.ipaddress',
    fields: {
      address: curated<string>(),
      status: curated<string>('choice'),
      assignedObjectType: fact<string>(),
      assignedObjectId: fact<number>(),
      vrf: curated<number>('reference'),
      tenant: curated<number>('reference'),
      description: curated<string>(),
      tags: merged<number>('references'),
    },
    // NetBox finds an address without a mask under any mask.
    narrow: (wanted) => by('address', 'host')(wanted.map(withHost)),
    adoptBy: [
      onHost(mark('host', 'assignedObjectType', 'assignedObjectId')),
      { wanted: onHost(unless('host', 'vrf')), actual: onHost(unless('host', 'assignedObjectId', 'vrf')) },
      { wanted: onHost(mark('host', 'vrf')), actual: onHost(unassigned(mark('host', 'vrf'))) },
    ],
    // In a VRF of its own the same address is another one.
    blockedBy: [onHost(unless('host', 'vrf')), onHost(mark('host', 'vrf'))],
    handsOver: true,
    // NetBox refuses to move an address away from a machine that it stands for.
    pinnedBy: ['virtualization/virtual-machines', 'dcim/devices'].flatMap((path) =>
      ['primary_ip4', 'primary_ip6'].map((field) => ({ path, field })),
    ),
  });
}

function unassigned(made: Mark): Mark {
  return (values) => (isEmpty(values.assignedObjectId) ? made(values) : undefined);
}

function onHost(made: Mark): Mark {
  return (values) => made(withHost(values));
}

function withHost(values: Values): Values {
  return typeof values.address === 'string' ? { ...values, host: values.address.split('/')[0] } : values;
}
