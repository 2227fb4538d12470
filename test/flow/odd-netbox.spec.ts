import { API, type House } from '../../src/tools/house';
import { changesOf, guestCount, machine, machines, type NetboxRow, openTestHouse } from './open-house';

const WELL = { status: { value: 'completed' }, failed_count: 0, error: '' };
const SILENT = { ...WELL, netbox_writes: 0, conflict_count: 0 };
/** They refuse in different words: the oldest and the newest. */
const VERSIONS = ['4.4', '4.7'] as const;

async function set({ api }: House, settings: object): Promise<void> {
  const { status, data } = await api.patch<unknown>(`${API}/settings/1/`, settings);
  if (status !== 200) throw new Error(JSON.stringify(data));
}

const rowsOf = (house: House, path: string) => house.netbox.rows(path) as NetboxRow[];

/** What NetBox is set up or answers in odd ways, each through a run, a change and a second run. */
describe('an odd NetBox', () => {
  let house: House;
  const open = async (netbox: object = {}, proxmox: object = {}) => {
    house = await openTestHouse({
      netbox,
      proxmox: { guests: 14, clusters: 1, standalone: false, agents: 1, ...proxmox },
    });
  };
  afterEach(() => house.close());

  it('gives fewer rows at once than it was asked for', async () => {
    await open({ maxPageSize: 7 });
    expect(await house.run()).toMatchObject(WELL);
    expect(machines(house)).toHaveLength(guestCount(house));
    expect(await house.run()).toMatchObject(SILENT);
  });

  it.each(VERSIONS)('%s has things of the same names under other slugs: these are meant', async (version) => {
    await open({ version });
    const { netbox } = house;
    netbox.create('extras/tags', { name: 'Proxbox', slug: 'made-by-proxbox', color: '123456' });
    netbox.create('extras/tags', { name: 'prod', slug: 'production', color: '123456' });
    netbox.create('dcim/platforms', { name: 'Linux', slug: 'gnu-linux' });
    netbox.create('dcim/device-roles', { name: 'Container (LXC)', slug: 'lxc', color: '123456' });
    const maker = netbox.create('dcim/manufacturers', { name: 'Proxmox', slug: 'pve' });
    const model = 'Proxmox Generic Device';
    netbox.create('dcim/device-types', { manufacturer: maker.id, model, slug: 'pve-host' });
    netbox.create('dcim/sites', { name: 'Proxmox Default Site - lab-a', slug: 'lab', status: 'active' });
    netbox.create('virtualization/cluster-types', { name: 'Cluster', slug: 'pve-cluster' });
    await set(house, { sync_platforms: true });
    const run = await house.run();
    expect((await changesOf(house, run.id, '&status=failed')).map(({ error }) => error)).toEqual([]);
    expect(run).toMatchObject(WELL);
    expect(machines(house)).toHaveLength(guestCount(house));
    expect(machine(house, 101).platform).toMatchObject({ slug: 'gnu-linux' });
    expect(rowsOf(house, 'dcim/devices')[0]).toMatchObject({
      site: { slug: 'lab' },
      device_type: { slug: 'pve-host' },
      tags: [{ slug: 'made-by-proxbox' }],
    });
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('has lost the cluster and all that was in it: all is made again', async () => {
    await open();
    expect(await house.run()).toMatchObject(WELL);
    const { netbox } = house;
    const removeAll = (path: string) => rowsOf(house, path).forEach(({ id }) => netbox.remove(path, id));
    ['virtualization/virtual-machines', 'ipam/vlans', 'ipam/vlan-groups'].forEach(removeAll);
    for (const { id } of rowsOf(house, 'dcim/devices')) netbox.patch('dcim/devices', id, { cluster: null });
    removeAll('virtualization/clusters');
    expect(await house.run()).toMatchObject(WELL);
    expect(machines(house)).toHaveLength(guestCount(house));
    expect(await house.run()).toMatchObject(SILENT);
  });

  it.each(VERSIONS)(
    '%s has a tag that is for other things: which machine needs it is told, the others are made',
    async (version) => {
      await open({ version });
      const tagged = [...house.proxmox.world.clusters[0].guests.values()].filter(({ config }) =>
        String(config.tags ?? '')
          .split(';')
          .includes('prod'),
      );
      const { id } = house.netbox.create('extras/tags', { name: 'prod', slug: 'prod', color: '123456', object_types: ['dcim.site'] }); // prettier-ignore
      const run = await house.run();
      expect(run).toMatchObject({ status: { value: 'completed_with_errors' }, failed_count: tagged.length });
      const failed = await changesOf(house, run.id, '&status=failed');
      expect(failed.map(({ target }) => target)).toEqual(tagged.map(() => 'virtual-machine'));
      expect(failed[0].error).toContain('prod');
      expect(machines(house)).toHaveLength(guestCount(house) - tagged.length);
      house.netbox.patch('extras/tags', id as number, { object_types: [] });
      expect(await house.run()).toMatchObject(WELL);
      expect(machines(house)).toHaveLength(guestCount(house));
    },
  );

  it('has the cluster at a site of its own: devices are at that site too, and no other is made', async () => {
    await open();
    const { netbox } = house;
    const type = netbox.create('virtualization/cluster-types', { name: 'Mine', slug: 'mine' }).id;
    const site = netbox.create('dcim/sites', { name: 'Basement', slug: 'basement', status: 'active' }).id;
    const scope = { scope_type: 'dcim.site', scope_id: site };
    const { id } = netbox.create('virtualization/clusters', { name: 'lab-a', type, ...scope });
    expect(await house.run()).toMatchObject(WELL);
    expect(rowsOf(house, 'dcim/sites')).toHaveLength(1);
    expect(rowsOf(house, 'virtualization/clusters')).toMatchObject([{ id, ...scope }]);
    expect(rowsOf(house, 'dcim/devices').every((row) => (row.site as NetboxRow).id === site)).toBe(true);
    expect(machine(house, 101).site).toMatchObject({ id: site });
    netbox.patch('virtualization/clusters', id as number, { name: 'Production' });
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('has the cluster in a room of a site: devices are in that room, and stay where it is renamed', async () => {
    await open();
    const { netbox } = house;
    const type = netbox.create('virtualization/cluster-types', { name: 'Mine', slug: 'mine' }).id;
    const site = netbox.create('dcim/sites', { name: 'Basement', slug: 'basement' }).id;
    const location = netbox.create('dcim/locations', { name: 'Room 1', slug: 'room-1', site }).id;
    const scope = { scope_type: 'dcim.location', scope_id: location };
    netbox.create('virtualization/clusters', { name: 'lab-a', type, ...scope });
    expect(await house.run()).toMatchObject(WELL);
    expect(rowsOf(house, 'dcim/sites')).toHaveLength(1);
    for (const row of rowsOf(house, 'dcim/devices')) {
      expect(row).toMatchObject({ site: { id: site }, location: { id: location } });
    }
    netbox.patch('dcim/locations', location as number, { name: 'Room A' });
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('has a server of the name of a node at the site that was chosen: it is in the way until people say that it is that node', async () => {
    await open({}, { nodes: 2 });
    const { netbox } = house;
    const site = netbox.create('dcim/sites', { name: 'Basement', slug: 'basement' }).id;
    const manufacturer = netbox.create('dcim/manufacturers', { name: 'Maker', slug: 'maker' }).id;
    const device_type = netbox.create('dcim/device-types', { manufacturer, model: 'R640', slug: 'r640' }).id;
    const role = netbox.create('dcim/device-roles', { name: 'Server', slug: 'server', color: '123456' }).id;
    const typed = { device_type, role, site, serial: 'ABC123', description: 'Rack 4' };
    const { id } = netbox.create('dcim/devices', { name: 'PVE-A1', ...typed });
    await set(house, { default_site: site });

    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed_with_errors' } });
    const [conflict] = await changesOf(house, run.id, '&action=conflict');
    expect(conflict).toMatchObject({ label: 'pve-a1', target: 'device' });
    expect(conflict.reason).toMatch(/in the way.*put it into the cluster/);
    const server = () => rowsOf(house, 'dcim/devices').find((row) => row.id === id);
    expect(server()).toMatchObject({ name: 'PVE-A1', cluster: null, tags: [] });

    const { id: cluster } = rowsOf(house, 'virtualization/clusters')[0];
    netbox.patch('dcim/devices', id as number, { cluster });
    expect(await house.run()).toMatchObject(WELL);
    expect(rowsOf(house, 'dcim/devices')).toHaveLength(2);
    expect(server()).toMatchObject({
      name: 'pve-a1',
      device_type: { model: 'R640' },
      role: { slug: 'server' },
      serial: 'ABC123',
      description: 'Rack 4',
    });
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('wants a custom field that nobody told us of: what is refused is told, and comes in once it is filled', async () => {
    await open();
    expect(await house.run()).toMatchObject(WELL);
    const { id } = house.netbox.create('extras/custom-fields', {
      name: 'owner',
      type: 'text',
      object_types: ['virtualization.virtualmachine'],
      required: true,
    });
    house.proxmox.changeGuest('lab-a', 101, { memoryMb: 3000 });
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed_with_errors' }, failed_count: 1 });
    const [failed] = await changesOf(house, run.id, '&status=failed');
    expect(failed.error).toContain('owner');
    house.netbox.patch('extras/custom-fields', id as number, { required: false });
    expect(await house.run()).toMatchObject({ ...WELL, updated_count: 1 });
    expect(machine(house, 101)).toMatchObject({ memory: 3000 });
  });

  it('is told no address that two guests tell, but for the first, and the other comes in when that is gone', async () => {
    await open();
    const told = [...house.proxmox.world.clusters[0].guests.values()].filter(
      ({ type, status, config }) =>
        type === 'qemu' && status === 'running' && config.agent === '1' && config.net0 !== undefined,
    );
    for (const { vmid } of told.slice(0, 2)) {
      house.proxmox.changeGuest('lab-a', vmid, {
        addresses: { net0: ['192.0.2.99/24'] },
        config: { ipconfig0: null },
      });
    }
    const run = await house.run();
    expect(run).toMatchObject({
      status: { value: 'completed_with_errors' },
      conflict_count: 1,
      failed_count: 0,
    });
    const shared = () =>
      rowsOf(house, 'ipam/ip-addresses').filter(({ address }) => address === '192.0.2.99/24');
    expect(shared()).toHaveLength(1);
    house.proxmox.changeGuest('lab-a', told[0].vmid, { addresses: { net0: ['192.0.2.98/24'] } });
    expect(await house.run()).toMatchObject(WELL);
    expect(shared()).toHaveLength(1);
    expect(await house.run()).toMatchObject(SILENT);
  });
});
