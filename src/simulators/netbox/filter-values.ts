import { FilterProblem } from './refusal';

export type Test = (value: unknown) => boolean;
type Lookup = (wanted: string) => Test;

const lower = (value: unknown): string => String(value).toLowerCase();
const isEmptyValue = (value: unknown): boolean => value === null || value === undefined || value === '';

const textLookups: Record<string, Lookup> = {
  '': (wanted) => (value) => !isEmptyValue(value) && String(value) === wanted,
  ic: (wanted) => (value) => lower(value ?? '').includes(lower(wanted)),
  ie: (wanted) => (value) => lower(value ?? '') === lower(wanted),
  isw: (wanted) => (value) => lower(value ?? '').startsWith(lower(wanted)),
  iew: (wanted) => (value) => lower(value ?? '').endsWith(lower(wanted)),
  regex: (wanted) => (value) => new RegExp(wanted).test(String(value ?? '')),
  iregex: (wanted) => (value) => new RegExp(wanted, 'i').test(String(value ?? '')),
};

const compare = (
  test: (value: number, wanted: number) => boolean,
  read: (text: string) => number,
): Lookup => {
  return (wanted) => {
    const limit = read(wanted);
    return (value) =>
      !isEmptyValue(value) && test(typeof value === 'number' ? value : read(String(value)), limit);
  };
};

const ordered = (read: (text: string) => number): Record<string, Lookup> => ({
  '': compare((value, wanted) => value === wanted, read),
  gt: compare((value, wanted) => value > wanted, read),
  gte: compare((value, wanted) => value >= wanted, read),
  lt: compare((value, wanted) => value < wanted, read),
  lte: compare((value, wanted) => value <= wanted, read),
});

function readNumber(text: string): number {
  if (!/^-?\d+(\.\d+)?$/.test(text.trim())) throw new FilterProblem('Enter a number.');
  return Number(text);
}

function readWhole(text: string): number {
  if (!/^-?\d+$/.test(text.trim())) throw new FilterProblem('Enter a whole number.');
  return Number(text);
}

export function readUuid(text: string): string {
  if (/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)) return text.toLowerCase();
  throw new FilterProblem('Enter a valid UUID.');
}

/** True or false; anything else asks for nothing. */
export const readFlag = (text: string): boolean | undefined =>
  ({ true: true, '1': true, false: false, '0': false })[text.toLowerCase()];

/** Microseconds since 1970; a raw `+` of an offset has become a space and is refused, as in NetBox. */
export function readTime(text: string): number {
  const parts =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6}))?\s?(Z|[+-]\d\d:?\d\d)?)?$/.exec(text);
  const whole = parts ? Date.parse(`${parts[1]}T${parts[2] ?? '00:00'}${parts[4] ?? 'Z'}`) : NaN;
  if (!parts || Number.isNaN(whole)) throw new FilterProblem('Enter a valid date/time.');
  return whole * 1000 + Number((parts[3] ?? '').padEnd(6, '0'));
}

const lookups = {
  text: textLookups,
  integer: ordered(readWhole),
  decimal: ordered(readNumber),
  datetime: ordered(readTime),
};

/** The negated twin of each lookup: `n` for equality, `nic` for `ic` and so on. */
const negated: Record<string, string> = { n: '', nic: 'ic', nie: 'ie', nisw: 'isw', niew: 'iew' };

export type ValueKind = keyof typeof lookups;

/**
 * The test that `name__<lookup>=…` stands for; several values are OR (NOT OR for negated lookups). Undefined when
 * this kind of value has no such lookup, so that the parameter is unknown and ignored.
 */
export function valueTest(kind: ValueKind, lookup: string, values: string[]): Test | undefined {
  if (lookup === 'empty') {
    const wanted = lower(values[0]) === 'true' || values[0] === '1';
    return (value) => isEmptyValue(value) === wanted;
  }
  const positive = lookup in negated ? negated[lookup] : lookup;
  const make = lookups[kind][positive];
  if (!make) return undefined;
  const tests = values.filter((value) => value !== '').map(make);
  if (tests.length === 0) return () => true;
  return lookup in negated
    ? (value) => !tests.some((test) => test(value))
    : (value) => tests.some((test) => test(value));
}

/** Splits `name__isw` into the field's name and the lookup. */
export function splitLookup(parameter: string): { name: string; lookup: string } {
  const at = parameter.lastIndexOf('__');
  return at <= 0
    ? { name: parameter, lookup: '' }
    : { name: parameter.slice(0, at), lookup: parameter.slice(at + 2) };
}
