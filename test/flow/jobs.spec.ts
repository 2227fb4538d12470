import { API, type House, type RunJson } from '../../src/tools/house';
import { changesOf, machine, MAIN_STAGES, openTestHouse, someGuest } from './open-house';
import { ended, firstWrite, frames, start, streamOf, until } from './watching';

interface JobJson {
  id: number;
  name: string;
  status: { value: string };
  user: string;
  scheduled: string | null;
  interval: number | null;
  schedule: { id: number } | null;
  started: string | null;
  completed: string | null;
  data: { proxbox_sync: { params: Record<string, unknown>; response?: { stages: { sync_type: string }[] } } };
  error: string;
}
interface ScheduleJson {
  id: number;
  name: string;
  sync_types: string[];
  schedule: string;
  interval: number | null;
  cron: string;
  paused: boolean;
  status: string;
}

const slowly = { on: 'write', every: 1, delayMs: 400 } as never;
/** For a run that has nothing to write. */
const slowlyRead = { on: 'any', every: 1, delayMs: 400 } as never;
const TYPES = ['devices', 'storage', 'virtual-machines'];

describe('jobs of a house', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({ stages: MAIN_STAGES });
  });
  afterAll(() => house.close());
  afterEach(() => house.netbox.faults.clear());

  const get = async <T>(path: string) => (await house.api.get<T>(`${API}/${path}`)).data;
  const jobOf = (id: number) => get<JobJson>(`jobs/${id}/`);
  const schedule = (body: object) =>
    house.api.post<{ ok: boolean; job_id: number; message: string }>(`${API}/sync/schedule/`, body);
  const schedules = async () =>
    (await get<{ count: number; scheduled_jobs: ScheduleJson[] }>('sync/schedule/')).scheduled_jobs;
  const runOf = async (jobId: number) =>
    (await get<{ results: RunJson[] }>(`sync/runs/?job_id=${jobId}`)).results[0];
  const jobOfRun = async (run: RunJson) =>
    (await get<{ job: { id: number } }>(`sync/runs/${run.id}/`)).job.id;
  async function over(id: number): Promise<JobJson> {
    await until(
      async () => !['pending', 'running'].includes((await jobOf(id)).status.value),
      `Job ${id} did not end.`,
    );
    return jobOf(id);
  }
  /** Every guest gets one more core. */
  function growAll(): void {
    for (const { guests } of house.proxmox.world.clusters) {
      for (const guest of guests.values()) guest.config.cores = Number(guest.config.cores ?? 1) + 1;
    }
  }
  const tooSoon = async (id: number) =>
    house.serving.program.dataSource.query(
      `UPDATE proxbox_job SET scheduled = now() - interval '1 second' WHERE id = $1`,
      [id],
    );

  it('have the data of netbox-proxbox, a log, and a run', async () => {
    const run = await house.run();
    const job = await jobOf(await jobOfRun(run));
    expect(job).toMatchObject({ name: 'Proxbox Sync', status: { value: 'completed' }, error: '' });
    const { params, response } = job.data.proxbox_sync;
    expect(params).toMatchObject({
      sync_types: ['all'], sync_type: 'all', proxmox_endpoint_ids: [], netbox_endpoint_ids: [], netbox_vm_ids: [],
      batch_object_type: null, batch_object_ids: [],
    }); // prettier-ignore
    expect(response?.stages.map(({ sync_type }) => sync_type)).toEqual(TYPES);
    const { results } = await get<{ results: { level: { value: string }; message: string }[] }>(
      `job-log-entries/?job_id=${job.id}&limit=100`,
    );
    expect(results[0].message).toBe(`Starting Proxbox sync stages: ${TYPES.join(', ')}`);
    expect(results.at(-1)?.message).toMatch(/^All sync stages completed \(3\)/);
  });

  it('begin now when no time is given, once', async () => {
    const { status, data } = await schedule({ sync_types: TYPES, job_name: 'Once' });
    expect([status, data.ok]).toEqual([201, true]);
    expect(await over(data.job_id)).toMatchObject({ name: 'Once', status: { value: 'completed' } });
    expect(await schedules()).toEqual([]);
    expect((await runOf(data.job_id)).status.value).toBe('completed');
  });

  it('recur until the schedule is removed, whatever became of a turn', async () => {
    const { data } = await schedule({ sync_types: TYPES, interval_value: 2, interval_unit: 'hours' });
    const [turn] = await turns(data.job_id, 1);
    expect(await over(turn.id)).toMatchObject({
      status: { value: 'completed' },
      scheduled: expect.any(String) as string,
    });
    house.netbox.faults.add(slowlyRead);
    await tooSoon(data.job_id);
    const [second] = await turns(data.job_id, 2);
    await house.api.post(`${API}/jobs/${second.id}/cancel/`);
    expect(await over(second.id)).toMatchObject({ status: { value: 'failed' } });
    expect(await schedules()).toMatchObject([{ id: data.job_id, interval: 120, status: 'scheduled' }]);
    expect((await house.api.delete(`${API}/sync/schedule/${data.job_id}/`)).status).toBe(204);
    expect(await schedules()).toEqual([]);
  });

  async function turns(of: number, count: number): Promise<JobJson[]> {
    const read = async () => (await get<{ results: JobJson[] }>(`jobs/?schedule_id=${of}`)).results;
    await until(async () => (await read()).length === count, `There are not ${count} turns of job ${of}.`);
    return read();
  }

  it('can be changed and held before their time', async () => {
    const { data } = await schedule({ sync_types: ['devices'], cron: '30 3 * * *', job_name: 'Nightly' });
    const change = (body: object) =>
      house.api.patch<ScheduleJson>(`${API}/sync/schedule/${data.job_id}/`, body);
    const [before] = await schedules();
    expect(before).toMatchObject({ name: 'Nightly', cron: '30 3 * * *', paused: false, interval: null });
    expect((await change({ paused: true })).data).toMatchObject({ ...before, paused: true });
    const { data: hourly } = await change({ interval_value: 90, interval_unit: 'minutes', paused: false });
    expect(hourly).toMatchObject({ cron: '', interval: 90, sync_types: ['devices'] });
    const refused = await change({ sync_types: ['disks'] });
    expect([refused.status, (await schedules())[0]]).toEqual([400, hourly]);
    expect((await house.api.post(`${API}/jobs/${data.job_id}/cancel/`)).status).toBe(202);
    expect(await schedules()).toEqual([]);
    expect((await change({ paused: true })).status).toBe(409);
  });

  it.each([
    [{ sync_types: ['disks'] }, 'sync_types'],
    [{ sync_types: ['all', 'devices'] }, 'sync_types'],
    [{ schedule_at: '2001-01-01T00:00:00Z' }, 'schedule_at'],
    [{ schedule_at: 'tomorrow' }, 'schedule_at'],
    [{ interval_value: 0 }, 'interval_value'],
    [{ interval_value: 5, interval_unit: 'years' }, 'interval_unit'],
    [{ interval_value: 5, cron: '@daily' }, 'cron'],
    [{ cron: 'at noon' }, 'cron'],
    [{ proxmox_endpoint_ids: [99] }, 'endpoints'],
    [{ netbox_endpoint_ids: [99] }, 'netbox_endpoint_ids'],
    [{ netbox_vm_ids: [999_999] }, 'netbox_vm_ids'],
  ])('refuse %j in words', async (body, field) => {
    const { status, data } = await schedule(body);
    expect(status).toBe(400);
    expect(Object.keys(data)).toEqual([field]);
  });

  it('can be run again by somebody else', async () => {
    const { data } = await schedule({ sync_types: ['devices'], job_name: 'Again' });
    await over(data.job_id);
    const again = await house.api.post<JobJson>(`${API}/jobs/${data.job_id}/run/`);
    expect(again.status).toBe(201);
    expect(again.data.data.proxbox_sync.params.sync_types).toEqual(['devices']);
    expect(await over(again.data.id)).toMatchObject({ name: 'Again', status: { value: 'completed' } });
  });

  it('look at the chosen machines alone, and take no other for gone', async () => {
    growAll();
    const { vmid } = someGuest(house, 'lab-a');
    const id = String(machine(house, vmid).id);
    const { data } = await schedule({
      sync_types: ['virtual-machines'],
      netbox_vm_ids: [id],
      mode: 'plan',
    });
    expect((await over(data.job_id)).status.value).toBe('completed');
    const changes = await changesOf(house, (await runOf(data.job_id)).id);
    expect(changes.map(({ target, action, object_id }) => [target, action.value, object_id])).toEqual([
      ['virtual-machine', 'update', Number(id)],
    ]);
  });

  describe('on a cluster that is being worked on', () => {
    it('are refused in words, or wait for their turn, as asked', async () => {
      await house.api.patch(`${API}/settings/1/`, { bulk_batch_size: 1 });
      house.netbox.faults.add({ on: 'any', every: 1, delayMs: 100 } as never);
      const first = await start(house, { stages: MAIN_STAGES });
      const refused = await house.api.post<{ detail: string }>(`${API}/sync/runs/`, {
        stages: ['devices'],
        when_busy: 'refuse',
      });
      expect(refused.status).toBe(409);
      expect(refused.data.detail).toContain(`Sync run ${first.id}`);
      const same = await start(house, { when_busy: 'join' });
      expect(same.id).toBe(first.id);
      const second = await start(house, { when_busy: 'wait' });
      expect(second.id).not.toBe(first.id);
      house.netbox.faults.clear();
      const [one, two] = [await ended(house, first), await ended(house, second)];
      expect([one.status.value, two.status.value]).toEqual(['completed', 'completed']);
      const all = await frames(house, streamOf(two));
      expect(all.at(-1)).toMatchObject({ event: 'complete', data: { ok: true } });
    });
  });

  it('that wait for a cluster can be cancelled', async () => {
    house.netbox.faults.add(slowly);
    growAll();
    const first = await start(house);
    await firstWrite(house, first);
    const second = await start(house, { when_busy: 'wait' });
    const id = await jobOfRun(second);
    await until(async () => (await jobOf(id)).status.value === 'running', 'The second job did not begin.');
    await house.api.post(`${API}/jobs/${id}/cancel/`);
    expect(await over(id)).toMatchObject({ status: { value: 'failed' } });
    house.netbox.faults.clear();
    expect((await ended(house, first)).status.value).toBe('completed');
  });
});
