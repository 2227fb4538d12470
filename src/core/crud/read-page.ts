import { In, type SelectQueryBuilder } from 'typeorm';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { visibleColumns } from './columns';

/** From here on rows before the page are passed over by their ids alone, which the index of the order mostly has. */
const DEEP = 1000;

/** The rows of one page. PostgreSQL reads what it passes over: whole rows would make the 900,000th cost seconds. */
export async function readPage(select: SelectQueryBuilder<AnyRow>, model: AnyModel): Promise<AnyRow[]> {
  if ((select.expressionMap.offset ?? 0) < DEEP) return select.getMany();
  const found = await select.select('listed.id', 'id').getRawMany<{ id: number }>();
  const rows = await select.connection.getRepository<AnyRow>(model.name).find({
    where: { id: In(found.map(({ id }) => id)) },
    select: visibleColumns(model),
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return found.flatMap(({ id }) => byId.get(id) ?? []);
}
