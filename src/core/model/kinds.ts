import { isIP } from 'node:net';
import { IsBoolean, IsInt, IsNumber, IsString, Max, MaxLength, Min } from 'class-validator';
import { BadValue, type Choice, type Color, field, type Field, type FieldOptions, type Value } from './field';
import { humanize } from './naming';
import { INT4_MAX, parseBool, parseId, parseJson, parseMoment, parseNumber, parseText } from './parse';

interface TextOptions extends FieldOptions<string> {
  /** Characters; 255 unless told. */
  max?: number;
  /** An empty string is accepted and is the default: the column is NOT NULL. */
  blank?: boolean;
}

/** One line of text. Surrounding white space is trimmed, as NetBox does. */
export function text<const O extends TextOptions>(options?: O): Field<Value<string, O>> {
  const max = options?.max ?? 255;
  const isBlankAllowed = options?.blank === true || options?.optional === true;
  return field<string, O>(
    {
      kind: 'text',
      column: { type: 'varchar', length: max, ...(options?.blank && { default: '' }) },
      rules: [
        IsString({ message: 'Not a valid string.' }),
        MaxLength(max, { message: `Ensure this field has no more than ${max} characters.` }),
      ],
      lookups: 'text',
      widget: 'text',
      parse: parseText,
      isBlankAllowed,
    },
    options,
  );
}

/** Text of any length, shown as Markdown where it is called comments. */
export function longText<const O extends FieldOptions<string>>(options?: O): Field<Value<string, O>> {
  return field<string, O>(
    {
      kind: 'long-text',
      column: { type: 'text', ...(!options?.optional && { default: '' }) },
      rules: [IsString({ message: 'Not a valid string.' })],
      lookups: 'text',
      widget: 'long-text',
      parse: parseText,
      isBlankAllowed: true,
    },
    options,
  );
}

interface IntOptions extends FieldOptions<number> {
  min?: number;
  max?: number;
  /** Eight bytes instead of four; for byte counts. */
  big?: boolean;
}

/** A whole number. */
export function int<const O extends IntOptions>(options?: O): Field<Value<number, O>> {
  const min = options?.min ?? (options?.big ? Number.MIN_SAFE_INTEGER : -INT4_MAX - 1);
  const max = options?.max ?? (options?.big ? Number.MAX_SAFE_INTEGER : INT4_MAX);
  return field<number, O>(
    {
      kind: 'int',
      column: { type: options?.big ? 'bigint' : 'integer' },
      rules: [
        IsInt({ message: 'A valid integer is required.' }),
        Min(min, { message: `Ensure this value is greater than or equal to ${min}.` }),
        Max(max, { message: `Ensure this value is less than or equal to ${max}.` }),
      ],
      lookups: 'number',
      widget: 'number',
      parse: (value) => {
        const number = parseNumber(value, 'A valid integer is required.');
        if (!Number.isSafeInteger(number)) throw new BadValue('A valid integer is required.');
        return number;
      },
    },
    options,
  );
}

/** A number with a fraction. */
export function float<const O extends FieldOptions<number>>(options?: O): Field<Value<number, O>> {
  return field<number, O>(
    {
      kind: 'float',
      column: { type: 'double precision' },
      rules: [IsNumber({}, { message: 'A valid number is required.' })],
      lookups: 'number',
      widget: 'number',
      parse: (value) => parseNumber(value, 'A valid number is required.'),
    },
    options,
  );
}

/** True or false. */
export function bool<const O extends FieldOptions<boolean>>(options?: O): Field<Value<boolean, O>> {
  return field<boolean, O>(
    {
      kind: 'bool',
      column: { type: 'boolean' },
      rules: [IsBoolean({ message: 'Must be a valid boolean.' })],
      lookups: 'boolean',
      widget: 'checkbox',
      parse: parseBool,
    },
    options,
  );
}

type ChoiceSet = Readonly<Record<string, Color | Choice>>;

