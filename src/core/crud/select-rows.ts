import { type EntityMetadata, type Repository, type SelectQueryBuilder } from 'typeorm';
import { type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { visibleNames } from './columns';
import { defaultOrder, type ListQuery, type OrderKey } from './list-query';
import { type Condition, conditionOf, escapeLike, familyOf, textOf } from './lookups';
import { type ModelList } from './model-list';
import { placeOf, targetOf } from './places';

/** The alias of the listed table; quoted, so that no column or keyword is in its way. */
const ROW = 'listed';
export const LISTED = `"${ROW}"`;

/** References of references of references: beyond that rows sort by their ids. */
const MAX_ORDER_DEPTH = 3;

/** The query of a list, without its secrets: filters, search and an order that never ties. `more` is ANDed to it. */
export function selectRows(
  repository: Repository<AnyRow>,
  model: AnyModel,
  models: ModelList,
  query: ListQuery,
  more: readonly Condition[],
): SelectQueryBuilder<AnyRow> {
  const select = repository
    .createQueryBuilder(ROW)
    .select(visibleNames(model).map((name) => `${ROW}.${name}`))
    .limit(query.limit)
    .offset(query.offset);
  const joins = new Joins(select, models);
  addConditions(select, joins, model, models, query, more);
  addOrder(select, joins, model, query.ordering.length > 0 ? query.ordering : defaultOrder(model));
  return select;
}

/** The query that counts them. */
export function countRows(
  repository: Repository<AnyRow>,
  model: AnyModel,
  models: ModelList,
  query: ListQuery,
  more: readonly Condition[],
): SelectQueryBuilder<AnyRow> {
  const select = repository.createQueryBuilder(ROW);
  addConditions(select, new Joins(select, models), model, models, query, more);
  return select;
}

/** The tables that one query reaches through references, each joined once. */
class Joins {
  private readonly aliases = new Set<string>();

  constructor(
    private readonly select: SelectQueryBuilder<AnyRow>,
    private readonly models: ModelList,
  ) {}

  /** The alias under which the other row is; undefined when the field points at no row that is stored here. */
  through(model: AnyModel, alias: string, name: string): { alias: string; model: AnyModel } | undefined {
    const target = targetOf(model, name, this.models);
    if (!target) return undefined;
    const other = `${alias}_${name}`;
    if (!this.aliases.has(other)) this.join(model, alias, name, target, other);
    this.aliases.add(other);
    return { alias: other, model: target };
  }

  /** A column, quoted. */
  column(model: AnyModel, alias: string, name: string): string {
    const found = this.metadata(model).findColumnWithPropertyName(name);
    if (!found) throw new Error(`Model ${model.name} has no column for "${name}".`);
    return `"${alias}"."${found.databaseName}"`;
  }

  private join(model: AnyModel, alias: string, name: string, target: AnyModel, other: string): void {
    const from = this.column(model, alias, name);
    const type = (model.fields as Fields)[name].externalType;
    if (type === undefined || !target.mirror) {
      this.select.leftJoin(target.name, other, `"${other}"."id" = ${from}`);
      return;
    }
    const id = this.column(target, other, target.mirror.id);
    const kind = this.column(target, other, target.mirror.type);
    this.select.leftJoin(target.name, other, `${kind} = :${other} AND ${id} = ${from}`, { [other]: type });
  }

  private metadata(model: AnyModel): EntityMetadata {
    return this.select.connection.getMetadata(model.name);
  }
}

function addConditions(
  select: SelectQueryBuilder<AnyRow>,
  joins: Joins,
  model: AnyModel,
  models: ModelList,
  { filters, q }: ListQuery,
  more: readonly Condition[],
): void {
  for (const { sql, parameters } of more) select.andWhere(sql, parameters);
  filters.forEach((filter, index) => {
    const { column, family } = columnAt(joins, model, models, filter.name);
    const { sql, parameters } = conditionOf(filter, column, family, `filter${index}`);
    select.andWhere(sql, parameters);
  });
  if (!q || model.search.length === 0) return;
  const places = model.search.map((name) => {
    const { column, family } = columnAt(joins, model, models, name);
    return `${textOf(column, family)} ILIKE :search`;
  });
  select.andWhere(`(${places.join(' OR ')})`, { search: `%${escapeLike(q)}%` });
}

function columnAt(joins: Joins, model: AnyModel, models: ModelList, name: string) {
  const place = placeOf(model, name, models);
  if (!place) throw new Error(`Model ${model.name} has no column for "${name}".`);
  const joined = place.through === undefined ? undefined : joins.through(model, ROW, place.through);
  return {
    column: joins.column(place.model, joined?.alias ?? ROW, place.name),
    family: familyOf(place.model, place.name) ?? ('none' as const),
  };
}

function addOrder(
  select: SelectQueryBuilder<AnyRow>,
  joins: Joins,
  model: AnyModel,
  keys: readonly OrderKey[],
): void {
  for (const key of keys) addKey(select, joins, model, ROW, key, 0);
  // Rows that tie would wander between pages.
  if (!keys.some(({ name }) => name === 'id')) select.addOrderBy(`${ROW}.id`, 'ASC');
}

// A reference sorts by the default order of the other model, and so on, as in NetBox.
function addKey(
  select: SelectQueryBuilder<AnyRow>,
  joins: Joins,
  model: AnyModel,
  alias: string,
  { name, isDescending }: OrderKey,
  depth: number,
): void {
  const joined = depth < MAX_ORDER_DEPTH ? joins.through(model, alias, name) : undefined;
  if (joined) {
    const { mirror } = joined.model;
    const others = mirror ? [{ name: mirror.order, isDescending: false }] : defaultOrder(joined.model);
    for (const other of others) {
      const key = { name: other.name, isDescending: other.isDescending !== isDescending };
      addKey(select, joins, joined.model, joined.alias, key, depth + 1);
    }
  }
  select.addOrderBy(`${alias}.${name}`, isDescending ? 'DESC' : 'ASC');
}
