import { type DataSource } from 'typeorm';
import { chunksOf } from '../core/chunks';
import { forgetJournals } from '../core/features/wake';
import { syncLink } from '../models/sync-link.model';
import { vmTaskHistory } from '../models/vm-task-history.model';
import { type TaskMarks } from './source/source';

const DAY_MS = 86_400_000;
const ROWS_AT_ONCE = 500;

/** Tasks that are stored, each with the key of its node (`node`) and of its cluster (`source`), which its own key begins with. */
const STORED = `
  SELECT task.*, link.last_seen, substring(link.key from '^(.*)/task/') AS node_key,
         substring(link.key from '^(.*)/node/[^/]+/task/') AS source
    FROM "${vmTaskHistory.table}" AS task
    JOIN "${syncLink.table}" AS link ON link.target = '${vmTaskHistory.name}' AND link.object_id = task.id`;

/** The task history that earlier runs have stored: where the next run goes on reading, and what is too old to stay. */
export class TaskLog {
  constructor(
    private readonly dataSource: DataSource,
    /** How long tasks are kept; 0 for ever. */
    private readonly days: () => Promise<number>,
    private readonly now: () => Date,
  ) {}

  async marks(): Promise<TaskMarks> {
    const horizon = await this.horizon();
    const nodes = await this.dataSource.query<{ key: string; since: Date; running: string[] | null }[]>(
      `SELECT node_key AS key, array_agg(upid) FILTER (WHERE task_state = 'running') AS running,
              coalesce(min(start_time) FILTER (WHERE task_state = 'running'), max(start_time)) AS since
         FROM (${STORED}) AS stored GROUP BY node_key`,
    );
    return {
      horizon: epochSeconds(horizon),
      since: new Map(nodes.map(({ key, since }) => [key, epochSeconds(since)])),
      running: new Map(nodes.map(({ key, running }) => [key, running ?? []])),
      settled: await this.settledGuests(),
    };
  }

  /** Deletes what ended longer ago than is kept; gives how many. */
  async forgetOld(): Promise<number> {
    const old = await this.dataSource.query<{ id: number }[]>(
      `SELECT id FROM "${vmTaskHistory.table}" WHERE coalesce(end_time, start_time) < $1 AND task_state IS DISTINCT FROM 'running' ORDER BY id`,
      [await this.horizon()],
    );
    for (const some of chunksOf(old, ROWS_AT_ONCE)) {
      const ids = some.map(({ id }) => id);
      await this.dataSource.transaction(async (manager) => {
        const links = `DELETE FROM "${syncLink.table}" WHERE target = $1 AND object_id = ANY($2)`;
        await manager.query(links, [vmTaskHistory.name, ids]);
        await manager.query(`DELETE FROM "${vmTaskHistory.table}" WHERE id = ANY($1)`, [ids]);
        await forgetJournals(manager, vmTaskHistory.name, ids);
      });
    }
    return old.length;
  }

  /**
   * Guests that had their machine in NetBox when tasks were last read, and whose tasks all point at it. The tasks of
   * others, e.g. of one whose machine could not be made until now, may lie before the marks.
   */
  private async settledGuests(): Promise<ReadonlySet<string>> {
    const guests = await this.dataSource.query<{ key: string }[]>(
      `WITH stored AS (${STORED}),
            machine AS (SELECT key, object_id, first_seen, substring(key from '^(.*)/guest/') AS source
                          FROM "${syncLink.table}" WHERE target = 'virtual-machine'),
            stray AS (SELECT DISTINCT machine.key FROM stored
                        JOIN machine ON machine.key = stored.source || '/guest/' || stored.task_id
                       WHERE machine.object_id <> stored.virtual_machine_id)
       SELECT machine.key FROM machine
         JOIN (SELECT source, max(last_seen) AS at FROM stored GROUP BY source) AS reading
           ON reading.source = machine.source AND machine.first_seen <= reading.at
        WHERE machine.key NOT IN (SELECT key FROM stray)`,
    );
    return new Set(guests.map(({ key }) => key));
  }

  private async horizon(): Promise<Date> {
    const days = await this.days();
    return new Date(days === 0 ? 0 : this.now().getTime() - days * DAY_MS);
  }
}

function epochSeconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
