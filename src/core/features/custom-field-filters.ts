import { filterValues } from '../crud/filter-values';
import { type Condition, conditionOf, type Lookup, lookupsOf } from '../crud/lookups';
import { type AnyField, type LookupFamily } from '../model/field';
import { bool, datetime, float, int, text } from '../model/kinds';
import { type CustomField } from './custom-field.model';

const PREFIX = 'cf_';

export function isCustomFieldParameter(key: string): boolean {
  return key.startsWith(PREFIX);
}

/** How values of a type are compared: as which kind of field, and cast to what. */
interface Comparison {
  readonly field: AnyField;
  readonly family: LookupFamily;
  readonly column: (value: string) => string;
}

const asText: Comparison = { field: text() as AnyField, family: 'text', column: (value) => value };
const asNumber = { family: 'number', column: (value: string) => `CAST(${value} AS numeric)` } as const;
const asMoment = { family: 'date', column: (value: string) => `CAST(${value} AS timestamptz)` } as const;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  text: asText,
  longtext: asText,
  url: asText,
  select: asText,
  integer: { ...asNumber, field: int({ big: true }) as AnyField },
  decimal: { ...asNumber, field: float() as AnyField },
  // A day begins in UTC, whatever zone the connection is in.
  date: {
    ...asMoment,
    field: datetime() as AnyField,
    column: (value) => `(CAST(${value} AS timestamp) AT TIME ZONE 'UTC')`,
  },
  datetime: { ...asMoment, field: datetime() as AnyField },
  boolean: { field: bool() as AnyField, family: 'boolean', column: (value) => `CAST(${value} AS boolean)` },
};

const LOOSE = ['text', 'longtext', 'url'];

/**
 * The condition of `?cf_<name>=` or `?cf_<name>__<lookup>=`; undefined when there is no such filter. Texts are found by
 * their parts unless the field says exact. Throws BadValue.
 */
export function customFieldCondition(
  key: string,
  values: readonly string[],
  fields: readonly CustomField[],
  { row, prefix }: { row: string; prefix: string },
): Condition | undefined {
  const [name, asked = 'exact', ...rest] = key.slice(PREFIX.length).split('__');
  const field = fields.find((one) => one.name === name && one.filterLogic !== 'disabled');
  if (!field || rest.length > 0) return undefined;
  // The name of a custom field has letters, digits and underscores only.
  const value = `(${row}."custom_field_data" ->> '${field.name}')`;
  if (field.type === 'multiselect') return asked === 'exact' ? oneOf(values, value, prefix) : undefined;
  const comparison = COMPARISONS[field.type];
  const isLoose = LOOSE.includes(field.type) && field.filterLogic === 'loose';
  if (!comparison || (isLoose && asked !== 'exact' && asked !== 'empty')) return undefined;
  const known = lookupsOf[comparison.family].find((one) => one === asked);
  if (!known) return undefined;
  const lookup: Lookup = isLoose && known === 'exact' ? 'ic' : known;
  const wanted = filterValues(comparison.field, comparison.family, lookup, values);
  return (
    wanted &&
    conditionOf({ name, lookup, values: wanted }, comparison.column(value), comparison.family, prefix)
  );
}

function oneOf(values: readonly string[], value: string, prefix: string): Condition | undefined {
  const given = values.filter((one) => one !== '');
  if (given.length === 0) return undefined;
  return { sql: `CAST(${value} AS jsonb) ?| CAST(:${prefix} AS text[])`, parameters: { [prefix]: given } };
}
