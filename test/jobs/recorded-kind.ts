import { filter, firstValueFrom, ReplaySubject } from 'rxjs';
import { type EndReason, JobStopped } from '../../src/core/jobs/job';
import { type JobEnd, type JobKind, type JobPen } from '../../src/core/jobs/job-kind';
import { type Job } from '../../src/core/jobs/job.model';

/** A kind of job that does what its data says and keeps what it was told; a test waits for an entry instead of sleeping. */
export class RecordedKind implements JobKind {
  readonly name = 'recorded';
  readonly entries: string[] = [];
  private readonly stream = new ReplaySubject<string>();

  async run(job: Job, { signal, log }: JobPen): Promise<JobEnd> {
    this.tell(`${job.name} began`);
    log('info', 'It began.');
    if (job.data.does === 'break') throw new Error('It broke.');
    if (job.data.does === 'wait') {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      const reason: unknown = signal.reason;
      if (reason instanceof JobStopped) this.tell(`${job.name} stopped, ${reason.why}`);
      throw reason;
    }
    return { status: 'completed', data: { ...job.data, done: true } };
  }

  async abandoned(job: Job, { why }: EndReason): Promise<void> {
    this.tell(`${job.name} abandoned, ${why}`);
  }

  async seen(entry: string): Promise<void> {
    await firstValueFrom(this.stream.pipe(filter((one) => one === entry)));
  }

  private tell(entry: string): void {
    this.entries.push(entry);
    this.stream.next(entry);
  }
}
