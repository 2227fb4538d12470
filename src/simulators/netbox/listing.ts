import { type Database, type Table } from './database';
import { type Row } from './definition';
import { filterOf } from './filters';
import { type Presenter, type Selection } from './present';
import { sortRows } from './order';
import { Refusal } from './refusal';

export const defaultPageSize = 50;

const sortedByTable = new WeakMap<Table, Map<string, { revision: number; rows: Row[] }>>();

/** All rows of a table in that order, kept until one of them changes. */
function sorted(table: Table, ordering: string[], db: Database): Row[] {
  const kept = sortedByTable.get(table) ?? new Map<string, { revision: number; rows: Row[] }>();
  sortedByTable.set(table, kept);
  const key = ordering.join(',');
  const before = kept.get(key);
  if (before?.revision === table.revision) return before.rows;
  const rows = sortRows(table, table.rows.values(), ordering, db);
  kept.set(key, { revision: table.revision, rows });
  return rows;
}

function orderingOf(table: Table, query: URLSearchParams): string[] {
  const known = new Set(['id', ...table.fields.map((field) => field.name)]);
  const wanted = (query.get('ordering') ?? '').split(',').filter((term) => known.has(term.replace(/^-/, '')));
  return wanted.length > 0 ? wanted : table.definition.ordering;
}

/** Percent-encoding as Python's quote_plus does it. */
const encode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');

function link(base: string, query: URLSearchParams, change: Record<string, string | null>): string {
  const names = new Set([...query.keys(), ...Object.keys(change)]);
  const pairs = [...names].sort().flatMap((name) => {
    const values = name in change ? [change[name]] : query.getAll(name);
    return values.filter((value) => value !== null).map((value) => `${encode(name)}=${encode(value)}`);
  });
  return pairs.length === 0 ? base : `${base}?${pairs.join('&')}`;
}

const whole = (text: string | null): number | undefined =>
  text !== null && /^\s*\d+\s*$/.test(text) ? Number(text) : undefined;

/** Which keys the query asks for; `fields` wins over `brief`, and `omit` is new in 4.5. */
export function selectionOf(query: URLSearchParams, table: Table, db: Database): Selection {
  if (db.minor < (table.definition.selectsSince ?? 4)) return {};
  const split = (name: string): string[] | undefined =>
    query
      .get(name)
      ?.split(',')
      .filter((part) => part !== '');
  const fields = split('fields');
  if (fields && fields.length > 0) return { fields };
  const brief = query.get('brief');
  if (brief !== null && brief !== '') return { isBrief: true };
  const omit = db.minor >= 5 ? [...(split('omit') ?? [])] : [];
  if (db.minor < 7 && query.get('exclude') === 'config_context') omit.push('config_context');
  return omit.length > 0 ? { omit } : {};
}

/**
 * A page of a list: `{count, next, previous, results}`; `visible` hides what the caller may not see, and `path` is
 * where the pages before and after are.
 */
export function listPage(
  table: Table,
  query: URLSearchParams,
  present: Presenter,
  visible: (row: Row) => boolean,
  path: string,
): { body: Record<string, unknown>; rows: number } {
  const { db } = present;
  const base = `${present.base}${path}`;
  const matches = filterOf(table, query, db);
  const asked = whole(query.get('limit'));
  const most = db.maxPageSize;
  const limit =
    asked === undefined ? Math.min(defaultPageSize, most) : asked === 0 ? most : Math.min(asked, most);
  const selection = selectionOf(query, table, db);
  const show = (rows: Row[]): unknown[] => rows.map((row) => present.object(table, row, selection));

  const start = db.minor >= 6 ? whole(query.get('start')) : undefined;
  if (db.minor >= 6 && query.has('start') && start === undefined)
    throw new Refusal(400, ["Invalid 'start' parameter: must be a non-negative integer."]);
  if (start !== undefined) {
    if (query.has('offset')) throw new Refusal(400, ["'start' and 'offset' are mutually exclusive."]);
    if (query.has('ordering'))
      throw new Refusal(400, ['Ordering cannot be specified in conjunction with cursor-based pagination.']);
    const rows = sorted(table, ['id'], db).filter((row) => row.id >= start && visible(row) && matches(row));
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next =
      rows.length > limit && last
        ? link(base, query, { limit: String(limit), start: String(last.id + 1) })
        : null;
    return { body: { count: null, next, previous: null, results: show(page) }, rows: page.length };
  }

  const rows = sorted(table, orderingOf(table, query), db).filter((row) => visible(row) && matches(row));
  const offset = whole(query.get('offset')) ?? 0;
  const page = rows.slice(offset, offset + limit);
  const at = (position: number): string =>
    link(base, query, { limit: String(limit), offset: position > 0 ? String(position) : null });
  return {
    body: {
      count: rows.length,
      next: offset + limit < rows.length ? at(offset + limit) : null,
      previous: offset > 0 ? at(offset - limit) : null,
      results: show(page),
    },
    rows: page.length,
  };
}
