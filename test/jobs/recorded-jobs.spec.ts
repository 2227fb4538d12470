import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { type DataSource } from 'typeorm';
import { Refused } from '../../src/core/errors/errors';
import { type JobQueue } from '../../src/core/jobs/job';
import { type JobLogEntry, jobLogEntry } from '../../src/core/jobs/job-log-entry.model';
import { createJobQueue, type JobQueueOptions } from '../../src/core/jobs/job-queue';
import { JobRows } from '../../src/core/jobs/job-rows';
import { type Job, isOpenJob, job } from '../../src/core/jobs/job.model';
import { type JobRequest, Jobs } from '../../src/core/jobs/jobs';
import { RecordedHandler } from '../../src/core/jobs/recorded-handler';
import { Scheduler } from '../../src/core/jobs/scheduler';
import { type AnyModel } from '../../src/core/model/define-model';
import { until } from '../flow/watching';
import { freshTables } from '../setup/database';
import { RecordedKind } from './recorded-kind';

interface Process {
  jobs: Jobs;
  queue: JobQueue;
  scheduler: Scheduler;
}

const HOUR_MS = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms);

describe('jobs that have rows', () => {
  let database: Awaited<ReturnType<typeof freshTables>>;
  let dataSource: DataSource;
  let kind: RecordedKind;
  let opened: Process[];
  let name: string;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await freshTables({ models: [job, jobLogEntry] as AnyModel[] });
    ({ dataSource } = database);
  });
  afterAll(async () => {
    await database.drop();
    Logger.overrideLogger(['error', 'warn', 'log']);
  });
  beforeEach(() => {
    kind = new RecordedKind();
    opened = [];
    name = `jobs_${randomUUID().replaceAll('-', '')}`;
  });
  afterEach(async () => {
    await Promise.all(opened.map(({ queue }) => queue.close()));
    await dataSource.query(`TRUNCATE "${job.table}" CASCADE`);
  });

  async function open(options: Partial<JobQueueOptions> = {}): Promise<Process> {
    const rows = new JobRows(dataSource);
    const handler = new RecordedHandler(rows, [kind]);
    const queue = await createJobQueue({
      url: database.url,
      databaseUrl: database.url,
      handlers: [handler],
      defaultTimeoutMs: 60_000,
      work: true,
      name,
      ...options,
    });
    const jobs = new Jobs(rows, queue, handler);
    const one = { jobs, queue, scheduler: new Scheduler(jobs, queue, handler) };
    opened.push(one);
    return one;
  }

  const request = (news: Partial<JobRequest> = {}): JobRequest => ({
    kind: kind.name, name: 'a', user: 'ann', data: { does: 'return' }, ...news,
  }); // prettier-ignore
  const rowOf = ({ id }: Pick<Job, 'id'>) => new JobRows(dataSource).get(id);
  const begunBy = ({ id }: Job) => new JobRows(dataSource).table().find({ where: { schedule: id } });

  async function ended({ id }: Pick<Job, 'id'>): Promise<Job> {
    await until(async () => !isOpenJob(await rowOf({ id })), `Job ${id} did not end.`);
    return rowOf({ id });
  }
  async function due({ id }: Job, at: Date): Promise<void> {
    await new JobRows(dataSource).table().update(id, { scheduled: at });
  }
  /** As if it had been left alone for a while. */
  async function old({ id }: Job): Promise<void> {
    await dataSource.query(
      `UPDATE "${job.table}" SET last_updated = now() - interval '1 hour' WHERE id = $1`,
      [id],
    );
  }

  test('say how the work ended, with its data and a log', async () => {
    const { jobs } = await open();
    const row = await ended(await jobs.create(request()));
    expect(row).toMatchObject({ status: 'completed', user: 'ann', data: { done: true }, error: '' });
    expect(row.completed!.getTime()).toBeGreaterThanOrEqual(row.started!.getTime());
    const log = await dataSource.getRepository<JobLogEntry>(jobLogEntry.name).findBy({ job: row.id });
    expect(log.map(({ level, message }) => [level, message])).toEqual([['info', 'It began.']]);
  });

  test('keep lines that PostgreSQL would not take as they are', async () => {
    const { jobs } = await open();
    const row = await ended(await jobs.create(request()));
    const line = { job: row.id, time: new Date(), level: 'info' as const, module: '' };
    await new JobRows(dataSource).log([{ ...line, message: 'A name with \0 in it.' }]);
    const log = await dataSource.getRepository<JobLogEntry>(jobLogEntry.name).findBy({ job: row.id });
    expect(log.at(-1)?.message).toBe('A name with \uFFFD in it.');
  });

  test('are errored when the work breaks or reaches its limit, and failed when they are cancelled', async () => {
    const { jobs } = await open();
    const broken = await jobs.create(request({ data: { does: 'break' } }));
    const late = await jobs.create(request({ data: { does: 'wait' }, timeLimit: 1 }));
    const unwanted = await jobs.create(request({ name: 'b', data: { does: 'wait' } }));
    await kind.seen('b began');
    await jobs.cancel(unwanted.id, 'bob');
    expect(await ended(broken)).toMatchObject({ status: 'errored', error: 'It broke.' });
    expect(await ended(late)).toMatchObject({
      status: 'errored',
      error: 'The job reached its limit of 1 s.',
    });
    expect(await ended(unwanted)).toMatchObject({ status: 'failed', error: 'Cancelled by bob.' });
    await expect(jobs.cancel(unwanted.id, 'bob')).rejects.toThrow(Refused);
  });

  test('go back when the program is stopped, and are done by the next one', async () => {
    const { jobs, queue } = await open();
    const row = await jobs.create(request({ data: { does: 'wait' } }));
    await kind.seen('a began');
    await queue.close();
    expect(await rowOf(row)).toMatchObject({ status: 'pending', started: null });
    await dataSource.query(`UPDATE "${job.table}" SET data = '{"does": "return"}' WHERE id = $1`, [row.id]);
    await open();
    expect(await ended(row)).toMatchObject({ status: 'completed' });
    expect(kind.entries.filter((entry) => entry === 'a began')).toHaveLength(2);
  });

  test('begin at their time, not before', async () => {
    const { jobs, scheduler } = await open();
    const row = await jobs.create(request({ scheduled: new Date(Date.now() + HOUR_MS) }));
    await scheduler.tick();
    expect(await rowOf(row)).toMatchObject({ status: 'scheduled' });
    await due(row, ago(1));
    await scheduler.tick();
    expect(await ended(row)).toMatchObject({ status: 'completed' });
  });

  test.each(['return', 'break'])('recur although a turn does %s, and keep their place', async (does) => {
    const { jobs, scheduler } = await open();
    const row = await jobs.create(request({ interval: 60, data: { does } }));
    for (let turn = 1; turn <= 2; turn += 1) {
      await due(row, ago(1));
      await scheduler.tick();
      const turns = await begunBy(row);
      expect(turns).toHaveLength(turn);
      for (const one of turns) await ended(one);
    }
    const { status, scheduled } = await rowOf(row);
    expect(status).toBe('scheduled');
    expect(scheduled!.getTime()).toBeGreaterThan(Date.now());
  });

  test('that missed many turns have one, and keep to their grid', async () => {
    const { jobs, scheduler } = await open();
    const row = await jobs.create(request({ interval: 60 }));
    const first = ago(10.5 * HOUR_MS);
    await due(row, first);
    await scheduler.tick();
    await scheduler.tick();
    expect(await begunBy(row)).toHaveLength(1);
    expect(((await rowOf(row)).scheduled!.getTime() - first.getTime()) / HOUR_MS).toBe(11);
  });

  test('begin once, however many processes look', async () => {
    const processes = [await open(), await open(), await open()];
    const row = await processes[0].jobs.create(request({ interval: 60 }));
    await due(row, ago(1));
    await Promise.all(processes.map(({ scheduler }) => scheduler.tick()));
    const turns = await begunBy(row);
    expect(turns).toHaveLength(1);
    await ended(turns[0]);
    expect(kind.entries).toEqual(['a began']);
  });

  test('wait for their last turn', async () => {
    const { jobs, scheduler } = await open();
    const row = await jobs.create(request({ interval: 60, data: { does: 'wait' } }));
    await due(row, ago(1));
    await scheduler.tick();
    const [turn] = await begunBy(row);
    await kind.seen('a began');
    await due(row, ago(1));
    await scheduler.tick();
    expect(await begunBy(row)).toHaveLength(1);
    await jobs.cancel(turn.id, 'ann');
    await ended(turn);
    await scheduler.tick();
    expect(await begunBy(row)).toHaveLength(2);
  });

  test('that are held, removed or cancelled leave nothing behind that begins', async () => {
    const { jobs, scheduler } = await open();
    const [held, removed, cancelled] = await Promise.all(
      ['held', 'removed', 'cancelled'].map((one) => jobs.create(request({ name: one, interval: 60 }))),
    );
    await jobs.reschedule(held.id, { isPaused: true });
    await jobs.unschedule(removed.id);
    expect(await jobs.cancel(cancelled.id, 'ann')).toMatchObject({ status: 'failed' });
    await due(held, ago(1));
    await due(cancelled, ago(1));
    await scheduler.tick();
    expect(await new JobRows(dataSource).table().countBy({ status: 'pending' })).toBe(0);
    await jobs.reschedule(held.id, { isPaused: false });
    await scheduler.tick();
    await kind.seen('held began');
    expect(kind.entries).toEqual(['held began']);
  });

  test('cannot be changed once they have begun', async () => {
    const { jobs } = await open();
    const row = await ended(await jobs.create(request()));
    await expect(jobs.reschedule(row.id, { interval: 5 })).rejects.toThrow('is completed');
    await expect(jobs.unschedule(row.id)).rejects.toThrow('is completed');
  });

  test('that were stored but never queued are queued later', async () => {
    const { jobs, scheduler } = await open();
    const table = jobs.rows.table();
    const row = await table.save(table.create({ ...request(), jobId: randomUUID() } as Job));
    await old(row);
    await scheduler.tick();
    expect(await ended(row)).toMatchObject({ status: 'completed' });
  });

  test('that the queue has lost are not left running', async () => {
    const { jobs, scheduler } = await open();
    const table = jobs.rows.table();
    const row = await table.save(
      table.create({ ...request(), status: 'running', jobId: randomUUID() } as Job),
    );
    await old(row);
    await scheduler.tick();
    expect(await rowOf(row)).toMatchObject({ status: 'errored', error: 'The queue has lost the job.' });
    expect(kind.entries).toEqual(['a abandoned, died']);
  });
});
