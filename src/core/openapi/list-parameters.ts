import { familyOf, isFreeText, type Lookup, lookupsOf } from '../crud/lookups';
import { DEFAULT_LIMIT, MAX_LIMIT } from '../crud/paging';
import { type ModelList } from '../crud/model-list';
import { targetOf } from '../crud/places';
import { type AnyModel, type Fields, STANDARD_NAMES } from '../model/define-model';
import { type AnyField, type LookupFamily } from '../model/field';
import { snakeCase } from '../model/naming';
import { listOf, type Parameter, type Schema } from './schema';

const text: Schema = { type: 'string' };

/** What may be asked of a list: its page, its order, what is sent of each row, and every filter with each of its lookups. */
export function listParameters(model: AnyModel, models: ModelList): Parameter[] {
  return [
    ...rowParameters(model),
    query('limit', { type: 'integer', minimum: 0 }, `Rows of a page: ${DEFAULT_LIMIT} unless told, ${MAX_LIMIT} at most and for 0.`), // prettier-ignore
    query('offset', { type: 'integer', minimum: 0 }, 'Rows before the page.'),
    query(
      'start',
      { type: 'integer', minimum: 0 },
      'Rows from this id on, by id and uncounted; not together with offset or ordering.',
    ),
    query('ordering', text, `Keys of the order, separated by commas; a leading minus is descending. Keys: ${orderKeys(model).join(', ')}.`), // prettier-ignore
    ...(model.search.length > 0 ? [query('q', text, `Words in any of ${model.search.map(snakeCase).join(', ')}.`)] : []), // prettier-ignore
    ...[...columnsOf(model)].flatMap(([name, field]) => [
      ...filtersOf(model, name, field),
      ...filtersThrough(model, name, models),
    ]),
    ...(model.isPlain ? [] : tagFilters),
    ...(model.isLogged ? requestFilters : []),
  ];
}

/** What may be asked of each row that is sent; a write knows no `brief`. */
export function rowParameters(model: AnyModel, { isRead = true } = {}): Parameter[] {
  const isBriefKnown = isRead && model.brief.length > 0;
  return [
    ...(isBriefKnown ? [query('brief', { type: 'boolean' }, `Any value sends only id, url, display and ${model.brief.map(snakeCase).join(', ')}.`)] : []), // prettier-ignore
    query('fields', text, 'Keys to send, separated by commas; goes before omit and brief.'),
    query('omit', text, 'Keys not to send, separated by commas; goes before brief.'),
  ];
}

function orderKeys(model: AnyModel): string[] {
  return [...columnsOf(model).keys()].map(snakeCase);
}

/** What a list can be filtered and sorted by. */
function columnsOf(model: AnyModel): Map<string, AnyField | undefined> {
  const fields = model.fields as Fields;
  const names = [...STANDARD_NAMES, ...Object.keys(fields)];
  return new Map(
    names.filter((name) => familyOf(model, name) !== undefined).map((name) => [name, fields[name]]),
  );
}

function filtersOf(model: AnyModel, name: string, field: AnyField | undefined): Parameter[] {
  const family = familyOf(model, name) ?? 'none';
  const key = snakeCase(name);
  return filtersNamed(family === 'reference' ? [key, `${key}_id`] : [key], family, field);
}

/**
 * What a row points at can be asked for by each of its columns: `cluster__name__ic`. The document has those by which the other
 * row is named; all of them would make it many times as long.
 */
function filtersThrough(model: AnyModel, name: string, models: ModelList): Parameter[] {
  const target = targetOf(model, name, models);
  const fields = (target?.fields ?? {}) as Fields;
  const naming = target?.nested.filter((one) => Object.hasOwn(fields, one)) ?? [];
  return naming.flatMap((other) => {
    const family = familyOf(target as AnyModel, other) ?? 'none';
    return filtersNamed([`${snakeCase(name)}__${snakeCase(other)}`], family, fields[other]);
  });
}

function filtersNamed(
  keys: readonly string[],
  family: LookupFamily,
  field: AnyField | undefined,
): Parameter[] {
  return keys.flatMap((one) =>
    lookupsOf[family].map((lookup) => ({
      ...query(
        lookup === 'exact' ? one : `${one}__${lookup}`,
        filterSchema(family, lookup, field),
        MEANINGS[lookup],
      ),
      style: 'form' as const,
      explode: true,
    })),
  );
}

/** Repeated parameters are alternatives, but of what is true or false the last one counts; see `filterValues`. */
function filterSchema(family: LookupFamily, lookup: Lookup, field: AnyField | undefined): Schema {
  if (lookup === 'empty' || family === 'boolean') return { type: 'boolean' };
  if (isFreeText(lookup)) return listOf(text);
  const one = valueSchema(family, field);
  const takesNull = field?.isOptional && (family === 'choice' || family === 'reference');
  return listOf(takesNull ? { anyOf: [one, { type: 'string', enum: ['null'] }] } : one);
}

function valueSchema(family: LookupFamily, field: AnyField | undefined): Schema {
  switch (family) {
    case 'number':
      return field?.schema.type === 'number' ? { type: 'number' } : { type: 'integer' };
    case 'reference':
      return { type: 'integer' };
    case 'date':
      return { type: 'string', format: 'date-time' };
    case 'choice':
    case 'address':
      return field?.schema ?? text;
    default:
      return text;
  }
}

const MEANINGS: Readonly<Record<Lookup, string>> = {
  exact: 'Is one of these.',
  n: 'Is none of these.',
  ic: 'Contains one of these, in any case.',
  nic: 'Contains none of these, in any case.',
  isw: 'Starts with one of these, in any case.',
  nisw: 'Starts with none of these, in any case.',
  iew: 'Ends with one of these, in any case.',
  niew: 'Ends with none of these, in any case.',
  ie: 'Is one of these, in any case.',
  nie: 'Is none of these, in any case.',
  regex: 'Matches one of these regular expressions of PostgreSQL.',
  iregex: 'Matches one of these regular expressions of PostgreSQL, in any case.',
  empty: 'Has no value.',
  lt: 'Is less than one of these.',
  lte: 'Is less than or equal to one of these.',
  gt: 'Is greater than one of these.',
  gte: 'Is greater than or equal to one of these.',
};

/** Every list of rows with tags has these; those by custom fields, `cf_<name>`, are as many as somebody has made. */
const tagFilters: readonly Parameter[] = [
  query('tag', listOf(text), 'Has all of these tags, by slug.'),
  query('tag__n', listOf(text), 'Has none of these tags, by slug.'),
  query('tag__any', listOf(text), 'Has one of these tags, by slug.'),
  query('tag_id', listOf({ type: 'integer' }), 'Has all of these tags.'),
  query('tag_id__n', listOf({ type: 'integer' }), 'Has none of these tags.'),
  query('tag_id__any', listOf({ type: 'integer' }), 'Has one of these tags.'),
];

const uuid: Schema = { type: 'string', format: 'uuid' };
const requestFilters: readonly Parameter[] = [
  query('created_by_request', uuid, 'Was made by the request with this X-Request-ID.'),
  query('updated_by_request', uuid, 'Was changed by the request with this X-Request-ID.'),
  query('modified_by_request', uuid, 'Was made or changed by the request with this X-Request-ID.'),
];

function query(name: string, schema: Schema, description: string): Parameter {
  return { name, in: 'query', description, schema };
}
