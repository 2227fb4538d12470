import { Logger } from '@nestjs/common';
import { Notices } from '../database/notices';
import { messageOf, Unreachable } from '../errors/errors';
import { type JobHandler, type JobQueue, JobStopped } from './job';
import { JobRunner } from './job-runner';
import { OutageLog } from './outage-log';
import {
  jobIdOf,
  openQueue,
  openWorker,
  storedId,
  type StoredQueue,
  type StoredWorker,
} from './stored-queue';

export interface JobQueueOptions {
  /** postgres:// or redis://: where the jobs are kept. */
  url: string;
  /** PostgreSQL, for the notices of cancelled jobs; may equal `url`. */
  databaseUrl: string;
  handlers: readonly JobHandler[];
  /** Wall-clock limit of a job that was put in without one. */
  defaultTimeoutMs: number;
  /** False: this process puts in and cancels, but runs nothing. */
  work: boolean;
  /** Jobs at once in this process; they mostly wait for other machines. */
  concurrency?: number;
  /** How long a handler may take to return after its signal was aborted. */
  graceMs?: number;
  /** A worker that renewed its lock on a job no sooner than this is taken for dead. */
  lockMs?: number;
  /** How often dead workers are looked for; it takes two looks to find one. */
  stalledCheckMs?: number;
  /** Letters, digits and underscores. Queues of different names know nothing of each other. */
  name?: string;
}

const START_TIMEOUT_MS = 15_000;
/** What closing connections may take beyond the grace of the jobs. */
const CLOSE_TIMEOUT_MS = 4_000;
/** BullMQ's own 15 s would be the time a queue stays asleep after its database has come back. */
const RETRY_MS = 1_000;
/** A stalled job is never put aside by BullMQ: it comes back until its handler has recorded the end. */
const STALLED_FOR_EVER = 1_000_000;

/** Opens the queue and, where asked to, works on it. Throws `Unreachable` when its database does not answer. */
export async function createJobQueue(options: JobQueueOptions): Promise<JobQueue> {
  const queue = new BullJobQueue(options);
  try {
    await queue.start();
  } catch (error) {
    await queue.close();
    throw new Unreachable(`The job queue could not be opened: ${messageOf(error)}`, {
      cause: error,
      suggestion: 'Check that the database of the queue runs and that its URL is right.',
    });
  }
  return queue;
}

class BullJobQueue implements JobQueue {
  private readonly logger = new Logger('JobQueue');
  private readonly outages = new OutageLog(this.logger, 'The job queue');
  private readonly handlers: ReadonlyMap<string, JobHandler>;
  private readonly name: string;
  private readonly graceMs: number;
  private readonly queue: StoredQueue;
  private readonly notices: Notices;
  private readonly runner: JobRunner;
  private worker?: StoredWorker;
  private closing?: Promise<void>;

  constructor(private readonly options: JobQueueOptions) {
    this.name = options.name ?? 'jobs';
    this.graceMs = options.graceMs ?? 5_000;
    this.handlers = new Map(options.handlers.map((handler) => [handler.name, handler]));
    this.queue = openQueue(this.name, options.url);
    this.queue.on('error', (error) => this.outages.failed(error));
    this.notices = new Notices({
      databaseUrl: options.databaseUrl,
      channel: `${this.name}_cancelled`,
      outages: this.outages,
    });
    this.runner = new JobRunner({
      handlers: this.handlers,
      read: async (jobId) => (await this.queue.getJob(storedId(jobId)))?.data,
      defaultTimeoutMs: options.defaultTimeoutMs,
      graceMs: this.graceMs,
      logger: this.logger,
    });
  }

