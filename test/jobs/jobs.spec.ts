import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { Unreachable } from '../../src/core/errors/errors';
import { type JobQueue } from '../../src/core/jobs/job';
import { createJobQueue, type JobQueueOptions } from '../../src/core/jobs/job-queue';
import { freshDatabase } from '../setup/database';
import { type RecordedData, RecordedJobs } from './recorded-jobs';

type Database = Awaited<ReturnType<typeof freshDatabase>>;

// Redis is a choice of the installation, so it is tested where there is one.
const redisUrl = process.env.PROXBOX_TEST_REDIS_URL;
const places = [{ place: 'PostgreSQL', kept: '' }, ...(redisUrl ? [{ place: 'Redis', kept: redisUrl }] : [])];

describe.each(places)('jobs on $place', ({ kept }) => {
  let database: Database;
  let elsewhere: Database;
  let opened: JobQueue[];
  let name: string;
  let jobs: RecordedJobs;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    [database, elsewhere] = await Promise.all([freshDatabase(), freshDatabase()]);
  });
  afterAll(async () => {
    await Promise.all([database.drop(), elsewhere.drop()]);
    Logger.overrideLogger(['error', 'warn', 'log']);
  });

  beforeEach(() => {
    opened = [];
    jobs = new RecordedJobs();
    name = `jobs_${randomUUID().replaceAll('-', '')}`;
  });
  afterEach(async () => {
    jobs.release();
    await Promise.all(opened.map((queue) => queue.close()));
  });

  const queueUrl = () => kept || database.url;

  async function open(options: Partial<JobQueueOptions> = {}): Promise<JobQueue> {
    const queue = await createJobQueue({
      url: queueUrl(),
      databaseUrl: database.url,
      handlers: [jobs],
      defaultTimeoutMs: 60_000,
      work: true,
      concurrency: 1,
      name,
      ...options,
    });
    opened.push(queue);
    return queue;
  }

  function put(
    queue: JobQueue,
    label: string,
    does: RecordedData['does'],
    timeoutMs?: number,
  ): Promise<void> {
    return queue.enqueue(jobs.name, { label, does }, { jobId: label, timeoutMs });
  }

  test('a job runs with its data, whatever its id looks like', async () => {
    const queue = await open();
    await put(queue, '17', 'return');
    await put(queue, 'run:a/b c', 'return');
    await jobs.seen('run:a/b c ended');
    expect(jobs.entries).toEqual(['17 began', '17 ended', 'run:a/b c began', 'run:a/b c ended']);
  });

  test('a job that waits is begun by a worker that comes later', async () => {
    const producer = await open({ work: false });
    await put(producer, 'a', 'return');
    await open();
    await jobs.seen('a ended');
  });

  test('the same job put in twice runs once', async () => {
    const queue = await open();
    await put(queue, 'a', 'return');
    await put(queue, 'a', 'return');
    await jobs.seen('a ended');
    await put(queue, 'a', 'return');
    await put(queue, 'b', 'return');
    await jobs.seen('b ended');
    expect(jobs.entries.filter((entry) => entry === 'a began')).toHaveLength(1);
  });

  test('a job that fails is not run again, and the next one runs', async () => {
    const queue = await open();
    await put(queue, 'a', 'throw');
    await put(queue, 'b', 'return');
    await jobs.seen('b ended');
    expect(jobs.entries).toEqual(['a began', 'b began', 'b ended']);
  });

  test('a job is stopped at its own time limit', async () => {
    await put(await open(), 'a', 'wait', 50);
    expect(await jobs.seen('a stopped')).toBe('a stopped, timeout: The job reached its limit of 0.05 s.');
  });

  test('a job without a limit of its own is stopped at the default one', async () => {
    await put(await open({ defaultTimeoutMs: 60 }), 'a', 'wait');
    expect(await jobs.seen('a stopped')).toBe('a stopped, timeout: The job reached its limit of 0.06 s.');
  });

  test('work that ignores its signal is given up, its end is recorded, and the next job runs', async () => {
    const queue = await open({ graceMs: 50 });
    await put(queue, 'a', 'ignore', 50);
    await put(queue, 'b', 'return');
    await jobs.seen('b ended');
    expect(jobs.entries[0]).toBe('a began');
    expect(jobs.entries[1]).toMatch(/^a abandoned, timeout: .* did not stop within 0.05 s/);
    expect(jobs.entries).not.toContain('a ended');
  });

  test('a running job is cancelled from another process, with the words of who did it', async () => {
    const other = await open({ work: false });
    await put(await open(), 'a', 'wait');
    await jobs.seen('a began');
    expect(await other.cancel('a', 'Cancelled by ann.')).toBe('stopping');
    expect(await jobs.seen('a stopped')).toBe('a stopped, cancelled: Cancelled by ann.');
  });

  test('a cancel whose notice is lost still stops the job', async () => {
    const deaf = await open({ work: false, databaseUrl: elsewhere.url });
    await put(await open({ lockMs: 400 }), 'a', 'wait');
    await jobs.seen('a began');
    expect(await deaf.cancel('a', 'Cancelled by ann.')).toBe('stopping');
    expect(await jobs.seen('a stopped')).toBe('a stopped, cancelled: Cancelled by ann.');
  });

  test('a job that still waits is removed by a cancel, its handler is told, and it never runs', async () => {
    const producer = await open({ work: false });
    await put(producer, 'a', 'return');
    await put(producer, 'b', 'return');
    expect(await producer.cancel('a', 'Cancelled by ann.')).toBe('removed');
    await open();
    await jobs.seen('b ended');
    expect(jobs.entries).toEqual(['a abandoned, cancelled: Cancelled by ann.', 'b began', 'b ended']);
  });

  test('a waiting job cancelled by a process that does not know its handler is ended by a worker', async () => {
    const stranger = await open({ work: false, handlers: [] });
    await put(stranger, 'a', 'return');
    expect(await stranger.cancel('a', 'Cancelled by ann.')).toBe('stopping');
    await open();
    await jobs.seen('a abandoned, cancelled: Cancelled by ann.');
    expect(jobs.entries).not.toContain('a began');
  });

  test('a cancel of a job that has ended or never was says so', async () => {
    const queue = await open();
    await put(queue, 'a', 'return');
    await put(queue, 'b', 'return');
    await jobs.seen('b began');
    expect(await queue.cancel('a', 'Too late.')).toBe('unknown');
    expect(await queue.cancel('never', 'Too late.')).toBe('unknown');
  });

  test('closing stops the running job, waits for it, and leaves the waiting one to the next worker', async () => {
    const queue = await open();
    await put(queue, 'a', 'wait');
    await put(queue, 'b', 'return');
    await jobs.seen('a began');
    await queue.close();
    expect(jobs.entries).toHaveLength(2);
    expect(jobs.entries[1]).toMatch(/^a stopped, shutdown: /);
    await open();
    await jobs.seen('b ended');
    expect(jobs.entries.slice(2)).toEqual(['b began', 'b ended']);
  });

  test('a closed queue refuses, instead of never answering', async () => {
    const queue = await open();
    await queue.close();
    await expect(put(queue, 'a', 'return')).rejects.toBeInstanceOf(Unreachable);
  });

  test('the job of a killed worker is noticed elsewhere and told to its handler, not run again', async () => {
    const label = randomUUID();
    const child = fork(join(__dirname, 'dying-worker.ts'), [queueUrl(), database.url, name, label], {
      execArgv: ['-r', join(__dirname, 'typescript.cjs')],
    });
    const running = once(child, 'message');
    await put(await open({ work: false }), label, 'wait');
    await running;
    const dead = once(child, 'exit');
    child.kill('SIGKILL');
    await dead;
    await open({ stalledCheckMs: 300 });
    expect(await jobs.seen(`${label} abandoned`)).toMatch(/abandoned, died: /);
    expect(jobs.entries).toHaveLength(1);
  });

  test('an end that could not be recorded is told again', async () => {
    const stranger = await open({ work: false, handlers: [] });
    await put(stranger, 'a', 'return');
    await stranger.cancel('a', 'Cancelled by ann.');
    jobs.failuresOfAbandoned = 1;
    await open({ lockMs: 500, stalledCheckMs: 200 });
    await jobs.seen('a abandoned');
    expect(jobs.entries).toEqual(['a could not be abandoned', 'a abandoned, cancelled: Cancelled by ann.']);
  });

  test('a queue whose database does not answer is refused in words', async () => {
    const opening = open({ url: 'postgres://nobody@127.0.0.1:1/none' });
    await expect(opening).rejects.toBeInstanceOf(Unreachable);
  });
});

