import { type DataSource, type QueryRunner } from 'typeorm';
import { Refused } from '../core/errors/errors';
import { type Source, type Unreached } from './source/source';

/** The first half of the advisory locks' keys, so that they meet no others. */
const LOCK_SPACE = 0x70786278;

/**
 * Sees to it that one cluster is written by one run at a time, whoever starts it and in whichever process: session
 * locks of PostgreSQL, which a dead process gives up by dying.
 */
export class ClusterLocks {
  private runner: QueryRunner | undefined;

  constructor(private readonly dataSource: DataSource) {}

  /** Keeps the sources that are free; the others are told as not reached. */
  async take(sources: readonly Source[]): Promise<{ free: readonly Source[]; busy: readonly Unreached[] }> {
    this.runner = this.dataSource.createQueryRunner();
    const free: Source[] = [];
    const busy: Unreached[] = [];
    for (const source of sources) {
      const rows = (await this.runner.query('SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken', [
        LOCK_SPACE,
        source.key,
      ])) as { taken: boolean }[];
      if (rows[0].taken) free.push(source);
      else busy.push({ label: source.name, error: isBusy(source) });
    }
    return { free, busy };
  }

  /** Gives everything back; closing the connection would do it too. */
  async release(): Promise<void> {
    const runner = this.runner;
    this.runner = undefined;
    if (!runner) return;
    try {
      await runner.query('SELECT pg_advisory_unlock_all()');
    } finally {
      await runner.release();
    }
  }
}

function isBusy(source: Source): Refused {
  return new Refused(`${source.name} is being synchronised by another run; it was left to that one.`, {
    suggestion: 'Wait for the other run to end, or cancel it.',
  });
}
