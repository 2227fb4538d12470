import { API } from '../../src/tools/house';
import { frames, until } from '../flow/watching';
import { Plant } from './plant';
import { redisHere, startRedis } from './redis';

// A dead worker is noticed within a minute, and what it left is done after that.
jest.setTimeout(180_000);

const queues = [{ queue: 'PostgreSQL' }, ...(redisHere ? [{ queue: 'Redis' }] : [])];

describe.each(queues)('with a queue on $queue', ({ queue }) => {
  let redis: Awaited<ReturnType<typeof startRedis>> | undefined;
  let plant: Plant;

  beforeAll(async () => {
    if (queue === 'Redis') redis = await startRedis();
    plant = await Plant.open({ webs: 2, queueUrl: redis?.url });
  });
  afterAll(async () => {
    await plant.close();
    await redis?.stop();
  });
  beforeEach(async () => {
    grow(plant);
    await plant.slowDown();
  });
  afterEach(async () => {
    await Promise.all(plant.workers.splice(0).map((worker) => worker.kill()));
  });

  test('a worker that is killed in the middle is noticed, and its run is gone on with from its plan, once', async () => {
    const worker = await plant.addWorker();
    const { run, job } = await plant.startAndMeet();
    await plant.planIsTold(run);
    await worker.kill();
    await plant.speedUp();
    await plant.addWorker();
    expect(await plant.ended(job)).toMatchObject({ status: { value: 'errored' } });
    const marked = await plant.run(run);
    expect(marked.status.value).toBe('failed');
    const [next, ...others] = await plant.followers(run);
    expect(others).toEqual([]);
    expect(marked.error).toMatch(new RegExp(`died .*\\. Run ${next.id} goes on with it\\.$`));
    expect(next.purpose.value).toBe('resumption');
    expect(await plant.ended(next.job.id)).toMatchObject({ status: { value: 'completed' }, error: '' });
    await plant.isAtRest();
    await plant.isWhole();
  });

  test('a worker that is asked to end hands its work to the next one within 10 s', async () => {
    const worker = await plant.addWorker();
    const { job } = await plant.startAndMeet();
    const { code, seconds } = await worker.stop();
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(10);
    expect((await plant.job(job)).status.value).toBe('pending');
    await plant.speedUp();
    await plant.addWorker();
    expect(await plant.ended(job)).toMatchObject({ status: { value: 'completed' } });
    await plant.isWhole();
  });

  test('a run is cancelled from another process, at once', async () => {
    await plant.slowDown(1_500);
    await plant.addWorker();
    const { run, job } = await plant.startAndMeet();
    const asked = performance.now();
    await plant.apis[1].post(`${API}/jobs/${job}/cancel/`);
    expect(await plant.ended(job)).toMatchObject({ status: { value: 'failed' } });
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect((await plant.run(run)).status.value).toBe('cancelled');
    await plant.isAtRest();
    await plant.isWhole();
  });
});

