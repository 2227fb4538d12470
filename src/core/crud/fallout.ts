import { type DataSource } from 'typeorm';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { visibleNames } from './columns';
import { type Dependent, type ModelList } from './model-list';
import { inSight } from './sight';

/** Rows of one kind that a delete touches. */
export interface Fallout extends Dependent {
  readonly count: number;
  /** The first of them. */
  readonly rows: readonly AnyRow[];
}

const SHOWN_AT_MOST = 50;

/**
 * What deleting rows would do to others: delete them too (`CASCADE`, and on from there), take their reference away
 * (`SET NULL`), or be refused because of them (`RESTRICT`). Asks the database once for each referring field and level.
 */
export async function falloutOf(
  dataSource: DataSource,
  models: ModelList,
  model: AnyModel,
  ids: readonly number[],
): Promise<Fallout[]> {
  const found: Fallout[] = [];
  // A row that goes already is not met again: references may run in a circle.
  const going = new Map<string, Set<number>>([[model.name, new Set(ids)]]);
  let frontier = [{ model, ids }];
  while (frontier.length > 0) {
    const next: typeof frontier = [];
    for (const some of frontier) {
      for (const dependent of models.dependentsOf(some.model)) {
        const known = going.get(dependent.model.name) ?? new Set();
        const pointing = await idsPointing(dataSource, models, dependent, some.ids);
        const fresh = pointing.filter((id) => !known.has(id));
        if (fresh.length === 0) continue;
        const rows = await rowsOf(dataSource, dependent.model, fresh.slice(0, SHOWN_AT_MOST));
        found.push({ ...dependent, count: fresh.length, rows });
        if (dependent.onDelete !== 'CASCADE') continue;
        going.set(dependent.model.name, new Set([...known, ...fresh]));
        next.push({ model: dependent.model, ids: fresh });
      }
    }
    frontier = next;
  }
  return found;
}

async function idsPointing(
  dataSource: DataSource,
  models: ModelList,
  { model, field }: Dependent,
  ids: readonly number[],
): Promise<number[]> {
  const rows = await dataSource
    .getRepository<AnyRow>(model.name)
    .createQueryBuilder('pointing')
    .select('pointing.id', 'id')
    .where(`pointing.${field} = ANY(:ids)`, { ids: [...ids] })
    .andWhere(inSight(models.all, model, 'pointing') ?? 'TRUE')
    .orderBy('pointing.id')
    .getRawMany<{ id: number }>();
  return rows.map(({ id }) => id);
}

function rowsOf(dataSource: DataSource, model: AnyModel, ids: readonly number[]): Promise<AnyRow[]> {
  return dataSource
    .getRepository<AnyRow>(model.name)
    .createQueryBuilder('shown')
    .select(visibleNames(model).map((name) => `shown.${name}`))
    .where('shown.id = ANY(:ids)', { ids: [...ids] })
    .orderBy('shown.id')
    .getMany();
}
