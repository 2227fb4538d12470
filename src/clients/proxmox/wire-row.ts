import { Refused } from '../../core/errors/errors';

/** An object as it came over the wire. */
export type Raw = Record<string, unknown>;

/**
 * Reads one object of a Proxmox VE answer by key. Lenient in what it takes (numbers as text, flags as 0, 1, "1" or
 * true), strict in what it gives: the type asked for, or undefined.
 */
export class WireRow {
  constructor(
    readonly raw: Raw,
    /** API path, for the sentence about a missing key. */
    private readonly path: string,
  ) {}

  text(key: string): string | undefined {
    const value = this.raw[key];
    if (typeof value === 'string') return value;
    return typeof value === 'number' ? String(value) : undefined;
  }

  number(key: string): number | undefined {
    const value = this.raw[key];
    if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
    if (typeof value !== 'string' || value.trim() === '') return undefined;
    const parsed = Number(value);
    return Number.isFinite(parsed) ? parsed : undefined;
  }

  /** Perl has no booleans: 1, "1" and true are true; 0, "0", "" and false are false. */
  flag(key: string): boolean | undefined {
    const value = this.raw[key];
    if (typeof value === 'boolean') return value;
    if (typeof value === 'number') return value !== 0;
    return typeof value === 'string' ? value !== '' && value !== '0' : undefined;
  }

  /** A comma separated list; empty when absent. */
  list(key: string): string[] {
    return (this.text(key) ?? '').split(',').flatMap((item) => item.trim() || []);
  }

  object(key: string): WireRow {
    const value = this.raw[key];
    return new WireRow(isRaw(value) ? value : {}, this.path);
  }

  /** Throws Refused: without it the row says nothing. */
  needText(key: string): string {
    return this.text(key) ?? this.missing(key);
  }

  needNumber(key: string): number {
    return this.number(key) ?? this.missing(key);
  }

  private missing(key: string): never {
    throw new Refused(`Proxmox VE answered ${this.path} with a row that has no usable "${key}".`);
  }

  /** The object under `data` of an answer. Throws Refused when there is none. */
  static of(text: string, path: string, place: string): WireRow {
    return new WireRow(expectRaw(dataOf(text, path, place), path, place), path);
  }

  /** The objects of the list under `data` of an answer. Throws Refused when it is no list of objects. */
  static listOf(text: string, path: string, place: string): WireRow[] {
    const data = dataOf(text, path, place);
    if (!Array.isArray(data)) throw unexpected(path, place);
    return data.map((item) => new WireRow(expectRaw(item, path, place), path));
  }

  /** The same, where `data` may be null: undefined then. */
  static listOrNullOf(text: string, path: string, place: string): WireRow[] | undefined {
    return dataOf(text, path, place) === null ? undefined : WireRow.listOf(text, path, place);
  }
}

export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function dataOf(text: string, path: string, place: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    if (isRaw(body)) return body.data;
  } catch {
    // Reported below: a page of another server is as unexpected as JSON of another shape.
  }
  throw unexpected(path, place);
}

function expectRaw(value: unknown, path: string, place: string): Raw {
  if (isRaw(value)) return value;
  throw unexpected(path, place);
}

function unexpected(path: string, place: string): Refused {
  return new Refused(`${place} did not answer ${path} as Proxmox VE does.`, {
    suggestion: 'Check the address and the port, usually 8006.',
  });
}
