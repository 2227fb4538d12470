/** One interface as `/nodes/{node}/network` lists it: numbers are texts, flags are 1 or absent. */
export type SimInterface = { iface: string; type: string; priority?: number } & Record<string, unknown>;

const MANUAL = { method: 'manual', method6: 'manual', families: ['inet'] };
const BRIDGE = { bridge_stp: 'off', bridge_fd: '0' };
const UP = { active: 1, autostart: 1 };

/** By the node's position modulo 3: a bond under a VLAN-aware bridge, plain cards, or Open vSwitch. */
export function nodeNetwork(position: number, ip: string): SimInterface[] {
  if (position % 3 === 2) return openVSwitch(ip);
  return position % 3 === 1 ? plain(ip) : bonded(ip);
}

function bonded(ip: string): SimInterface[] {
  const host = ip.split('.')[3];
  const inFile = inFileOrder([
    card('eno1', { active: 1, altnames: ['enp3s0f0', 'enx3cecef000001'] }),
    card('eno2', { active: 1 }),
    card('eno3'),
    {
      iface: 'bond0',
      type: 'bond',
      ...UP,
      ...MANUAL,
      slaves: 'eno1 eno2',
      bond_mode: '802.3ad',
      bond_miimon: '100',
      bond_xmit_hash_policy: 'layer3+4',
    },
    {
      iface: 'vmbr0',
      type: 'bridge',
      ...UP,
      ...onNet(ip),
      method6: 'static',
      families: ['inet', 'inet6'],
      cidr6: `2001:db8:1::${host}/64`,
      address6: `2001:db8:1::${host}`,
      netmask6: '64',
      gateway6: '2001:db8:1::1',
      bridge_ports: 'bond0',
      ...BRIDGE,
      bridge_vlan_aware: 1,
      bridge_vids: '2-4094',
      comments: 'uplink\n',
    },
    { iface: 'vmbr1', type: 'bridge', ...UP, ...MANUAL, bridge_ports: '', ...BRIDGE, comments: 'isolated\n' },
    { iface: 'vmbr0.30', type: 'vlan', ...UP, ...onNet(`198.51.100.${host}`), ...vlan(30, 'vmbr0') },
    { iface: 'vlan40', type: 'vlan', ...UP, ...MANUAL, ...vlan(40, 'bond0'), mtu: '9000' },
    {
      iface: 'eno3:1',
      type: 'alias',
      exists: 1,
      ...MANUAL,
      method: 'static',
      cidr: `203.0.113.${host}/32`,
      address: `203.0.113.${host}`,
    },
    { iface: 'ib0', type: 'unknown', exists: 1, ...MANUAL },
  ]);
  // A card that the file does not mention.
  return [...inFile, { iface: 'eno4', type: 'eth', exists: 1, method: 'manual', method6: 'manual' }];
}

function plain(ip: string): SimInterface[] {
  return inFileOrder([
    card('eno1', { active: 1 }),
    card('eno2'),
    { iface: 'vmbr0', type: 'bridge', ...UP, ...onNet(ip), bridge_ports: 'eno1', ...BRIDGE },
    // Set by DHCP: the file, and so the answer, knows no address.
    { iface: 'vmbr1', type: 'bridge', ...UP, ...MANUAL, method: 'dhcp', bridge_ports: 'eno2', ...BRIDGE },
    { iface: 'eno2.50', type: 'vlan', ...UP, ...MANUAL, ...vlan(50, 'eno2') },
  ]);
}

function openVSwitch(ip: string): SimInterface[] {
  const ovs = (iface: string, type: string, more: Record<string, unknown>): SimInterface => ({
    iface,
    type,
    ...UP,
    ...MANUAL,
    ovs_type: type,
    ...more,
  });
  return inFileOrder([
    card('enp5s0', { active: 1 }),
    card('enp6s0', { active: 1 }),
    card('enp7s0', { active: 1 }),
    ovs('enp5s0d1', 'OVSPort', { exists: 1, ovs_bridge: 'vmbr1' }),
    ovs('bond1', 'OVSBond', {
      ovs_bridge: 'vmbr0',
      ovs_bonds: 'enp6s0 enp7s0',
      bond_mode: 'lacp-balance-tcp',
      ovs_options: 'bond_mode=balance-tcp lacp=active',
    }),
    ovs('vmbr0', 'OVSBridge', { ovs_ports: 'bond1 mgmt0' }),
    ovs('vmbr1', 'OVSBridge', { ovs_ports: 'enp5s0d1' }),
    ovs('mgmt0', 'OVSIntPort', { ovs_bridge: 'vmbr0', ovs_tag: 50, ovs_options: 'tag=50', ...onNet(ip) }),
  ]);
}

/** A physical card that the file mentions. */
function card(iface: string, more: Record<string, unknown> = {}): SimInterface {
  return { iface, type: 'eth', exists: 1, ...MANUAL, ...more };
}

function onNet(ip: string) {
  const gateway = ip.startsWith('192.0.2.') ? { gateway: '192.0.2.1' } : {};
  return { ...MANUAL, method: 'static', cidr: `${ip}/24`, address: ip, netmask: '24', ...gateway };
}

function vlan(id: number, device: string) {
  return { 'vlan-id': String(id), 'vlan-raw-device': device };
}

function inFileOrder(interfaces: SimInterface[]): SimInterface[] {
  return interfaces.map((row, index) => ({ ...row, priority: index + 3 }));
}