/** One of a closed set of values. A bare colour gets its label from the value. */
export function choice<const C extends ChoiceSet, const O extends FieldOptions<keyof C & string>>(
  set: C,
  options?: O,
): Field<Value<keyof C & string, O>> {
  const choices = Object.fromEntries(
    Object.entries(set).map(([value, one]) => [
      value,
      typeof one === 'string' ? { label: humanize(value), color: one } : one,
    ]),
  );
  return field<keyof C & string, O>(
    {
      kind: 'choice',
      column: { type: 'varchar', length: 255 },
      lookups: 'choice',
      widget: 'select',
      choices,
      parse: (value) => {
        if (typeof value === 'object' && value !== null) {
          throw new BadValue(
            'Value must be passed directly (e.g. "foo": 123); do not use a dictionary or list.',
          );
        }
        if (!Object.hasOwn(choices, String(value))) {
          throw new BadValue(`${String(value)} is not a valid choice.`);
        }
        return String(value);
      },
    },
    options,
  );
}

/** A moment, stored with its zone and sent as ISO 8601 in UTC. */
export function datetime<const O extends FieldOptions<Date>>(options?: O): Field<Value<Date, O>> {
  return field<Date, O>(
    {
      kind: 'datetime',
      // Milliseconds, as a Date has: a moment that was read can be compared with what is stored.
      column: { type: 'timestamptz', precision: 3 },
      lookups: 'date',
      widget: 'datetime',
      parse: parseMoment,
    },
    options,
  );
}

/** An IPv4 or IPv6 address without a mask. */
export function address<const O extends FieldOptions<string>>(options?: O): Field<Value<string, O>> {
  return field<string, O>(
    {
      kind: 'address',
      column: { type: 'inet' },
      lookups: 'address',
      widget: 'address',
      parse: (value) => {
        const plain = String(value)
          .trim()
          .replace(/^::ffff:(?=\d+\.)/i, '');
        if (isIP(plain) === 0) throw new BadValue('Enter a valid IPv4 or IPv6 address.');
        return plain;
      },
    },
    options,
  );
}

/** Any JSON value. */
export function json<T = unknown, const O extends FieldOptions<T> = FieldOptions<T>>(
  options?: O,
): Field<Value<T, O>> {
  return field<T, O>(
    { kind: 'json', column: { type: 'jsonb' }, lookups: 'none', widget: 'json', parse: parseJson<T> },
    options,
  );
}

interface ReferenceOptions extends FieldOptions<number> {
  /** What happens to this row when the other is deleted: `CASCADE` unless the reference is optional. */
  onDelete?: 'CASCADE' | 'SET NULL' | 'RESTRICT';
}

/** A row of another of our models, by the model's name; the column holds its id. */
export function ref<const O extends ReferenceOptions>(model: string, options?: O): Field<Value<number, O>> {
  const onDelete = options?.onDelete ?? (options?.optional ? 'SET NULL' : 'CASCADE');
  return field<number, O>(
    {
      kind: 'ref',
      column: { type: 'integer' },
      lookups: 'reference',
      widget: 'reference',
      reference: { model, onDelete },
      parse: parseId,
    },
    options,
  );
}

/** An object of another program, by its type there and its id; its name comes from the mirror of such objects. */
export function externalRef<const O extends FieldOptions<number>>(
  externalType: string,
  options?: O,
): Field<Value<number, O>> {
  return field<number, O>(
    {
      kind: 'external',
      column: { type: 'integer' },
      lookups: 'reference',
      widget: 'external',
      externalType,
      parse: parseId,
    },
    options,
  );
}

/** A password or token: encrypted at rest, write-only in REST, blank in forms, absent from lists, filters and exports. */
export function secret<const O extends Omit<FieldOptions<string>, 'default'>>(
  options?: O,
): Field<Value<string, O>> {
  return field<string, O>(
    {
      kind: 'secret',
      column: { type: 'text', ...(!options?.optional && { default: '' }) },
      rules: [
        IsString({ message: 'Not a valid string.' }),
        MaxLength(255, { message: 'Ensure this field has no more than 255 characters.' }),
      ],
      lookups: 'none',
      widget: 'secret',
      parse: parseText,
      isSecret: true,
      isBlankAllowed: true,
    },
    options,
  );
}
