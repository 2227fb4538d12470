import { Logger } from '@nestjs/common';
import { messageOf } from '../errors/errors';
import { type EndReason, type JobHandler } from './job';
import { type JobEnd, type JobKind } from './job-kind';
import { JobLog } from './job-log';
import { type JobRows } from './job-rows';
import { type Job, isOpenJob } from './job.model';
import { stopReason } from './run-until-stopped';

/** What the queue knows of a job that has a row. */
export interface RowedJob {
  /** Of its row. */
  id: number;
}

/** Runs the jobs that have rows, and keeps the rows true however the work ends. */
export class RecordedHandler implements JobHandler<RowedJob> {
  static readonly NAME = 'recorded';
  readonly name = RecordedHandler.NAME;
  /** What the program's end interrupts is done again later. */
  readonly isRepeatable = true;
  private readonly logger = new Logger(RecordedHandler.name);

  constructor(
    private readonly rows: JobRows,
    private readonly kinds: readonly JobKind[],
  ) {}

  async run({ id }: RowedJob, { signal }: { signal: AbortSignal }): Promise<void> {
    const job = await this.rows.begin(id);
    if (!job) return;
    const log = new JobLog(this.rows, id, (message) =>
      this.logger.warn(`The log of job ${id} could not be stored: ${message}`),
    );
    let ending: Promise<void> | undefined;
    const end = (result: JobEnd) => (ending ??= this.end(id, result, log, signal));
    try {
      await end(await this.kindOf(job).run(job, { signal, log: (...line) => log.add(...line), end }));
    } catch (error) {
      if (!signal.aborted) this.logger.error(`Job ${id} (${job.name}) broke: ${messageOf(error)}`);
      const why = signal.aborted ? stopReason(signal) : { why: 'broke' as const, message: messageOf(error) };
      await this.tell(job, { why: why.why, sentence: why.message });
      await end(endOf(why));
    }
  }

  async abandoned({ id }: RowedJob, why: EndReason): Promise<void> {
    const job = await this.rows.table().findOneBy({ id });
    if (!job || !isOpenJob(job)) return;
    await this.tell(job, why);
    await this.rows.log([{ job: id, time: new Date(), level: 'error', module: '', message: why.sentence }]);
    await this.rows.end(id, endOf({ why: why.why, message: why.sentence }));
  }

  private async end(id: number, result: JobEnd, log: JobLog, signal: AbortSignal): Promise<void> {
    const isHandedBack = signal.aborted && stopReason(signal).why === 'shutdown';
    if (isHandedBack) log.add('warning', 'The program is being stopped; the job goes on when it runs again.');
    else if (result.error) log.add(result.status === 'completed' ? 'warning' : 'error', result.error);
    await log.flush();
    if (isHandedBack) await this.rows.handBack(id);
    else await this.rows.end(id, result);
  }

  private async tell(job: Job, why: EndReason): Promise<void> {
    await this.kinds.find(({ name }) => name === job.kind)?.abandoned(job, why);
  }

  private kindOf(job: Job): JobKind {
    const kind = this.kinds.find(({ name }) => name === job.kind);
    if (!kind) throw new Error(`This worker knows no jobs of the kind "${job.kind}".`);
    return kind;
  }
}

/** How a job ends that was stopped: a cancel is what somebody wanted, everything else is a fault. */
export function endOf({ why, message }: { why: EndReason['why']; message: string }): JobEnd {
  return { status: why === 'cancelled' ? 'failed' : 'errored', error: message };
}
