import { IsInt, IsNumber, Max, Min } from 'class-validator';
import { BadValue, field, type Field, type FieldOptions, type Value } from './field';
import { INT4_MAX, parseNumber } from './parse';

interface IntOptions extends FieldOptions<number> {
  min?: number;
  max?: number;
  /** Eight bytes instead of four. */
  big?: boolean;
  /** What it counts; bytes are shown as KiB, MiB and so on. */
  unit?: 'bytes';
}

/** A whole number. */
export function int<const O extends IntOptions>(options?: O): Field<Value<number, O>> {
  const min = options?.min ?? (options?.big ? Number.MIN_SAFE_INTEGER : -INT4_MAX - 1);
  const max = options?.max ?? (options?.big ? Number.MAX_SAFE_INTEGER : INT4_MAX);
  return field<number, O>(
    {
      kind: 'int',
      column: { type: options?.big ? 'bigint' : 'integer' },
      schema: { type: 'integer', minimum: min, maximum: max, ...(options?.big && { format: 'int64' }) },
      rules: [
        IsInt({ message: 'A valid integer is required.' }),
        Min(min, { message: `Ensure this value is greater than or equal to ${min}.` }),
        Max(max, { message: `Ensure this value is less than or equal to ${max}.` }),
      ],
      lookups: 'number',
      widget: 'number',
      unit: options?.unit,
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
      schema: { type: 'number', format: 'double' },
      rules: [IsNumber({}, { message: 'A valid number is required.' })],
      lookups: 'number',
      widget: 'number',
      parse: (value) => parseNumber(value, 'A valid number is required.'),
    },
    options,
  );
}

interface DecimalOptions extends FieldOptions<number> {
  /** Digits in all. */
  digits: number;
  /** Digits behind the point. */
  places: number;
  min?: number;
}

/** A number with a fixed count of digits behind the point, kept exactly, and sent as a number. */
export function decimal<const O extends DecimalOptions>(options: O): Field<Value<number, O>> {
  const { digits, places, min } = options;
  const most = Number(`${'9'.repeat(digits - places)}.${'9'.repeat(places)}`);
  return field<number, O>(
    {
      kind: 'decimal',
      column: {
        type: 'numeric',
        precision: digits,
        scale: places,
        // PostgreSQL sends numeric values as text.
        transformer: {
          to: (value: unknown) => value,
          from: (stored: unknown) => (stored === null ? null : Number(stored)),
        },
      },
      schema: { type: 'number', minimum: min ?? -most, maximum: most },
      rules:
        min === undefined
          ? []
          : [Min(min, { message: `Ensure this value is greater than or equal to ${min}.` })],
      lookups: 'number',
      widget: 'number',
      parse: (value) => {
        const number = parseNumber(value, 'A valid number is required.');
        const [whole, fraction = ''] = digitsOf(number);
        if (whole.length > digits - places) {
          throw new BadValue(
            `Ensure that there are no more than ${digits - places} digits before the decimal point.`,
          );
        }
        if (fraction.length > places) {
          throw new BadValue(`Ensure that there are no more than ${places} decimal places.`);
        }
        return number;
      },
    },
    options,
  );
}

/** `-12.5` -> `['12', '5']`. JavaScript writes very large and very small numbers with an exponent. */
function digitsOf(number: number): string[] {
  const [digits, exponent = '0'] = String(Math.abs(number)).split('e');
  if (Number(exponent) > 0) return ['0'.repeat(Number(exponent) + 1)];
  if (Number(exponent) < 0) return ['0', '0'.repeat(-Number(exponent))];
  return digits.split('.');
}
