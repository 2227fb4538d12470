import { isIP } from 'node:net';
import { type Schema } from '../openapi/schema';
import { IsBoolean, IsString, MaxLength, ValidateBy } from 'class-validator';
import { BadValue, type Choice, type Color, field, type Field, type FieldOptions, type Value } from './field';
import { humanize } from './naming';
import { INT4_MAX, parseBool, parseId, parseJson, parseMoment, parseText } from './parse';

export { decimal, float, int } from './number-kinds';

interface TextOptions extends FieldOptions<string> {
  /** Characters; 255 unless told. */
  max?: number;
  /** An empty string is accepted and is the default: the column is NOT NULL. */
  blank?: boolean;
  /** What a value that is not empty must look like, and what is said when it does not; the first that fails is told. */
  patterns?: readonly { test: RegExp; message: string }[];
}

/** One line of text. Surrounding white space is trimmed, as NetBox does. */
export function text<const O extends TextOptions>(options?: O): Field<Value<string, O>> {
  const max = options?.max ?? 255;
  const isBlankAllowed = options?.blank === true || options?.optional === true;
  return field<string, O>(
    {
      kind: 'text',
      column: { type: 'varchar', length: max, ...(options?.blank && { default: '' }) },
      schema: { type: 'string', maxLength: max, ...patternOf(options?.patterns) },
      rules: [
        IsString({ message: 'Not a valid string.' }),
        MaxLength(max, { message: `Ensure this field has no more than ${max} characters.` }),
        ...(options?.patterns ? [fits(options.patterns)] : []),
      ],
      lookups: 'text',
      widget: 'text',
      parse: parseText,
      isBlankAllowed,
    },
    options,
  );
}

/** Where there is one that readers of OpenAPI understand: they know no classes of Unicode. */
function patternOf(patterns: TextOptions['patterns'] = []): { pattern?: string } {
  const [first] = patterns.filter(({ test }) => test.flags === '' && !/\\p\{/.test(test.source));
  return first ? { pattern: first.test.source } : {};
}

function fits(patterns: NonNullable<TextOptions['patterns']>): PropertyDecorator {
  const broken = (value: unknown) => patterns.find(({ test }) => value !== '' && !test.test(String(value)));
  return ValidateBy({
    name: 'fits',
    validator: {
      validate: (value) => broken(value) === undefined,
      defaultMessage: (about) => broken(about?.value)?.message ?? '',
    },
  });
}

interface LongTextOptions extends FieldOptions<string> {
  /** An empty text is a value, and the default; true unless told. */
  blank?: boolean;
  /** Pages show it as Markdown. */
  markdown?: boolean;
}

/** Text of any length. */
export function longText<const O extends LongTextOptions>(options?: O): Field<Value<string, O>> {
  const isBlankAllowed = options?.blank ?? true;
  return field<string, O>(
    {
      kind: 'long-text',
      column: { type: 'text', ...(isBlankAllowed && !options?.optional && { default: '' }) },
      schema: { type: 'string' },
      rules: [IsString({ message: 'Not a valid string.' })],
      lookups: 'text',
      widget: options?.markdown ? 'markdown' : 'long-text',
      parse: parseText,
      isBlankAllowed,
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
      schema: { type: 'boolean' },
      rules: [IsBoolean({ message: 'Must be a valid boolean.' })],
      lookups: 'boolean',
      widget: 'checkbox',
      parse: parseBool,
    },
    options,
  );
}

type ChoiceSet = Readonly<Record<string, Color | Choice>>;

interface ChoiceOptions<T> extends FieldOptions<T> {
  /** Sent as its bare value rather than as value and label. */
  plain?: boolean;
}

/** One of a closed set of values. A bare colour gets its label from the value. */
export function choice<const C extends ChoiceSet, const O extends ChoiceOptions<keyof C & string>>(
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
      schema: { type: 'string', enum: Object.keys(choices) },
      lookups: 'choice',
      widget: 'select',
      choices,
      isPlain: options?.plain ?? false,
      parse: (value) => {
        if (typeof value === 'object' && value !== null) {
          throw new BadValue(
            'Value must be passed directly (e.g. "foo": 123); do not use a dictionary or list.',
          );
        }
        if (!Object.hasOwn(choices, String(value))) {
          const shown = options?.plain ? `"${String(value)}"` : String(value);
          throw new BadValue(`${shown} is not a valid choice.`);
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
      schema: { type: 'string', format: 'date-time' },
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
      schema: {
        anyOf: [
          { type: 'string', format: 'ipv4' },
          { type: 'string', format: 'ipv6' },
        ],
      },
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

interface JsonOptions<T> extends FieldOptions<T> {
  /** What the program itself puts there; any JSON unless told. Input is not judged by it. */
  schema?: Schema;
}

/** Any JSON value. */
export function json<T = unknown, const O extends JsonOptions<T> = JsonOptions<T>>(
  options?: O,
): Field<Value<T, O>> {
  return field<T, O>(
    {
      kind: 'json',
      column: { type: 'jsonb' },
      schema: options?.schema ?? {},
      lookups: 'none',
      widget: 'json',
      parse: parseJson<T>,
    },
    options,
  );
}

const ID: Schema = { type: 'integer', minimum: 1, maximum: INT4_MAX };

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
      schema: ID,
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
      schema: ID,
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
      schema: { type: 'string', format: 'password', maxLength: 255 },
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
