import { type FieldErrors, Invalid } from '../errors/errors';
import { type FeatureParameters, isFeatureParameter } from '../features/feature-filters';
import { type AnyModel, type Fields } from '../model/define-model';
import { BadValue } from '../model/field';
import { filterValues } from './filter-values';
import { familyOf, type Filter, lookupsOf } from './lookups';
import { type ModelList } from './model-list';
import { type Page, pageOf, startOf } from './paging';
import { columnNames, type Place, targetOf as pointedAt } from './places';

/** One key of an ordering. */
export interface OrderKey {
  /** A field of the model, or `id`, `created`, `lastUpdated`. */
  readonly name: string;
  readonly isDescending: boolean;
}

/** Which rows of a model, in which order. */
export interface ListQuery extends Page {
  readonly filters: readonly Filter[];
  /** Conditions on what every row has beside its fields; only the store can judge them. */
  readonly features?: FeatureParameters;
  /** Words to find in any of the model's search fields. */
  readonly q?: string;
  /** Empty for the model's own order. */
  readonly ordering: readonly OrderKey[];
  /** The list is read by ids from this one on; see `ModelStore.listFrom`. */
  readonly start?: number;
}

/** Everything, in the model's own order, one page long. */
export const WHOLE_LIST: ListQuery = { filters: [], ordering: [], limit: 1000, offset: 0 };

/**
 * A query string as NetBox clients write it. What names no filter is ignored; a value that cannot be one throws Invalid
 * with the parameter's name.
 */
export function parseListQuery(model: AnyModel, parameters: URLSearchParams, models: ModelList): ListQuery {
  const filters: Filter[] = [];
  const features = new Map<string, readonly string[]>();
  const errors: FieldErrors = {};
  for (const key of new Set(parameters.keys())) {
    const target = targetOf(model, key, models);
    if (!target && isFeatureParameter(model, key)) features.set(key, parameters.getAll(key));
    if (!target) continue;
    const { place, path, family, lookup } = target;
    try {
      const values = filterValues(
        (place.model.fields as Fields)[place.name],
        family,
        lookup,
        parameters.getAll(key),
      );
      if (values) filters.push({ name: path, lookup, values });
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      errors[key] = [error.message];
    }
  }
  const q = parameters.getAll('q').at(-1)?.trim();
  if (q?.includes('\0')) errors.q = ['Null characters are not allowed.'];
  if (Object.keys(errors).length > 0) throw Invalid.of(errors);
  const start = startOf(parameters);
  return {
    filters,
    ...(start !== undefined && { start }),
    ...(features.size > 0 && { features }),
    ...(q && { q }),
    ordering: parseOrdering(model, parameters),
    ...pageOf(parameters),
  };
}

/** What a parameter asks for: `name`, `name__ic`, or `cluster__name__ic` through a reference. */
function targetOf(model: AnyModel, key: string, models: ModelList) {
  const parts = key.split('__');
  // `endpoint_id` is how NetBox's own lists filter by the id of another object; here both spellings do.
  const own = ownName(model, parts[0]);
  if (own === undefined) return undefined;
  return (
    lookupAt({ model, name: own }, own, parts.slice(1)) ?? lookupThrough(model, own, parts.slice(1), models)
  );
}

function lookupThrough(model: AnyModel, own: string, [parameter, ...rest]: string[], models: ModelList) {
  const target = parameter === undefined ? undefined : pointedAt(model, own, models);
  const other = target && columnNames(target).get(parameter);
  return target && other !== undefined
    ? lookupAt({ model: target, name: other }, `${own}.${other}`, rest)
    : undefined;
}

function lookupAt({ model, name }: Place, path: string, rest: readonly string[]) {
  const family = familyOf(model, name);
  if (family === undefined || rest.length > 1) return undefined;
  const lookup = lookupsOf[family].find((one) => one === (rest[0] ?? 'exact'));
  const isNamed = rest.length === 0 || lookup !== 'exact';
  return lookup !== undefined && isNamed ? { place: { model, name }, path, family, lookup } : undefined;
}

function ownName(model: AnyModel, parameter: string): string | undefined {
  const names = columnNames(model);
  const reference = names.get(parameter.replace(/_id$/, ''));
  const isReference = reference !== undefined && familyOf(model, reference) === 'reference';
  return names.get(parameter) ?? (isReference ? reference : undefined);
}

function parseOrdering(model: AnyModel, parameters: URLSearchParams): OrderKey[] {
  const names = columnNames(model);
  const keys = parameters.getAll('ordering').at(-1)?.split(',') ?? [];
  return keys.flatMap((key) => {
    const isDescending = key.trim().startsWith('-');
    const asked = key.trim().replace(/^-/, '');
    if (asked === 'custom_field_data' && !model.isPlain) return [{ name: 'customFieldData', isDescending }];
    const name = names.get(asked);
    return name === undefined || familyOf(model, name) === undefined ? [] : [{ name, isDescending }];
  });
}

/** The model's own order as keys. */
export function defaultOrder(model: AnyModel): OrderKey[] {
  return model.order.map((name) => ({ name: name.replace(/^-/, ''), isDescending: name.startsWith('-') }));
}
