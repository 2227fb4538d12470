import { type DataSource, In } from 'typeorm';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { visibleColumns } from './columns';
import { type ListQuery } from './list-query';
import { type Condition } from './lookups';
import { type ModelList } from './model-list';
import { selectRows } from './select-rows';

const ROWS_AT_ONCE = 500;

/**
 * Every row that a query finds, in its order, some hundred at a time and as of one moment, without the whole list ever
 * being in memory: a cursor of the database walks over the ids.
 */
export async function* rowBatches(
  dataSource: DataSource,
  model: AnyModel,
  models: ModelList,
  query: ListQuery,
  more: readonly Condition[],
): AsyncGenerator<AnyRow[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction('REPEATABLE READ');
    const repository = runner.manager.getRepository<AnyRow>(model.name);
    const [sql, parameters] = selectRows(repository, model, models, query, more)
      .select('listed.id', 'id')
      .limit(undefined)
      .offset(undefined)
      .getQueryAndParameters();
    await runner.query(`DECLARE listed_ids NO SCROLL CURSOR FOR ${sql}`, parameters);
    while (true) {
      const ids = (await runner.query(`FETCH ${ROWS_AT_ONCE} FROM listed_ids`)) as { id: number }[];
      if (ids.length === 0) return;
      const rows = await repository.find({
        where: { id: In(ids.map(({ id }) => id)) },
        select: visibleColumns(model),
      });
      const byId = new Map(rows.map((row) => [row.id, row]));
      yield ids.flatMap(({ id }) => byId.get(id) ?? []);
    }
  } finally {
    // The reader may have gone in the middle; nothing was written that a rollback could lose.
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    await runner.release();
  }
}
