import { isFeatureParameter } from '../features/feature-filters';
import { familyOf, type Lookup, lookupsOf } from '../crud/lookups';
import { type AnyModel, type Fields, STANDARD_NAMES } from '../model/define-model';
import { type LookupFamily } from '../model/field';
import { snakeCase } from '../model/naming';

/** How a value is compared, as the select box before it says it. */
export interface Comparison {
  readonly value: string;
  readonly label: string;
}

/** One line of the filter form: a column, how it is compared, and with what. */
export interface FilterLine {
  readonly name: string;
  /** As in the address: `storage_type`. */
  readonly key: string;
  readonly comparison: string;
  readonly comparisons: readonly Comparison[];
  readonly values: readonly string[];
}

const IS_EMPTY = 'empty';
const IS_NOT_EMPTY = 'not-empty';

const WORDS: Readonly<Record<Lookup, string>> = {
  exact: 'is',
  n: 'is not',
  ic: 'contains',
  nic: 'does not contain',
  isw: 'begins with',
  nisw: 'does not begin with',
  iew: 'ends with',
  niew: 'does not end with',
  ie: 'is (any case)',
  nie: 'is not (any case)',
  regex: 'matches',
  iregex: 'matches (any case)',
  empty: 'is empty',
  lt: 'is less than',
  lte: 'is at most',
  gt: 'is greater than',
  gte: 'is at least',
};

/** A choice is picked, not written: the lookups for pieces of text make no sense for it in a form. */
const OF_CHOICES: readonly Lookup[] = ['exact', 'n', 'empty'];

function comparisonsOf(family: LookupFamily): Comparison[] {
  const lookups = family === 'choice' ? OF_CHOICES : lookupsOf[family];
  return lookups.flatMap((lookup) =>
    lookup === 'empty'
      ? [
          { value: IS_EMPTY, label: 'is empty' },
          { value: IS_NOT_EMPTY, label: 'is not empty' },
        ]
      : [{ value: lookup, label: WORDS[lookup] }],
  );
}

/** The columns that can be filtered, in the order of the definition. */
function filterable(model: AnyModel): string[] {
  const fields = model.fields as Fields;
  const [id, ...moments] = STANDARD_NAMES;
  return [...Object.keys(fields), ...moments, id].filter((name) => {
    const family = familyOf(model, name);
    return family !== undefined && family !== 'none';
  });
}

/** The lines of the form for a query: what is in force, and a blank line for every other column. */
export function filterLines(model: AnyModel, query: URLSearchParams): FilterLine[] {
  return filterable(model).flatMap((name) => {
    const key = snakeCase(name);
    const family = familyOf(model, name) ?? 'none';
    const comparisons = comparisonsOf(family);
    const usual = family === 'text' ? 'ic' : 'exact';
    const given = comparisons.flatMap(({ value: comparison }) => {
      const values = valuesAt(query, key, comparison).filter((value) => value !== '');
      return values.length > 0 ? [{ name, key, comparison, comparisons, values }] : [];
    });
    return given.length > 0 ? given : [{ name, key, comparison: usual, comparisons, values: [] }];
  });
}

function valuesAt(query: URLSearchParams, key: string, comparison: string): string[] {
  const emptiness = query.getAll(`${key}__empty`).at(-1)?.toLowerCase();
  if (comparison === IS_EMPTY) return emptiness === 'true' ? ['true'] : [];
  if (comparison === IS_NOT_EMPTY) return emptiness === 'false' ? ['false'] : [];
  return query.getAll(parameterOf(key, comparison));
}

function parameterOf(key: string, comparison: string): string {
  return comparison === 'exact' ? key : `${key}__${comparison}`;
}

/** Names of the inputs of one line. */
export function lineNames(index: number): { key: string; comparison: string; value: string } {
  return { key: `f${index}.key`, comparison: `f${index}.is`, value: `f${index}.value` };
}

/**
 * The query of the list that a sent filter form asks for: `f3.key=name&f3.is=ic&f3.value=pve` becomes `name__ic=pve`.
 * What the form does not know, such as the order, stays.
 */
export function filterQuery(model: AnyModel, sent: URLSearchParams): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of ['q', 'sort', 'per_page']) {
    const value = sent.get(name);
    if (value) query.set(name, value);
  }
  for (const [name, value] of sent) {
    if (value !== '' && isFeatureParameter(model, name)) query.append(name, value);
  }
  const lines = filterable(model);
  const families = new Map(lines.map((name) => [snakeCase(name), familyOf(model, name) ?? 'none']));
  for (const [name, key] of sent) {
    const index = /^f(\d+)\.key$/.exec(name)?.[1];
    const family = families.get(key);
    if (index === undefined || family === undefined) continue;
    const names = lineNames(Number(index));
    const comparison = sent.get(names.comparison) ?? 'exact';
    if (comparison === IS_EMPTY || comparison === IS_NOT_EMPTY) {
      query.set(`${key}__empty`, String(comparison === IS_EMPTY));
    } else if (comparisonsOf(family).some(({ value }) => value === comparison)) {
      for (const value of sent.getAll(names.value)) {
        if (value !== '') query.append(parameterOf(key, comparison), value);
      }
    }
  }
  return query;
}
