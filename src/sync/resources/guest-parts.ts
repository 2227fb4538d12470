import { type Mark } from '../../core/plan/plan-target';
import { type Values } from '../../core/plan/value';
import { by, curated, defineResource, fact, filled, mark, merged, unless } from './define-resource';

/** A disk of a guest. Sizes are whole MiB in NetBox's field "MB", as for memory: 40G in Proxmox VE reads 40960. */
export const virtualDisk = defineResource({
  name: 'virtual-disk',
  label: 'virtual disk',
  path: 'virtualization/virtual-disks',
  objectType: 'virtualization.virtualdisk',
  fields: {
    virtualMachine: fact<number>('reference'),
    name: fact<string>(),
    size: fact<number>(),
    description: curated<string>(),
    tags: merged<number>('references'),
  },
  narrow: by('virtual_machine_id', 'virtualMachine'),
  adoptBy: [mark('virtualMachine', 'name')],
});

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

/** A VLAN that guests are in: one of our group, or one that is valid everywhere. Its name and group stay as they are. */
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

/** A network card of a guest. */
export const vmInterface = defineResource({
  name: 'vm-interface',
  label: 'interface',
  path: 'virtualization/interfaces',
  objectType: 'virtualization.vminterface',
  fields: {
    virtualMachine: fact<number>('reference'),
    name: fact<string>(),
    enabled: fact<boolean>(),
    mtu: fact<number | null>(),
    mode: fact<string | null>('choice'),
    untaggedVlan: fact<number | null>('reference'),
    taggedVlans: merged<number>('references'),
    description: curated<string>(),
    tags: merged<number>('references'),
  },
  narrow: by('cluster_id', 'cluster'),
  adoptBy: [mark('virtualMachine', 'name')],
});

/** A MAC address, an object of its own since NetBox 4.2 and not unique there: ours is the one on our interface. */
export const macAddress = defineResource({
  name: 'mac-address',
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

/** Which of its MAC addresses an interface shows. */
export const primaryMac = defineResource({
  name: 'primary-mac',
  label: 'primary MAC address',
  completes: vmInterface.name,
  path: vmInterface.path,
  objectType: vmInterface.objectType,
  fields: { primaryMacAddress: filled<number>('reference') },
  narrow: by('cluster_id', 'cluster'),
});

/** An address on a card of a guest. One that is somebody else's is in the way; one that is nobody's becomes ours. */
export const ipAddress = defineResource({
  name: 'ip-address',
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
    { wanted: onHost(mark('host')), actual: onHost(unless('host', 'assignedObjectId', 'vrf')) },
  ],
  // In a VRF of its own the same address is another one.
  blockedBy: [onHost(unless('host', 'vrf'))],
  handsOver: true,
});

function onHost(made: Mark): Mark {
  return (values) => made(withHost(values));
}

function withHost(values: Values): Values {
  return typeof values.address === 'string' ? { ...values, host: values.address.split('/')[0] } : values;
}

/** The addresses by which a guest is reached. */
export const primaryIps = defineResource({
  name: 'primary-ip',
  label: 'primary IP address',
  completes: 'virtual-machine',
  path: 'virtualization/virtual-machines',
  objectType: 'virtualization.virtualmachine',
  fields: {
    primaryIp4: filled<number>('reference'),
    primaryIp6: filled<number>('reference'),
  },
  narrow: by('cluster_id', 'cluster'),
});
