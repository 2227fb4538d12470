import { InvalidPage } from './invalid-page';

/** NetBox's PAGINATE_COUNT and MAX_PAGE_SIZE. */
export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 1000;

// Beyond any table, within what PostgreSQL takes as an offset.
const MAX_OFFSET = 2 ** 53 - 1;

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** `?limit` and `?offset`: what is not a number counts as not given, `limit=0` asks for as many as allowed. */
export function pageOf(parameters: URLSearchParams): Page {
  const limit = natural(parameters.get('limit'));
  return {
    limit: limit === undefined ? DEFAULT_LIMIT : limit === 0 ? MAX_LIMIT : Math.min(limit, MAX_LIMIT),
    offset: Math.min(natural(parameters.get('offset')) ?? 0, MAX_OFFSET),
  };
}

/**
 * `?start=`: rows from this id on, by id; for reading a whole list while others write. Undefined when the list is read by
 * offset. Throws InvalidPage when both are asked for.
 */
export function startOf(parameters: URLSearchParams): number | undefined {
  const start = natural(parameters.get('start'));
  if (start === undefined) return undefined;
  if (parameters.has('offset')) throw new InvalidPage("'start' and 'offset' are mutually exclusive.");
  if (parameters.get('ordering')) {
    throw new InvalidPage('Ordering cannot be specified in conjunction with cursor-based pagination.');
  }
  return Math.min(start, MAX_OFFSET);
}

function natural(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
}

/** Addresses of the pages beside this one: the request's own, with `limit` and `offset`, parameters in alphabetical order. */
export function pageLinks(
  url: URL,
  count: number,
  { limit, offset }: Page,
): { next: string | null; previous: string | null } {
  const before = offset - limit;
  return {
    next: offset + limit < count ? linkTo(url, limit, offset + limit) : null,
    previous: offset === 0 ? null : linkTo(url, limit, before > 0 ? before : undefined),
  };
}

/** The address of the page that begins at an id; null when there is none. */
export function cursorLink(url: URL, limit: number, next: number | null): string | null {
  if (next === null) return null;
  const link = new URL(url);
  link.searchParams.set('start', String(next));
  return linkTo(link, limit, undefined);
}

function linkTo(url: URL, limit: number, offset: number | undefined): string {
  const link = new URL(url);
  link.searchParams.set('limit', String(limit));
  if (offset === undefined) link.searchParams.delete('offset');
  else link.searchParams.set('offset', String(offset));
  link.searchParams.sort();
  return link.href;
}
