import { nodeInterfacesOf } from './node-network';
import { type Raw, WireRow } from './wire-row';

const read = (...rows: Raw[]) => nodeInterfacesOf(rows.map((raw) => new WireRow(raw, '/network')));

describe('nodeInterfacesOf', () => {
  it('knows bonds, bridges and VLAN interfaces, and takes numbers that come as text', () => {
    expect(
      read(
        { iface: 'bond0', type: 'bond', active: 1, slaves: 'eno1 eno2', bond_mode: '802.3ad' },
        { iface: 'vmbr0', type: 'bridge', active: 1, bridge_ports: 'bond0', bridge_vlan_aware: 1 },
        { iface: 'vmbr1', type: 'bridge', bridge_ports: '', comments: 'isolated\n' },
        { iface: 'vlan40', type: 'vlan', 'vlan-id': '40', 'vlan-raw-device': 'bond0', mtu: '9000' },
      ),
    ).toMatchObject([
      { name: 'bond0', kind: 'bond', members: ['eno1', 'eno2'], isActive: true },
      { name: 'vmbr0', kind: 'bridge', members: ['bond0'], isVlanAware: true },
      { name: 'vmbr1', kind: 'bridge', members: [], isActive: false, comment: 'isolated' },
      { name: 'vlan40', kind: 'vlan', vlan: 40, parent: 'bond0', mtu: 9000 },
    ]);
  });

  it('takes number and device of a VLAN interface from its name where nothing else tells them', () => {
    expect(read({ iface: 'eno2.50', type: 'vlan' })).toMatchObject([{ vlan: 50, parent: 'eno2' }]);
    expect(read({ iface: 'vlan7', type: 'vlan' })[0]).toMatchObject({ vlan: undefined, parent: undefined });
  });

  it('knows the ports, bonds and switches of Open vSwitch', () => {
    expect(
      read(
        { iface: 'bond1', type: 'OVSBond', ovs_bridge: 'vmbr2', ovs_bonds: 'enp6s0 enp7s0' },
        { iface: 'mgmt0', type: 'OVSIntPort', ovs_bridge: 'vmbr2', ovs_tag: 50, cidr: '192.0.2.61/24' },
        { iface: 'vmbr2', type: 'OVSBridge', ovs_ports: 'bond1 mgmt0' },
        { iface: 'enp5s0', type: 'OVSPort', ovs_bridge: 'vmbr2' },
      ),
    ).toMatchObject([
      { kind: 'bond', members: ['enp6s0', 'enp7s0'], switchName: 'vmbr2' },
      { kind: 'port', vlan: 50, switchName: 'vmbr2', addresses: ['192.0.2.61/24'] },
      { kind: 'bridge', members: [] },
      { kind: 'physical', switchName: 'vmbr2' },
    ]);
  });

  it('finds a MAC address where a name is made of it', () => {
    expect(
      read(
        { iface: 'eno1', type: 'eth', altnames: ['enp3s0f0', 'enx3cecef000001'] },
        { iface: 'enx3cecef00000a', type: 'eth' },
        { iface: 'eno2', type: 'eth' },
      ).map(({ mac }) => mac),
    ).toEqual(['3C:EC:EF:00:00:01', '3C:EC:EF:00:00:0A', undefined]);
  });

  it('gives the addresses of aliases to their interface, both families, and leaves out what it does not know', () => {
    expect(
      read(
        { iface: 'eno1:1', type: 'alias', cidr: '203.0.113.5/32' },
        { iface: 'eno1', type: 'eth', cidr: '192.0.2.5/24', cidr6: '2001:db8::5/64' },
        { iface: 'gone:1', type: 'alias', cidr: '203.0.113.6/32' },
        { iface: 'vnet0', type: 'vnet' },
        { iface: 'ib0', type: 'unknown' },
      ),
    ).toMatchObject([
      { name: 'eno1', addresses: ['192.0.2.5/24', '2001:db8::5/64', '203.0.113.5/32'] },
      { name: 'ib0', kind: 'physical' },
    ]);
  });
});
