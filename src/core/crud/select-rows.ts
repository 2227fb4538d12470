import { type EntityMetadata, type Repository, type SelectQueryBuilder } from 'typeorm';
import { type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { searchedText, searchedTexts } from '../model/searched-text';
import { visibleNames } from './columns';
import { defaultOrder, type ListQuery, type OrderKey } from './list-query';
import { type Condition, conditionOf, escapeLike, familyOf, textOf } from './lookups';
import { type ModelList } from './model-list';
import { placeOf, targetOf } from './places';
import { inSight } from './sight';

/** The alias of the listed table; quoted, so that no column or keyword is in its way. */
const ROW = 'listed';
export const LISTED = `"${ROW}"`;

/** References of references of references: beyond that rows sort by their ids. */
const MAX_ORDER_DEPTH = 3;

/**
 * The query of a list, without its secrets: filters, search and an order that never ties. `more` is ANDed to it.
 * `onlyNamed` leaves out rows that sort behind all others (see `sortsUnnamedLast`), so that the database can go by the names.
 */
export function selectRows(
  repository: Repository<AnyRow>,
  model: AnyModel,
  models: ModelList,
  query: ListQuery,
  more: readonly Condition[],
  { onlyNamed = false } = {},
): SelectQueryBuilder<AnyRow> {
  const select = repository
    .createQueryBuilder(ROW)
    .select(visibleNames(model).map((name) => `${ROW}.${name}`))
    .limit(query.limit)
    .offset(query.offset);
  const keys = orderOf(model, query);
  const joins = new Joins(select, models, onlyNamed ? keys[0].name : undefined);
  addConditions(select, joins, model, models, query, more);
  addOrder(select, joins, model, keys);
  return select;
}

function orderOf(model: AnyModel, { ordering }: ListQuery): readonly OrderKey[] {
  return ordering.length > 0 ? ordering : defaultOrder(model);
}

/**
 * Whether a list is sorted by the name of an object of another program that every row points at. Few have no known name; they
 * come last in either direction, and a page before them can be read along the index of the names, without sorting the list.
 */
export function sortsUnnamedLast(model: AnyModel, models: ModelList, query: ListQuery): boolean {
  const [first] = orderOf(model, query);
  const isExternal = (model.fields as Fields)[first?.name]?.externalType !== undefined;
  return isExternal && models.mirror !== undefined && pointsAlways(model, first.name);
}

function pointsAlways(model: AnyModel, name: string): boolean {
  const field = (model.fields as Fields)[name];
  return field !== undefined && !field.isOptional;
}

/** The query of everything that a page is cut out of, in no order. */
export function matchingRows(
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
    /** The field whose target must be there. */
    private readonly inner?: string,
  ) {}

  /** The alias under which the other row is; undefined when the field points at no row that is stored here. */
  through(
    model: AnyModel,
    alias: string,
    name: string,
  ): { alias: string; model: AnyModel; isOuter: boolean } | undefined {
    const target = targetOf(model, name, this.models);
    if (!target) return undefined;
    const other = `${alias}_${name}`;
    if (!this.aliases.has(other)) this.join(model, alias, name, target, other);
    this.aliases.add(other);
    return { alias: other, model: target, isOuter: !this.isInner(alias, name) };
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
    const how = this.isInner(alias, name) ? 'innerJoin' : 'leftJoin';
    if (type === undefined || !target.mirror) {
      this.select[how](target.name, other, `"${other}"."id" = ${from}`);
      return;
    }
    const id = this.column(target, other, target.mirror.id);
    const kind = this.column(target, other, target.mirror.type);
    this.select[how](target.name, other, `${kind} = :${other} AND ${id} = ${from}`, { [other]: type });
  }

  private isInner(alias: string, name: string): boolean {
    return alias === ROW && name === this.inner;
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
  const seen = inSight(models.all, model, ROW);
  if (seen !== undefined) select.andWhere(seen);
  for (const { sql, parameters } of more) select.andWhere(sql, parameters);
  filters.forEach((filter, index) => {
    const { column, family } = columnAt(joins, model, models, filter.name);
    const { sql, parameters } = conditionOf(filter, column, family, `filter${index}`);
    select.andWhere(sql, parameters);
  });
  if (q && model.search.length > 0) addSearch(select, joins, model, models, q);
}

/** Words anywhere in the texts of the row, in its other search fields, or in what it points at. */
function addSearch(
  select: SelectQueryBuilder<AnyRow>,
  joins: Joins,
  model: AnyModel,
  models: ModelList,
  q: string,
): void {
  const own = searchedTexts(model);
  const others = model.search.filter((name) => !own.includes(name));
  const places = others.map((name) => {
    const { through } = placeOf(model, name, models) ?? {};
    if (through !== undefined) return foundThrough(joins, model, models, name);
    const { column, family } = columnAt(joins, model, models, name);
    return `${textOf(column, family)} ILIKE :search`;
  });
  if (own.length > 0) {
    places.unshift(`(${searchedText(model, (name) => joins.column(model, ROW, name))}) ILIKE :search`);
  }
  select.andWhere(`(${places.join(' OR ')})`, { search: `%${escapeLike(q)}%` });
}

/** Found first, so that the rows which point at them come from an index; a join would make the list read whole. */
function foundThrough(joins: Joins, model: AnyModel, models: ModelList, name: string): string {
  const place = placeOf(model, name, models);
  if (place?.through === undefined) throw new Error(`Model ${model.name} has no column for "${name}".`);
  const { model: target } = place;
  const field = (model.fields as Fields)[place.through];
  const alias = `found_${place.through}`;
  const column = (of: string) => joins.column(target, alias, of);
  const { mirror } = target;
  const isExternal = field.externalType !== undefined && mirror !== undefined;
  const id = column(isExternal ? mirror.id : 'id');
  // A type is one of the words that models are written in, never of a request.
  const kind = isExternal ? `${column(mirror.type)} = '${field.externalType}' AND ` : '';
  const words = textOf(column(place.name), familyOf(target, place.name) ?? 'none');
  const found = `SELECT ${id} FROM "${target.table}" "${alias}" WHERE ${kind}${words} ILIKE :search`;
  return `${joins.column(model, ROW, place.through)} = ANY (ARRAY(${found}))`;
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
  // Rows that tie would wander between pages. The id goes the way of the last key, as in the index of that.
  if (keys.some(({ name }) => name === 'id')) return;
  select.addOrderBy(`${ROW}.id`, keys.at(-1)?.isDescending ? 'DESC' : 'ASC');
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
  const direction = isDescending ? 'DESC' : 'ASC';
  if (joined) {
    const { mirror } = joined.model;
    if (mirror) {
      // What everything points at is missing only where its name is not known.
      const nulls = isDescending && joined.isOuter && pointsAlways(model, name) ? 'NULLS LAST' : undefined;
      select.addOrderBy(`${joined.alias}.${mirror.order}`, direction, nulls);
    }
    for (const other of mirror ? [] : defaultOrder(joined.model)) {
      const key = { name: other.name, isDescending: other.isDescending !== isDescending };
      addKey(select, joins, joined.model, joined.alias, key, depth + 1);
    }
  }
  select.addOrderBy(`${alias}.${name}`, direction);
}
