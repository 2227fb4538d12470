import { API, type House, type RunJson, runAndWatch } from '../../src/tools/house';
import { changesOf, linksOf, listed, machine, machines, MAIN_STAGES, openTestHouse } from './open-house';
import { ended, start } from './watching';

let house: House;
beforeAll(async () => {
  house = await openTestHouse({ stages: MAIN_STAGES, proxmox: { guests: 20 } });
});
afterAll(() => house.close());
afterEach(() => house.netbox.faults.clear());

const labA = () => house.proxmox.world.clusters[0];
const refusal = async (body: object) => {
  const { status, data } = await house.api.post<Record<string, string[]>>(`${API}/sync/runs/`, body);
  return { status, data };
};
/** Guests that get one more core, and with it something to write. */
function grow(...vmids: number[]): void {
  for (const vmid of vmids) {
    const guest = labA().guests.get(vmid)!;
    house.proxmox.changeGuest('lab-a', vmid, { cores: Number(guest.config.cores ?? 1) + 1 });
  }
}
const written = async (run: RunJson) =>
  (await changesOf(house, run.id, '&target=virtual-machine&status=applied')).map(({ key }) => key).sort();

describe('a run that is narrowed', () => {
  const [mine, other, third] = [101, 102, 103];
  const keyOf = (vmid: number) => `cluster/lab-a/guest/${vmid}`;

  it('to a cluster is told before the first run that none is known', async () => {
    expect(await refusal({ proxmox_clusters: ['lab-a'] })).toEqual({
      status: 400,
      data: {
        proxmox_clusters: [
          'No endpoint has led to a Proxmox cluster "lab-a" so far. None is known before the first run.',
        ],
      },
    });
  });

  it('to a cluster asks nobody else, and leaves the others', async () => {
    await house.run();
    const before = machines(house).length;
    house.proxmox.resetRequests();
    house.proxmox.removeGuest('lab-b', Number([...house.proxmox.world.clusters[1].guests.keys()][0]));
    grow(mine);
    const run = await house.run({ proxmox_clusters: ['lab-a'] });
    expect(run).toMatchObject({ status: { value: 'completed' }, updated_count: 1, deleted_count: 0 });
    expect(await written(run)).toEqual([keyOf(mine)]);
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
    expect(machines(house)).toHaveLength(before);
    const { endpoints } = run as unknown as { endpoints: number[] };
    const [{ id }] = await listed<{ id: number }>(house, 'endpoints/proxmox/?name=lab-a');
    expect(endpoints).toEqual([id]);
  });

  it('to a pool or tags writes their guests alone, and takes no other for gone', async () => {
    house.proxmox.changeGuest('lab-a', mine, { pool: 'blue', tags: 'web;debian' });
    house.proxmox.changeGuest('lab-a', other, { pool: 'green', tags: 'Web' });
    house.proxmox.changeGuest('lab-a', third, { pool: 'green', tags: '' });
    await house.run();
    grow(mine, other, third);
    const gone = Number([...labA().guests.keys()].at(-1));
    house.proxmox.removeGuest('lab-a', gone);
    const inPool = await house.run({ proxmox_pools: ['blue'] });
    expect(inPool.status.value).toBe('completed');
    expect(await written(inPool)).toEqual([keyOf(mine)]);
    const tagged = await house.run({ proxmox_pools: ['blue', 'green'], proxmox_tags: ['WEB'] });
    expect(await written(tagged)).toEqual([keyOf(other)]);
    expect(
      await linksOf(house, `missing_since__empty=false&target=virtual-machine&key=${keyOf(gone)}`),
    ).toEqual([]);
    expect(machine(house, gone).id).toBeGreaterThan(0);
    expect(await written(await house.run())).toContain(keyOf(third));
  });

  it('to what nobody has says so, and does the rest', async () => {
    grow(mine);
    const problems: string[] = [];
    const body = { proxmox_pools: ['blue', 'bleu'], proxmox_clusters: ['lab-a'], stages: MAIN_STAGES };
    const run = await runAndWatch(house.api, body, (event, data) => {
      if (event === 'error_detail') problems.push((data as { message: string }).message);
    });
    expect(run).toMatchObject({ status: { value: 'completed_with_errors' }, updated_count: 1 });
    expect(problems).toEqual(['bleu: No guest of lab-a is in the pool "bleu".']);
    expect(await changesOf(house, run.id, '&status=failed')).toMatchObject([
      { target: 'proxmox-pool', label: 'bleu' },
    ]);
  });

  it('to names that cannot be is refused in words', async () => {
    expect(await refusal({ proxmox_clusters: ['lab-x'] })).toEqual({
      status: 400,
      data: { proxmox_clusters: [expect.stringContaining('Known are lab-a, lab-b, ') as string] },
    });
    const [{ id }] = await listed<{ id: number }>(house, 'endpoints/proxmox/?name=lab-b');
    expect(await refusal({ proxmox_clusters: ['lab-a'], endpoints: [id] })).toEqual({
      status: 400,
      data: {
        proxmox_clusters: ['None of the endpoints that are chosen and enabled leads to lab-a.'],
      },
    });
    for (const wrong of ['blue', [7], ['']]) {
      expect(await refusal({ proxmox_pools: wrong })).toMatchObject({ status: 400, data: { proxmox_pools: expect.any(Array) as string[] } }); // prettier-ignore
    }
  });

  it('is another one than that of everything, and the same as one that is narrowed alike', async () => {
    house.netbox.faults.add({ on: 'any', every: 1, delayMs: 1_000 } as never);
    const whole = await start(house);
    const narrow = await start(house, { proxmox_tags: ['web', 'debian'] });
    const alike = await start(house, { proxmox_tags: ['debian', 'web'] });
    house.netbox.faults.clear();
    expect(narrow.id).not.toBe(whole.id);
    expect(alike.id).toBe(narrow.id);
    await ended(house, narrow);
  });

  it('to picked machines writes these alone', async () => {
    await house.run();
    grow(mine, other);
    const run = await house.run({ stages: [], batch_object_type: 'virtual-machine', batch_object_ids: [machine(house, mine).id] }); // prettier-ignore
    expect(run.status.value).toBe('completed');
    expect(await written(run)).toEqual([keyOf(mine)]);
  });

  it('to picked rows of ours reads what they hang on, up to the stage that fills them', async () => {
    const [storage] = await listed<{ id: number }>(house, 'storage/?limit=1&cluster__name=lab-a');
    const body = { stages: [], batch_object_type: 'proxmox-storage', batch_object_ids: [storage.id] };
    const run = (await house.run(body)) as RunJson & {
      stages: string[];
      endpoints: number[];
      job: { id: number };
    };
    expect(run).toMatchObject({ status: { value: 'completed' }, stages: ['devices', 'storage'] });
    const [{ id }] = await listed<{ id: number }>(house, 'endpoints/proxmox/?name=lab-a');
    expect(run.endpoints).toEqual([id]);
    const { data: job } = await house.api.get<{ data: unknown }>(`${API}/jobs/${run.job.id}/`);
    const params = {
      sync_types: ['all'],
      batch_object_type: 'proxmox-storage',
      batch_object_ids: [String(storage.id)],
    };
    expect(job.data).toMatchObject({ proxbox_sync: { params } });
  });

  it('to what cannot be picked, or is not there, is refused in words', async () => {
    const pick = (type: unknown, ids: unknown, more: object = {}) =>
      refusal({ stages: [], batch_object_type: type, batch_object_ids: ids, ...more });
    expect(await pick('vm-rack', [1])).toMatchObject({ status: 400, data: { batch_object_type: [expect.stringMatching(/^"vm-rack" is not .*virtual-machine.*vm-backup/)] } }); // prettier-ignore
    expect(await pick('proxmox-storage', [999_999])).toEqual({ status: 400, data: { batch_object_ids: ['There is no Proxmox Storage with the id 999999.'] } }); // prettier-ignore
    expect(await pick('proxmox-storage', [])).toMatchObject({ status: 400, data: { batch_object_ids: ['Pick at least one object.'] } }); // prettier-ignore
    expect(await pick('proxmox-storage', Array.from({ length: 1001 }, (_, id) => id + 1))).toMatchObject({ status: 400, data: { batch_object_ids: ['Pick at most 1000 objects at once: these are 1001.'] } }); // prettier-ignore
    expect(await pick(undefined, [1])).toMatchObject({ status: 400, data: { batch_object_type: ['Say of which type the picked objects are.'] } }); // prettier-ignore
    expect(await pick('virtual-machine', ['x'])).toMatchObject({ status: 400, data: { batch_object_ids: ['A valid integer is required.'] } }); // prettier-ignore
    expect(await refusal({ endpoints: [2 ** 40] })).toEqual({ status: 400, data: { endpoints: ['A valid integer is required.'] } }); // prettier-ignore
    expect(await pick('virtual-machine', [1], { stages: ['devices'] })).toMatchObject({ status: 400, data: { batch_object_type: [expect.stringContaining('leave stages')] } }); // prettier-ignore
  });

  it('by a schedule keeps that', async () => {
    const narrowing = { proxmox_clusters: ['lab-a'], proxmox_pools: ['blue'], proxmox_tags: ['web'] };
    const { data } = await house.api.post<{ job_id: number }>(`${API}/sync/schedule/`, {
      sync_types: ['devices'], cron: '30 3 * * *', ...narrowing,
    }); // prettier-ignore
    await house.api.patch(`${API}/sync/schedule/${data.job_id}/`, { paused: true });
    const { data: job } = await house.api.get<{ data: unknown }>(`${API}/jobs/${data.job_id}/`);
    expect(job.data).toMatchObject({ proxbox_sync: { params: narrowing } });
    await house.api.delete(`${API}/sync/schedule/${data.job_id}/`);
  });

  it('to picked objects can be scheduled, and stays when the schedule is changed', async () => {
    const picked = { batch_object_type: 'virtual-machine', batch_object_ids: [machine(house, mine).id] };
    const { data } = await house.api.post<{ job_id: number }>(`${API}/sync/schedule/`, { cron: '30 3 * * *', ...picked }); // prettier-ignore
    const schedule = `${API}/sync/schedule/${data.job_id}/`;
    expect((await house.api.patch(schedule, { paused: true, cron: '0 4 * * *' })).status).toBe(200);
    const { data: job } = await house.api.get<{ data: unknown }>(`${API}/jobs/${data.job_id}/`);
    const ids = [`${machine(house, mine).id}`];
    const params = { batch_object_type: 'virtual-machine', batch_object_ids: ids, netbox_vm_ids: ids };
    expect(job.data).toMatchObject({ proxbox_sync: { params } });
    expect(await house.api.patch(schedule, { proxmox_clusters: ['lab-a'] })).toMatchObject({ status: 400, data: { batch_object_type: [expect.stringContaining('leave stages')] } }); // prettier-ignore
    await house.api.delete(schedule);
  });
});
