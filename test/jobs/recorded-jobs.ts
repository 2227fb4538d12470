import { filter, firstValueFrom, ReplaySubject } from 'rxjs';
import { type EndReason, type JobContext, type JobHandler, JobStopped } from '../../src/core/jobs/job';

/** What a recorded job does: return at once, throw, wait until it is stopped, or go on although it is. */
export interface RecordedData {
  label: string;
  does: 'return' | 'throw' | 'wait' | 'ignore';
}

/** A handler that keeps what it was told, in order; a test waits for an entry instead of sleeping. */
export class RecordedJobs implements JobHandler<RecordedData> {
  readonly name = 'recorded';
  readonly entries: string[] = [];
  /** How many times `abandoned` fails before it succeeds. */
  failuresOfAbandoned = 0;
  private readonly stream = new ReplaySubject<string>();
  private readonly releases: (() => void)[] = [];

  async run({ label, does }: RecordedData, { signal }: JobContext): Promise<void> {
    this.tell(`${label} began`);
    if (does === 'throw') throw new Error('broken');
    if (does === 'ignore') await new Promise<void>((resolve) => this.releases.push(resolve));
    if (does === 'wait') {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      const reason: unknown = signal.reason;
      if (reason instanceof JobStopped) this.tell(`${label} stopped, ${reason.why}: ${reason.message}`);
      throw reason;
    }
    this.tell(`${label} ended`);
  }

  async abandoned({ label }: RecordedData, { why, sentence }: EndReason): Promise<void> {
    if (this.failuresOfAbandoned > 0) {
      this.failuresOfAbandoned--;
      this.tell(`${label} could not be abandoned`);
      throw new Error('no database');
    }
    this.tell(`${label} abandoned, ${why}: ${sentence}`);
  }

  /** Resolves with the first entry that begins so. */
  async seen(beginning: string): Promise<string> {
    return firstValueFrom(this.stream.pipe(filter((entry) => entry.startsWith(beginning))));
  }

  /** Lets the jobs that ignore their signal return. */
  release(): void {
    this.releases.splice(0).forEach((release) => release());
  }

  private tell(entry: string): void {
    this.entries.push(entry);
    this.stream.next(entry);
  }
}
