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
  const found: { dependent: Dependent; ids: readonly number[] }[] = [];
  // A row that goes already is not met again: references may run in a circle.
  const going = new Map<string, Set<number>>([[model.name, new Set(ids)]]);
  let frontier: { model: AnyModel; ids: readonly number[] }[] = [{ model, ids }];
  while (frontier.length > 0) {
    const pointing = await Promise.all(
      frontier.flatMap((some) =>
        models.dependentsOf(some.model).map(async (dependent) => ({
          dependent,
          ids: await idsPointing(dataSource, models, dependent, some.ids),
        })),
      ),
    );
    frontier = [];
    for (const { dependent, ids: all } of pointing) {
      const known = going.get(dependent.model.name) ?? new Set();
      const fresh = all.filter((id) => !known.has(id));
      if (fresh.length === 0) continue;
      found.push({ dependent, ids: fresh });
      if (dependent.onDelete !== 'CASCADE') continue;
      going.set(dependent.model.name, new Set([...known, ...fresh]));
      frontier.push({ model: dependent.model, ids: fresh });
    }
  }
  return Promise.all(
    found.map(async ({ dependent, ids: touched }) => ({
      ...dependent,
      count: touched.length,
      rows: await rowsOf(dataSource, dependent.model, touched.slice(0, SHOWN_AT_MOST)),
    })),
  );
}

async function idsPointing(
  dataSource: DataSource,
  models: ModelList,
  { model, field }: Dependent,
  ids: readonly number[],
): Promise<number[]> {
  // One text: tens of thousands of rows of one number each take the driver long.
  const all = await dataSource
    .getRepository<AnyRow>(model.name)
    .createQueryBuilder('pointing')
    .select(`string_agg(pointing.id::text, ',' ORDER BY pointing.id)`, 'ids')
    .where(`pointing.${field} = ANY(:ids)`, { ids: [...ids] })
    .andWhere(inSight(models.all, model, 'pointing') ?? 'TRUE')
    .getRawOne<{ ids: string | null }>();
  return all?.ids ? all.ids.split(',').map(Number) : [];
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
