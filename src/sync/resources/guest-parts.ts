import { by, curated, defineResource, fact, mark, merged } from './define-resource';
import { virtualMachine } from './inventory';
import { ipAddressAs, macAddressAs, primaryIpsOf, primaryMacOf } from './network';

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
  // NetBox 4.5 adds up `VM.disk` wrongly when disks of one machine come in two requests at once.
  isPart: true,
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
  tradesBy: 'name',
  isPart: true,
  // The whole cluster at once; where that is not told, machine by machine.
  narrow: (wanted) => [
    ...by('cluster_id', 'cluster')(wanted),
    ...by('virtual_machine_id', 'virtualMachine')(wanted.filter(({ cluster }) => cluster === undefined)),
  ],
  adoptBy: [mark('virtualMachine', 'name')],
});

const ofItsCluster = by('cluster_id', 'cluster');

export const macAddress = macAddressAs('mac-address');
export const primaryMac = primaryMacOf(vmInterface, 'primary-mac', ofItsCluster);
export const ipAddress = ipAddressAs('ip-address');
export const primaryIps = primaryIpsOf(virtualMachine, 'primary-ip', ofItsCluster);
