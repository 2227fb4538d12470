import { type Database, type Table } from './database';
import { type Row, type Values } from './definition';
import { FieldProblem, pythonText } from './refusal';

const path = 'extras/custom-fields';
const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

const known = new WeakMap<Database, { revision: number; byType: Map<string, Row[]> }>();

/** The custom fields of an object type, in the order NetBox shows them; kept until one of them changes. */
export function customFieldsOf(db: Database, contentType: string): Row[] {
  const revision = db.find(path)?.revision ?? 0;
  let kept = known.get(db);
  if (kept?.revision !== revision) known.set(db, (kept = { revision, byType: new Map() }));
  const fields = kept.byType.get(contentType) ?? sortedCustomFields(db, contentType);
  kept.byType.set(contentType, fields);
  return fields;
}

function sortedCustomFields(db: Database, contentType: string): Row[] {
  return [...(db.find(path)?.rows.values() ?? [])]
    .filter((field) => Array.isArray(field.object_types) && field.object_types.includes(contentType))
    .sort(
      (a, b) =>
        String(a.group_name).localeCompare(String(b.group_name)) ||
        Number(a.weight) - Number(b.weight) ||
        String(a.name).localeCompare(String(b.name)),
    );
}

/** `custom_fields` of a body merged over what the object has; unknown names are refused since 4.5; 4.4 keeps them unseen; 4.7 puts https:// before a URL without a scheme. */
export function mergeCustomFields(db: Database, table: Table, raw: unknown, before: Row | undefined): Values {
  const fields = customFieldsOf(db, table.definition.contentType);
  const kept = (before?.custom_fields ?? {}) as Values;
  const given = raw ?? {};
  if (typeof given !== 'object' || Array.isArray(given))
    throw new FieldProblem([
      'Invalid data format. Custom field data must be passed as a dictionary mapping field names to their values.',
    ]);
  const unknown = Object.keys(given).filter((key) => !fields.some((field) => field.name === key));
  if (unknown.length > 0 && db.minor >= 5)
    throw new FieldProblem(
      Object.fromEntries(
        unknown.map((key) => [key, `Custom field '${key}' does not exist for this object type.`]),
      ),
    );
  const defaults = before
    ? {}
    : Object.fromEntries(fields.map((field) => [String(field.name), field.default ?? null]));
  const result: Values = { ...defaults, ...kept, ...given };
  if (db.minor >= 7)
    for (const { name, type } of fields) {
      const value = result[String(name)];
      if (type === 'url' && typeof value === 'string' && value !== '' && !value.includes('://'))
        result[String(name)] = `https://${value}`;
    }
  return result;
}

function choicesOf(db: Database, field: Row): { name: string; values: Map<string, string> } {
  const set = db.row('extras/custom-field-choice-sets', field.choice_set);
  const pairs = (Array.isArray(set?.extra_choices) ? set.extra_choices : []) as [string, string][];
  return { name: String(set?.name), values: new Map(pairs) };
}

type Check = (value: unknown, field: Row, db: Database) => string | undefined;

const isText: Check = (value, field) => {
  if (typeof value !== 'string') return 'Value must be a string.';
  const regex = String(field.validation_regex ?? '');
  return regex !== '' && !new RegExp(regex).test(value) ? `Value must match regex '${regex}'` : undefined;
};

const isInRange: Check = (value, field) => {
  const number = Number(value);
  if (field.validation_minimum != null && number < Number(field.validation_minimum))
    return `Value must be at least ${Number(field.validation_minimum).toFixed(4)}`;
  if (field.validation_maximum != null && number > Number(field.validation_maximum))
    return `Value must not exceed ${Number(field.validation_maximum).toFixed(4)}`;
  return undefined;
};

const isoDate = /^\d{4}-\d\d-\d\d$/;
const isoDatetime = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

