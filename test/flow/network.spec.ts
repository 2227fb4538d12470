import { type House } from '../../src/tools/house';
import { changesOf, linksOf, machine, type NetboxRow, openTestHouse } from './open-house';

const DISKS = 'virtualization/virtual-disks';
const INTERFACES = 'virtualization/interfaces';
const ADDRESSES = 'ipam/ip-addresses';
const WELL = { status: { value: 'completed' }, failed_count: 0, error: '' };
const SILENT = { ...WELL, netbox_writes: 0, created_count: 0, updated_count: 0, conflict_count: 0 };

/** What is on an interface of a guest; nodes have such too. */
const isOfGuest = (row: NetboxRow) => row.assigned_object_type === 'virtualization.vminterface';

/** Every guest with a telling agent, two cards and two disks. */
describe('disks, interfaces and addresses of guests', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({ proxmox: { guests: 20, nics: 2, disks: 2, agents: 1 } });
  });
  afterAll(() => house.close());

  const rows = (path: string) => house.netbox.rows(path) as NetboxRow[];
  const partsOf = (path: string, vmid: number) =>
    rows(path).filter((row) => (row.virtual_machine as NetboxRow).id === machine(house, vmid).id);
  const interfacesOf = (vmid: number) => partsOf(INTERFACES, vmid);
  const addressesOf = (vmid: number) => {
    const ids = new Set(interfacesOf(vmid).map(({ id }) => id));
    return rows(ADDRESSES).filter((row) => isOfGuest(row) && ids.has(row.assigned_object_id as number));
  };
  const guestsOf = (cluster: number) => [...house.proxmox.world.clusters[cluster].guests.values()];
  const withAgent = () =>
    guestsOf(0).find(({ type, status, config }) => type === 'qemu' && status === 'running' && config.agent)!;

  it('are made once, and a second run writes nothing', async () => {
    const own = house.netbox.create('ipam/vlans', { vid: 40, name: 'Servers', status: 'active' });
    const run = await house.run();
    expect(run).toMatchObject(WELL);
    const cards = house.proxmox.world.clusters.flatMap(({ guests }) =>
      [...guests.values()].flatMap(({ config }) => Object.keys(config).filter((key) => /^net\d+$/.test(key))),
    );
    expect(rows(INTERFACES)).toHaveLength(cards.length);
    expect(rows('dcim/mac-addresses').filter(isOfGuest)).toHaveLength(cards.length);
    expect(rows(INTERFACES).filter((row) => row.primary_mac_address === null)).toEqual([]);
    expect(rows('ipam/vlans').find(({ id }) => id === own.id)).toMatchObject({ name: 'Servers' });
    expect(rows('ipam/vlans').filter(({ vid }) => vid === 40).length).toBeLessThanOrEqual(3);
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('are called as inside the guest, and its first addresses stand for it', () => {
    const { vmid } = withAgent();
    const names = interfacesOf(vmid).map(({ name }) => name);
    expect(names.every((name) => !String(name).startsWith('net'))).toBe(true);
    const addresses = addressesOf(vmid).map(({ address }) => address);
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses).toContain((machine(house, vmid).primary_ip4 as NetboxRow).address);
    expect(addresses.filter((address) => String(address).startsWith('fe80'))).toEqual([]);
  });

  it('stay as they are while the guest agent is silent, or the guest stopped', async () => {
    const { vmid } = withAgent();
    const before = [interfacesOf(vmid), addressesOf(vmid), machine(house, vmid).primary_ip4];
    house.proxmox.changeGuest('lab-a', vmid, { agent: 'dead' });
    expect(await house.run()).toMatchObject(SILENT);
    house.proxmox.changeGuest('lab-a', vmid, { status: 'stopped' });
    expect(await house.run()).toMatchObject({ ...WELL, updated_count: 1 });
    expect([interfacesOf(vmid), addressesOf(vmid), machine(house, vmid).primary_ip4]).toEqual(before);
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
    house.proxmox.changeGuest('lab-a', vmid, { status: 'running', agent: 'answers' });
    expect(await house.run()).toMatchObject({ ...WELL, updated_count: 1 });
  });

  it('keep the primary address that a person has chosen', async () => {
    const { vmid } = withAgent();
    const { id } = machine(house, vmid);
    const other = house.netbox.create(ADDRESSES, {
      address: '192.0.2.77/24',
      assigned_object_type: 'virtualization.vminterface',
      assigned_object_id: interfacesOf(vmid)[0].id,
    });
    house.netbox.patch('virtualization/virtual-machines', id, { primary_ip4: other.id });
    expect(await house.run()).toMatchObject(SILENT);
    expect((machine(house, vmid).primary_ip4 as NetboxRow).id).toBe(other.id);
  });

  it('grow with a disk by one write', async () => {
    const { vmid, config } = withAgent();
    const slot = Object.keys(config).find((key) => /^(scsi|virtio)\d+$/.test(key))!;
    house.proxmox.resizeDisk('lab-a', vmid, slot, '500G');
    expect(await house.run()).toMatchObject({ ...WELL, updated_count: 1, netbox_writes: 1 });
    expect(partsOf(DISKS, vmid).find(({ name }) => name === slot)).toMatchObject({ size: 512_000 });
  });

  it('are not taken for gone with a guest that cannot be read', async () => {
    const { vmid } = withAgent();
    const fault = house.proxmox.faults.add({
      path: `/nodes/*/${vmid}/config`,
      cluster: 'lab-a',
      status: 500,
    });
    const run = await house.run();
    expect(run).toMatchObject({
      status: { value: 'completed_with_errors' },
      failed_count: 1,
      netbox_writes: 0,
    });
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
    house.proxmox.faults.remove(fault);
  });

  it('are told once for a token that may not ask guests, and stay', async () => {
    house.proxmox.faults.restrict('lab-a', {
      '/': ['Sys.Audit', 'VM.Audit', 'SDN.Audit', 'Datastore.Audit', 'Datastore.AllocateSpace', 'VM.Backup'],
    });
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed_with_errors' }, netbox_writes: 0 });
    const failures = await changesOf(house, run.id, '&status=failed');
    expect(failures.map(({ stage, label }) => [stage, label])).toEqual([['vm-ip-addresses', 'lab-a']]);
    expect(failures[0].error).toContain('VM.GuestAgent.Audit');
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
    house.proxmox.faults.restrict('lab-a', null);
    expect(await house.run()).toMatchObject(SILENT);
  });
});

