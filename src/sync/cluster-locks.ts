import { type DataSource, type QueryRunner } from 'typeorm';
import { Refused } from '../core/errors/errors';
import { type Source, type Unreached } from './source/source';

/** The first half of the advisory locks' keys, so that they meet no others. */
const LOCK_SPACE = 0x70786278;
/** How often a run that waits looks whether its turn has come. */
const LOOK_MS = 1_000;

export interface TakeOptions {
  /** Wait for a cluster that another run works on; otherwise it is left to that one. */
  waits: boolean;
  /** Told once for each cluster that is waited for. */
  onWait: (source: Place) => void;
}

type Place = Pick<Source, 'key' | 'name'>;

/**
 * Sees to it that one cluster is written by one run at a time, whoever starts it and in whichever process: session
 * locks of PostgreSQL, which a dead process gives up by dying. They are taken in the order of their keys, so that two
 * runs never wait for each other.
 */
export class ClusterLocks {
  private runner: QueryRunner | undefined;
  private isReleased = false;
  private wake: () => void = () => undefined;

  constructor(private readonly dataSource: DataSource) {}

  /** Keeps the sources that are free, or become so; the others are told as not reached. */
  async take<P extends Place>(
    sources: readonly P[],
    { waits, onWait }: TakeOptions,
  ): Promise<{ free: readonly P[]; busy: readonly Unreached[] }> {
    this.runner = this.dataSource.createQueryRunner();
    const free = new Set<P>();
    const busy: Unreached[] = [];
    for (const source of [...sources].sort((one, other) => (one.key < other.key ? -1 : 1))) {
      let isTaken = await this.try(source);
      if (!isTaken && waits) onWait(source);
      while (!isTaken && waits && !this.isReleased) {
        await this.pause();
        isTaken = await this.try(source);
      }
      if (isTaken) free.add(source);
      else busy.push({ label: source.name, error: isBusy(source) });
    }
    return { free: sources.filter((source) => free.has(source)), busy };
  }

  /** Gives everything back; closing the connection would do it too. */
  async release(): Promise<void> {
    const runner = this.runner;
    this.runner = undefined;
    this.isReleased = true;
    this.wake();
    if (!runner) return;
    try {
      await runner.query('SELECT pg_advisory_unlock_all()');
    } finally {
      await runner.release();
    }
  }

  private async try(source: Place): Promise<boolean> {
    if (!this.runner) return false;
    const rows = (await this.runner.query('SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken', [
      LOCK_SPACE,
      source.key,
    ])) as { taken: boolean }[];
    return rows[0].taken;
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function isBusy(source: Place): Refused {
  return new Refused(`${source.name} is being synchronised by another run; it was left to that one.`, {
    suggestion: 'Wait for the other run to end, or cancel it.',
  });
}
