import { type ListQuery } from '../crud/list-query';
import { type Lookup } from '../crud/lookups';
import { type CustomField } from '../features/custom-field.model';
import { type AnyModel, type Fields } from '../model/define-model';
import { humanize, snakeCase } from '../model/naming';
import { labelOfName } from './cell';
import { customFieldAt, customLabel } from './custom-columns';
import { withParameters } from './page-address';

/** A filter that is in force, as a pill that takes it away. */
export interface AppliedFilter {
  readonly label: string;
  readonly value: string;
  readonly withoutHref: string;
}

const WORDS: Partial<Record<Lookup, string>> = {
  n: 'not',
  ic: 'contains',
  nic: 'does not contain',
  isw: 'begins with',
  nisw: 'does not begin with',
  iew: 'ends with',
  niew: 'does not end with',
  nie: 'not',
  lt: '<',
  lte: '≤',
  gt: '>',
  gte: '≥',
  regex: 'matches',
  iregex: 'matches',
};

/** The filters that the query has understood; parameters that filter nothing have no pill. */
export function appliedFilters(
  model: AnyModel,
  query: ListQuery,
  path: string,
  parameters: URLSearchParams,
  customFields: readonly CustomField[] = [],
): AppliedFilter[] {
  const features = [...(query.features ?? [])].flatMap(([key, values]) => {
    const given = values.filter((value) => value !== '');
    return given.length === 0
      ? []
      : [
          {
            label: featureLabel(key, customFields),
            value: given.join(', '),
            withoutHref: withParameters(path, parameters, { [key]: '', page: '' }),
          },
        ];
  });
  const own = query.filters.map(({ name, lookup, values }) => {
    const key = snakeCase(name);
    const field = (model.fields as Fields)[name];
    const shown = values.map((value) => {
      if (lookup === 'empty') return value === true ? 'empty' : 'not empty';
      if (typeof value === 'boolean') return value ? 'Yes' : 'No';
      return field?.choices?.[String(value)]?.label ?? String(value);
    });
    // A reference may be asked for with `_id` at its end too.
    const spellings = lookup === 'exact' ? [key, `${key}_id`] : [`${key}__${lookup}`, `${key}_id__${lookup}`];
    return {
      label: [labelOfName(model, name), WORDS[lookup]].filter(Boolean).join(' '),
      value: shown.join(', '),
      withoutHref: withParameters(
        path,
        parameters,
        Object.fromEntries([...spellings, 'page'].map((one) => [one, ''])),
      ),
    };
  });
  return [...own, ...features];
}

/** `tag__n` -> `Tag not`, `cf_rack__gte` -> `Rack ≥`. */
function featureLabel(key: string, customFields: readonly CustomField[]): string {
  const [name, lookup] = key.split('__');
  const field = customFieldAt(name, customFields);
  const word = WORDS[lookup as Lookup] ?? lookup;
  return [field ? customLabel(field) : humanize(name), word].filter(Boolean).join(' ');
}