describe('an address of a guest', () => {
  let house: House;
  let address: string;
  let vmid: number;
  beforeAll(async () => {
    house = await openTestHouse({ proxmox: { guests: 12, standalone: false, clusters: 1 } });
    const told = await house.run({ mode: 'plan' });
    const [line] = await changesOf(house, told.id, '&target=ip-address&limit=1');
    address = String((line.after as { address: string }).address);
    vmid = Number(/guest\/(\d+)\/ip/.exec(line.key)![1]);
  });
  afterAll(() => house.close());
  const found = () =>
    house.netbox.rows(ADDRESSES).filter((row) => String(row.address).split('/')[0] === address.split('/')[0]);

  it('that is somebody else’s is never taken: it is a conflict, and everything else is done', async () => {
    const owner = house.netbox.create('dcim/sites', {
      name: 'Elsewhere',
      slug: 'elsewhere',
      status: 'active',
    });
    const vm = house.netbox.create('virtualization/virtual-machines', { name: 'not ours', site: owner.id });
    const nic = house.netbox.create(INTERFACES, { virtual_machine: vm.id, name: 'eth0' });
    const taken = house.netbox.create(ADDRESSES, {
      address,
      assigned_object_type: 'virtualization.vminterface',
      assigned_object_id: nic.id,
    });
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed_with_errors' }, conflict_count: 1 });
    const [conflict] = await changesOf(house, run.id, '&action=conflict');
    expect(conflict.reason).toContain(`#${String(taken.id)}`);
    expect(found()).toEqual([expect.objectContaining({ id: taken.id, assigned_object_id: nic.id })]);
    house.netbox.remove('virtualization/virtual-machines', vm.id as number);
  });

  it('that a person has noted, and is nobody’s, becomes that of the guest, with what was noted', async () => {
    const noted = house.netbox.create(ADDRESSES, {
      address: address.replace(/\/\d+$/, '/28'),
      description: 'reserved by Ann',
      dns_name: 'web.example',
    });
    expect(await house.run()).toMatchObject(WELL);
    expect(found()).toEqual([
      expect.objectContaining({
        id: noted.id,
        description: 'reserved by Ann',
        dns_name: 'web.example',
        address: address.replace(/\/\d+$/, '/28'),
        assigned_object_type: 'virtualization.vminterface',
      }),
    ]);
    expect(await house.run()).toMatchObject(SILENT);
    expect(machine(house, vmid)).toBeDefined();
  });
});
