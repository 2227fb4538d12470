import { randomUUID } from 'node:crypto';
import { type EntityManager } from 'typeorm';
import { messageOf, Refused } from '../errors/errors';
import { type JobQueue } from './job';
import { type JobRows } from './job-rows';
import { isOpenJob, type Job, type Notifications, recurs } from './job.model';
import { type RecordedHandler, type RowedJob } from './recorded-handler';

/** What somebody asks for. Without `scheduled`, `interval` and `cron` it begins as soon as a worker is free. */
export interface JobRequest {
  readonly kind: string;
  readonly name: string;
  /** User name. */
  readonly user: string;
  readonly data: Record<string, unknown>;
  readonly scheduled?: Date | null;
  /** Minutes. */
  readonly interval?: number | null;
  readonly cron?: string;
  /** Seconds; the limit of all jobs unless told. */
  readonly timeLimit?: number | null;
  /** Always unless told. */
  readonly notifications?: Notifications;
}

/** When a job is due and how it recurs; the part of a schedule that may be changed. */
export type JobTimes = Pick<JobRequest, 'scheduled' | 'interval' | 'cron'>;

/**
 * Puts jobs in, cancels and reschedules them. A scheduled job is only a row, so that nothing of it is ever left in the
 * queue; the `Scheduler` puts in what is due.
 */
export class Jobs {
  constructor(
    readonly rows: JobRows,
    private readonly queue: JobQueue,
    private readonly handler: RecordedHandler,
  ) {}

  /** Stores the job, with what `alongside` stores for it, and queues it unless it has its time still before it. */
  async create(
    request: JobRequest,
    alongside: (manager: EntityManager, job: Job) => Promise<void> = () => Promise.resolve(),
  ): Promise<Job> {
    const isLater = Boolean(request.scheduled) || recurs(drafted(request));
    const draft = drafted(request);
    const job = await this.rows.dataSource.transaction(async (manager) => {
      const table = this.rows.table(manager);
      const row = await table.save(
        table.create({
          ...draft,
          status: isLater ? 'scheduled' : 'pending',
          scheduled: isLater ? (draft.scheduled ?? new Date()) : null,
        } as Job),
      );
      await alongside(manager, row);
      return row;
    });
    if (!isLater) await this.enqueueOrEnd(job);
    return this.rows.get(job.id);
  }

  /** Puts a pending job into the queue; one that is there already stays as it is. Throws Unreachable. */
  async enqueue({ id, jobId, timeLimit }: Job): Promise<void> {
    const data: RowedJob = { id };
    await this.queue.enqueue(this.handler.name, data, {
      jobId,
      ...(timeLimit !== null && { timeoutMs: timeLimit * 1000 }),
    });
  }

  /** Ends a job, wherever it is. Throws NotFound, and Refused for one that has ended. */
  async cancel(id: number, by: string): Promise<Job> {
    const job = await this.rows.get(id);
    const sentence = `Cancelled by ${by}.`;
    if (job.status === 'scheduled') {
      const { affected } = await this.rows
        .table()
        .update({ id, status: 'scheduled' }, { status: 'failed', error: sentence, completed: new Date() });
      return affected ? this.rows.get(id) : this.cancel(id, by);
    }
    if (!isOpenJob(job)) throw new Refused(`Job ${id} has ended already.`, { status: 409 });
    const answer = await this.queue.cancel(job.jobId, sentence);
    if (answer === 'unknown') await this.handler.abandoned({ id }, { why: 'cancelled', sentence });
    return this.rows.get(id);
  }

  /** Changes a job that has its time still before it. Throws NotFound, and Refused for one that has begun. */
  async reschedule(id: number, changes: Partial<JobRequest> & { isPaused?: boolean }): Promise<Job> {
    const known = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const { affected } = await this.rows.table().update({ id, status: 'scheduled' }, known as object);
    const job = await this.rows.get(id);
    if (!affected) throw begun(job);
    return job;
  }

  /** Removes a schedule; the jobs that it has begun stay. Throws NotFound, and Refused for one that has begun. */
  async unschedule(id: number): Promise<void> {
    const job = await this.rows.get(id);
    const { affected } = await this.rows.table().delete({ id, status: 'scheduled' });
    if (!affected) throw begun(job);
  }

  private async enqueueOrEnd(job: Job): Promise<void> {
    try {
      await this.enqueue(job);
    } catch (error) {
      // Whoever asked is told that it failed, so it must not begin later.
      await this.handler.abandoned({ id: job.id }, { why: 'lost', sentence: messageOf(error) });
      throw error;
    }
  }
}

function drafted(request: JobRequest) {
  const { kind, name, user, data, scheduled, interval, cron, timeLimit, notifications } = request;
  return {
    kind,
    name,
    user,
    data,
    scheduled: scheduled ?? null,
    interval: interval ?? null,
    cron: cron ?? '',
    timeLimit: timeLimit ?? null,
    ...(notifications && { notifications }),
    jobId: randomUUID(),
  };
}

function begun({ id, status }: Job): Refused {
  return new Refused(`Job ${id} is ${status}: only a scheduled one can be changed or removed.`, {
    status: 409,
  });
}
