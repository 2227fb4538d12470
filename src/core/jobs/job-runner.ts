import { type Logger } from '@nestjs/common';
import { WaitingError } from 'bullmq';
import { messageOf } from '../errors/errors';
import { type EndReason, type JobHandler, JobStopped } from './job';
import { runUntilStopped, stopReason } from './run-until-stopped';
import { jobIdOf, type StoredData, type StoredJob } from './stored-queue';

export interface JobRunnerOptions {
  handlers: ReadonlyMap<string, JobHandler>;
  /** What the queue keeps of a job now; undefined when it was removed. */
  read: (jobId: string) => Promise<StoredData | undefined>;
  defaultTimeoutMs: number;
  /** How long work may take to return after its signal was aborted. */
  graceMs: number;
  logger: Logger;
}

interface RunningJob {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

const DIED: EndReason = {
  why: 'died',
  sentence: 'The worker that ran the job died before the job was done.',
};

/** Runs the jobs that one worker process has claimed, and is the one place that can stop them. */
export class JobRunner {
  private readonly running = new Map<string, RunningJob>();
  private isClosing = false;

  constructor(private readonly options: JobRunnerOptions) {}

  /** BullMQ's processor: resolves when the job has ended well, rejects with the reason when not. */
  process(job: StoredJob, token?: string): Promise<void> {
    const jobId = jobIdOf(job.id ?? '');
    // A worker that could not renew its lock for a while may be given its own job again: that is the same run.
    const same = this.running.get(jobId);
    if (same) return same.ended;
    const stop = new AbortController();
    const ended = this.attend(job, jobId, stop, token).finally(() => this.running.delete(jobId));
    this.running.set(jobId, { stop, ended });
    return ended;
  }

  /** False when the job does not run here. */
  stop(jobId: string, reason: JobStopped): boolean {
    const job = this.running.get(jobId);
    job?.stop.abort(reason);
    return job !== undefined;
  }

  /** Stops a job that has been cancelled meanwhile, by whichever process. */
  async stopIfCancelled(jobId: string): Promise<void> {
    if (!this.running.has(jobId)) return;
    const reason = cancelReason(await this.options.read(jobId));
    if (reason) this.stop(jobId, reason);
  }

  get jobIds(): string[] {
    return [...this.running.keys()];
  }

  /** From now on claimed jobs are handed back, and those that run are told to stop. */
  shutDown(): void {
    this.isClosing = true;
    for (const { stop } of this.running.values()) {
      stop.abort(new JobStopped('shutdown', 'The program was stopped while the job was running.'));
    }
  }

  private async attend(job: StoredJob, jobId: string, stop: AbortController, token?: string): Promise<void> {
    const handler = this.options.handlers.get(job.name);
    if (!handler) throw new Error(`No handler of jobs named ${job.name} is known to this worker.`);
    // A cancel that came between the claim and now finds nothing to stop, but it has left its sentence.
    const stored = await this.options.read(jobId).catch(() => job.data);
    const cancelled = cancelReason(stored);
    if (job.stalledCounter > 0) return this.abandon(handler, job, cancelled ? endReason(cancelled) : DIED);
    if (cancelled) return this.abandon(handler, job, endReason(cancelled));
    if (this.isClosing) return handBack(job, token);
    if (stop.signal.aborted) return this.abandon(handler, job, endReason(stopReason(stop.signal)));
    return this.run(handler, job, jobId, stop, token);
  }

  private async run(
    handler: JobHandler,
    job: StoredJob,
    jobId: string,
    stop: AbortController,
    token?: string,
  ): Promise<void> {
    const { defaultTimeoutMs, graceMs, logger } = this.options;
    const outcome = await runUntilStopped(
      async (signal) => handler.run(job.data.data, { jobId, signal }),
      stop,
      { timeoutMs: job.data.timeoutMs ?? defaultTimeoutMs, graceMs },
    ).catch((error: unknown) => {
      if (!stop.signal.aborted) logger.error(`Job ${jobId} (${job.name}) failed: ${messageOf(error)}`);
      throw error;
    });
    if (!stop.signal.aborted) return;
    const reason = stopReason(stop.signal);
    if (outcome === 'returned' && reason.why === 'shutdown' && handler.isRepeatable)
      return handBack(job, token);
    if (outcome === 'returned') throw reason;
    const sentence = `${reason.message} Its work did not stop within ${graceMs / 1000} s and was given up.`;
    logger.error(
      `Job ${jobId} (${job.name}): ${sentence} It may still be going on in process ${process.pid}.`,
    );
    return this.abandon(handler, job, { why: reason.why, sentence });
  }

  private async abandon(handler: JobHandler, job: StoredJob, why: EndReason): Promise<void> {
    try {
      await handler.abandoned?.(job.data.data, why);
    } catch (error) {
      this.options.logger.warn(
        `The end of job ${job.id} (${job.name}) could not be recorded and will be tried again: ${messageOf(error)}`,
      );
      // BullMQ leaves a job alone that ends so; its lock runs out, and whoever claims it next tells the handler again.
      throw new WaitingError();
    }
    throw new Error(why.sentence);
  }
}

function cancelReason(stored: StoredData | undefined): JobStopped | undefined {
  if (!stored) return new JobStopped('cancelled', 'The job was removed from the queue.');
  return stored.cancelled === undefined ? undefined : new JobStopped('cancelled', stored.cancelled);
}

function endReason({ why, message }: JobStopped): EndReason {
  return { why, sentence: message };
}

async function handBack(job: StoredJob, token?: string): Promise<void> {
  await job.moveToWait(token);
  throw new WaitingError();
}
