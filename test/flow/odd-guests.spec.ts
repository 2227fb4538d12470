import { API, type House } from '../../src/tools/house';
import { addGuest, changesOf, linksOf, machine, machines, type NetboxRow, openTestHouse } from './open-house';

const INTERFACES = 'virtualization/interfaces';
const DISKS = 'virtualization/virtual-disks';
const WELL = { status: { value: 'completed' }, failed_count: 0, conflict_count: 0, error: '' };
const SILENT = { ...WELL, netbox_writes: 0 };
/** What is gone goes at once: nothing odd may look as if it were gone. */
const STRICT = { missing_object_policy: 'delete', missing_grace_hours: 0 };

async function set({ api }: House, settings: object): Promise<void> {
  const { status, data } = await api.patch<unknown>(`${API}/settings/1/`, settings);
  if (status !== 200) throw new Error(JSON.stringify(data));
}

/** What Proxmox VE shows in odd ways, each through a run, a change and a second run. */
describe('odd guests', () => {
  let house: House;
  const rows = (path: string) => house.netbox.rows(path) as NetboxRow[];
  const partsOf = (path: string, vmid: number) =>
    rows(path).filter((row) => (row.virtual_machine as NetboxRow).id === machine(house, vmid).id);
  const change: House['proxmox']['changeGuest'] = (...all) => house.proxmox.changeGuest(...all);
  beforeAll(async () => {
    house = await openTestHouse({ proxmox: { guests: 20, agents: 1, standalone: false, clusters: 1 } });
    await set(house, STRICT);
    expect(await house.run()).toMatchObject(WELL);
    expect(await house.run()).toMatchObject(SILENT);
  });
  afterAll(() => house.close());
  afterEach(async () => {
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
  });

  it('without a name are called as Proxmox VE shows them, with statistics and without', async () => {
    addGuest(house, 'lab-a', 101, 310, 'x');
    change('lab-a', 310, { name: null });
    expect(await house.run()).toMatchObject(WELL);
    expect(machine(house, 310).name).toBe('VM 310');
    change('lab-a', 310, { hasStatistics: false });
    expect(await house.run()).toMatchObject(SILENT);
    change('lab-a', 310, { hasStatistics: true });
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('with more CPUs than their node has keep those that Proxmox VE counts while it counts none', async () => {
    addGuest(house, 'lab-a', 101, 311, 'large');
    change('lab-a', 311, { config: { sockets: 4, cores: 64 } });
    expect(await house.run()).toMatchObject(WELL);
    const { vcpus } = machine(house, 311);
    expect(vcpus).toBeLessThan(256);
    change('lab-a', 311, { hasStatistics: false });
    expect(await house.run()).toMatchObject(SILENT);
    change('lab-a', 311, { hasStatistics: true });
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('with changes that wait for the next start are as they run', async () => {
    change('lab-a', 101, { pending: { cores: 9, memory: '9999' } });
    expect(await house.run()).toMatchObject(SILENT);
    change('lab-a', 101, { hasStatistics: false });
    expect(await house.run()).toMatchObject(SILENT);
    change('lab-a', 101, { hasStatistics: true });
  });

  it('that are templates are left out without statistics too, where nobody wants templates', async () => {
    await set(house, { include_templates: false });
    addGuest(house, 'lab-a', 101, 312, 'tmpl-new');
    change('lab-a', 312, { isTemplate: true, hasStatistics: false, status: 'stopped' });
    const before = machines(house).length;
    expect(await house.run()).toMatchObject(SILENT);
    expect(machines(house)).toHaveLength(before);
    change('lab-a', 312, { hasStatistics: true });
    expect(await house.run()).toMatchObject(SILENT);
    house.proxmox.removeGuest('lab-a', 312);
    await set(house, { include_templates: true });
  });

  it('of a node whose statistics have just begun stay as they are', async () => {
    const { nodes } = house.proxmox.world.clusters[0];
    for (const { name } of nodes) house.proxmox.faults.setStatistics(name, false);
    expect(await house.run()).toMatchObject(SILENT);
    for (const { name } of nodes) house.proxmox.faults.setStatistics(name, true);
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('are read as ever in a cluster that has lost its quorum', async () => {
    house.proxmox.faults.setQuorate('lab-a', false);
    expect(await house.run()).toMatchObject(SILENT);
    const { data } = await house.api.get<{ results: { quorate: boolean }[] }>(`${API}/clusters/`);
    expect(data.results).toMatchObject([{ quorate: false }]);
    house.proxmox.faults.setQuorate('lab-a', true);
    await house.run();
  });

  it('that leave their node between the list and their configuration are followed', async () => {
    const { node } = house.proxmox.world.clusters[0].guests.get(101)!;
    const { name: other } = house.proxmox.world.clusters[0].nodes.find(({ name }) => name !== node)!;
    house.proxmox.faults.moveAfterListing('lab-a', 101, other);
    expect(await house.run()).toMatchObject({ ...WELL, netbox_writes: 1 });
    expect(machine(house, 101)).toMatchObject({ device: { name: other } });
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('have notes with blanks around, and others later', async () => {
    await set(house, { sync_notes: true });
    change('lab-a', 101, { config: { description: '\n  web server\n\n  of Ann  \n' } });
    expect(await house.run()).toMatchObject(WELL);
    expect(machine(house, 101).comments).toBe('web server\n\n  of Ann');
    expect(await house.run()).toMatchObject(SILENT);
    change('lab-a', 101, { config: { description: ' of Bob' } });
    expect(await house.run()).toMatchObject(WELL);
    expect(machine(house, 101).comments).toBe('of Bob');
    change('lab-a', 101, { config: { description: '\n \n' } });
    expect(await house.run()).toMatchObject(WELL);
    expect(machine(house, 101).comments).toBe('');
    expect(await house.run()).toMatchObject(SILENT);
    await set(house, { sync_notes: false });
  });

  it('trade their names', async () => {
    addGuest(house, 'lab-a', 101, 313, 'blue');
    addGuest(house, 'lab-a', 101, 314, 'green');
    expect(await house.run()).toMatchObject(WELL);
    const ids = [313, 314].map((vmid) => machine(house, vmid).id);
    change('lab-a', 313, { name: 'green' });
    change('lab-a', 314, { name: 'blue' });
    expect(await house.run()).toMatchObject({ ...WELL, updated_count: 2 });
    expect([313, 314].map((vmid) => machine(house, vmid))).toMatchObject([
      { id: ids[0], name: 'green' },
      { id: ids[1], name: 'blue' },
    ]);
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('have cards that trade their names', async () => {
    const container = [...house.proxmox.world.clusters[0].guests.values()].find(
      ({ type }) => type === 'lxc',
    )!;
    addGuest(house, 'lab-a', container.vmid, 315, 'ring');
    const cards = (one: string, two: string) => ({
      net0: `name=${one},hwaddr=BC:24:11:99:00:01,bridge=vmbr0,type=veth`,
      net1: `name=${two},hwaddr=BC:24:11:99:00:02,bridge=vmbr0,type=veth`,
    });
    change('lab-a', 315, { config: cards('eth0', 'eth1') });
    expect(await house.run()).toMatchObject(WELL);
    const [first, second] = partsOf(INTERFACES, 315);
    change('lab-a', 315, { config: cards('eth1', 'eth0') });
    expect(await house.run()).toMatchObject(WELL);
    expect(partsOf(INTERFACES, 315)).toMatchObject([
      { id: first.id, name: 'eth1', mac_address: 'BC:24:11:99:00:01' },
      { id: second.id, name: 'eth0', mac_address: 'BC:24:11:99:00:02' },
    ]);
  });

  it('have cards that were written by hand: without MAC or bridge, in another form, with gaps in their numbers', async () => {
    addGuest(house, 'lab-a', 101, 316, 'by-hand');
    const net8 = 'virtio=BC:24:11:3A:00:04,bridge=vmbr0,trunks=10;20;30-32,mtu=1,link_down=1';
    change('lab-a', 316, {
      config: {
        net0: 'virtio,bridge=vmbr0,tag=30',
        net3: 'model=e1000,macaddr=bc:24:11:3a:00:02,bridge=vnet10',
        net7: 'rtl8139=BC:24:11:3A:00:03',
        net8,
      },
    });
    expect(await house.run()).toMatchObject(WELL);
    const tagged = [10, 20, 30, 31, 32].map((vid) => expect.objectContaining({ vid }) as object);
    expect(partsOf(INTERFACES, 316)).toMatchObject([
      {
        description: 'Bridge vmbr0',
        mode: { value: 'access' },
        untagged_vlan: { vid: 30 },
        mac_address: null,
      },
      { description: 'Bridge vnet10', mode: null, mac_address: 'BC:24:11:3A:00:02' },
      { description: '', mode: null, mac_address: 'BC:24:11:3A:00:03' },
      { mode: { value: 'tagged' }, tagged_vlans: tagged, mtu: null, enabled: false },
    ]);
    expect(await house.run()).toMatchObject(SILENT);
    change('lab-a', 316, {
      config: { net0: 'virtio,bridge=vmbr0', net8: net8.replace(/trunks=[^,]+,/, '') },
    });
    expect(await house.run()).toMatchObject(WELL);
    expect(partsOf(INTERFACES, 316)).toMatchObject([
      { mode: null, untagged_vlan: null },
      {},
      {},
      { mode: null, tagged_vlans: [] },
    ]);
  });

  it('have disks of every form: by hand, passed through, without a size, fractional, linked, empty drives', async () => {
    addGuest(house, 'lab-a', 101, 317, 'disks');
    const { config } = house.proxmox.world.clusters[0].guests.get(317)!;
    const none = Object.keys(config).filter((key) =>
      /^(ide|sata|scsi|virtio|efidisk|tpmstate)\d+$/.test(key),
    );
    change('lab-a', 317, {
      config: {
        ...Object.fromEntries(none.map((key) => [key, null])),
        ide2: 'none,media=cdrom',
        ide3: 'local-lvm:vm-317-cloudinit,media=cdrom,size=4M',
        sata5: 'file=local-lvm:vm-317-disk-5,size=1.5G',
        scsi30: 'local-lvm:base-100-disk-0/vm-317-disk-0,size=2T',
        virtio15: '/dev/disk/by-id/ata-odd,size=3907018584K',
        virtio14: '/dev/disk/by-id/ata-unknown',
        efidisk0: 'local-lvm:vm-317-disk-1,efitype=4m,size=528K',
        tpmstate0: 'local-lvm:vm-317-disk-2,size=4M,version=v2.0',
      },
    });
    expect(await house.run()).toMatchObject(WELL);
    const sizes = () => Object.fromEntries(partsOf(DISKS, 317).map(({ name, size }) => [name, size]));
    const all = {
      sata5: 1536,
      scsi30: 2 * 1024 ** 2,
      virtio15: Math.ceil(3_907_018_584 / 1024),
      efidisk0: 1,
      tpmstate0: 4,
    };
    expect(sizes()).toEqual(all);
    change('lab-a', 317, { config: { sata5: 'file=local-lvm:vm-317-disk-5' } });
    expect(await house.run()).toMatchObject(SILENT);
    expect(sizes()).toEqual(all);
    change('lab-a', 317, { config: { sata5: null } });
    expect(await house.run()).toMatchObject({ ...WELL, deleted_count: 1 });
  });

  it('have volumes that they do not use, whose sizes a token is not shown: they stay', async () => {
    await set(house, { include_unused_disks: true });
    const guest = [...house.proxmox.world.clusters[0].guests.values()].find(
      ({ config }) => config.unused0 !== undefined,
    )!;
    expect(await house.run()).toMatchObject(WELL);
    const disks = () => partsOf(DISKS, guest.vmid).map(({ name }) => name);
    expect(disks()).toContain('unused0');
    const rights = ['Sys.Audit', 'VM.Audit', 'VM.Backup', 'VM.GuestAgent.Audit', 'SDN.Audit', 'Datastore.Audit', 'Datastore.AllocateSpace']; // prettier-ignore
    house.proxmox.faults.restrict('lab-a', { '/': rights });
    expect(await house.run()).toMatchObject(SILENT);
    expect(disks()).toContain('unused0');
    house.proxmox.faults.restrict('lab-a', null);
    house.proxmox.faults.add({
      path: '*/content',
      cluster: 'lab-a',
      status: 500,
      reason: "storage 'x' is not online",
    });
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed_with_errors' }, netbox_writes: 0 });
    const failed = await changesOf(house, run.id, '&status=failed&stage=virtual-disks');
    expect(failed.map(({ label }) => label)).toContain(`${String(machine(house, guest.vmid).name)} unused0`);
    house.proxmox.faults.clear();
    await set(house, { include_unused_disks: false });
    expect(await house.run()).toMatchObject({ ...WELL, failed_count: 0 });
  });
});
