import { by, curated, defineResource, fact, mark, merged } from './define-resource';
import { device } from './inventory';
import { ipAddressAs, macAddressAs, primaryIpsOf, primaryMacOf } from './network';

const ofItsDevice = by('device_id', 'device');

/** A network interface of a node. What kind of card it is, people may know better. */
export const nodeInterface = defineResource({
  name: 'node-interface',
  label: 'interface',
  path: 'dcim/interfaces',
  objectType: 'dcim.interface',
  fields: {
    device: fact<number>('reference'),
    name: fact<string>(),
    type: curated<string>('choice'),
    enabled: fact<boolean>(),
    mtu: fact<number | null>(),
    mode: fact<string | null>('choice'),
    untaggedVlan: fact<number | null>('reference'),
    description: curated<string>(),
    tags: merged<number>('references'),
  },
  narrow: ofItsDevice,
  adoptBy: [mark('device', 'name')],
});

/** How the interfaces of a node stand on each other: set once all of them are there. */
export const nodeInterfaceLinks = defineResource({
  name: 'node-interface-links',
  label: 'interface',
  completes: nodeInterface.name,
  path: nodeInterface.path,
  objectType: nodeInterface.objectType,
  fields: {
    parent: fact<number | null>('reference'),
    bridge: fact<number | null>('reference'),
    lag: fact<number | null>('reference'),
  },
  narrow: ofItsDevice,
});

export const nodeMacAddress = macAddressAs('node-mac-address');
export const nodePrimaryMac = primaryMacOf(nodeInterface, 'node-primary-mac', ofItsDevice);
export const nodeIpAddress = ipAddressAs('node-ip-address');
export const nodePrimaryIps = primaryIpsOf(device, 'node-primary-ip', by('cluster_id', 'cluster'));
