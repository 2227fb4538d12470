import { type AnyField, BadValue, type LookupFamily } from '../model/field';
import { parseMoment } from '../model/parse';
import { type FilterValue, isFreeText, type Lookup } from './lookups';

const NOT_A_CHOICE = 'Select a valid choice. That choice is not one of the available choices.';
// `2` and `3` are what NetBox's own three-state selection box sends.
const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, True: true, 2: true, false: false, False: false, 3: false }; // prettier-ignore

/**
 * The values of one query parameter in the type of the column; `id` and the times are no fields. Undefined means that the parameter filters nothing.
 * Throws BadValue with the sentence that NetBox answers.
 */
export function filterValues(
  field: AnyField | undefined,
  family: LookupFamily,
  lookup: Lookup,
  raw: readonly string[],
): readonly FilterValue[] | undefined {
  const given = raw.filter((value) => value !== '');
  if (given.length === 0) return undefined;
  if (given.some((value) => value.includes('\0'))) throw new BadValue('Null characters are not allowed.');
  if (lookup === 'empty' || family === 'boolean') {
    const last = given[given.length - 1];
    return Object.hasOwn(BOOLEANS, last) ? [BOOLEANS[last]] : undefined;
  }
  if (isFreeText(lookup)) return given;
  return given.map((value) => valueOf(family, field, value));
}

function valueOf(family: LookupFamily, field: AnyField | undefined, value: string): FilterValue {
  const isNull = value === 'null' && (field?.isOptional ?? false);
  switch (family) {
    case 'number':
      return field?.kind === 'float' || field?.kind === 'decimal' ? decimal(value) : whole(value);
    case 'date':
      return moment(value);
    case 'choice':
      if (isNull) return null;
      if (!Object.hasOwn(field?.choices ?? {}, value)) {
        throw new BadValue(`Select a valid choice. ${value} is not one of the available choices.`);
      }
      return value;
    case 'reference':
      if (isNull) return null;
      if (!/^\d{1,10}$/.test(value)) throw new BadValue(NOT_A_CHOICE);
      return Number(value);
    case 'address':
      return field?.parse(value) as string;
    default:
      return value;
  }
}

function whole(value: string): number {
  const number = /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw new BadValue('Enter a whole number.');
  return number;
}

function decimal(value: string): number {
  const number = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw new BadValue('Enter a number.');
  return number;
}

function moment(value: string): Date {
  try {
    return parseMoment(value);
  } catch {
    throw new BadValue('Enter a valid date/time.');
  }
}
