import { type SelectQueryBuilder } from 'typeorm';
import { type AnyRow } from '../model/define-model';

/** How many rows a list has. */
export interface Count {
  readonly count: number;
  /** Beyond `EXACT_TO` rows it is what the planner of the database expects. */
  readonly isEstimate: boolean;
}

/** Up to here rows are counted; counting a million for each page would take longer than reading the page. */
export const EXACT_TO = 100_000;

/** Counts what a query finds, without its order and page. `atLeast` are known to be there. */
export async function countRows(select: SelectQueryBuilder<AnyRow>, atLeast: number): Promise<Count> {
  const manager = select.connection.manager;
  const [capped, parameters] = select
    .clone()
    .select('listed.id', 'id')
    .limit(EXACT_TO + 1)
    .getQueryAndParameters();
  const [{ count }] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::integer AS count FROM (${capped}) AS capped`,
    parameters,
  );
  if (count <= EXACT_TO) return { count, isEstimate: false };
  return { count: Math.max(await expectedRows(select), count, atLeast), isEstimate: true };
}

/** Counts every row, however many there are. */
export async function countAllRows(select: SelectQueryBuilder<AnyRow>): Promise<number> {
  const [sql, parameters] = select.clone().select('listed.id', 'id').getQueryAndParameters();
  const [{ count }] = await select.connection.manager.query<{ count: number }[]>(
    `SELECT count(*)::integer AS count FROM (${sql}) AS whole`,
    parameters,
  );
  return count;
}

interface Plan {
  readonly 'QUERY PLAN': readonly { readonly Plan: { readonly 'Plan Rows': number } }[];
}

async function expectedRows(select: SelectQueryBuilder<AnyRow>): Promise<number> {
  const [sql, parameters] = select.clone().select('listed.id', 'id').getQueryAndParameters();
  const [plan] = await select.connection.manager.query<Plan[]>(`EXPLAIN (FORMAT JSON) ${sql}`, parameters);
  return plan['QUERY PLAN'][0].Plan['Plan Rows'];
}
