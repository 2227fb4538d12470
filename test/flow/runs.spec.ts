import { type StageSummary } from '../../src/models/stage-summary';
import { API, type House, type RunJson } from '../../src/tools/house';
import {
  addGuest,
  census,
  changesOf,
  guestCount,
  linksOf,
  listed,
  machine,
  MAIN_STAGES,
  machines,
  openTestHouse,
} from './open-house';

/** By stage; but for tasks, of which those that ended long ago are not read again. */
function countsOf({ summary }: RunJson, count: (stage: StageSummary) => number): [string, number][] {
  const stages = summary as unknown as StageSummary[];
  return stages.filter(({ stage }) => stage !== 'task-history').map((stage) => [stage.stage, count(stage)]);
}

describe.each(['4.4', '4.5', '4.6', '4.7'] as const)('with NetBox %s', (version) => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({ netbox: { version } });
  });
  afterAll(() => house.close());

  it('a first run brings every guest and node, and a second writes nothing', async () => {
    const first = await house.run();
    expect(first).toMatchObject({ status: { value: 'completed' }, failed_count: 0, error: '' });
    expect(census(house)).toMatchObject({
      'virtualization/clusters': 3,
      'dcim/devices': 6,
      'virtualization/virtual-machines': guestCount(house),
    });

    const all = await listed<{ id: number }>(house, 'endpoints/proxmox/');
    for (const { endpoints = [], ...stage } of first.summary as unknown as StageSummary[]) {
      const created = endpoints.reduce((sum, one) => sum + one.created, 0);
      expect([stage.stage, created]).toEqual([stage.stage, stage.created]);
    }
    const [devices] = first.summary as unknown as StageSummary[];
    const counted = devices.endpoints?.filter(({ endpoint }) => endpoint !== null) ?? [];
    expect(counted.map(({ endpoint }) => endpoint).sort()).toEqual(all.map(({ id }) => id).sort());

    const changesBefore = house.netbox.changeLog().length;
    house.netbox.resetRequests();
    const second = await house.run();
    expect(second).toMatchObject({ status: { value: 'completed' }, netbox_writes: 0, updated_count: 0 });
    const unchanged = new Map(countsOf(second, (stage) => stage.unchanged));
    for (const [stage, made] of countsOf(first, ({ created, updated }) => created + updated)) {
      // What two stages want, a VLAN of nodes and guests, is made once, and found by both.
      expect([stage, (unchanged.get(stage) ?? 0) >= made]).toEqual([stage, true]);
    }
    expect(house.netbox.requests().writes).toBe(0);
    expect(house.netbox.changeLog()).toHaveLength(changesBefore);
  });

  it('a rename is one write', async () => {
    house.proxmox.changeGuest('lab-a', 101, { name: 'renamed' });
    expect(await house.run()).toMatchObject({ updated_count: 1, netbox_writes: 1 });
    expect(machine(house, 101).name).toBe('renamed');
  });

  it('a migration is one write, and moves the machine to the device of its new node', async () => {
    const { id } = machine(house, 101);
    const { node } = house.proxmox.world.clusters[0].guests.get(101)!;
    const other = node === 'pve-a1' ? 'pve-a2' : 'pve-a1';
    house.proxmox.moveGuest('lab-a', 101, other);
    expect(await house.run()).toMatchObject({ netbox_writes: 1, created_count: 0, deleted_count: 0 });
    expect(machine(house, 101)).toMatchObject({
      id,
      device: { name: other },
      custom_fields: { proxmox_node: other },
    });
  });

  it('a stopped guest becomes offline', async () => {
    house.proxmox.changeGuest('lab-a', 101, { status: 'stopped' });
    expect(await house.run()).toMatchObject({ updated_count: 1, netbox_writes: 1 });
    expect(machine(house, 101).status).toMatchObject({ value: 'offline' });
  });

  it('a guest that is gone from Proxmox stays in NetBox, and its link says since when it is missing', async () => {
    const { id } = machine(house, 104);
    const { ...guest } = house.proxmox.world.clusters[0].guests.get(104)!;
    house.proxmox.removeGuest('lab-a', 104);
    expect(await house.run()).toMatchObject({
      status: { value: 'completed' },
      deleted_count: 0,
      netbox_writes: 0,
    });
    expect(machine(house, 104).id).toBe(id);
    const [gone] = await linksOf(house, 'target=virtual-machine&key=cluster/lab-a/guest/104');
    expect(gone.missing_since).not.toBeNull();

    await house.run();
    const [stillGone] = await linksOf(house, 'target=virtual-machine&key=cluster/lab-a/guest/104');
    expect(stillGone.missing_since).toBe(gone.missing_since);

    house.proxmox.putGuest('lab-a', guest);
    expect(await house.run()).toMatchObject({ created_count: 0, netbox_writes: 0 });
    const [back] = await linksOf(house, 'target=virtual-machine&key=cluster/lab-a/guest/104');
    expect(back).toMatchObject({ missing_since: null, object_id: id });
  });
});

