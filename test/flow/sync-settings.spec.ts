import { API, type House } from '../../src/tools/house';
import { changesOf, linksOf, machine, MACHINES, machines, type NetboxRow, openTestHouse } from './open-house';

const WELL = { status: { value: 'completed' }, failed_count: 0, error: '' };
const SILENT = { ...WELL, netbox_writes: 0, created_count: 0, updated_count: 0, conflict_count: 0 };
const GUEST_STAGES = ['devices', 'virtual-machines'];

async function set(house: House, settings: Record<string, unknown>): Promise<void> {
  const { status, data } = await house.api.patch<unknown>(`${API}/settings/1/`, settings);
  if (status !== 200) throw new Error(JSON.stringify(data));
}

const rowsOf = (house: House, path: string) => house.netbox.rows(path) as NetboxRow[];
const tagsOf = (row: NetboxRow) => (row.tags as { slug: string }[]).map(({ slug }) => slug).sort();

describe.each(['4.4', '4.5', '4.6', '4.7'] as const)('what a NetBox %s knows of machines', (version) => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({
      stages: GUEST_STAGES,
      netbox: { version },
      proxmox: { guests: 12, clusters: 1, standalone: false },
    });
  });
  afterAll(() => house.close());

  it('is filled: whether they start with their node since 4.5, their type since 4.6; a second run writes nothing', async () => {
    expect(await house.run()).toMatchObject(WELL);
    const [guest] = [...house.proxmox.world.clusters[0].guests.values()].filter((one) => one.type === 'lxc');
    const container = machine(house, guest.vmid);
    const knowsStart = version !== '4.4';
    const starts = guest.config.onboot === 1 ? 'on' : 'off';
    expect((container.start_on_boot as { value: string } | undefined)?.value).toBe(
      knowsStart ? starts : undefined,
    );
    const knowsTypes = version === '4.6' || version === '4.7';
    const type = container.virtual_machine_type as { slug: string } | undefined;
    expect(type?.slug).toBe(knowsTypes ? 'lxc-container' : undefined);
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('follows Proxmox VE', async () => {
    house.proxmox.changeGuest('lab-a', 101, { config: { onboot: 1 } });
    await house.run();
    house.proxmox.changeGuest('lab-a', 101, { config: { onboot: 0 } });
    expect(await house.run()).toMatchObject({ ...WELL, updated_count: 1 });
    expect(machine(house, 101).custom_fields).toMatchObject({ proxmox_start_at_boot: false });
  });
});

