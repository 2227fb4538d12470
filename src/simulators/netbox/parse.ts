import { type Database } from './database';
import { type Field, type FieldKind, worded } from './definition';
import { resolveId, resolveReference } from './references';
import { featuresOf } from './features';
import { FieldProblem, pythonText, pythonType } from './refusal';

type Parse = (field: Field, raw: unknown, db: Database) => unknown;

function refuse(message: string): never {
  throw new FieldProblem([message]);
}

const parseText: Parse = (field, raw, db) => {
  if (typeof raw !== 'string' && typeof raw !== 'number')
    return refuse(worded(field.wrongType ?? 'Not a valid string.', db.minor));
  const value = String(raw).trim();
  if (value === '')
    return field.mayBeBlank
      ? field.isNullable && !field.keepsBlank
        ? null
        : ''
      : refuse(field.blank ?? 'This field may not be blank.');
  if (field.maxLength !== undefined && value.length > field.maxLength)
    refuse(`Ensure this field has no more than ${field.maxLength} characters.`);
  const problems = (field.patterns ?? [])
    .filter(({ test }) => !test.test(value))
    .map(({ message }) => worded(message, db.minor));
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

function checkPrecision({ decimals, digits }: Field, text: string): void {
  const [whole, fraction = ''] = text.replace(/^[+-]/, '').split('.');
  const places = fraction.replace(/0+$/, '').length;
  const before = whole.replace(/^0+/, '').length;
  if (digits !== undefined && before + places > digits)
    refuse(`Ensure that there are no more than ${digits} digits in total.`);
  if (decimals !== undefined && places > decimals)
    refuse(`Ensure that there are no more than ${decimals} decimal places.`);
  if (digits !== undefined && decimals !== undefined && before > digits - decimals)
    refuse(`Ensure that there are no more than ${digits - decimals} digits before the decimal point.`);
}

const parseDecimal: Parse = (field, raw) => {
  if (typeof raw !== 'number' && typeof raw !== 'string') return refuse('A valid number is required.');
  const value = Number(String(raw).trim());
  if (String(raw).trim() === '' || !Number.isFinite(value)) return refuse('A valid number is required.');
  checkPrecision(field, String(raw).trim());
  checkRange(field, value);
  return value;
};

const parseBoolean: Parse = (_field, raw) => {
  if (['true', 'True', 'TRUE', 't', 'y', 'yes', 'on', '1'].includes(String(raw))) return true;
  if (['false', 'False', 'FALSE', 'f', 'n', 'no', 'off', '0'].includes(String(raw))) return false;
  return refuse('Must be a valid boolean.');
};

const parseChoice: Parse = (field, raw) => {
  const isKnown = typeof raw !== 'boolean' && Object.hasOwn(field.choices ?? {}, String(raw));
  if (field.isPlain) return isKnown ? raw : refuse(`"${pythonText(raw)}" is not a valid choice.`);
  if (typeof raw === 'object')
    return refuse('Value must be passed directly (e.g. "foo": 123); do not use a dictionary or list.');
  if (raw === '') return field.mayBeBlank ? '' : refuse('This field may not be blank.');
  if (isKnown) return raw;
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
  if (typeof raw === 'string' && !raw.includes('.'))
    return refuse("Invalid value. Specify a content type as '<app_label>.<model_name>'.");
  // 4.5 lets any type through here and fails later.
  const known =
    field.contentTypes && db.minor !== 5
      ? field.contentTypes.includes(String(raw))
      : db.tableOf(raw) !== undefined;
  return known ? raw : refuse(`Invalid content type: ${pythonText(raw)}`);
};

const listOf = (raw: unknown): unknown[] =>
  Array.isArray(raw) ? raw : refuse(`Expected a list of items but got type "${pythonType(raw)}".`);

const parseObjectTypes: Parse = ({ feature }, raw, db) =>
  listOf(raw)
    .map((one) => {
      const table = db.tableOf(one);
      const isFit = table && (feature === undefined || featuresOf(table.definition).includes(feature));
      return isFit ? String(one) : refuse(`Invalid content type: ${pythonText(one)}`);
    })
    .sort();

const parseChoices: Parse = (field, raw) => {
  const wrong = listOf(raw).flatMap((one, index) =>
    Object.hasOwn(field.choices ?? {}, String(one))
      ? []
      : [[index, [`"${pythonText(one)}" is not a valid choice.`]]],
  );
  if (wrong.length > 0) throw new FieldProblem(Object.fromEntries(wrong));
  return raw;
};

const parseReference: Parse = (field, raw, db) =>
  field.isIdOnly ? resolveId(db, field.target ?? '', raw) : resolveReference(db, field.target ?? '', raw).id;

const parseReferences: Parse = (field, raw, db) => {
  return [...new Set(listOf(raw).map((one) => parseReference(field, one, db)))];
};

const parseJson: Parse = (field, raw, db) => {
  if (!field.isList) return raw;
  if (field.items === undefined && !Array.isArray(raw) && db.minor >= 7 && field.mayBeBlank !== false)
    throw new FieldProblem({ __all__: [`Expected a list of items but got type "${pythonType(raw)}".`] });
  if (field.mayBeBlank === false && listOf(raw).length === 0) refuse('This list may not be empty.');
  const wrong = listOf(raw).flatMap((one, index) =>
    field.items === 'list' && !Array.isArray(one)
      ? [[index, [`Expected a list of items but got type "${pythonType(one)}".`]]]
      : [],
  );
  if (wrong.length > 0) throw new FieldProblem(Object.fromEntries(wrong));
  return raw;
};

const parseTags: Parse = (_field, raw, db) => {
  const field: Field = { name: 'tags', kind: 'references', target: 'extras/tags' };
  if (Array.isArray(raw)) return parseReferences(field, raw, db);
  const general = db.minor >= 7 ? '__all__' : 'non_field_errors';
  throw new FieldProblem({ [general]: [`Expected a list of items but got type "${pythonType(raw)}".`] });
};

const parsers: Record<FieldKind, Parse> = {
  text: parseText,
  integer: parseInteger,
  decimal: parseDecimal,
  boolean: parseBoolean,
  choice: parseChoice,
  datetime: parseDatetime,
  json: parseJson,
  reference: parseReference,
  references: parseReferences,
  contentType: parseContentType,
  objectTypes: parseObjectTypes,
  choices: parseChoices,
  tags: parseTags,
  customFields: (_field, raw) => raw,
  computed: () => undefined,
};

/** Brings what a body says for a field into its stored form; throws FieldProblem with NetBox's sentences. */
export function parseField(field: Field, raw: unknown, db: Database): unknown {
  if (raw === null) {
    if (field.kind === 'choice' && field.mayBeBlank) return '';
    if (field.isNullable) return field.nullAs ?? null;
    if (field.kind === 'choice' && !field.isPlain) throw new FieldProblem(['This field may not be blank.']);
    throw new FieldProblem(['This field may not be null.']);
  }
  return parsers[field.kind](field, raw, db);
}