describe('a run', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({ stages: MAIN_STAGES, proxmox: { standalone: false } });
  });
  afterAll(() => house.close());

  it('in mode plan writes nothing to NetBox, and its lines can be read with before, after and reason', async () => {
    const run = await house.run({ mode: 'plan' });
    expect(run).toMatchObject({ status: { value: 'completed' }, netbox_writes: 0, mode: { value: 'plan' } });
    expect(house.netbox.requests().writes).toBe(0);
    expect(machines(house)).toHaveLength(0);
    const changes = await changesOf(house, run.id);
    expect(changes).toHaveLength(run.created_count + run.updated_count);
    expect(changes.find(({ target }) => target === 'virtual-machine')).toMatchObject({
      action: { value: 'create' },
      status: { value: 'planned' },
      before: null,
      after: { cluster: { target: 'cluster' } },
      reason: 'Not there yet.',
    });
  });

  it('does what the plan before it has said', async () => {
    const first = await house.run();
    const plan = await house.run({ mode: 'plan' });
    expect(await changesOf(house, plan.id)).toEqual([]);
    expect(plan).toMatchObject({
      created_count: 0,
      updated_count: 0,
      unchanged_count: first.created_count + first.updated_count,
    });

    house.proxmox.changeGuest('lab-a', 101, { name: 'planned' });
    addGuest(house, 'lab-b', 101, 300, 'fresh');
    const planned = await house.run({ mode: 'plan' });
    expect(planned).toMatchObject({ created_count: 1, updated_count: 1, netbox_writes: 0 });
    expect(machine(house, 101).name).not.toBe('planned');
    const lines = await changesOf(house, planned.id);
    expect(lines.map(({ key, action, status }) => [key, action.value, status.value])).toEqual([
      ['cluster/lab-a/guest/101', 'update', 'planned'],
      ['cluster/lab-b/guest/300', 'create', 'planned'],
    ]);
    expect(lines[0]).toMatchObject({
      before: { name: machine(house, 101).name },
      after: { name: 'planned' },
      reason: 'Differs in name.',
    });

    const done = await house.run();
    expect(done).toMatchObject({ created_count: 1, updated_count: 1 });
    expect(machine(house, 101).name).toBe('planned');
    const carriedOut = await changesOf(house, done.id);
    expect(carriedOut.map(({ key, status }) => [key, status.value])).toEqual([
      ['cluster/lab-a/guest/101', 'applied'],
      ['cluster/lab-b/guest/300', 'applied'],
    ]);
    expect(carriedOut[0]).toMatchObject({ before: lines[0].before, after: lines[0].after });
  });

  it('of chosen endpoints and stages reads and writes nothing else', async () => {
    house.proxmox.changeGuest('lab-a', 101, { name: 'elsewhere' });
    house.proxmox.resetRequests();
    const { data } = await house.api.get<{ results: { id: number }[] }>(
      `${API}/endpoints/proxmox/?name=lab-b`,
    );
    const run = await house.run({ endpoints: [data.results[0].id], stages: ['storage'] });
    expect(run).toMatchObject({ status: { value: 'completed' }, netbox_writes: 0 });
    expect(run.summary.map(({ stage }) => stage)).toEqual(['devices', 'storage']);
    expect(new Set(house.proxmox.requests().log.map(({ endpoint }) => endpoint))).toEqual(new Set(['lab-b']));
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
  });
});
