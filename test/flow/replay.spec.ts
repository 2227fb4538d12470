import { API, type House, type RunJson } from '../../src/tools/house';
import { changesOf, linksOf, machine, machines, MACHINES, MAIN_STAGES, openTestHouse } from './open-house';

let house: House;
beforeEach(async () => {
  house = await openTestHouse({ stages: MAIN_STAGES, proxmox: { guests: 12, standalone: false } });
});
afterEach(() => house.close());

async function follow(run: RunJson, deed: 'resume' | 'apply' | 'undo'): Promise<RunJson> {
  const { status, data } = await house.api.post<RunJson>(`${API}/sync/runs/${run.id}/${deed}/`);
  expect({ status, data }).toMatchObject({ status: 201 });
  await house.api.get(`${API}/sync/runs/${data.id}/stream/`, { responseType: 'text' });
  return (await house.api.get<RunJson>(`${API}/sync/runs/${data.id}/`)).data;
}

describe('a run that did not come to its end', () => {
  it('is gone on with from its stored plan, without reading Proxmox VE and without writing twice', async () => {
    const plan = await house.run({ mode: 'plan' });
    expect(machines(house)).toHaveLength(0);
    // As if it had died in the middle: some of it was written, and nobody noted it.
    const tag = (await changesOf(house, plan.id, '&target=tag'))[0].after!;
    house.netbox.create('extras/tags', tag);
    const [manufacturer] = await changesOf(house, plan.id, '&target=manufacturer');
    const { name, slug } = manufacturer.after as Record<string, string>;
    house.netbox.create('dcim/manufacturers', { name, slug });
    house.proxmox.resetRequests();

    const run = await follow(plan, 'resume');
    expect(run).toMatchObject({ purpose: { value: 'resumption' }, origin: { id: plan.id }, failed_count: 0 });
    expect(house.proxmox.requests().log).toEqual([]);
    expect(machines(house).length).toBeGreaterThan(0);
    expect(house.netbox.rows('extras/tags').filter((row) => row.slug === tag.slug)).toHaveLength(1);
    expect((await changesOf(house, plan.id, '&status=planned')).length).toBe(0);
    const again = await house.api.post<unknown>(`${API}/sync/runs/${plan.id}/resume/`);
    expect({ status: again.status, data: again.data }).toEqual({
      status: 409,
      data: {
        detail: `Sync run ${plan.id} left nothing of its plan undone, so there is nothing to go on with.`,
      },
    });
    expect(await house.run()).toMatchObject({ created_count: 0, status: { value: 'completed' } });
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
  });

  it('leaves what somebody changed since the plan, and says what', async () => {
    await house.run();
    house.proxmox.changeGuest('lab-a', 101, { cores: 7 });
    house.proxmox.changeGuest('lab-a', 102, { cores: 6 });
    const plan = await house.run({ mode: 'plan' });
    house.netbox.patch(MACHINES, machine(house, 101).id, { vcpus: 3 });
    const run = await follow(plan, 'resume');
    expect(run).toMatchObject({ updated_count: 1, status: { value: 'completed_with_errors' } });
    expect(machine(house, 101).vcpus).toBe(3);
    expect(machine(house, 102).vcpus).toBe(6);
    expect(await changesOf(house, run.id, '&action=conflict')).toMatchObject([
      { key: 'cluster/lab-a/guest/101', reason: 'It was changed since it was planned: vcpus.' },
    ]);
  });
});