describe('jobs when their PostgreSQL goes away', () => {
  let database: Database;
  let server: Client;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await freshDatabase();
    server = new Client({ connectionString: process.env.PROXBOX_TEST_DATABASE_URL });
    await server.connect();
  });
  afterAll(async () => {
    await server.end();
    await database.drop();
    Logger.overrideLogger(['error', 'warn', 'log']);
  });

  test('a request is refused in words; after it is back the running job can be cancelled and new ones run', async () => {
    const name = new URL(database.url).pathname.slice(1);
    const jobs = new RecordedJobs();
    const queue = await createJobQueue({
      url: database.url,
      databaseUrl: database.url,
      handlers: [jobs],
      defaultTimeoutMs: 60_000,
      work: true,
    });
    const put = (label: string, does: RecordedData['does']) =>
      queue.enqueue(jobs.name, { label, does }, { jobId: label });
    await put('a', 'wait');
    await jobs.seen('a began');

    await server.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
    await server.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    await expect(put('lost', 'return')).rejects.toBeInstanceOf(Unreachable);
    await expect(queue.cancel('a', 'Too early.')).rejects.toBeInstanceOf(Unreachable);

    await server.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
    expect(await queue.cancel('a', 'Cancelled by ann.')).toBe('stopping');
    await put('b', 'return');
    await jobs.seen('b ended');
    expect([...jobs.entries].sort()).toEqual([
      'a began',
      'a stopped, cancelled: Cancelled by ann.',
      'b began',
      'b ended',
    ]);
    await queue.close();
  });
});
