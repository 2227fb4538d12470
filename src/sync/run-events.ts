import { type DataSource } from 'typeorm';
import { type SyncEvent } from './engine/event';
import { type RunEventsRow, runEventsSchema } from './run-events.schema';

/** An event with its place in the run, counted from 1: the `id:` of its frame. */
export interface Numbered {
  readonly id: number;
  readonly event: SyncEvent;
}

/** Where every process hears that a run has told something; the payload is the id of the run. */
export const RUN_EVENTS_CHANNEL = 'proxbox_run_events';

const TABLE = runEventsSchema.options.tableName!;
/** Events of one row, and what one read gives at most. */
const EVENTS_AT_ONCE = 500;
/** What viewers have to see of a run whose last event is older is in its row. */
const KEPT = '1 day';

/** The events of all runs in our database, for viewers in any process. */
export class RunEvents {
  constructor(private readonly dataSource: DataSource) {}

  /** Stores events that follow each other, and tells every process. */
  async add(runId: number, first: number, events: readonly SyncEvent[]): Promise<void> {
    for (let start = 0; start < events.length; start += EVENTS_AT_ONCE) {
      const some = events.slice(start, start + EVENTS_AT_ONCE);
      await this.dataSource.query(
        `WITH stored AS (
           INSERT INTO "${TABLE}" (run_id, first, last, events) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
         )
         SELECT pg_notify($5, $6)`,
        [
          runId,
          first + start,
          first + start + some.length - 1,
          JSON.stringify(some),
          RUN_EVENTS_CHANNEL,
          String(runId),
        ],
      );
    }
  }

  /** Stores what comes after everything that was told of a run. */
  async addLast(runId: number, event: SyncEvent): Promise<void> {
    await this.add(runId, (await this.lastOf(runId)) + 1, [event]);
  }

  /** Whether a run has told an event of that type. */
  async hasTold(runId: number, type: SyncEvent['type']): Promise<boolean> {
    const [{ told }] = await this.dataSource.query<{ told: boolean }[]>(
      `SELECT EXISTS (SELECT FROM "${TABLE}" WHERE run_id = $1 AND events @> $2::jsonb) AS told`,
      [runId, JSON.stringify([{ type }])],
    );
    return told;
  }

  /** The events after the one with this id, some at a time. */
  async after(runId: number, lastId: number): Promise<readonly Numbered[]> {
    const rows = await this.dataSource
      .getRepository<RunEventsRow>(runEventsSchema.options.name)
      .createQueryBuilder('row')
      .where('row.runId = :runId AND row.last > :lastId', { runId, lastId })
      .orderBy('row.first')
      .limit(8)
      .getMany();
    const found: Numbered[] = [];
    for (const { first, events } of rows) {
      for (const [index, event] of events.entries()) {
        if (first + index > lastId) found.push({ id: first + index, event });
      }
      if (found.length >= EVENTS_AT_ONCE) break;
    }
    return found;
  }

  /** The id of the last event that was told of a run; 0 before the first. */
  async lastOf(runId: number): Promise<number> {
    const [{ last }] = await this.dataSource.query<{ last: number }[]>(
      `SELECT coalesce(max(last), 0)::int AS last FROM "${TABLE}" WHERE run_id = $1`,
      [runId],
    );
    return last;
  }

  async forgetOld(): Promise<void> {
    await this.dataSource.query(`DELETE FROM "${TABLE}" WHERE created < now() - interval '${KEPT}'`);
  }
}
