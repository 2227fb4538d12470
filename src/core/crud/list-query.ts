import { type FieldErrors, Invalid } from '../errors/errors';
import { type AnyModel, type Fields, STANDARD_NAMES } from '../model/define-model';
import { BadValue } from '../model/field';
import { snakeCase } from '../model/naming';
import { filterValues } from './filter-values';
import { familyOf, type Filter, type Lookup, lookupsOf } from './lookups';
import { type Page, pageOf } from './paging';

/** One key of an ordering. */
export interface OrderKey {
  /** A field of the model, or `id`, `created`, `lastUpdated`. */
  readonly name: string;
  readonly isDescending: boolean;
}

/** Which rows of a model, in which order. */
export interface ListQuery extends Page {
  readonly filters: readonly Filter[];
  /** Words to find in any of the model's search fields. */
  readonly q?: string;
  /** Empty for the model's own order. */
  readonly ordering: readonly OrderKey[];
}

/** Everything, in the model's own order, one page long. */
export const WHOLE_LIST: ListQuery = { filters: [], ordering: [], limit: 1000, offset: 0 };

/**
 * A query string as NetBox clients write it. What names no filter is ignored; a value that cannot be one throws Invalid
 * with the parameter's name.
 */
export function parseListQuery(model: AnyModel, parameters: URLSearchParams): ListQuery {
  const filters: Filter[] = [];
  const errors: FieldErrors = {};
  for (const key of new Set(parameters.keys())) {
    const target = targetOf(model, key);
    if (!target) continue;
    try {
      const values = filterValues(model, target.name, target.family, target.lookup, parameters.getAll(key));
      if (values) filters.push({ name: target.name, lookup: target.lookup, values });
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      errors[key] = [error.message];
    }
  }
  const q = parameters.getAll('q').at(-1)?.trim();
  if (q?.includes('\0')) errors.q = ['Null characters are not allowed.'];
  if (Object.keys(errors).length > 0) throw Invalid.of(errors);
  return { filters, ...(q && { q }), ordering: parseOrdering(model, parameters), ...pageOf(parameters) };
}

/** The columns of a model by their names in JSON. */
function columnNames(model: AnyModel): Map<string, string> {
  return new Map(
    [...Object.keys(model.fields as Fields), ...STANDARD_NAMES].map((name) => [snakeCase(name), name]),
  );
}

function targetOf(model: AnyModel, key: string) {
  const names = columnNames(model);
  const [parameter, lookup = 'exact', ...rest] = key.split('__');
  // `endpoint_id` is how NetBox's own lists filter by the id of another object; here both spellings do.
  const name = names.get(parameter) ?? referenceNamed(model, names.get(parameter.replace(/_id$/, '')));
  const family = name === undefined ? undefined : familyOf(model, name);
  if (name === undefined || family === undefined || rest.length > 0) return undefined;
  const known = lookupsOf[family].find((one) => one === lookup);
  return known === undefined || (key.includes('__') && known === 'exact')
    ? undefined
    : { name, family, lookup: known satisfies Lookup };
}

function referenceNamed(model: AnyModel, name: string | undefined): string | undefined {
  return name !== undefined && familyOf(model, name) === 'reference' ? name : undefined;
}

function parseOrdering(model: AnyModel, parameters: URLSearchParams): OrderKey[] {
  const names = columnNames(model);
  const keys = parameters.getAll('ordering').at(-1)?.split(',') ?? [];
  return keys.flatMap((key) => {
    const isDescending = key.trim().startsWith('-');
    const name = names.get(key.trim().replace(/^-/, ''));
    return name === undefined || familyOf(model, name) === undefined ? [] : [{ name, isDescending }];
  });
}

/** The model's own order as keys. */
export function defaultOrder(model: AnyModel): OrderKey[] {
  return model.order.map((name) => ({ name: name.replace(/^-/, ''), isDescending: name.startsWith('-') }));
}
