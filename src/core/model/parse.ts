import { BadValue } from './field';

/** The largest value of an integer column. */
export const INT4_MAX = 2 ** 31 - 1;

/** Text or a number, trimmed. Like the others here it throws BadValue with the sentence to show. */
export function parseText(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw new BadValue('Not a valid string.');
  return String(value).trim();
}

/** A finite number in decimal notation. */
export function parseNumber(value: unknown, complaint: string): number {
  // Number() alone would also read "", "0x10" and "1e3", which NetBox refuses.
  const isNumeric =
    typeof value === 'number' || (typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(value));
  const number = isNumeric ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw new BadValue(complaint);
  return number;
}

/** JSON's true and false, and the words that forms send for them. */
export function parseBool(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'object') throw new BadValue('Must be a valid boolean.');
  if (['true', 'on', 'yes', '1'].includes(String(value).toLowerCase())) return true;
  if (['false', 'off', 'no', '0', ''].includes(String(value).toLowerCase())) return false;
  throw new BadValue('Must be a valid boolean.');
}

/** The id of a row or of an object elsewhere. */
export function parseId(value: unknown): number {
  const id = typeof value === 'string' ? Number(value) : value;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 1) {
    throw new BadValue(
      'Related objects must be referenced by numeric ID or by dictionary of attributes. ' +
        `Received an unrecognized value: ${String(value)}`,
    );
  }
  if (id > INT4_MAX) throw new BadValue(`Related object not found using the provided numeric ID: ${id}`);
  return id;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|[+-]\d{2}:?\d{2})?$/i;
const MOMENT_WRONG =
  'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].';

/** A moment as people and programs write it; without a zone it is in UTC. Throws BadValue. */
export function parseMoment(value: unknown): Date {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
  const text = typeof value === 'string' ? value.trim() : '';
  const match = MOMENT.exec(DAY.test(text) ? `${text}T00:00` : text);
  const zone = (match?.[3] ?? 'Z').toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const moment = new Date(match ? `${match[1]}T${match[2]}${zone}` : Number.NaN);
  if (Number.isNaN(moment.getTime())) throw new BadValue(MOMENT_WRONG);
  return moment;
}

/** Any JSON value, or the text of one. */
export function parseJson<T>(value: unknown): T {
  if (typeof value !== 'string') return value as T;
  try {
    return JSON.parse(value) as T;
  } catch {
    throw new BadValue('Enter valid JSON.');
  }
}