const checks: Record<string, Check> = {
  text: isText,
  longtext: isText,
  url: isText,
  integer: (value, field, db) =>
    Number.isInteger(value) ? isInRange(value, field, db) : 'Value must be an integer.',
  decimal: (value, field, db) =>
    value === '' || Number.isNaN(Number(value)) ? 'Value must be a decimal.' : isInRange(value, field, db),
  boolean: (value) => (value === true || value === false ? undefined : 'Value must be true or false.'),
  date: (value) =>
    isoDate.test(String(value)) ? undefined : 'Date values must be in ISO 8601 format (YYYY-MM-DD).',
  datetime: (value) =>
    isoDatetime.test(String(value))
      ? undefined
      : 'Date and time values must be in ISO 8601 format (YYYY-MM-DD HH:MM:SS).',
  select: (value, field, db) => {
    const { name, values } = choicesOf(db, field);
    return values.has(String(value))
      ? undefined
      : `Invalid choice (${pythonText(value)}) for choice set ${name}.`;
  },
  multiselect: (value, field, db) => {
    const { name, values } = choicesOf(db, field);
    const wrong = Array.isArray(value) ? value.filter((one) => !values.has(String(one))) : [value];
    return wrong.length === 0
      ? undefined
      : `Invalid choice(s) (${wrong.map(pythonText).join(', ')}) for choice set ${name}.`;
  },
  object: (value) =>
    Number.isInteger(value) ? undefined : `Value must be an object ID, not ${typeof value}`,
};

/** What is wrong with a value of a custom field, if anything. */
export const checkValue = (db: Database, field: Row, value: unknown): string | undefined =>
  checks[String(field.type)]?.(value, field, db);

/** The first thing NetBox minds about an object's custom field data, as the one sentence under `__all__`. */
export function customFieldProblem(
  db: Database,
  table: Table,
  data: Values,
  ownId: number | undefined,
): string | undefined {
  const fields = customFieldsOf(db, table.definition.contentType);
  for (const field of fields) {
    const name = String(field.name);
    if (!(name in data)) continue;
    const value = data[name];
    if (isEmpty(value)) {
      if (field.required === true)
        return `Invalid value for custom field '${name}': Required field cannot be empty.`;
      continue;
    }
    const problem = checkValue(db, field, value);
    if (problem !== undefined) return `Invalid value for custom field '${name}': ${problem}`;
    if (field.unique !== true) continue;
    const taken = [...table.withCustomField(name, value)].some((id) => id !== ownId);
    if (taken) return `Custom field '${name}' must have a unique value.`;
  }
  const missing = fields.find((field) => field.required === true && !(String(field.name) in data));
  return missing && `Missing required custom field '${String(missing.name)}'.`;
}

/** Custom field data as it is read: every field of the type, choices with their label since 4.7. */
export function presentCustomFields(db: Database, contentType: string, data: Values): Values {
  return Object.fromEntries(
    customFieldsOf(db, contentType).map((field) => [
      String(field.name),
      presentValue(db, field, data[String(field.name)]),
    ]),
  );
}

function presentValue(db: Database, field: Row, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (field.type === 'datetime') return String(value).replace(/\+00:00$/, 'Z');
  if (db.minor < 7) return value;
  const labels = choicesOf(db, field).values;
  const pair = (one: unknown): unknown => ({ value: one, label: labels.get(String(one)) ?? one });
  if (field.type === 'select') return pair(value);
  if (field.type === 'multiselect' && Array.isArray(value)) return value.map(pair);
  return value;
}

/**
 * A new custom field reaches the objects there are by a bare SQL update. Up to 4.5 all get it; since 4.6 only a
 * field with a default does, so a required one without is missing in old objects until someone sets it.
 */
export function spreadCustomField(db: Database, field: Row): void {
  const fallback = field.default ?? null;
  if (fallback === null && db.minor >= 6) return;
  for (const contentType of (field.object_types as string[] | undefined) ?? []) {
    const table = db.tableOf(contentType);
    for (const row of table ? [...table.rows.values()] : [])
      db.patch(table?.definition.path ?? '', row.id, {
        custom_fields: { ...(row.custom_fields as Values), [String(field.name)]: fallback },
      });
  }
}

/** A deleted custom field takes its values with it. */
export function withdrawCustomField(db: Database, field: Row): void {
  for (const contentType of (field.object_types as string[] | undefined) ?? []) {
    const table = db.tableOf(contentType);
    for (const row of table ? [...table.rows.values()] : []) {
      const { [String(field.name)]: _gone, ...kept } = row.custom_fields as Values;
      db.patch(table?.definition.path ?? '', row.id, { custom_fields: kept });
    }
  }
}