  async start(): Promise<void> {
    await within(START_TIMEOUT_MS, this.queue.waitUntilReady());
    if (!this.options.work) return;
    await this.notices.listen(
      (jobId) => this.lookAgain([jobId]),
      () => this.lookAgain(this.runner.jobIds),
    );
    this.worker = openWorker(this.name, this.options.url, (job, token) => this.runner.process(job, token), {
      concurrency: this.options.concurrency ?? 4,
      lockDuration: this.options.lockMs ?? 15_000,
      stalledInterval: this.options.stalledCheckMs ?? 5_000,
      maxStalledCount: STALLED_FOR_EVER,
      runRetryDelay: RETRY_MS,
    });
    this.worker.on('error', (error) => this.outages.failed(error));
    this.worker.on('lockRenewalFailed', (ids) => this.lose(ids.map(jobIdOf)));
    this.worker.on('locksRenewed', ({ jobIds }) => {
      this.outages.works();
      this.lookAgain(jobIds.map(jobIdOf));
    });
    await within(START_TIMEOUT_MS, this.worker.waitUntilReady());
  }

  async enqueue(name: string, data: object, { jobId, timeoutMs }: { jobId: string; timeoutMs?: number }) {
    await this.ask(() => this.queue.add(name, { data, timeoutMs }, { jobId: storedId(jobId) }));
  }

  async cancel(jobId: string, sentence: string): Promise<'stopping' | 'removed' | 'unknown'> {
    const id = storedId(jobId);
    const job = await this.ask(() => this.queue.getJob(id));
    if (!job || job.finishedOn !== undefined) return 'unknown';
    const cancelled = job.data.cancelled ?? sentence;
    // The sentence is stored first: from here on no worker begins the job, whatever becomes of this process.
    await this.ask(() => job.updateData({ ...job.data, cancelled }));
    const handler = this.handlers.get(job.name);
    if (handler && !(await this.ask(() => job.isActive()))) {
      await handler.abandoned?.(job.data.data, { why: 'cancelled', sentence: cancelled });
      if ((await this.ask(() => this.queue.remove(id))) > 0) return 'removed';
    }
    const isHere = this.runner.stop(jobId, new JobStopped('cancelled', cancelled));
    if (!isHere) await this.ask(() => this.notices.send(jobId));
    return 'stopping';
  }

  async standing(jobId: string): Promise<'open' | 'ended' | 'unknown'> {
    const job = await this.ask(() => this.queue.getJob(storedId(jobId)));
    if (!job) return 'unknown';
    return job.finishedOn === undefined ? 'open' : 'ended';
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    const workerClosed = this.worker?.close();
    this.runner.shutDown();
    await within(this.graceMs + CLOSE_TIMEOUT_MS, Promise.resolve(workerClosed)).catch((error: unknown) =>
      this.outages.failed(error),
    );
    await within(CLOSE_TIMEOUT_MS, Promise.allSettled([this.notices.close(), this.queue.close()])).catch(
      (error: unknown) => this.outages.failed(error),
    );
  }

  /** A job whose lock is gone belongs to another worker, or to nobody: two must not do the same work. */
  private lose(jobIds: string[]): void {
    for (const jobId of jobIds) {
      const sentence =
        'This worker could not reach the job queue for too long, and the job was taken from it.';
      this.runner.stop(jobId, new JobStopped('lost', sentence));
    }
  }

  private lookAgain(jobIds: string[]): void {
    for (const jobId of jobIds) {
      this.runner.stopIfCancelled(jobId).catch((error: unknown) => this.outages.failed(error));
    }
  }

  private async ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    // BullMQ's PostgreSQL backend never answers once it is being closed (6.7.0, postgres-queue-backend, query).
    if (this.closing) throw new Unreachable('The job queue is closed: the program is being stopped.');
    try {
      const answer = await question();
      this.outages.works();
      return answer;
    } catch (error) {
      throw new Unreachable(`The job queue does not answer: ${messageOf(error)}`, {
        cause: error,
        suggestion: 'Check that the database of the queue runs, then try again.',
      });
    }
  }
}

async function within<Result>(timeoutMs: number, result: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${timeoutMs / 1000} s.`)), timeoutMs);
  });
  try {
    return await Promise.race([result, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
