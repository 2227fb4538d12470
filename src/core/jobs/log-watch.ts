import { type DataSource, In, type SelectQueryBuilder } from 'typeorm';
import { inSight, whereSeen } from '../crud/sight';
import { type AnyModel } from '../model/define-model';
import { type JobLogEntry, jobLogEntry } from './job-log-entry.model';
import { type Job, job, OPEN_STATUSES } from './job.model';

/** Lines are stored twice in a second at most. */
const LOOK_MS = 1_000;

/** Tells viewers that logs have grown, as far as they may see, whichever process wrote the lines. */
export class LogWatch {
  constructor(
    private readonly dataSource: DataSource,
    private readonly models: readonly AnyModel[],
    private readonly lookMs: number = LOOK_MS,
  ) {}

  /** The newest line in sight; 0 where there is none. */
  async newest(): Promise<number> {
    return (await this.after(0)) ?? 0;
  }

  /**
   * The id of the newest line each time there are newer ones than `seen`, until no job is open any more or the viewer leaves:
   * then nothing is written that anybody has to wait for.
   */
  async *watch(seen: number, signal: AbortSignal): AsyncGenerator<number> {
    for (let last = seen; !signal.aborted;) {
      // Asked first, so that what the last job wrote at its end is told.
      const isGoingOn = await this.isGoingOn();
      const newest = await this.after(last);
      if (newest !== undefined) {
        last = newest;
        yield newest;
      }
      if (!isGoingOn) return;
      await pause(this.lookMs, signal);
    }
  }

  private async after(id: number): Promise<number | undefined> {
    const select: SelectQueryBuilder<JobLogEntry> = this.dataSource
      .getRepository<JobLogEntry>(jobLogEntry.name)
      .createQueryBuilder('line')
      .select('line.id')
      .where('line.id > :id', { id })
      .orderBy('line.id', 'DESC')
      .limit(1);
    const seen = inSight(this.models, jobLogEntry, 'line');
    return (await (seen === undefined ? select : select.andWhere(seen)).getOne())?.id;
  }

  private isGoingOn(): Promise<boolean> {
    return this.dataSource
      .getRepository<Job>(job.name)
      .existsBy({ status: In([...OPEN_STATUSES]), ...whereSeen(this.models, job) });
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