describe('a plan of which people want a part', () => {
  const decide = (run: RunJson, body: object) =>
    house.api.post<unknown>(`${API}/sync/runs/${run.id}/decisions/`, body);

  it('is applied as far as it was accepted, with what that cannot be without', async () => {
    const plan = await house.run({ mode: 'plan' });
    const wanted = (await changesOf(house, plan.id, '&key=cluster/lab-a/guest/101'))[0];
    const { status, data } = await decide(plan, { decision: 'accepted', changes: [wanted.id] });
    expect({ status, data }).toEqual({ status: 200, data: { count: 1 } });

    const run = await follow(plan, 'apply');
    expect(run).toMatchObject({
      purpose: { value: 'acceptance' },
      status: { value: 'completed' },
      failed_count: 0,
    });
    expect(machines(house)).toMatchObject([{ id: machine(house, 101).id }]);
    expect(house.netbox.rows('dcim/devices')).toHaveLength(1);
    expect(await changesOf(house, plan.id, '&decision=accepted')).toMatchObject([
      { status: { value: 'skipped' }, error: `Run ${run.id} goes on with it.` },
    ]);
    const again = await house.api.post<unknown>(`${API}/sync/runs/${plan.id}/apply/`);
    expect({ status: again.status, data: again.data }).toEqual({
      status: 409,
      data: { detail: `Sync run ${plan.id} has no accepted changes that are still to be made.` },
    });
  });

  it('is applied but for what was refused', async () => {
    await house.run();
    house.proxmox.changeGuest('lab-a', 101, { cores: 7 });
    house.proxmox.changeGuest('lab-a', 102, { cores: 6 });
    const before = machine(house, 101).vcpus;
    const plan = await house.run({ mode: 'plan' });
    const [refused] = await changesOf(house, plan.id, '&key=cluster/lab-a/guest/101');
    await decide(plan, { decision: 'refused', changes: [refused.id], action: 'update' });
    await follow(plan, 'resume');
    expect([machine(house, 101).vcpus, machine(house, 102).vcpus]).toEqual([before, 6]);
    expect((await house.api.post(`${API}/sync/runs/${plan.id}/resume/`)).status).toBe(409);
  });

  it('is told by the names of the fields what no decision can be', async () => {
    const plan = await house.run({ mode: 'plan' });
    const { status, data } = await decide(plan, { decision: 'perhaps', changes: ['x'], action: 'burn' });
    expect({ status, data }).toEqual({
      status: 400,
      data: {
        decision: ['The decision is one of undecided, accepted, refused.'],
        changes: expect.arrayContaining(['A valid integer is required.']),
        action: ['The action is one of create, update, delete, keep, conflict.'],
      },
    });
  });
});

describe('a run that is undone', () => {
  it('gives fields back what they held, and the next run leaves it so until Proxmox VE changes them', async () => {
    await house.run();
    const before = machine(house, 101);
    house.proxmox.changeGuest('lab-a', 101, { cores: 7, name: 'renamed' });
    const run = await house.run();
    house.netbox.patch(MACHINES, before.id, { name: 'by hand' });

    const undo = await follow(run, 'undo');
    expect(undo).toMatchObject({ purpose: { value: 'undoing' }, updated_count: 1, failed_count: 0 });
    expect(machine(house, 101)).toMatchObject({ vcpus: before.vcpus, name: 'by hand' });
    expect(await changesOf(house, undo.id)).toMatchObject([
      { reason: 'Taken back. Changed since, and left: name.', after: { vcpus: before.vcpus } },
    ]);
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
    house.proxmox.changeGuest('lab-a', 101, { cores: 3 });
    await house.run();
    expect(machine(house, 101).vcpus).toBe(3);
  });

  it('takes away what it made and nobody touched, from the last stage to the first', async () => {
    const run = await house.run();
    const { id } = machine(house, 101);
    house.netbox.patch(MACHINES, id, { vcpus: 9 });
    const undo = await follow(run, 'undo');
    expect(machines(house).map((row) => row.id)).toEqual([id]);
    expect(undo.status.value).toBe('completed_with_errors');
    expect(await changesOf(house, undo.id, '&action=conflict&target=virtual-machine')).toMatchObject([
      { key: 'cluster/lab-a/guest/101', reason: 'It was changed since it was made: vcpus.' },
    ]);
    expect(await linksOf(house, 'target=virtual-machine')).toHaveLength(1);
    await house.run();
    expect(await house.run()).toMatchObject({ netbox_writes: 0, status: { value: 'completed' } });
  });
});
