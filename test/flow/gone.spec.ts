import { API, type House, type RunJson, runAndWatch } from '../../src/tools/house';
import {
  changesOf,
  linksOf,
  machine,
  machines,
  type NetboxRow,
  openTestHouse,
  someGuest,
} from './open-house';

const STAGES = ['devices', 'virtual-machines', 'virtual-disks', 'vm-interfaces'];

let house: House;
beforeEach(async () => {
  house = await openTestHouse({ stages: STAGES, proxmox: { guests: 12, standalone: false } });
});
afterEach(() => house.close());

async function set(settings: Record<string, unknown>): Promise<void> {
  const { status, data } = await house.api.patch<unknown>(`${API}/settings/1/`, settings);
  if (status !== 200) throw new Error(JSON.stringify(data));
}

const idsOf = (path: string) => house.netbox.rows(path).map(({ id }) => id as number);
const guestsOf = (cluster: string) =>
  [...house.proxmox.world.clusters.find(({ name }) => name === cluster)!.guests.keys()].sort((a, b) => a - b);
const slugsOf = (row: NetboxRow) => (row.tags as { slug: string }[]).map(({ slug }) => slug).sort();

async function approve(run: RunJson): Promise<RunJson> {
  const { status, data } = await house.api.post<RunJson>(`${API}/sync/runs/${run.id}/approve/`);
  expect(status).toBe(201);
  const [twin] = [await runToEnd(data.id)];
  return twin;
}

async function runToEnd(id: number): Promise<RunJson> {
  await house.api.get(`${API}/sync/runs/${id}/stream/`, { responseType: 'text' });
  return (await house.api.get<RunJson>(`${API}/sync/runs/${id}/`)).data;
}

describe('a guest that is gone from Proxmox VE', () => {
  it('is deleted after its grace period with all that hangs on it, where people want that', async () => {
    await set({ missing_object_policy: 'delete', missing_grace_hours: 24 });
    await house.run();
    const { vmid } = someGuest(house, 'lab-a');
    const { id } = machine(house, vmid);
    house.proxmox.removeGuest('lab-a', vmid);
    const waiting = await house.run();
    expect(waiting).toMatchObject({ status: { value: 'completed' }, deleted_count: 0, netbox_writes: 0 });
    const [line] = await changesOf(house, waiting.id, '&target=virtual-machine');
    expect(line).toMatchObject({ action: { value: 'keep' }, status: { value: 'skipped' } });
    expect(line.reason).toMatch(
      /no longer has it, since .+ It is deleted when it is still gone at .+ UTC\.$/,
    );

    await house.serving.program.dataSource.query(
      `UPDATE proxbox_sync_link SET missing_since = missing_since - interval '24 hours' WHERE missing_since IS NOT NULL`,
    );
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed' }, failed_count: 0 });
    expect(idsOf('virtualization/virtual-machines')).not.toContain(id);
    const onIt = (row: Record<string, unknown>) => (row.virtual_machine as { id: number }).id === id;
    expect(house.netbox.rows('virtualization/virtual-disks').filter(onIt)).toEqual([]);
    expect(house.netbox.rows('virtualization/interfaces').filter(onIt)).toEqual([]);
    const deleted = await changesOf(house, run.id, '&action=delete');
    expect(deleted.find(({ target }) => target === 'virtual-machine')).toMatchObject({
      status: { value: 'applied' },
      reason: expect.stringContaining('The source no longer has it, since'),
    });
    expect(deleted.length).toBe(run.deleted_count);
    expect(await linksOf(house, `key__isw=cluster/lab-a/guest/${vmid}`)).toEqual([]);
    expect(await house.run()).toMatchObject({ netbox_writes: 0, deleted_count: 0 });
  });

  it('is marked where people want that, and is as before when it is back', async () => {
    await set({ missing_object_policy: 'mark', missing_grace_hours: 0 });
    await house.run();
    const { vmid } = someGuest(house, 'lab-a');
    const before = machine(house, vmid);
    const guest = { ...house.proxmox.world.clusters[0].guests.get(vmid)! };
    house.proxmox.removeGuest('lab-a', vmid);
    expect(await house.run()).toMatchObject({ status: { value: 'completed' }, updated_count: 1 });
    const marked = machine(house, vmid);
    expect(marked).toMatchObject({ id: before.id, status: { value: 'decommissioning' } });
    expect(slugsOf(marked)).toEqual([...slugsOf(before), 'proxbox-missing'].sort());
    const [link] = await linksOf(house, `target=virtual-machine&key=cluster/lab-a/guest/${vmid}`);
    expect(link.missing_since).not.toBeNull();
    expect(await house.run()).toMatchObject({ netbox_writes: 0, updated_count: 0 });

    house.proxmox.putGuest('lab-a', guest);
    await house.run();
    const back = machine(house, vmid);
    expect(back).toMatchObject({ id: before.id, status: before.status });
    expect(slugsOf(back)).toEqual(slugsOf(before));
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
  });

  it('stays with many others until somebody approves, and a cluster that lost few is not concerned', async () => {
    await set({
      missing_object_policy: 'delete',
      missing_grace_hours: 0,
      missing_ceiling_count: 2,
      missing_ceiling_share: 100,
    });
    await house.run();
    const gone = guestsOf('lab-a').slice(0, 3);
    for (const vmid of gone) house.proxmox.removeGuest('lab-a', vmid);
    const [few] = guestsOf('lab-b');
    house.proxmox.removeGuest('lab-b', few);
    const count = machines(house).length;
    const problems: string[] = [];
    const run = await runAndWatch(house.api, { stages: STAGES }, (event, data) => {
      if (event === 'error_detail') problems.push((data as { message: string }).message);
    });
    expect(run).toMatchObject({ status: { value: 'completed_with_errors' } });
    expect(problems.join(' ')).toContain(
      '3 objects of the kind virtual machine are gone from lab-a, and only 2',
    );
    expect(machines(house)).toHaveLength(count - 1);
    const held = await changesOf(house, run.id, '&status=held');
    expect(held.map(({ key }) => key).sort()).toEqual(
      gone.map((vmid) => `cluster/lab-a/guest/${vmid}`).sort(),
    );

    const approved = await approve(run);
    expect(approved).toMatchObject({ status: { value: 'completed' } });
    expect(machines(house)).toHaveLength(count - 4);
    expect((await house.api.post<unknown>(`${API}/sync/runs/${approved.id}/approve/`)).data).toEqual({
      detail: `Sync run ${approved.id} held nothing back, so there is nothing to approve of.`,
    });
    expect(await house.run()).toMatchObject({ netbox_writes: 0, status: { value: 'completed' } });
  });
});
