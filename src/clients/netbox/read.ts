import { concatMap, EMPTY, expand, map, type Observable, of, throwError } from 'rxjs';
import { Refused, Unreachable } from '../../core/errors/errors';
import { type Exchange, type NetboxRequest, type Reply } from './exchange';
import { errorOfReply, unexpectedAnswer } from './reply-error';
import { objectPathOf } from './target';
import { type NetboxTransport } from './transport';

/** What NetBox sends of an object; which fields there are depends on the path, the release and `fields=`. */
export type NetboxRow = { id: number; url?: string; display?: string } & Record<string, unknown>;

/** Filters of a list; a list of values means any of them, and NetBox ignores names that it does not know. */
export type NetboxQuery = Record<string, string | number | boolean | readonly (string | number)[]>;

interface Page {
  rows: NetboxRow[];
  /** Objects that match in all; null where NetBox pages by cursor. */
  count: number | null;
  next: URLSearchParams | undefined;
}

/** The successful answer to a reading request; every other ending is thrown as one of our errors. */
export function answers(
  transport: NetboxTransport,
  request: NetboxRequest,
  isSafe = true,
): Observable<Reply> {
  const asked = { ...request, baseUrl: transport.settings.baseUrl };
  return transport.exchange(request, isSafe).pipe(
    concatMap((exchange: Exchange) => {
      if (exchange.kind === 'none') return throwError(() => exchange.error);
      const isDone = exchange.status >= 200 && exchange.status < 300;
      return isDone ? of(exchange) : throwError(() => errorOfReply(exchange, asked));
    }),
  );
}

/** One object; `NotFound` when it is not there or the token may not see it. */
export function readOne(transport: NetboxTransport, path: string, id: number): Observable<NetboxRow> {
  const request: NetboxRequest = { method: 'GET', path: objectPathOf(path, id) };
  return answers(transport, request).pipe(
    map((reply) => {
      if (isRow(reply.body)) return reply.body;
      throw unexpectedAnswer(reply, { ...request, baseUrl: transport.settings.baseUrl }, 'one object');
    }),
  );
}

/** How many objects a list has. */
export function countAll(transport: NetboxTransport, path: string): Observable<number> {
  const request: NetboxRequest = { method: 'GET', path, query: searchOf({ limit: 1, fields: 'id' }) };
  return answers(transport, request).pipe(
    map((reply) => {
      const page = pageOf(reply);
      if (typeof page?.count === 'number') return page.count;
      throw unexpectedAnswer(
        reply,
        { ...request, baseUrl: transport.settings.baseUrl },
        'the length of a list',
      );
    }),
  );
}

/** Every row of a list, page by page, in the order of ids unless the query orders otherwise. */
export function readAll(transport: NetboxTransport, path: string, query: NetboxQuery): Observable<NetboxRow> {
  const { pageSize, baseUrl } = transport.settings;
  const first = searchOf({ limit: pageSize, ordering: 'id', ...query });
  const asked = { method: 'GET' as const, path, baseUrl };
  const seen = new Set<string>();
  const pages = (search: URLSearchParams): Observable<Page> => {
    if (seen.has(search.toString())) return throwError(() => goesInCircles(path));
    seen.add(search.toString());
    return answers(transport, { method: 'GET', path, query: search }).pipe(
      map((reply) => pageOf(reply) ?? fail(unexpectedAnswer(reply, asked, 'a page of a list'))),
    );
  };
  const pagesAfter = (page: Page, next: URLSearchParams) =>
    pages(next).pipe(
      concatMap((following) => {
        if (!isShifted(page, following)) return of(following);
        const lastId = page.rows.at(-1)?.id;
        if (first.get('ordering') !== 'id' || lastId === undefined)
          return throwError(() => changedMeanwhile(path));
        return pages(searchOf({ limit: pageSize, ordering: 'id', ...query, id__gt: lastId })).pipe(
          map((rest) => (rest.rows.every(({ id }) => id > lastId) ? rest : fail(changedMeanwhile(path)))),
        );
      }),
    );
  return pages(first).pipe(
    expand((page) => {
      if (page.next === undefined) return EMPTY;
      return page.rows.length === 0 ? throwError(() => goesInCircles(path)) : pagesAfter(page, page.next);
    }),
    concatMap((page) => page.rows),
  );
}

/** Pages are cut by offset: what is deleted from an earlier page moves later rows into it, where nobody looks again. */
function isShifted(before: Page, after: Page): boolean {
  return before.count !== null && after.count !== null && after.count < before.count;
}

function goesInCircles(path: string): Refused {
  return new Refused(`NetBox sends the pages of ${path} in a circle, so the list cannot be read whole.`);
}

function changedMeanwhile(path: string): Unreachable {
  return new Unreachable(
    `Objects of ${path} were deleted while the list was read, so some may have been missed.`,
    {
      suggestion: 'Read the list again.',
    },
  );
}

/** A query as NetBox wants it: a parameter is repeated for each value of a list. */
export function searchOf(query: NetboxQuery): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const values = Array.isArray(value)
      ? (value as readonly (string | number)[])
      : [value as string | number | boolean];
    for (const one of values) search.append(name, String(one));
  }
  return search;
}

/** The rows of a bulk answer; undefined when it is no list of objects. */
export function rowsOf(body: unknown): NetboxRow[] | undefined {
  return Array.isArray(body) && body.every(isObject) ? (body as NetboxRow[]) : undefined;
}

function pageOf({ body }: Reply): Page | undefined {
  if (!isObject(body)) return undefined;
  const rows = rowsOf(body['results']);
  const next = body['next'];
  const count = body['count'];
  if (rows === undefined || (next !== null && typeof next !== 'string')) return undefined;
  if (count !== null && typeof count !== 'number') return undefined;
  return { rows, count, next: next === null ? undefined : questionOf(next) };
}

/** Only the question of `next` is taken: behind a proxy its scheme, host and path may be ones that lead nowhere. */
function questionOf(next: string): URLSearchParams {
  const start = next.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : next.slice(start + 1));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRow(value: unknown): value is NetboxRow {
  return isObject(value) && typeof value['id'] === 'number';
}

function fail(error: Error): never {
  throw error;
}
