import { API, type House } from '../../src/tools/house';
import { startProxmoxSimulator } from '../../src/simulators/proxmox/simulator';
import { generateWorld } from '../../src/simulators/proxmox/world';
import {
  addGuest,
  census,
  changeEndpoint,
  changesOf,
  endpointNamed,
  guestCount,
  linksOf,
  machine,
  MAIN_STAGES,
  machines,
  openTestHouse,
} from './open-house';

async function addEndpoint(
  house: House,
  name: string,
  { host, port, ...endpoint }: House['proxmox']['endpoints'][number],
) {
  const { status, data } = await house.api.post<{ id: number }>(`${API}/endpoints/proxmox/`, {
    name,
    domain: host,
    port,
    username: endpoint.username,
    token_name: endpoint.tokenName,
    token_value: endpoint.tokenValue,
    fingerprint: endpoint.fingerprint,
  });
  if (status !== 201) throw new Error(`Endpoint ${name} was refused: ${JSON.stringify(data)}`);
  return data.id;
}

describe('clusters that look alike', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({ stages: MAIN_STAGES, proxmox: { hasEqualNodeNames: true } });
  });
  afterAll(() => house.close());

  it('keep their guests and nodes of the same number and name apart', async () => {
    house.proxmox.changeGuest('lab-a', 101, { name: 'twin' });
    house.proxmox.changeGuest('lab-b', 101, { name: 'twin' });
    expect(await house.run()).toMatchObject({ status: { value: 'completed' }, failed_count: 0 });
    expect(machines(house)).toHaveLength(guestCount(house));
    const [one, two] = [machine(house, 101, 'lab-a'), machine(house, 101, 'lab-b')];
    expect(one.id).not.toBe(two.id);
    expect([one.name, two.name]).toEqual(['twin', 'twin']);
    expect((one.device as { id: number }).id).not.toBe((two.device as { id: number }).id);
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
  });

  it('are one where a second endpoint leads into the same cluster', async () => {
    const before = census(house);
    const second = await addEndpoint(house, 'lab-a, second way', house.proxmox.endpoints[0]);
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed' }, created_count: 0, netbox_writes: 0 });
    expect((await endpointNamed(house, 'lab-a, second way')).cluster_key).toBe('cluster/lab-a');

    house.proxmox.changeGuest('lab-a', 101, { name: 'renamed' });
    expect(await house.run({ endpoints: [second] })).toMatchObject({ updated_count: 1, created_count: 0 });
    expect(machine(house, 101, 'lab-a').name).toBe('renamed');
    expect(census(house)).toEqual(before);
  });

  it('keep their links while another endpoint stands in for the first', async () => {
    const { tokenValue } = house.proxmox.endpoints[0];
    await changeEndpoint(house, 'lab-a, second way', { domain: 'localhost' });
    await changeEndpoint(house, 'lab-a', { token_value: 'is refused' });
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed_with_errors' }, netbox_writes: 0 });
    expect(run.updated_count).toBe(0);
    await changeEndpoint(house, 'lab-a', { token_value: tokenValue });
    expect(await house.run()).toMatchObject({ status: { value: 'completed' }, updated_count: 0 });
  });

  it('stay two where only the name of the cluster is the same', async () => {
    const known = machines(house).length;
    const world = generateWorld({ clusters: 1, nodes: 2, guests: 4, standalone: false });
    world.clusters[0].nodes.forEach((node) => (node.name = `other-${node.name}`));
    world.clusters[0].guests.forEach((guest) => (guest.node = `other-${guest.node}`));
    const other = await startProxmoxSimulator({ world });
    try {
      await addEndpoint(house, 'far away', other.endpoints[0]);
      const run = await house.run();
      expect(run).toMatchObject({ status: { value: 'completed' }, failed_count: 0, updated_count: 0 });
      expect(machines(house)).toHaveLength(known + 4);
      expect(machine(house, 101, 'lab-a').name).toBe('renamed');
      expect(machine(house, 101, 'lab-a (far away)').id).not.toBe(machine(house, 101, 'lab-a').id);
      expect(await house.run()).toMatchObject({ netbox_writes: 0 });
      expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  it('are not mixed up by an endpoint that suddenly leads elsewhere: nothing is read from it', async () => {
    const { id } = await endpointNamed(house, 'far away');
    const { host, port, tokenValue, fingerprint } = house.proxmox.endpoints[1];
    await house.api.patch(`${API}/endpoints/proxmox/${id}/`, {
      domain: host,
      port,
      token_value: tokenValue,
      fingerprint,
    });
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed_with_errors' }, netbox_writes: 0 });
    const [line] = await changesOf(house, run.id, '&stage=connect');
    expect(line).toMatchObject({ label: 'far away', status: { value: 'failed' } });
    expect(line.error).toContain('now leads to cluster/lab-b');
  });
});

describe('nodes of one name at one site, where NetBox wants a name once', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({ stages: ['devices'], proxmox: { hasEqualNodeNames: true } });
  });
  afterAll(() => house.close());

  it('are told apart by their cluster, in every run', async () => {
    const { api, netbox, proxmox } = house;
    const choose = (site: unknown) => api.patch(`${API}/settings/1/`, { default_site: site });
    const names = () => netbox.rows('dcim/devices').map(({ name }) => String(name)).sort(); // prettier-ignore
    const [first, second] = proxmox.world.clusters.map(({ nodes }) => nodes.map(({ name }) => name));
    const apart = [...first, ...second.map((name) => `${name} (lab-b)`), 'pve-solo'].sort();

    await choose(netbox.create('dcim/sites', { name: 'Basement', slug: 'basement' }).id);
    expect(await house.run()).toMatchObject({ status: { value: 'completed' }, failed_count: 0 });
    expect(names()).toEqual(apart);
    expect(await house.run()).toMatchObject({ netbox_writes: 0, conflict_count: 0 });
    const { id } = await endpointNamed(house, 'lab-b');
    expect(await house.run({ endpoints: [id] })).toMatchObject({ netbox_writes: 0, conflict_count: 0 });
    await choose(null);
    expect(await house.run()).toMatchObject({ failed_count: 0, conflict_count: 0 });
    expect(names()).toEqual(apart);
  });
});

