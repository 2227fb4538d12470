import { type DataSource } from 'typeorm';
import { inSight } from '../crud/sight';
import { type AnyModel, type AnyRow } from '../model/define-model';

/** Lines are stored twice in a second at most. */
const LOOK_MS = 1_000;

/** Tells viewers that a log has grown, as far as they may see, whichever process wrote the lines. */
export class LogWatch {
  constructor(
    private readonly dataSource: DataSource,
    private readonly models: readonly AnyModel[],
    /** The lines. */
    private readonly model: AnyModel,
    /** Whether anybody is at work who may write more. */
    private readonly isGoingOn: () => Promise<boolean>,
    private readonly lookMs: number = LOOK_MS,
  ) {}

  /** The newest line in sight; 0 where there is none. */
  async newest(): Promise<number> {
    return (await this.after(0)) ?? 0;
  }

  /**
   * The id of the newest line each time there are newer ones than `seen`, until nobody is at work any more or the viewer
   * leaves: then nothing is written that anybody has to wait for.
   */
  async *watch(seen: number, signal: AbortSignal): AsyncGenerator<number> {
    for (let last = seen; !signal.aborted;) {
      // Asked first, so that what was written at the end of the work is told.
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
    const select = this.dataSource
      .getRepository<AnyRow>(this.model.name)
      .createQueryBuilder('line')
      .select('line.id')
      .where('line.id > :id', { id })
      .orderBy('line.id', 'DESC')
      .limit(1);
    const seen = inSight(this.models, this.model, 'line');
    return (await (seen === undefined ? select : select.andWhere(seen)).getOne())?.id;
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
