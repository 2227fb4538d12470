import { type Repository, type SelectQueryBuilder } from 'typeorm';
import { type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { visibleNames } from './columns';
import { defaultOrder, type ListQuery, type OrderKey } from './list-query';
import { conditionOf, escapeLike, familyOf, textOf } from './lookups';
import { type ModelList } from './model-list';

/** The alias of the listed table; quoted, so that no column or keyword is in its way. */
const ROW = 'listed';

/** The query of a list, without its secrets: filters, search and an order that never ties. */
export function selectRows(
  repository: Repository<AnyRow>,
  model: AnyModel,
  models: ModelList,
  query: ListQuery,
): SelectQueryBuilder<AnyRow> {
  const select = repository
    .createQueryBuilder(ROW)
    .select(visibleNames(model).map((name) => `${ROW}.${name}`))
    .limit(query.limit)
    .offset(query.offset);
  addConditions(select, repository, model, query);
  addOrder(select, model, models, query.ordering.length > 0 ? query.ordering : defaultOrder(model));
  return select;
}

/** The query that counts them. */
export function countRows(
  repository: Repository<AnyRow>,
  model: AnyModel,
  query: ListQuery,
): SelectQueryBuilder<AnyRow> {
  const select = repository.createQueryBuilder(ROW);
  addConditions(select, repository, model, query);
  return select;
}

function addConditions(
  select: SelectQueryBuilder<AnyRow>,
  repository: Repository<AnyRow>,
  model: AnyModel,
  { filters, q }: ListQuery,
): void {
  filters.forEach((filter, index) => {
    const family = familyOf(model, filter.name) ?? 'none';
    const { sql, parameters } = conditionOf(
      filter,
      column(repository, filter.name),
      family,
      `filter${index}`,
    );
    select.andWhere(sql, parameters);
  });
  const places = model.search.map((name) =>
    textOf(column(repository, name), familyOf(model, name) ?? 'none'),
  );
  if (q && places.length > 0) {
    const words = { search: `%${escapeLike(q)}%` };
    select.andWhere(`(${places.map((place) => `${place} ILIKE :search`).join(' OR ')})`, words);
  }
}

function column(repository: Repository<AnyRow>, name: string): string {
  const found = repository.metadata.findColumnWithPropertyName(name);
  if (!found) throw new Error(`Model ${repository.metadata.name} has no column for "${name}".`);
  return `"${ROW}"."${found.databaseName}"`;
}

// A reference sorts by the default order of the other model, as in NetBox; there in turn references sort by id.
function addOrder(
  select: SelectQueryBuilder<AnyRow>,
  model: AnyModel,
  models: ModelList,
  keys: readonly OrderKey[],
): void {
  const direction = (isDescending: boolean) => (isDescending ? 'DESC' : 'ASC');
  for (const { name, isDescending } of keys) {
    const reference = (model.fields as Fields)[name]?.reference;
    if (reference) {
      const alias = `${name}_target`;
      select.leftJoin(reference.model, alias, `"${alias}"."id" = ${ROW}.${name}`);
      for (const other of defaultOrder(models.named(reference.model))) {
        select.addOrderBy(`${alias}.${other.name}`, direction(other.isDescending !== isDescending));
      }
    }
    select.addOrderBy(`${ROW}.${name}`, direction(isDescending));
  }
  // Rows that tie would wander between pages.
  if (!keys.some(({ name }) => name === 'id')) select.addOrderBy(`${ROW}.id`, 'ASC');
}
