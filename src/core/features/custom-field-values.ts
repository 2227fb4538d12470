import { isPlainObject, pythonText } from '../crud/input';
import { type FieldErrors } from '../errors/errors';
import { parseMoment } from '../model/parse';

/** What a custom field demands of its values. */
export interface ValueRules {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default: unknown;
  readonly validationMinimum: number | null;
  readonly validationMaximum: number | null;
  readonly validationRegex: string;
  readonly choices: readonly (readonly [string, string])[];
}

export type CustomFieldData = Readonly<Record<string, unknown>>;

/** Values of a request over those of the row, or over the defaults for a new one; keys that are no custom field are dropped. */
export function mergeCustomFields(
  fields: readonly ValueRules[],
  given: unknown,
  before?: CustomFieldData,
): { data: CustomFieldData } | { errors: FieldErrors } {
  const values = given ?? {};
  if (!isPlainObject(values)) {
    const sentence =
      'Invalid data format. Custom field data must be passed as a dictionary mapping field names to their values.';
    return { errors: { custom_fields: [sentence] } };
  }
  const data: Record<string, unknown> = { ...before };
  for (const field of fields) {
    if (Object.hasOwn(values, field.name)) data[field.name] = stored(field, values[field.name]);
    else if (!before) data[field.name] = field.default ?? null;
  }
  return { data };
}

/** Moments are stored in UTC, so that they can be compared; what is none stays as it is and is refused later. */
function stored(field: ValueRules, value: unknown): unknown {
  if (field.type !== 'datetime' || isEmpty(value)) return value;
  try {
    return parseMoment(value).toISOString().replace('.000Z', 'Z');
  } catch {
    return value;
  }
}

/** The first thing that is wrong with the custom fields of a row, in NetBox's words. */
export function customFieldProblem(fields: readonly ValueRules[], data: CustomFieldData): string | undefined {
  for (const field of fields) {
    if (!Object.hasOwn(data, field.name)) continue;
    const problem = valueProblem(field, data[field.name]);
    if (problem !== undefined) return `Invalid value for custom field '${field.name}': ${problem}`;
  }
  const missing = fields.find(({ name, required }) => required && !Object.hasOwn(data, name));
  return missing && `Missing required custom field '${missing.name}'.`;
}

/** What is wrong with one value. */
export function valueProblem(field: ValueRules, value: unknown): string | undefined {
  if (isEmpty(value)) return field.required ? 'Required field cannot be empty.' : undefined;
  if (JSON.stringify(value).includes('\\u0000')) return 'Null characters are not allowed.';
  return CHECKS[field.type]?.(field, value);
}

/** The custom fields of a row as REST shows them: each that its model has, in their order. */
export function presentCustomFields(
  fields: readonly { readonly name: string }[],
  data: CustomFieldData,
): CustomFieldData {
  return Object.fromEntries(fields.map(({ name }) => [name, data[name] ?? null]));
}

export function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

type Check = (field: ValueRules, value: unknown) => string | undefined;

const isText: Check = ({ validationRegex }, value) => {
  if (typeof value !== 'string') return 'Value must be a string.';
  const isMatch = validationRegex === '' || new RegExp(validationRegex).test(value);
  return isMatch ? undefined : `Value must match regex '${validationRegex}'`;
};

const isInRange: Check = ({ validationMinimum, validationMaximum }, value) => {
  const number = Number(value);
  // Four decimals, as NetBox's column has them.
  if (validationMinimum !== null && number < validationMinimum) {
    return `Value must be at least ${validationMinimum.toFixed(4)}`;
  }
  if (validationMaximum !== null && number > validationMaximum) {
    return `Value must not exceed ${validationMaximum.toFixed(4)}`;
  }
  return undefined;
};

const DAY = /^(?!0000)\d{4}-\d\d-\d\d$/;
const momentOf = (value: unknown) => {
  try {
    return typeof value === 'string' ? parseMoment(value).toISOString() : undefined;
  } catch {
    return undefined;
  }
};
/** JavaScript takes 31 February for 3 March, PostgreSQL does not take it at all. */
const isDay = (value: unknown) =>
  typeof value === 'string' && DAY.test(value) && momentOf(value)?.slice(0, 10) === value;
const isMoment = (value: unknown) => /^(?!0000)\d{4}-/.test(momentOf(value) ?? '');

const CHECKS: Readonly<Record<string, Check>> = {
  text: isText,
  longtext: isText,
  url: isText,
  integer: (field, value) =>
    Number.isSafeInteger(value) ? isInRange(field, value) : 'Value must be an integer.',
  decimal: (field, value) =>
    typeof value === 'number' ? isInRange(field, value) : 'Value must be a decimal.',
  boolean: (_field, value) => (typeof value === 'boolean' ? undefined : 'Value must be true or false.'),
  date: (_field, value) =>
    isDay(value) ? undefined : 'Date values must be in ISO 8601 format (YYYY-MM-DD).',
  datetime: (_field, value) =>
    isMoment(value) ? undefined : 'Date and time values must be in ISO 8601 format (YYYY-MM-DD HH:MM:SS).',
  select: ({ name, choices }, value) =>
    choices.some(([one]) => one === value)
      ? undefined
      : `Invalid choice (${bare(value)}) for choice set ${name}.`,
  multiselect: ({ name, choices }, value) => {
    const list: unknown[] = Array.isArray(value) ? value : [value];
    const wrong = list.filter((one) => !Array.isArray(value) || !choices.some(([known]) => known === one));
    return wrong.length === 0
      ? undefined
      : `Invalid choice(s) (${wrong.map(bare).join(', ')}) for choice set ${name}.`;
  },
};

function bare(value: unknown): string {
  return typeof value === 'string' ? value : pythonText(value);
}