describe('a guest', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({ stages: MAIN_STAGES, proxmox: { standalone: false } });
  });
  afterAll(() => house.close());

  it('without statistics comes with what its configuration tells, and changes nothing later', async () => {
    house.proxmox.changeGuest('lab-a', 101, { hasStatistics: false, memoryMb: 3000, cores: 3 });
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed' }, failed_count: 0 });
    expect(machine(house, 101)).toMatchObject({ name: 'db-01', vcpus: 3, memory: 3000 });
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
    house.proxmox.changeGuest('lab-b', 101, { hasStatistics: false });
    expect(await house.run()).toMatchObject({ netbox_writes: 0, status: { value: 'completed' } });
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
  });

  it('without a name is called after its VMID', async () => {
    addGuest(house, 'lab-a', 101, 310, 'x');
    house.proxmox.changeGuest('lab-a', 310, { name: null });
    expect(await house.run()).toMatchObject({ created_count: 1, status: { value: 'completed' } });
    expect(machine(house, 310).name).toBe('VM 310');
  });

  it('of a name that another has carries its VMID, and keeps it while the other cannot be read', async () => {
    addGuest(house, 'lab-a', 103, 320, 'double');
    addGuest(house, 'lab-a', 103, 321, 'Double');
    expect(await house.run()).toMatchObject({ created_count: 2, status: { value: 'completed' } });
    expect([machine(house, 320).name, machine(house, 321).name]).toEqual(['double', 'Double (321)']);

    const fault = house.proxmox.faults.add({ path: '/nodes/*/320/config', cluster: 'lab-a', status: 500 });
    const run = await house.run();
    expect(run).toMatchObject({ netbox_writes: 0, failed_count: 1 });
    expect(machine(house, 321).name).toBe('Double (321)');
    house.proxmox.faults.remove(fault);
  });

  it('keeps the name that tells it from another one while the node of that one is down', async () => {
    house.proxmox.moveGuest('lab-a', 320, 'pve-a3');
    house.proxmox.moveGuest('lab-a', 321, 'pve-a1');
    expect(await house.run()).toMatchObject({ status: { value: 'completed' } });
    house.proxmox.faults.nodeDown('pve-a3', 'lab-a');
    expect(await house.run()).toMatchObject({ status: { value: 'completed_with_errors' } });
    expect(machine(house, 321).name).toBe('Double (321)');
    house.proxmox.faults.nodeUp('pve-a3', 'lab-a');
    expect(await house.run()).toMatchObject({ status: { value: 'completed' } });
  });

  it('can take over the name that another gives up in the same moment', async () => {
    addGuest(house, 'lab-a', 103, 330, 'first');
    addGuest(house, 'lab-a', 103, 331, 'second');
    await house.run();
    house.proxmox.changeGuest('lab-a', 330, { name: 'second' });
    house.proxmox.changeGuest('lab-a', 331, { name: 'third' });
    addGuest(house, 'lab-a', 103, 332, 'first');
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed' }, updated_count: 2, created_count: 1 });
    expect([330, 331, 332].map((vmid) => machine(house, vmid).name)).toEqual(['second', 'third', 'first']);
  });

  it('that took over the VMID of another is a conflict, and the machine of the other is left as it is', async () => {
    const before = machine(house, 330);
    house.proxmox.removeGuest('lab-a', 330);
    addGuest(house, 'lab-a', 103, 330, 'usurper');
    house.proxmox.changeGuest('lab-a', 330, {
      config: { smbios1: 'uuid=ffffffff-0000-4000-8000-000000000330' },
    });
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed_with_errors' }, conflict_count: 1 });
    const [conflict] = await changesOf(house, run.id, '&action=conflict');
    expect(conflict.key).toBe('cluster/lab-a/guest/330');
    expect(conflict.reason).toContain('used to be another one');
    expect(machine(house, 330)).toEqual(before);
  });
});
