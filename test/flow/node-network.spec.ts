import { type House } from '../../src/tools/house';
import { changesOf, linksOf, type NetboxRow, openTestHouse } from './open-house';

const INTERFACES = 'dcim/interfaces';
const ADDRESSES = 'ipam/ip-addresses';
const VLANS = 'ipam/vlans';
const WELL = { status: { value: 'completed' }, failed_count: 0, error: '' };
const SILENT = { ...WELL, netbox_writes: 0, created_count: 0, updated_count: 0, conflict_count: 0 };
const WITH_ERRORS = { status: { value: 'completed_with_errors' } };

describe('the network of nodes', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({
      stages: ['node-interfaces', 'vm-interfaces'],
      proxmox: { guests: 20, nodes: 6 },
    });
  });
  afterAll(() => house.close());

  const rows = (path: string) => house.netbox.rows(path) as NetboxRow[];
  const device = (name: string) => rows('dcim/devices').find((row) => row.name === name)!;
  const nics = (node: string) =>
    rows(INTERFACES).filter((row) => (row.device as NetboxRow).id === device(node).id);
  const nic = (node: string, name: string) => nics(node).find((row) => row.name === name)!;
  const nameOf = (value: unknown) => (value as NetboxRow | null)?.name ?? null;
  const nodes = () => house.proxmox.world.clusters.flatMap((cluster) => cluster.nodes);

  it('of defect 16: is made once, every kind of interface in it, and a second run writes nothing', async () => {
    const mine = house.netbox.create(VLANS, { vid: 40, name: 'Servers', status: 'active' });
    expect(await house.run()).toMatchObject(WELL);
    const wanted = nodes().flatMap((node) => node.network.filter(({ type }) => type !== 'alias'));
    expect(rows(INTERFACES)).toHaveLength(wanted.length);
    expect(await house.run()).toMatchObject(SILENT);
    // Defect 18: the VLAN of a person keeps its name, and is used.
    expect(rows(VLANS).find(({ id }) => id === mine.id)).toMatchObject({ name: 'Servers' });
  });

  it('has bonds, bridges and VLAN interfaces standing on each other', () => {
    const at = (name: string) => nic('pve-a1', name);
    expect([nameOf(at('eno1').lag), nameOf(at('bond0').bridge), nameOf(at('vmbr0.30').parent)]).toEqual([
      'bond0',
      'vmbr0',
      'vmbr0',
    ]);
    expect(['eno1', 'bond0', 'vmbr0', 'vmbr0.30'].map((name) => at(name).type)).toMatchObject([
      { value: 'other' },
      { value: 'lag' },
      { value: 'bridge' },
      { value: 'virtual' },
    ]);
    expect(at('vlan40')).toMatchObject({ mtu: 9000, mode: { value: 'access' }, untagged_vlan: { vid: 40 } });
    expect(at('vmbr0')).toMatchObject({ mode: { value: 'tagged-all' }, description: 'uplink' });
    expect([at('eno1').enabled, at('eno4').enabled]).toEqual([true, false]);
    expect(at('eno1').primary_mac_address).toMatchObject({ mac_address: '3C:EC:EF:00:00:01' });
  });

  it('has Open vSwitch too', () => {
    const at = (name: string) => nic('pve-a3', name);
    expect([nameOf(at('enp6s0').lag), nameOf(at('bond1').bridge), nameOf(at('mgmt0').bridge)]).toEqual([
      'bond1',
      'vmbr0',
      'vmbr0',
    ]);
    expect(at('mgmt0')).toMatchObject({ type: { value: 'virtual' }, untagged_vlan: { vid: 50 } });
  });

  it('has each VLAN once for a cluster, although guests and nodes are in it', () => {
    const seen = rows(VLANS).map((row) => `${String(nameOf(row.group))} ${String(row.vid)}`);
    expect(seen).toHaveLength(new Set(seen).size);
    expect(seen.length).toBeGreaterThan(3);
  });

  it('has addresses, of both families and of aliases, and its device is reached by that of the cluster', () => {
    const { ip } = nodes()[0];
    const ids = new Set(nics('pve-a1').map(({ id }) => id));
    const addresses = rows(ADDRESSES).filter(
      (row) => row.assigned_object_type === 'dcim.interface' && ids.has(row.assigned_object_id as number),
    );
    const host = ip.split('.')[3];
    expect(addresses.map(({ address }) => address).sort()).toEqual(
      [`${ip}/24`, `198.51.100.${host}/24`, `2001:db8:1::${host}/64`, `203.0.113.${host}/32`].sort(),
    );
    expect(device('pve-a1')).toMatchObject({
      primary_ip4: { address: `${ip}/24` },
      primary_ip6: { address: `2001:db8:1::${host}/64` },
    });
  });

  it('carries over what changes, by the fewest writes', async () => {
    const [eno3] = nodes()[0].network.filter(({ iface }) => iface === 'eno3');
    house.proxmox.putInterface('lab-a', 'pve-a1', { ...eno3, active: 1, mtu: '1400' });
    expect(await house.run()).toMatchObject({ ...WELL, updated_count: 1, netbox_writes: 1 });
    expect(nic('pve-a1', 'eno3')).toMatchObject({ enabled: true, mtu: 1400 });
    const bond = nodes()[0].network.find(({ iface }) => iface === 'bond0')!;
    house.proxmox.putInterface('lab-a', 'pve-a1', { ...bond, slaves: 'eno1 eno3' });
    expect(await house.run()).toMatchObject({ ...WELL, updated_count: 2, netbox_writes: 1 });
    expect([nameOf(nic('pve-a1', 'eno2').lag), nameOf(nic('pve-a1', 'eno3').lag)]).toEqual([null, 'bond0']);
  });

  it('keeps what a person knows better', async () => {
    const { id } = nic('pve-a1', 'eno1');
    house.netbox.patch(INTERFACES, id, { type: '10gbase-t', description: 'to switch 7' });
    expect(await house.run()).toMatchObject(SILENT);
    expect(nic('pve-a1', 'eno1')).toMatchObject({ type: { value: '10gbase-t' }, description: 'to switch 7' });
  });

  it('of defect 21: never takes an address that is somebody else’s', async () => {
    const { id: other } = house.netbox.create(INTERFACES, {
      device: device('pve-b1').id,
      name: 'by-hand',
      type: 'other',
    });
    const taken = house.netbox.create(ADDRESSES, {
      address: '192.0.2.200/24',
      assigned_object_type: 'dcim.interface',
      assigned_object_id: other,
    });
    const [vmbr1] = nodes()[0].network.filter(({ iface }) => iface === 'vmbr1');
    house.proxmox.putInterface('lab-a', 'pve-a1', { ...vmbr1, cidr: '192.0.2.200/24' });
    const run = await house.run();
    expect(run).toMatchObject({ ...WITH_ERRORS, conflict_count: 1, failed_count: 0, netbox_writes: 0 });
    const [conflict] = await changesOf(house, run.id, '&action=conflict');
    expect(conflict.reason).toContain(`#${String(taken.id)}`);
    house.proxmox.putInterface('lab-a', 'pve-a1', vmbr1);
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('takes nothing for gone that a token does not show, says so, and leaves bonds on their bridges', async () => {
    const rights = ['Sys.Audit', 'VM.Audit', 'Datastore.Audit', 'VM.GuestAgent.Audit'];
    house.proxmox.faults.restrict('lab-a', { '/': rights });
    const run = await house.run();
    expect(run).toMatchObject({ ...WITH_ERRORS, failed_count: 1, netbox_writes: 0 });
    const [failure] = await changesOf(house, run.id, '&status=failed');
    expect(failure.error).toContain('SDN.Audit');
    expect(nameOf(nic('pve-a1', 'bond0').bridge)).toBe('vmbr0');
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
    house.proxmox.faults.restrict('lab-a', null);
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('of a node that fails or is down is told once and stays, and is read from the others', async () => {
    house.proxmox.faults.add({
      path: '/nodes/pve-a1/network',
      cluster: 'lab-a',
      status: 500,
      reason: 'broken',
    });
    house.proxmox.resetRequests();
    const run = await house.run();
    expect(run).toMatchObject({ ...WITH_ERRORS, failed_count: 1, netbox_writes: 0 });
    const [failure] = await changesOf(house, run.id, '&status=failed');
    expect(failure).toMatchObject({ stage: 'node-interfaces', label: 'pve-a1' });
    const asked = house.proxmox.requests().log.filter(({ path }) => path === '/nodes/pve-a1/network');
    expect(asked).toHaveLength(1);
    house.proxmox.faults.clear();
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
    expect(await house.run()).toMatchObject(SILENT);
  });
});