describe('with a queue on PostgreSQL', () => {
  let plant: Plant;
  beforeAll(async () => {
    plant = await Plant.open({ webs: 2 });
    await plant.addWorker();
    await plant.addWorker();
  });
  afterAll(() => plant.close());
  beforeEach(async () => {
    grow(plant);
    await plant.slowDown();
  });
  afterEach(() => plant.speedUp());

  test('a run that reaches its limit is stopped, says how far it came, and goes on nowhere', async () => {
    // A single write takes longer than the limit, however fast the machine is.
    await plant.slowDown(4_000);
    const { run, job } = await plant.start({ time_limit: 3 });
    const { status, error } = await plant.ended(job);
    expect(status.value).toBe('errored');
    expect(error).toMatch(
      /limit of 3 s\. (It was (comparing|writing) .*, stage \d of 3|Nothing was read yet)\. \d+ changes were made/,
    );
    expect((await plant.run(run)).status.value).toBe('timed_out');
    await plant.isAtRest();
    await plant.isWhole();
  });

  test('the same run asked for twice at once, in two processes, is one; different ones wait for each other', async () => {
    const [one, two] = await Promise.all(plant.apis.map((api) => plant.start({}, api)));
    expect(one).toEqual(two);
    const waiting = await plant.start({ when_busy: 'wait' });
    const [first, second] = [await plant.ended(one.job), await plant.ended(waiting.job)];
    expect([first.status.value, second.status.value]).toEqual(['completed', 'completed']);
    expect(await overlapping(plant)).toEqual([]);
    await plant.isWhole();
  });

  test('viewers of another process see the run, and come back after their connection was cut', async () => {
    const { run, job } = await plant.startAndMeet();
    const house = { api: plant.apis[1] } as never;
    const path = `${API}/sync/runs/${run}/stream/`;
    const some = await frames(house, path, {}, ({ event }) => event === 'item_progress');
    const rest = await frames(house, path, { 'Last-Event-ID': some[some.length - 1].id });
    await plant.ended(job);
    const all = await frames({ api: plant.apis[0] } as never, path);
    expect([...some, ...rest]).toEqual(all);
    expect(all.at(-1)).toMatchObject({ event: 'complete', data: { ok: true } });
  });

  test('a NetBox that is cut off ends the run in words, and the next one does the rest', async () => {
    const { job } = await plant.startAndMeet();
    await plant.toNetbox.cut();
    // People are known by NetBox, so that nobody can ask now.
    const status = async () => (await plant.program.jobs.rows.get(job)).status;
    await until(async () => (await status()) !== 'running', 'The run did not end.', 60);
    await plant.toNetbox.mend();
    const ended = await plant.ended(job);
    expect(['errored', 'completed']).toContain(ended.status.value);
    expect(ended.error).not.toBe('');
    await plant.isAtRest();
    await plant.isWhole();
  });

  test('a PostgreSQL that stops and starts again leaves no job open, and nothing twice', async () => {
    const { job } = await plant.startAndMeet();
    await plant.stopDatabase();
    await plant.startDatabase();
    const ended = await plant.ended(job);
    expect(['errored', 'completed']).toContain(ended.status.value);
    await plant.isAtRest();
    await plant.isWhole();
  });

  test('a schedule that passes while everything is down runs once afterwards, and goes on', async () => {
    await plant.speedUp();
    await Promise.all(plant.workers.splice(0).map((worker) => worker.kill()));
    const { data } = await plant.api.post<{ job_id: number }>(`${API}/sync/schedule/`, {
      sync_types: ['devices'],
      interval_value: 10,
      interval_unit: 'minutes',
    });
    await plant.program.dataSource.query(
      `UPDATE proxbox_job SET scheduled = now() - interval '3 hours' WHERE id = $1`,
      [data.job_id],
    );
    await Promise.all([plant.addWorker(), plant.addWorker()]);
    const turns = async () =>
      (await plant.api.get<{ results: { id: number }[] }>(`${API}/jobs/?schedule_id=${data.job_id}`)).data
        .results;
    await until(async () => (await turns()).length > 0, 'The schedule did not begin.', 60);
    const [turn] = await turns();
    expect((await plant.ended(turn.id)).status.value).toBe('completed');
    const schedule = await plant.program.jobs.rows.get(data.job_id);
    expect(schedule.status).toBe('scheduled');
    expect(schedule.scheduled!.getTime()).toBeGreaterThan(Date.now());
    expect(await turns()).toHaveLength(1);
    await plant.api.delete(`${API}/sync/schedule/${data.job_id}/`);
    await plant.isAtRest();
  });
});

/** Every guest gets one more core, so that there is something to write. */
function grow({ proxmox }: Plant): void {
  for (const { guests } of proxmox.world.clusters) {
    for (const guest of guests.values()) guest.config.cores = Number(guest.config.cores ?? 1) + 1;
  }
}

/** Runs that wrote the same cluster at the same time. */
function overlapping({ program }: Plant): Promise<unknown[]> {
  return program.dataSource.query(
    `SELECT a.id, b.id FROM proxbox_sync_change a JOIN proxbox_sync_change b ON a.run_id < b.run_id
      WHERE a.status = 'applied' AND b.status = 'applied' AND b.last_updated < a.last_updated`,
  );
}
