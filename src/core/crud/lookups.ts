import { type AnyModel, type Fields } from '../model/define-model';
import { type LookupFamily } from '../model/field';

/** What comes after the two underscores of a filter: `?name__ic=pve`; `exact` is a filter without them. */
export type Lookup =
  | 'exact' | 'n' | 'ic' | 'nic' | 'isw' | 'nisw' | 'iew' | 'niew' | 'ie' | 'nie'
  | 'regex' | 'iregex' | 'empty' | 'lt' | 'lte' | 'gt' | 'gte'; // prettier-ignore

export type FilterValue = string | number | boolean | Date | null;

/** One condition of a list; several values are alternatives. */
export interface Filter {
  /** A field of the model, or `id`, `created`, `lastUpdated`; `cluster.name` is a field of what `cluster` points at. */
  readonly name: string;
  readonly lookup: Lookup;
  readonly values: readonly FilterValue[];
}

/** A piece of SQL with named parameters. */
export interface Condition {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

const TEXT: readonly Lookup[] =
  ['exact', 'n', 'ic', 'nic', 'isw', 'nisw', 'iew', 'niew', 'ie', 'nie', 'regex', 'iregex', 'empty']; // prettier-ignore
const NUMBER: readonly Lookup[] = ['exact', 'n', 'lt', 'lte', 'gt', 'gte', 'empty'];

/** The lookups that each family of fields offers, as NetBox generates them from the kind of a filter. */
export const lookupsOf: Readonly<Record<LookupFamily, readonly Lookup[]>> = {
  text: TEXT,
  choice: TEXT,
  address: TEXT,
  number: NUMBER,
  date: NUMBER,
  reference: ['exact', 'n'],
  boolean: ['exact'],
  none: [],
};

/** The family of a field, or of what every row has; undefined when there is no such column or it is secret. */
export function familyOf(model: AnyModel, name: string): LookupFamily | undefined {
  if (name === 'id') return 'number';
  if (name === 'created' || name === 'lastUpdated') return 'date';
  const fields = model.fields as Fields;
  return Object.hasOwn(fields, name) && !fields[name].isSecret ? fields[name].lookups : undefined;
}

/** The lookups that take the words of a person rather than a value of the column. */
export function isFreeText(lookup: Lookup): boolean {
  return !['exact', 'n', 'lt', 'lte', 'gt', 'gte', 'empty'].includes(lookup);
}

/** More alternatives are one list to PostgreSQL: a long chain of them takes it long to plan. */
const FEW = 20;

const POSITIVE: Partial<Record<Lookup, Lookup>> = {
  n: 'exact',
  nic: 'ic',
  nisw: 'isw',
  niew: 'iew',
  nie: 'ie',
};

/**
 * The SQL of one filter on a quoted column. A negated lookup keeps rows without a value, as NetBox does.
 * `prefix` keeps the parameters of several filters apart.
 */
export function conditionOf(filter: Filter, column: string, family: LookupFamily, prefix: string): Condition {
  const positive = POSITIVE[filter.lookup];
  const parameters: Record<string, unknown> = {};
  if (filter.lookup === 'exact' && filter.values.length > FEW && filter.values.every(Number.isInteger)) {
    return {
      sql: `(${column} = ANY(CAST(:${prefix} AS bigint[])))`,
      parameters: { [prefix]: filter.values },
    };
  }
  const alternatives = filter.values.map((value, index) => {
    const parameter = `${prefix}_${index}`;
    return alternativeOf(positive ?? filter.lookup, column, family, value, (bound) => {
      parameters[parameter] = bound;
      return `:${parameter}`;
    });
  });
  const sql = `(${alternatives.join(' OR ')})`;
  return { sql: positive ? `(${sql} IS NOT TRUE)` : sql, parameters };
}

type Bind = (value: unknown) => string;

const COMPARISONS: Partial<Record<Lookup, string>> = { exact: '=', lt: '<', lte: '<=', gt: '>', gte: '>=' };

function alternativeOf(
  lookup: Lookup,
  column: string,
  family: LookupFamily,
  value: FilterValue,
  bind: Bind,
): string {
  const comparison = COMPARISONS[lookup];
  if (value === null) return `${column} IS NULL`;
  if (comparison) return `${column} ${comparison} ${typed(value, bind(value))}`;
  const text = textOf(column, family);
  switch (lookup) {
    case 'ic':
      return `${text} ILIKE ${bind(`%${escapeLike(String(value))}%`)}`;
    case 'isw':
      return `${text} ILIKE ${bind(`${escapeLike(String(value))}%`)}`;
    case 'iew':
      return `${text} ILIKE ${bind(`%${escapeLike(String(value))}`)}`;
    case 'ie':
      return `${text} ILIKE ${bind(escapeLike(String(value)))}`;
    case 'regex':
      return `${text} ~ ${bind(value)}`;
    case 'iregex':
      return `${text} ~* ${bind(value)}`;
    default:
      return emptiness(column, family, value === true);
  }
}

// Eight bytes hold whatever a request names; PostgreSQL compares them with four without losing the index.
function typed(value: FilterValue, parameter: string): string {
  if (typeof value !== 'number') return parameter;
  return `CAST(${parameter} AS ${Number.isInteger(value) ? 'bigint' : 'double precision'})`;
}

function emptiness(column: string, family: LookupFamily, isEmpty: boolean): string {
  const isText = family === 'text' || family === 'choice';
  const sql = isText ? `(${column} IS NULL OR ${column} = '')` : `(${column} IS NULL)`;
  return isEmpty ? sql : `NOT ${sql}`;
}

/** A column as text that people search: an address without its mask. */
export function textOf(column: string, family: LookupFamily): string {
  if (family === 'address') return `host(${column})`;
  return family === 'text' || family === 'choice' ? column : `CAST(${column} AS text)`;
}

/** Text in which the wildcards of LIKE mean themselves. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
