import { type House } from '../../src/tools/house';
import {
  addGuest,
  census,
  changesOf,
  machine,
  MAIN_STAGES,
  machines,
  MACHINES,
  type NetboxRow,
  openTestHouse,
} from './open-house';

const slugsOf = (row: NetboxRow) => (row.tags as { slug: string }[]).map(({ slug }) => slug).sort();

describe('what people did in NetBox', () => {
  let house: House;
  let clusterId: number;
  const rowNamed = (path: string, name: string) =>
    house.netbox.rows(path).find((row) => row.name === name) as NetboxRow;
  beforeAll(async () => {
    house = await openTestHouse({ stages: MAIN_STAGES });
    await house.run();
    clusterId = rowNamed('virtualization/clusters', 'lab-a').id;
  });
  afterAll(() => house.close());

  it('stays: role, description, own tags and a status, also when Proxmox changes something else', async () => {
    const { id } = machine(house, 101);
    const role = house.netbox.create('dcim/device-roles', {
      name: 'Database',
      slug: 'database',
      color: 'ff0000',
      vm_role: true,
    });
    const tag = house.netbox.create('extras/tags', { name: 'Mine', slug: 'mine' });
    house.netbox.patch(MACHINES, id, {
      role: role.id,
      description: 'by hand',
      comments: 'call Ann first',
      status: 'failed',
      tags: [rowNamed('extras/tags', 'Proxbox').id, tag.id],
    });
    expect(await house.run()).toMatchObject({ netbox_writes: 0, status: { value: 'completed' } });

    house.proxmox.changeGuest('lab-a', 101, { cores: 7 });
    expect(await house.run()).toMatchObject({ updated_count: 1 });
    const after = machine(house, 101);
    expect(after).toMatchObject({
      id,
      role: { id: role.id },
      description: 'by hand',
      comments: 'call Ann first',
      status: { value: 'failed' },
      vcpus: 7,
    });
    expect(slugsOf(after)).toEqual(['mine', 'proxbox']);
  });

  it('gives way where Proxmox changed the same fact, stays where people curate, and the plan tells both', async () => {
    const { id } = machine(house, 101);
    const { node } = house.proxmox.world.clusters[0].guests.get(101)!;
    house.proxmox.changeGuest('lab-a', 101, { status: 'stopped' });
    house.proxmox.moveGuest('lab-a', 101, node === 'pve-a1' ? 'pve-a3' : 'pve-a1');
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed' }, conflict_count: 1 });
    expect(machine(house, 101)).toMatchObject({ id, status: { value: 'offline' }, description: 'by hand' });
    const [change] = await changesOf(house, run.id, '&target=virtual-machine');
    const kept = Object.fromEntries(change.conflicts.map((one) => [one.field, one.kept]));
    expect(kept).toEqual({ status: 'ours', description: 'theirs' });
    expect(change.reason).toContain('Changed on both sides: status, description.');
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });

    house.proxmox.moveGuest('lab-a', 101, node);
    expect(await house.run()).toMatchObject({ updated_count: 1, conflict_count: 0 });
  });

  it('stays: a tag of ours that somebody took off', async () => {
    const { id } = machine(house, 102);
    house.netbox.patch(MACHINES, id, { tags: [] });
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
    expect(slugsOf(machine(house, 102))).toEqual([]);
  });

  it('stays on clusters, devices, sites and roles too', async () => {
    const device = rowNamed('dcim/devices', 'pve-a1');
    const site = house.netbox.create('dcim/sites', { name: 'Basement', slug: 'basement', status: 'active' });
    house.netbox.patch('virtualization/clusters', clusterId, { description: 'ours since 2019' });
    house.netbox.patch('dcim/devices', device.id, { site: site.id, description: 'rack 4', serial: 'X1' });
    const role = rowNamed('dcim/device-roles', 'Proxmox Node');
    house.netbox.patch('dcim/device-roles', role.id, { color: '000000', name: 'Hypervisor' });
    expect(await house.run()).toMatchObject({ netbox_writes: 0, status: { value: 'completed' } });
    expect(rowNamed('dcim/devices', 'pve-a1')).toMatchObject({
      site: { id: site.id },
      description: 'rack 4',
      serial: 'X1',
    });
    expect(rowNamed('virtualization/clusters', 'lab-a').description).toBe('ours since 2019');
  });

  it('stays where it is in the way: a machine of the same name is a conflict, and is not touched', async () => {
    const own = house.netbox.create(MACHINES, { name: 'Taken', cluster: clusterId, vcpus: 1 });
    addGuest(house, 'lab-a', 102, 990, 'taken');
    const changesBefore = house.netbox.changeLog().length;
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed_with_errors' }, conflict_count: 1 });
    const [conflict] = await changesOf(house, run.id, '&action=conflict');
    expect(conflict).toMatchObject({ label: 'taken', status: { value: 'skipped' } });
    expect(conflict.reason).toContain(`#${String(own.id)}`);
    expect(conflict.reason).toContain('nothing that we made');
    expect(house.netbox.changeLog()).toHaveLength(changesBefore);

    house.netbox.patch(MACHINES, own.id as number, { name: 'moved aside' });
    expect(await house.run()).toMatchObject({ status: { value: 'completed' }, created_count: 1 });
    expect(machine(house, 990).id).not.toBe(own.id);
  });

  it('stays alone where it only looks alike: a device of the same name elsewhere is not ours', async () => {
    const like = rowNamed('dcim/devices', 'pve-a1');
    const site = house.netbox.create('dcim/sites', { name: 'Attic', slug: 'attic', status: 'active' });
    const own = house.netbox.create('dcim/devices', {
      name: 'pve-a2',
      site: site.id,
      role: (like.role as NetboxRow).id,
      device_type: (like.device_type as NetboxRow).id,
    });
    expect(await house.run()).toMatchObject({ netbox_writes: 0, status: { value: 'completed' } });
    const found = house.netbox.rows('dcim/devices').find(({ id }) => id === own.id);
    expect(found).toMatchObject({ cluster: null, tags: [], site: { id: site.id } });
  });

  it('is made good where it was a deletion of what Proxmox still has, and the plan says why', async () => {
    house.netbox.remove(MACHINES, machine(house, 103).id);
    const run = await house.run();
    expect(run).toMatchObject({ created_count: 1, status: { value: 'completed' } });
    expect(machine(house, 103)).toBeDefined();
    expect((await changesOf(house, run.id, '&action=create'))[0].reason).toContain('deleted by hand');
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
  });

  it('is made good also for a device with guests on it', async () => {
    const device = rowNamed('dcim/devices', 'pve-b1');
    for (const row of machines(house)) {
      const on = row.device as NetboxRow | null;
      if (on?.id === device.id) house.netbox.patch(MACHINES, row.id, { device: null });
    }
    house.netbox.remove('dcim/devices', device.id);
    expect(await house.run()).toMatchObject({ created_count: 1, status: { value: 'completed' } });
    expect(rowNamed('dcim/devices', 'pve-b1').id).not.toBe(device.id);
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
  });

  it('is adopted where an earlier Proxbox made it, without a second copy of anything', async () => {
    const before = census(house);
    await house.serving.program.dataSource.query('DELETE FROM proxbox_sync_link');
    const run = await house.run();
    expect(run).toMatchObject({ created_count: 0, failed_count: 0, status: { value: 'completed' } });
    expect(census(house)).toEqual(before);
    expect(machine(house, 101)).toMatchObject({ description: 'by hand', role: { name: 'Database' } });
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
  });
});
