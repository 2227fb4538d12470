import { type ProxmoxSimulator } from '../../src/simulators/proxmox/simulator';
import { type Sidecar } from '../../src/tools/house';
import { addGuest, changesOf, guestCount, linksOf } from '../flow/open-house';
import { openBesideNetbox } from './beside-netbox';
import { NetboxApi, type NetboxObject, netboxUnderTest } from './netbox-api';

const MACHINES = 'virtualization/virtual-machines';
const CLUSTERS = 'virtualization/clusters';
const DEVICES = 'dcim/devices';
const ADDRESSES = 'ipam/ip-addresses';
const NODE_INTERFACES = 'dcim/interfaces';
const WELL = { status: { value: 'completed' }, failed_count: 0, error: '' };
const SILENT = { ...WELL, netbox_writes: 0, created_count: 0, updated_count: 0, deleted_count: 0 };

// A busy machine may need a minute for the first of these runs.
jest.setTimeout(240_000);

/** The simulated Proxmox VE goes into the real NetBox; everything is looked at through NetBox's own REST. */
describe('A whole sync into the real NetBox', () => {
  const netbox = new NetboxApi(netboxUnderTest());
  let proxmox: ProxmoxSimulator;
  let proxbox: Sidecar;
  let house: Sidecar & { proxmox: ProxmoxSimulator };
  let close: () => Promise<void>;

  // A NetBox that others use may have such names elsewhere: what was made in this test is told by its own custom fields.
  const machine = (vmid: number, cluster = 'lab-a') =>
    netbox.one(MACHINES, { cf_proxmox_vm_id: vmid, cf_proxmox_cluster: cluster });
  const nodeInterface = (device: string, name: string) =>
    netbox.one(NODE_INTERFACES, { tag: 'proxbox', device, name });
  const cluster = async (name: string): Promise<NetboxObject> => {
    const { cluster: found } = await machine(101, name);
    return netbox.get(CLUSTERS, (found as NetboxObject).id);
  };
  const ownerOf = async ({ assigned_object: nic }: NetboxObject) => {
    const { virtual_machine: vm } = nic as { virtual_machine: NetboxObject };
    const { custom_fields: fields } = await netbox.get(MACHINES, vm.id);
    const { proxmox_vm_id: vmid, proxmox_cluster: name } = fields as Record<string, never>;
    return { vmid: Number(vmid), cluster: String(name) };
  };
  const nodeOf = (vmid: number) => proxmox.world.clusters[0].guests.get(vmid)!.node;

  beforeAll(async () => {
    ({ proxbox, proxmox, close } = await openBesideNetbox(netbox, { guests: 40, clusters: 2, nodes: 5 }));
    house = { ...proxbox, proxmox };
  });
  afterAll(() => close(), 600_000);

  it('makes every cluster, node and guest once, in bulk', async () => {
    const run = await proxbox.run();
    expect(run).toMatchObject(WELL);
    expect(run.netbox_writes).toBeLessThan(40);
    const made = await netbox.all(MACHINES, { tag: 'proxbox' });
    expect(made).toHaveLength(guestCount(house));
    const clusters = new Set(made.map((row) => (row.cluster as NetboxObject).id));
    expect(clusters.size).toBe(proxmox.world.clusters.length);
    const nodes = proxmox.world.clusters.flatMap((one) => one.nodes.map(({ name }) => name));
    const devices = await netbox.all(DEVICES, { tag: 'proxbox' });
    expect(devices.map(({ name }) => name).sort()).toEqual(nodes.sort());
  });

  it('makes the interfaces of nodes standing on each other, with their VLANs and addresses', async () => {
    const wanted = proxmox.world.clusters.flatMap((one) =>
      one.nodes.flatMap((node) => node.network.filter(({ type }) => type !== 'alias')),
    );
    expect(await netbox.all(NODE_INTERFACES, { tag: 'proxbox' })).toHaveLength(wanted.length);
    const bond = await nodeInterface('pve-a1', 'bond0');
    expect(bond).toMatchObject({ type: { value: 'lag' }, bridge: { name: 'vmbr0' } });
    expect((await nodeInterface('pve-a1', 'eno1')).lag).toMatchObject({ id: bond.id });
    expect(await nodeInterface('pve-a1', 'eno1')).toMatchObject({
      primary_mac_address: { mac_address: '3C:EC:EF:00:00:01' },
    });
    expect(await nodeInterface('pve-a1', 'vmbr0.30')).toMatchObject({
      type: { value: 'virtual' },
      parent: { name: 'vmbr0' },
      untagged_vlan: { vid: 30 },
    });
    expect(await nodeInterface('pve-a3', 'mgmt0')).toMatchObject({ bridge: { name: 'vmbr0' } });
    const [device] = await netbox.all(DEVICES, { tag: 'proxbox', name: 'pve-a1' });
    const { ip } = proxmox.world.clusters[0].nodes[0];
    expect(device.primary_ip4).toMatchObject({ address: `${ip}/24` });
  });

  it('writes nothing when nothing changed, and the change log of NetBox does not grow', async () => {
    const newest = await netbox.newestChange();
    expect(await proxbox.run()).toMatchObject(SILENT);
    expect(await netbox.newestChange()).toBe(newest);
  });

  it('carries over that another card is in a bond', async () => {
    const network = proxmox.world.clusters[0].nodes[0].network;
    const bond = network.find(({ iface }) => iface === 'bond0')!;
    proxmox.putInterface('lab-a', 'pve-a1', { ...bond, slaves: 'eno1 eno3' });
    expect(await proxbox.run()).toMatchObject({ ...WELL, updated_count: 2, netbox_writes: 1 });
    expect((await nodeInterface('pve-a1', 'eno2')).lag).toBeNull();
    expect((await nodeInterface('pve-a1', 'eno3')).lag).toMatchObject({ name: 'bond0' });
  });

  it('carries a new name over with one write, to the same machine', async () => {
    const { id } = await machine(101);
    proxmox.changeGuest('lab-a', 101, { name: 'renamed-guest' });
    expect(await proxbox.run()).toMatchObject({ ...WELL, updated_count: 1, netbox_writes: 1 });
    expect(await machine(101)).toMatchObject({ id, name: 'renamed-guest' });
  });

  it('carries a migration over: the machine stays, on the device of its new node', async () => {
    const { id } = await machine(101);
    const other = nodeOf(101) === 'pve-a1' ? 'pve-a2' : 'pve-a1';
    proxmox.moveGuest('lab-a', 101, other);
    // Its snapshots and replications, which only we keep, move along.
    expect(await proxbox.run()).toMatchObject({ ...WELL, netbox_writes: 1 });
    expect(await machine(101)).toMatchObject({ id, device: { name: other } });
  });

  it('lets two guests swap their names', async () => {
    const [one, two] = [await machine(102), await machine(103)];
    proxmox.changeGuest('lab-a', 102, { name: 'passing' });
    proxmox.changeGuest('lab-a', 103, { name: one.name as string });
    expect(await proxbox.run()).toMatchObject(WELL);
    expect([await machine(102), await machine(103)]).toMatchObject([
      { id: one.id, name: 'passing' },
      { id: two.id, name: one.name },
    ]);
  });

  it('leaves the machine of a guest that is gone, and remembers since when', async () => {
    const { id } = await machine(104);
    const guest = { ...proxmox.world.clusters[0].guests.get(104)! };
    const newest = await netbox.newestChange();
    proxmox.removeGuest('lab-a', 104);
    expect(await proxbox.run()).toMatchObject(SILENT);
    expect((await machine(104)).id).toBe(id);
    expect(await netbox.newestChange()).toBe(newest);
    const [link] = await linksOf(proxbox, 'target=virtual-machine&key=cluster/lab-a/guest/104');
    expect(link.missing_since).not.toBeNull();
    proxmox.putGuest('lab-a', guest);
    expect(await proxbox.run()).toMatchObject(SILENT);
  });

  it('does not take a machine that a person made under the name of a guest', async () => {
    const { id: clusterId } = await cluster('lab-a');
    // NetBox compares names of machines without regard to case.
    const own = await netbox.create(MACHINES, { name: 'Taken', cluster: clusterId, vcpus: 1 });
    addGuest(house, 'lab-a', 101, 990, 'taken');
    const newest = await netbox.newestChange();
    const run = await proxbox.run();
    expect(run).toMatchObject({
      status: { value: 'completed_with_errors' },
      conflict_count: 1,
      netbox_writes: 0,
    });
    const [conflict] = await changesOf(proxbox, run.id, '&action=conflict');
    expect(conflict.reason).toContain(`#${own.id}`);
    expect(await netbox.newestChange()).toBe(newest);
    await netbox.remove(MACHINES, own.id);
    expect(await proxbox.run()).toMatchObject(WELL);
    expect(await machine(990)).toMatchObject({ name: 'taken' });
  });

  it('keeps what a person edited in between, and still carries over what Proxmox changed', async () => {
    const { id, tags } = await machine(101);
    const tag = await netbox.create('extras/tags', { name: 'Whole sync: mine', slug: 'whole-sync-mine' });
    const role = await netbox.create('dcim/device-roles', {
      name: 'Whole sync: database',
      slug: 'whole-sync-database',
      color: 'ff0000',
    });
    await netbox.change(MACHINES, id, {
      description: 'by hand',
      role: role.id,
      tags: [...(tags as NetboxObject[]).map((one) => one.id), tag.id],
    });
    const newest = await netbox.newestChange();
    expect(await proxbox.run()).toMatchObject(SILENT);
    expect(await netbox.newestChange()).toBe(newest);

    proxmox.changeGuest('lab-a', 101, { cores: 7 });
    expect(await proxbox.run()).toMatchObject({ ...WELL, updated_count: 1, netbox_writes: 1 });
    const after = await machine(101);
    expect(after).toMatchObject({ description: 'by hand', role: { id: role.id }, vcpus: 7 });
    const slugsOf = (some: unknown) => (some as { slug: string }[]).map(({ slug }) => slug);
    expect(slugsOf(after.tags).sort()).toEqual([...slugsOf(tags), 'whole-sync-mine'].sort());
  });

  it('makes a machine again that a person deleted while Proxmox still has the guest', async () => {
    const { id } = await machine(105);
    await netbox.remove(MACHINES, id);
    const run = await proxbox.run();
    expect(run).toMatchObject(WELL);
    expect((await machine(105)).id).not.toBe(id);
    const [line] = await changesOf(proxbox, run.id, '&action=create&target=virtual-machine');
    expect(line.reason).toContain('deleted by hand');
  });

  it('tells what NetBox refused, with its words, does the rest, and does not say completed', async () => {
    proxmox.changeGuest('lab-b', 101, { memoryMb: 3_000_000_000 });
    proxmox.changeGuest('lab-b', 102, { name: 'still-done' });
    const run = await proxbox.run();
    expect(run).toMatchObject({
      status: { value: 'completed_with_errors' },
      failed_count: 1,
    });
    const [failure] = await changesOf(proxbox, run.id, '&status=failed');
    expect(failure).toMatchObject({ key: 'cluster/lab-b/guest/101' });
    expect(failure.error).toContain('memory');
    expect((await machine(102, 'lab-b')).name).toBe('still-done');
    proxmox.changeGuest('lab-b', 101, { memoryMb: 2048 });
    expect(await proxbox.run()).toMatchObject(WELL);
  });

  it('never takes an address that is somebody else’s, and takes it once it is free', async () => {
    const told = await proxbox.run({ mode: 'plan' });
    expect(told).toMatchObject(SILENT);
    const made = await netbox.all(ADDRESSES, { tag: 'proxbox', family: 4 });
    const ours = made.find((row) => row.assigned_object_type === 'virtualization.vminterface')!;
    const { vmid, cluster: at } = await ownerOf(ours);
    await netbox.remove(ADDRESSES, ours.id);
    const nic = await netbox.create('virtualization/interfaces', {
      virtual_machine: (await machine(vmid === 101 ? 102 : 101, at)).id,
      name: 'whole-sync0',
    });
    const taken = await netbox.create(ADDRESSES, {
      address: ours.address,
      assigned_object_type: 'virtualization.vminterface',
      assigned_object_id: nic.id,
    });
    const run = await proxbox.run();
    expect(run).toMatchObject({
      status: { value: 'completed_with_errors' },
      conflict_count: 1,
      failed_count: 0,
    });
    const [conflict] = await changesOf(proxbox, run.id, '&action=conflict');
    expect(conflict.reason).toContain(`#${taken.id}`);
    expect(await netbox.get(ADDRESSES, taken.id)).toMatchObject({ assigned_object_id: nic.id });

    await netbox.remove('virtualization/interfaces', nic.id);
    expect(await proxbox.run()).toMatchObject(WELL);
    const [again] = await netbox.all(ADDRESSES, { address: ours.address });
    expect(again.assigned_object_id).toBe(ours.assigned_object_id);
    expect(await proxbox.run()).toMatchObject(SILENT);
  });

  it('takes up again what an earlier Proxbox made, without a second copy of anything', async () => {
    const count = (await netbox.all(MACHINES, { tag: 'proxbox' })).length;
    await proxbox.serving.program.dataSource.query('DELETE FROM proxbox_sync_link');
    expect(await proxbox.run()).toMatchObject({ ...WELL, created_count: 0 });
    expect(await netbox.all(MACHINES, { tag: 'proxbox' })).toHaveLength(count);
    expect(await proxbox.run()).toMatchObject(SILENT);
  });
});
