import { type House } from '../../src/tools/house';
import { changesOf, machine, openTestHouse } from './open-house';

const MACHINES = 'virtualization/virtual-machines';

describe.each(['4.4', '4.5', '4.6', '4.7'] as const)('with NetBox %s', (version) => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({ netbox: { version } });
  });
  afterAll(() => house.close());

  it('a first run brings every guest and node, and a second writes nothing', async () => {
    const first = await house.run();
    expect(first).toMatchObject({ status: { value: 'completed' }, failed_count: 0 });
    const guests = house.proxmox.world.clusters.flatMap((cluster) => [...cluster.guests.values()]);
    expect(house.netbox.rows(MACHINES)).toHaveLength(guests.length);

    const changesBefore = house.netbox.changeLog().length;
    const second = await house.run();
    expect(second).toMatchObject({ status: { value: 'completed' }, netbox_writes: 0, updated_count: 0 });
    expect(second.unchanged_count).toBe(first.created_count);
    expect(house.netbox.changeLog()).toHaveLength(changesBefore);
  });

  it('a rename is one write', async () => {
    house.proxmox.changeGuest('lab-a', 101, { name: 'renamed' });
    expect(await house.run()).toMatchObject({ updated_count: 1, netbox_writes: 1 });
    expect(machine(house, 101).name).toBe('renamed');
  });

  it('a stopped guest becomes offline', async () => {
    house.proxmox.changeGuest('lab-a', 101, { status: 'stopped' });
    await house.run();
    expect(machine(house, 101).status).toMatchObject({ value: 'offline' });
  });
});

describe('what people did in NetBox', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse();
    await house.run();
  });
  afterAll(() => house.close());

  it('stays: description, own tags, a status set by hand', async () => {
    const { id } = machine(house, 101);
    const tag = house.netbox.create('extras/tags', { name: 'Mine', slug: 'mine' });
    const [proxbox] = house.netbox.rows('extras/tags').filter((row) => row.slug === 'proxbox');
    house.netbox.patch(MACHINES, id, {
      description: 'by hand',
      status: 'failed',
      tags: [proxbox.id, tag.id],
    });
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
    house.proxmox.changeGuest('lab-a', 101, { cores: 7 });
    await house.run();
    const after = machine(house, 101);
    expect(after).toMatchObject({ description: 'by hand', status: { value: 'failed' }, vcpus: 7 });
    expect((after.tags as { slug: string }[]).map(({ slug }) => slug)).toEqual(
      expect.arrayContaining(['mine', 'proxbox']),
    );
  });

  it('stays also where it is in the way: a machine of the same name is a conflict, and is not touched', async () => {
    const [cluster] = house.netbox.rows('virtualization/clusters').filter((row) => row.name === 'lab-a');
    const own = house.netbox.create(MACHINES, { name: 'Taken', cluster: cluster.id });
    const guest = { ...house.proxmox.world.clusters[0].guests.get(102)! };
    house.proxmox.putGuest('lab-a', { ...guest, vmid: 990, config: { ...guest.config } });
    house.proxmox.changeGuest('lab-a', 990, { name: 'taken' });
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed_with_errors' }, conflict_count: 1 });
    const [conflict] = await changesOf(house, run.id, '&action=conflict');
    expect(conflict).toMatchObject({ label: 'taken', status: { value: 'skipped' } });
    expect(conflict.reason).toContain(`#${String(own.id)}`);
    house.proxmox.removeGuest('lab-a', 990);
  });

  it('is made good where it was a deletion of what Proxmox still has', async () => {
    house.netbox.remove(MACHINES, machine(house, 103).id);
    const run = await house.run();
    expect(run).toMatchObject({ created_count: 1 });
    expect((await changesOf(house, run.id, '&action=create'))[0].reason).toContain('deleted by hand');
  });

  it('is adopted where an earlier Proxbox made it, without a second copy', async () => {
    const before = house.netbox.rows(MACHINES).length;
    await house.serving.program.dataSource.query('DELETE FROM proxbox_sync_link');
    expect(await house.run()).toMatchObject({ created_count: 0, failed_count: 0 });
    expect(house.netbox.rows(MACHINES)).toHaveLength(before);
  });

  it('a guest that is gone from Proxmox stays in NetBox, and its link says since when it is missing', async () => {
    const { id } = machine(house, 104);
    house.proxmox.removeGuest('lab-a', 104);
    expect(await house.run()).toMatchObject({ status: { value: 'completed' }, deleted_count: 0 });
    expect(machine(house, 104).id).toBe(id);
    const { data } = await house.api.get<{ results: { missing_since: string | null }[] }>(
      '/api/plugins/proxbox/sync/links/?key=cluster/lab-a/guest/104',
    );
    expect(data.results[0].missing_since).not.toBeNull();
  });
});

it('guests and nodes of the same number and name in two clusters stay apart', async () => {
  const house = await openTestHouse({ proxmox: { hasEqualNodeNames: true } });
  try {
    expect(await house.run()).toMatchObject({ status: { value: 'completed' }, failed_count: 0 });
    expect(machine(house, 101, 'lab-a').id).not.toBe(machine(house, 101, 'lab-b').id);
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
  } finally {
    await house.close();
  }
});

it('a plan writes nothing to NetBox and can be read line by line', async () => {
  const house = await openTestHouse();
  try {
    const run = await house.run({ mode: 'plan' });
    expect(run).toMatchObject({ status: { value: 'completed' }, netbox_writes: 0, mode: { value: 'plan' } });
    expect(house.netbox.requests().writes).toBe(0);
    const changes = await changesOf(house, run.id);
    expect(changes).toHaveLength(run.created_count);
    expect(changes.find(({ target }) => target === 'virtual-machine')).toMatchObject({
      action: { value: 'create' },
      status: { value: 'planned' },
      before: null,
      after: { cluster: { target: 'cluster' } },
      reason: 'Not there yet.',
    });
  } finally {
    await house.close();
  }
});
