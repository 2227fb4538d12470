import { type AnyField } from '../../src/core/model/field';

/** What was sent, from the form in which it is shown. */
export function bareOf(field: AnyField, sent: unknown): unknown {
  const nested = sent as { value: unknown; id: unknown };
  if (field.choices && !field.isPlain) return nested.value;
  return field.reference || field.externalType ? nested.id : sent;
}

/** Lookup, text of the parameter, and whether the row with this value must be found. */
export function lookupsToTry(field: AnyField, value: unknown): [string, string, boolean][] {
  if (value === null) return [];
  const text = value instanceof Date ? value.toISOString() : String(value);
  if (field.lookups === 'boolean') return [['', text, true], ['', String(value !== true), false]]; // prettier-ignore
  const equality: [string, string, boolean][] = text === '' ? [] : [['', text, true], ['n', text, false]]; // prettier-ignore
  if (field.lookups === 'reference') return equality;
  if (field.lookups === 'number' || field.lookups === 'date') {
    return [
      ...equality,
      ['lte', text, true], ['gte', text, true], ['lt', text, false], ['gt', text, false],
      ['empty', 'false', true], ['empty', 'true', false],
    ]; // prettier-ignore
  }
  const isEmpty = text === '';
  const emptiness: [string, string, boolean][] = [['empty', String(isEmpty), true], ['empty', String(!isEmpty), false]]; // prettier-ignore
  if (isEmpty) return emptiness;
  const upper = text.toUpperCase();
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return [
    ...equality, ...emptiness,
    ['ic', upper.slice(1, -1) || upper, true], ['nic', upper, false], ['isw', upper.slice(0, 2), true],
    ['nisw', upper.slice(0, 2), false], ['iew', upper.slice(-2), true], ['niew', upper.slice(-2), false],
    ['ie', upper, true], ['nie', upper, false], ['ie', `${upper}%`, false],
    ['regex', `^${escaped}$`, true], ['iregex', `^${escaped.toUpperCase()}$`, true], ['regex', '^$', false],
  ]; // prettier-ignore
}

/** A number that is too large for JavaScript is no whole number any more. */
function overMaximum(field: AnyField): unknown {
  const { minimum, maximum } = field.schema;
  return expect.stringMatching(
    new RegExp(
      `^(Ensure this value is (less|greater) than or equal to (${minimum}|${maximum})\\.|A valid integer is required\\.)$`,
    ),
  );
}

/** What a field refuses, and in which words. */
export function badValues(field: AnyField): [unknown, unknown][] {
  const nulls: [unknown, unknown][] = field.isOptional ? [] : [[null, 'This field may not be null.']];
  const text: [unknown, unknown][] = [[[], 'Not a valid string.'], ['a\0', 'Null characters are not allowed.']]; // prettier-ignore
  switch (field.kind) {
    case 'text':
      return [...nulls, ...text, ['x'.repeat(Number(field.column.length) + 1), `Ensure this field has no more than ${field.column.length} characters.`]]; // prettier-ignore
    case 'int':
      return [
        ...nulls, ['x', 'A valid integer is required.'], [1e300, 'A valid integer is required.'],
        [Number(field.schema.maximum) + 1, overMaximum(field)], [Number(field.schema.minimum) - 1, overMaximum(field)],
      ]; // prettier-ignore
    case 'float':
      return [...nulls, ['x', 'A valid number is required.']];
    case 'decimal':
      return [
        ...nulls, ['x', 'A valid number is required.'], [0.001, 'Ensure that there are no more than 2 decimal places.'],
        [1e9, expect.stringMatching(/^Ensure that there are no more than \d digits before the decimal point\.$/)],
      ]; // prettier-ignore
    case 'bool':
      return [...nulls, ['x', 'Must be a valid boolean.'], [{}, 'Must be a valid boolean.']];
    case 'choice':
      return [...nulls, ['zz', `${field.isPlain ? '"zz"' : 'zz'} is not a valid choice.`]];
    case 'ref':
      return [...nulls, [999999, 'Related object not found using the provided numeric ID: 999999'], [{ id: 999999 }, "Related object not found using the provided attributes: {'id': 999999}"]]; // prettier-ignore
    case 'external':
      return [...nulls, ['x', expect.stringMatching(/^Related objects must be referenced by numeric ID/)]];
    case 'address':
      return [...nulls, ['10.0.0', 'Enter a valid IPv4 or IPv6 address.']];
    case 'datetime':
      return [...nulls, ['x', expect.stringMatching(/^Datetime has wrong format/)]];
    default:
      return nulls;
  }
}