describe('by setting, guests', () => {
  let house: House;
  beforeEach(async () => {
    house = await openTestHouse({
      stages: GUEST_STAGES,
      proxmox: { guests: 12, clusters: 1, standalone: false },
    });
  });
  afterEach(() => house.close());

  it('have no type where people do not want any', async () => {
    await set(house, { sync_vm_types: false });
    expect(await house.run()).toMatchObject(WELL);
    expect(rowsOf(house, 'virtualization/virtual-machine-types')).toEqual([]);
    expect(machine(house, 101).virtual_machine_type).toBeNull();
  });

  it('have the tags of Proxmox VE, in the colours of the cluster, beside those of people', async () => {
    house.proxmox.changeGuest('lab-a', 101, { tags: 'prod;web.front' });
    house.proxmox.world.clusters[0].tagColors = { prod: 'ff0000' };
    const mine = house.netbox.create('extras/tags', { name: 'Mine', slug: 'mine' });
    await house.run();
    const before = machine(house, 101);
    expect(tagsOf(before)).toEqual(['prod', 'proxbox', 'web-front']);
    const tag = (slug: string) => rowsOf(house, 'extras/tags').find((row) => row.slug === slug)!;
    expect(tag('prod')).toMatchObject({ name: 'prod', color: 'ff0000' });
    // What the web interface of Proxmox VE shows for this name.
    expect(tag('web-front')).toMatchObject({ name: 'web.front', color: expect.stringMatching(/^[0-9a-f]{6}$/) as string }); // prettier-ignore

    house.netbox.patch(MACHINES, before.id, {
      tags: [...(before.tags as { id: number }[]).map(({ id }) => id), mine.id],
    });
    house.netbox.patch('extras/tags', tag('prod').id, { color: '123456' });
    house.proxmox.changeGuest('lab-a', 101, { tags: 'prod' });
    expect(await house.run()).toMatchObject({ ...WELL, updated_count: 1 });
    expect(tagsOf(machine(house, 101))).toEqual(['mine', 'prod', 'proxbox']);
    expect(tag('prod').color).toBe('123456');
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('have no tags of Proxmox VE where people do not want them, and lose those that they had', async () => {
    house.proxmox.changeGuest('lab-a', 101, { tags: 'prod' });
    await house.run();
    await set(house, { sync_tags: false });
    expect(await house.run()).toMatchObject(WELL);
    expect(tagsOf(machine(house, 101))).toEqual(['proxbox']);
  });

  it('bring their notes into comments that are empty or ours, where people want that', async () => {
    house.proxmox.changeGuest('lab-a', 101, { config: { description: 'call Ann\n\nroom 4' } });
    house.proxmox.changeGuest('lab-a', 102, { config: { description: 'call Bob' } });
    await house.run();
    expect(machine(house, 101).comments).toBe('');
    house.netbox.patch(MACHINES, machine(house, 102).id, { comments: 'by hand' });
    await set(house, { sync_notes: true });
    expect(await house.run()).toMatchObject(WELL);
    expect(machine(house, 101).comments).toBe('call Ann\n\nroom 4');
    expect(machine(house, 102).comments).toBe('by hand');
    house.proxmox.changeGuest('lab-a', 101, { config: { description: null } });
    await house.run();
    expect(machine(house, 101).comments).toBe('');
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('and nodes have platforms where people want them: the kind of system, and the release of Proxmox VE', async () => {
    await house.run();
    expect(rowsOf(house, 'dcim/platforms')).toEqual([]);
    await set(house, { sync_platforms: true });
    house.proxmox.changeGuest('lab-a', 101, { config: { ostype: 'win11' } });
    expect(await house.run()).toMatchObject(WELL);
    expect(machine(house, 101).platform).toMatchObject({ name: 'Windows 11/2022/2025' });
    const platforms = rowsOf(house, 'dcim/devices').map((row) => (row.platform as { name: string }).name);
    expect(new Set(platforms)).toEqual(new Set(['Proxmox VE 9.1']));
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('that are templates come as any other, or are left out, and what is there of them stays', async () => {
    await house.run();
    const template = machine(house, 100);
    await set(house, { include_templates: false, missing_object_policy: 'delete', missing_grace_hours: 0 });
    house.proxmox.changeGuest('lab-a', 100, { name: 'tmpl-renamed' });
    house.proxmox.changeGuest('lab-a', 103, { isTemplate: true, cores: 9 });
    expect(await house.run({ stages: [] })).toMatchObject({ ...WELL, deleted_count: 0 });
    expect(machine(house, 100)).toMatchObject({ id: template.id, name: template.name });
    expect(machine(house, 103).vcpus).not.toBe(9);
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
    await set(house, { include_templates: true });
    await house.run();
    expect(machine(house, 100)).toMatchObject({ id: template.id, name: 'tmpl-renamed' });
  });

  it('and nodes have the roles, site and tenant that people chose, and none of our own are made', async () => {
    const { netbox } = house;
    const role = (slug: string) =>
      netbox.create('dcim/device-roles', { name: slug, slug, color: '00ff00', vm_role: true }).id;
    const site = netbox.create('dcim/sites', { name: 'Basement', slug: 'basement', status: 'active' }).id;
    const tenant = netbox.create('tenancy/tenants', { name: 'Ops', slug: 'ops' }).id;
    await set(house, {
      default_node_role: role('hypervisor'),
      default_role_qemu: role('vm'),
      default_role_lxc: role('ct'),
      default_site: site,
      default_tenant: tenant,
    });
    expect(await house.run()).toMatchObject(WELL);
    expect(rowsOf(house, 'dcim/device-roles').map(({ slug }) => slug)).toEqual(['hypervisor', 'vm', 'ct']);
    expect(rowsOf(house, 'dcim/sites')).toHaveLength(1);
    for (const device of rowsOf(house, 'dcim/devices')) {
      expect(device).toMatchObject({
        role: { slug: 'hypervisor' },
        site: { id: site },
        tenant: { id: tenant },
      });
    }
    expect(rowsOf(house, 'virtualization/clusters')).toMatchObject([
      { scope_type: 'dcim.site', scope_id: site },
    ]);
    expect(machine(house, 101)).toMatchObject({
      role: { slug: 'vm' },
      site: { id: site },
      tenant: { id: tenant },
    });
    expect(new Set(machines(house).map((row) => (row.role as { slug: string }).slug))).toEqual(
      new Set(['vm', 'ct']),
    );
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('bring volumes that they do not use only where people want that', async () => {
    const volume = 'local-lvm:vm-101-disk-7';
    house.proxmox.changeGuest('lab-a', 101, { config: { unused0: `${volume},size=5G` } });
    const rights = [
      'Sys.Audit',
      'SDN.Audit',
      'Datastore.Audit',
      'VM.Audit',
      'VM.GuestAgent.Audit',
      'VM.Config.Disk',
    ];
    house.proxmox.faults.restrict('lab-a', { '/': rights });
    const stages = ['virtual-disks'];
    await house.run({ stages });
    const unused = () =>
      rowsOf(house, 'virtualization/virtual-disks').filter(({ name }) => name === 'unused0');
    expect(unused()).toEqual([]);
    await set(house, { include_unused_disks: true });
    expect(await house.run({ stages })).toMatchObject(WELL);
    const { id } = machine(house, 101);
    const ofGuest = unused().filter((row) => (row.virtual_machine as NetboxRow).id === id);
    expect(ofGuest).toMatchObject([{ size: 5120 }]);
    expect(await house.run({ stages })).toMatchObject(SILENT);
  });
});

describe('by setting, addresses', () => {
  const ADDRESSES = 'ipam/ip-addresses';
  let house: House;
  let vmid: number;
  let slot: string;
  beforeEach(async () => {
    house = await openTestHouse({
      proxmox: { guests: 8, clusters: 1, standalone: false, agents: 1, nics: 1 },
      stages: ['primary-ips'],
    });
    const guests = [...house.proxmox.world.clusters[0].guests.values()];
    const found = guests.find(
      ({ type, status, config }) => type === 'qemu' && status === 'running' && config.agent,
    )!;
    vmid = found.vmid;
    [slot] = Object.keys(found.config).filter((key) => /^net\d+$/.test(key));
    house.proxmox.changeGuest('lab-a', vmid, { config: { ipconfig0: null, ipconfig1: null } });
    has(['10.1.0.5/24', '10.2.0.5/24', '2001:db8::5/64']);
  });
  afterEach(() => house.close());
  const has = (addresses: string[]) =>
    house.proxmox.changeGuest('lab-a', vmid, { addresses: { [slot]: addresses } });
  const addressOf = (host: string) =>
    rowsOf(house, ADDRESSES).find(({ address }) => String(address).split('/')[0] === host);

  it('go into the VRF and to the tenant of the smallest prefix that NetBox knows, when they are made', async () => {
    const vrf = (name: string) => house.netbox.create('ipam/vrfs', { name }).id;
    const [wide, narrow] = [vrf('wide'), vrf('narrow')];
    const tenant = house.netbox.create('tenancy/tenants', { name: 'Ops', slug: 'ops' }).id;
    house.netbox.create('ipam/prefixes', { prefix: '10.0.0.0/8', vrf: wide });
    house.netbox.create('ipam/prefixes', { prefix: '10.1.0.0/16', vrf: narrow, tenant });
    await set(house, { vrf_from_prefix: true, tenant_from_prefix: true });
    expect(await house.run()).toMatchObject(WELL);
    expect(addressOf('10.1.0.5')).toMatchObject({ vrf: { id: narrow }, tenant: { id: tenant } });
    expect(addressOf('10.2.0.5')).toMatchObject({ vrf: { id: wide }, tenant: null });
    expect(addressOf('2001:db8::5')).toMatchObject({ vrf: null, tenant: null });
    house.netbox.patch(ADDRESSES, addressOf('10.2.0.5')!.id, { vrf: null });
    expect(await house.run()).toMatchObject(SILENT);
    expect(addressOf('10.2.0.5')).toMatchObject({ vrf: null });
  });

  it('put a card without a VLAN of its own into that of the smallest prefix, where people want that', async () => {
    const { netbox } = house;
    const vlan = netbox.create('ipam/vlans', { vid: 77, name: 'Servers', status: 'active' }).id;
    netbox.create('ipam/prefixes', { prefix: '10.1.0.0/16', vlan });
    const card = String(house.proxmox.world.clusters[0].guests.get(vmid)!.config[slot]);
    const untagged = card.replace(/,(tag|trunks)=[^,]*/g, '');
    house.proxmox.changeGuest('lab-a', vmid, { config: { [slot]: untagged } });
    const nic = () =>
      rowsOf(house, 'virtualization/interfaces').find(
        (row) => (row.virtual_machine as NetboxRow).id === machine(house, vmid).id,
      )!;
    expect(await house.run()).toMatchObject(WELL);
    expect(nic()).toMatchObject({ mode: null, untagged_vlan: null });
    await set(house, { vlan_from_prefix: true });
    expect(await house.run()).toMatchObject(WELL);
    expect(nic()).toMatchObject({ mode: { value: 'access' }, untagged_vlan: { id: vlan } });
    house.proxmox.changeGuest('lab-a', vmid, { agent: 'dead' });
    expect(await house.run()).toMatchObject(SILENT);
    house.proxmox.changeGuest('lab-a', vmid, {
      agent: 'answers',
      config: { [slot]: `${untagged},tag=30` },
    });
    expect(await house.run()).toMatchObject(WELL);
    expect(nic()).toMatchObject({ untagged_vlan: { vid: 30 } });
  });

  it('of somebody else in that VRF are never taken', async () => {
    const vrf = house.netbox.create('ipam/vrfs', { name: 'shared' }).id;
    house.netbox.create('ipam/prefixes', { prefix: '10.1.0.0/16', vrf });
    const other = house.netbox.create(MACHINES, { name: 'not ours', site: house.netbox.create('dcim/sites', { name: 'S', slug: 's', status: 'active' }).id }); // prettier-ignore
    const nic = house.netbox.create('virtualization/interfaces', { virtual_machine: other.id, name: 'eth0' });
    const taken = house.netbox.create(ADDRESSES, { address: '10.1.0.5/24', vrf, assigned_object_type: 'virtualization.vminterface', assigned_object_id: nic.id }); // prettier-ignore
    await set(house, { vrf_from_prefix: true });
    const run = await house.run();
    expect(run).toMatchObject({ conflict_count: 1, status: { value: 'completed_with_errors' } });
    const [conflict] = await changesOf(house, run.id, '&action=conflict');
    expect(conflict.reason).toContain(`#${String(taken.id)}`);
    expect(addressOf('10.1.0.5')).toMatchObject({ assigned_object_id: nic.id });
  });

  it('that are told without a mask take that of the smallest prefix, where people want that', async () => {
    // Old agents of Windows tell none.
    house.proxmox.world.clusters[0].guests.get(vmid)!.inside = 'windows';
    house.netbox.create('ipam/prefixes', { prefix: '2001:db8::/48' });
    has(['10.1.0.5/24', '2001:db8::5/64', '2001:db9::5/64']);
    expect(await house.run()).toMatchObject(WELL);
    expect(addressOf('10.1.0.5')).toMatchObject({ address: '10.1.0.5/24' });
    expect(addressOf('2001:db8::5')).toMatchObject({ address: '2001:db8::5/48' });
    expect(addressOf('2001:db9::5')).toMatchObject({ address: '2001:db9::5/128' });
  });

  it('are primary in the order of the preferred networks, else of the cards', async () => {
    await house.run();
    expect(machine(house, vmid)).toMatchObject({
      primary_ip4: { address: '10.1.0.5/24' },
      primary_ip6: { address: '2001:db8::5/64' },
    });
    await set(house, { preferred_networks: '10.2.0.0/16' });
    expect(await house.run()).toMatchObject(WELL);
    expect(machine(house, vmid).primary_ip4).toMatchObject({ address: '10.2.0.5/24' });
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('come from configurations alone where people do not want guest agents to be asked', async () => {
    await set(house, { ask_guest_agent: false });
    house.proxmox.changeGuest('lab-a', vmid, { config: { ipconfig0: 'ip=10.9.0.9/24' } });
    house.proxmox.resetRequests();
    expect(await house.run()).toMatchObject(WELL);
    expect(house.proxmox.requests().log.filter(({ path }) => path.includes('/agent/'))).toEqual([]);
    expect(addressOf('10.1.0.5')).toBeUndefined();
    expect(addressOf('10.9.0.9')).toBeDefined();
  });

  it('of ignored networks and interfaces are left out, on nodes too', async () => {
    const { nodes } = house.proxmox.world.clusters[0];
    const bridge = nodes[0].network.find(({ type }) => type === 'bridge')!;
    await set(house, { ignored_networks: '10.2.0.0/16', ignored_interfaces: bridge.iface });
    expect(await house.run({ stages: ['primary-ips', 'node-interfaces'] })).toMatchObject(WELL);
    expect(addressOf('10.1.0.5')).toBeDefined();
    expect(addressOf('10.2.0.5')).toBeUndefined();
    expect(rowsOf(house, 'dcim/interfaces').filter(({ name }) => name === bridge.iface)).toEqual([]);
  });
});
