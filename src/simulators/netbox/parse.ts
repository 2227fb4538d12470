import { type Database } from './database';
import { type Field, type FieldKind } from './definition';
import { resolveReference } from './references';
import { FieldProblem, pythonText } from './refusal';

type Parse = (field: Field, raw: unknown, db: Database) => unknown;

const refuse = (message: string): never => {
  throw new FieldProblem([message]);
};

const parseText: Parse = (field, raw, db) => {
  if (typeof raw !== 'string' && typeof raw !== 'number') return refuse('Not a valid string.');
  const value = String(raw).trim();
  if (value === '')
    return field.mayBeBlank ? (field.isNullable ? null : '') : refuse('This field may not be blank.');
  if (field.maxLength !== undefined && value.length > field.maxLength)
    refuse(`Ensure this field has no more than ${field.maxLength} characters.`);
  const problems = (field.patterns ?? [])
    .filter(({ test }) => !test.test(value))
    .map(({ message }) => message);
  if (problems.length > 0) throw new FieldProblem(problems);
  return field.clean ? field.clean(value, db.minor) : value;
};

function checkRange(field: Field, value: number): void {
  if (field.min !== undefined && value < field.min)
    refuse(field.minMessage ?? `Ensure this value is greater than or equal to ${field.min}.`);
  if (field.max !== undefined && value > field.max)
    refuse(`Ensure this value is less than or equal to ${field.max}.`);
}

const parseInteger: Parse = (field, raw) => {
  if (typeof raw !== 'number' && typeof raw !== 'string') return refuse('A valid integer is required.');
  const digits = String(raw).trim().replace(/\.0*$/, '');
  if (!/^[+-]?\d+$/.test(digits)) return refuse('A valid integer is required.');
  const value = Number(digits);
  checkRange(field, value);
  return value;
};

const parseDecimal: Parse = (field, raw) => {
  if (typeof raw !== 'number' && typeof raw !== 'string') return refuse('A valid number is required.');
  const value = Number(String(raw).trim());
  if (String(raw).trim() === '' || !Number.isFinite(value)) return refuse('A valid number is required.');
  const places = /\.(\d*?)0*$/.exec(String(raw).trim())?.[1].length ?? 0;
  if (field.decimals !== undefined && places > field.decimals)
    refuse(`Ensure that there are no more than ${field.decimals} decimal places.`);
  checkRange(field, value);
  return value;
};

const parseBoolean: Parse = (_field, raw) => {
  if (['true', 'True', 'TRUE', 't', 'y', 'yes', 'on', '1'].includes(String(raw))) return true;
  if (['false', 'False', 'FALSE', 'f', 'n', 'no', 'off', '0'].includes(String(raw))) return false;
  return refuse('Must be a valid boolean.');
};

const parseChoice: Parse = (field, raw) => {
  if (typeof raw === 'object')
    return refuse('Value must be passed directly (e.g. "foo": 123); do not use a dictionary or list.');
  if (raw === '') return field.mayBeBlank ? null : refuse('This field may not be blank.');
  if (typeof raw !== 'boolean' && Object.hasOwn(field.choices ?? {}, String(raw))) return raw;
  return refuse(`${pythonText(raw)} is not a valid choice.`);
};

const parseDatetime: Parse = (_field, raw) => {
  if (typeof raw === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(raw) && !Number.isNaN(Date.parse(raw)))
    return new Date(raw).toISOString();
  return refuse(
    'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].',
  );
};

const parseContentType: Parse = (field, raw, db) => {
  // 4.5 lets any type through here and fails later.
  const known =
    field.contentTypes && db.minor !== 5
      ? field.contentTypes.includes(String(raw))
      : db.tableOf(raw) !== undefined;
  return known ? raw : refuse(`Invalid content type: ${pythonText(raw)}`);
};

const parseObjectTypes: Parse = (_field, raw, db) => {
  if (!Array.isArray(raw)) return refuse(`Expected a list of items but got type "${typeof raw}".`);
  return raw
    .map((one: unknown) =>
      db.tableOf(one) ? String(one) : refuse(`Invalid content type: ${pythonText(one)}`),
    )
    .sort();
};

const parseReferences: Parse = (field, raw, db) => {
  if (!Array.isArray(raw)) return refuse(`Expected a list of items but got type "${typeof raw}".`);
  return [...new Set(raw.map((one: unknown) => resolveReference(db, field.target ?? '', one).id))];
};

const parsers: Record<FieldKind, Parse> = {
  text: parseText,
  integer: parseInteger,
  decimal: parseDecimal,
  boolean: parseBoolean,
  choice: parseChoice,
  datetime: parseDatetime,
  json: (_field, raw) => raw,
  reference: (field, raw, db) => resolveReference(db, field.target ?? '', raw).id,
  references: parseReferences,
  contentType: parseContentType,
  objectTypes: parseObjectTypes,
  tags: (_field, raw, db) =>
    parseReferences({ name: 'tags', kind: 'references', target: 'extras/tags' }, raw, db),
  customFields: (_field, raw) => raw,
  computed: () => undefined,
};

/** Brings what a body says for a field into its stored form; throws FieldProblem with NetBox's sentences. */
export function parseField(field: Field, raw: unknown, db: Database): unknown {
  if (raw === null) {
    if (field.isNullable) return null;
    throw new FieldProblem(['This field may not be null.']);
  }
  return parsers[field.kind](field, raw, db);
}
