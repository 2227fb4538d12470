import { type Action, authenticate, type Caller, forbidden, visibleTo } from './access';
import { changeMany, createMany, removeMany } from './bulk';
import { type Author } from './changes';
import { type Database, type Table } from './database';
import { type Row, type Values } from './definition';
import { listPage, selectionOf } from './listing';
import { sortRows } from './order';
import { metadataOf } from './metadata';
import { Presenter } from './present';
import { DatabaseProblem, detail, Refusal } from './refusal';
import { releases, versionOf } from './release';
import { Protected, remove } from './remove';
import { apiRoot, pluginsRoot, provision, status } from './service-routes';
import { Sessions } from './sessions';
import { save, validate } from './write';

export interface ApiRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  body: string;
  ip: string;
  /** Scheme and host the client called. */
  base: string;
  requestId: string;
  /** Who is calling, where no token says it: a person at NetBox's pages. */
  caller?: Caller;
}

export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  body?: unknown;
  html?: string;
  /** For the cost model: rows of a list, objects of a bulk write. */
  listedRows?: number;
  bulkObjects?: number;
}

const notFoundPage =
  '<!DOCTYPE html>\n<html><head><title>Page Not Found</title></head><body>Page not found</body></html>\n';
const listMethods = 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS';
const detailMethods = 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS';
const readMethods = 'GET, HEAD, OPTIONS';
const actions: Record<string, Action> = { POST: 'add', PUT: 'change', PATCH: 'change', DELETE: 'delete' };

interface Target {
  table: Table;
  id?: number;
}

function findTarget(db: Database, path: string): Target | undefined {
  const parts = path
    .replace(/^\/api\//, '')
    .split('/')
    .filter((part) => part !== '');
  const table = db.find(parts.slice(0, 2).join('/'));
  if (!table || parts.length > 3) return undefined;
  if (parts.length === 2) return { table };
  // What is no number is an object too, one that nobody has.
  return { table, id: /^\d+$/.test(parts[2]) ? Number(parts[2]) : Number.NaN };
}

function parseBody(request: ApiRequest): unknown {
  if (request.body === '') return {};
  const type = (request.headers['content-type'] ?? '').split(';')[0].trim();
  if (type !== 'application/json') throw detail(415, `Unsupported media type "${type}" in request.`);
  try {
    return JSON.parse(request.body) as unknown;
  } catch {
    const atEnd = `line 1 column ${request.body.length + 1} (char ${request.body.length})`;
    const reason = /[[:,]\s*$/.test(request.body)
      ? `Expecting value: ${atEnd}`
      : /^\s*\{\s*[^"\s}]/.test(request.body)
        ? 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'
        : 'Expecting value: line 1 column 1 (char 0)';
    throw detail(400, `JSON parse error - ${reason}`);
  }
}

/** The REST API as one function from request to answer; everything it does to the database is one transaction. */
export class Api {
  constructor(
    readonly db: Database,
    private readonly sessions = new Sessions(),
  ) {}

  handle(request: ApiRequest): ApiAnswer {
    const answer = this.answer(request);
    if (answer.status === 301) return answer;
    answer.headers['API-Version'] = versionOf(this.db.minor);
    answer.headers['X-Request-ID'] = request.requestId;
    answer.headers.Vary = 'HX-Request, Accept-Language, Cookie, origin';
    return answer;
  }

  private answer(request: ApiRequest): ApiAnswer {
    const headers: Record<string, string> = {};
    try {
      return this.db.transaction(() => this.route(request, headers));
    } catch (error) {
      if (error instanceof Refusal)
        return { status: error.status, headers: { ...headers, ...error.headers }, body: error.body };
      if (error instanceof Protected) return { status: 409, headers, body: { detail: error.message } };
      if (!(error instanceof DatabaseProblem)) throw error;
      const { exception, message } = error;
      const release = releases[versionOf(this.db.minor)];
      return {
        status: 500,
        headers: {},
        body: { error: message, exception, netbox_version: release, python_version: '3.11.7' },
      };
    } finally {
      this.db.commit();
    }
  }

  private route(request: ApiRequest, headers: Record<string, string>): ApiAnswer {
    const { db } = this;
    const isSlashed = request.path.endsWith('/');
    const path = isSlashed ? request.path : `${request.path}/`;
    const service = this.service(path, request);
    const target = service ? undefined : findTarget(db, path);
    if (!service && !target) return { status: 404, headers: {}, html: notFoundPage };
    if (!isSlashed) {
      if (request.method !== 'GET' && request.method !== 'HEAD' && db.minor >= 5)
        return { status: 404, headers: {}, html: notFoundPage };
      const query = request.query.toString();
      return { status: 301, headers: { Location: query === '' ? path : `${path}?${query}` }, html: '' };
    }
    if (service) return service(headers);
    if (!target) return { status: 404, headers: {}, html: notFoundPage };
    const isDetail = target.id !== undefined;
    headers.Allow = [
      target.table.definition.isReadOnly ? readMethods : isDetail ? detailMethods : listMethods,
      ...(target.table.definition.extraMethods ?? []),
    ].join(', ');
    const caller = request.caller ?? authenticate(db, this.sessions, request);
    if (request.method === 'OPTIONS')
      return { status: 200, headers, body: metadataOf(db, target.table, isDetail, caller) };
    const { contentType, isOpen } = target.table.definition;
    const visible = isOpen
      ? () => true
      : visibleTo(db, caller, actions[request.method] ?? 'view', contentType);
    if (!headers.Allow.split(', ').includes(request.method))
      throw detail(405, `Method "${request.method}" not allowed.`);
    const exchange = new Exchange(db, target.table, request, caller, visible, headers);
    return target.id === undefined ? exchange.list() : exchange.object(target.id);
  }

  private service(
    path: string,
    request: ApiRequest,
  ): ((headers: Record<string, string>) => ApiAnswer) | undefined {
    const { db } = this;
    const reading = (work: (caller: Caller) => unknown) => (headers: Record<string, string>) => {
      headers.Allow = readMethods;
      const caller = request.caller ?? authenticate(db, this.sessions, request);
      if (!readMethods.includes(request.method)) throw detail(405, `Method "${request.method}" not allowed.`);
      return { status: 200, headers, body: work(caller) };
    };
    if (path === '/api/status/') return reading(() => status(db));
    if (path === '/api/plugins/') return reading(() => pluginsRoot(request.base));
    if (path === '/api/plugins/installed-plugins/') return reading(() => []);
    if (path === '/api/authentication-check/' && db.minor >= 5)
      return reading(({ user }) => new Presenter(db, request.base).object(db.table('users/users'), user));
    if (path === '/api/users/tokens/provision/')
      return (headers) => {
        headers.Allow = 'POST, OPTIONS';
        if (request.method !== 'POST') throw detail(405, `Method "${request.method}" not allowed.`);
        return { status: 201, headers, body: provision(db, parseBody(request), request) };
      };
    const root = apiRoot(db, path, request.base);
    return root && reading(() => root);
  }
}

/** One request to a list or an object of one type. */
class Exchange {
  private readonly present: Presenter;
  private readonly author: Author;

  constructor(
    private readonly db: Database,
    private readonly table: Table,
    private readonly request: ApiRequest,
    caller: Caller,
    private readonly visible: (row: Row) => boolean,
    private readonly headers: Record<string, string>,
  ) {
    this.present = new Presenter(db, request.base);
    this.author = {
      requestId: request.requestId,
      userId: caller.user.id,
      userName: String(caller.user.username),
    };
  }

  list(): ApiAnswer {
    const { db, table, request, headers } = this;
    if (request.method === 'GET' || request.method === 'HEAD') {
      const { body, rows } = listPage(table, request.query, this.present, this.visible, request.path);
      return { status: 200, headers, body, listedRows: rows };
    }
    const body = parseBody(request);
    if (db.minor >= 7 && request.query.get('background') === 'true' && Array.isArray(body))
      throw detail(503, 'Unable to process request: RQ worker process not running.');
    const bulkObjects = Array.isArray(body) ? body.length : undefined;
    const show = (rows: Row[], answerTo: 'POST' | 'PATCH'): unknown[] =>
      rows.map((row) =>
        this.present.object(table, row, { ...selectionOf(request.query, table, db), answerTo }),
      );
    if (request.method === 'POST') {
      if (!Array.isArray(body)) return this.create(body);
      const rows = createMany(db, table, body, this.author, (row) => this.refuseInvisible(row));
      return { status: 201, headers, body: show(rows, 'POST'), bulkObjects };
    }
    const rows = this.namedRows(body);
    const isEmpty = request.body === '' || JSON.stringify(body) === '{}';
    const bulk = { body, hasBody: !isEmpty, rows, author: this.author };
    if (request.method === 'DELETE') {
      removeMany(db, table, bulk);
      return { status: 204, headers, bulkObjects };
    }
    const mode = request.method === 'PUT' ? 'put' : 'patch';
    const changed = changeMany(db, table, { ...bulk, mode, afterSave: (row) => this.refuseInvisible(row) });
    const inOrder = sortRows(table, changed, table.definition.ordering, db);
    return { status: 200, headers, body: show(inOrder, 'PATCH'), bulkObjects };
  }

  object(id: number): ApiAnswer {
    const { db, table, request, headers } = this;
    const row = table.rows.get(id);
    if (Number.isNaN(id)) throw detail(404, 'Not found.');
    if (!row || !this.visible(row))
      throw detail(404, `No ${table.definition.modelName} matches the given query.`);
    if (request.method === 'GET' || request.method === 'HEAD') return this.shown(200, row);
    this.checkIfMatch(row);
    const body = parseBody(request);
    if (request.method === 'DELETE') {
      remove(db, table, row, this.author, String((body as Values | null)?.changelog_message ?? ''));
      return { status: 204, headers };
    }
    const mode = request.method === 'PUT' ? 'put' : 'patch';
    const saved = save(db, validate(db, table, body, mode, row), this.author);
    this.refuseInvisible(saved);
    return this.shown(200, saved);
  }

  /** The objects a bulk body names, as far as the caller may touch them, in the list's own order. */
  private namedRows(body: unknown): Row[] {
    const ids = Array.isArray(body) ? body.map((item) => Number((item as Values | null)?.id)) : [];
    const rows = [...new Set(ids)].map((id) => this.table.rows.get(id)).filter((row) => row !== undefined);
    return sortRows(this.table, rows.filter(this.visible), this.table.definition.ordering, this.db);
  }

  private create(body: unknown): ApiAnswer {
    const row = save(this.db, validate(this.db, this.table, body, 'create'), this.author);
    this.refuseInvisible(row);
    const isToken = this.table.definition.path === 'users/tokens';
    // 4.5.10 keeps the secret even from the answer to this POST; only provisioning shows it there.
    if (isToken && this.db.minor >= 6) this.present.revealedToken = row.id;
    this.headers.Location = this.present.url(this.table, row.id);
    return this.shown(201, row);
  }

  private shown(statusCode: number, row: Row): ApiAnswer {
    const etag = this.etagOf(row);
    if (etag !== undefined) this.headers.ETag = etag;
    const answerTo = statusCode === 201 ? 'POST' : this.request.method === 'GET' ? undefined : 'PATCH';
    const selection = { ...selectionOf(this.request.query, this.table, this.db), answerTo } as const;
    return {
      status: statusCode,
      headers: this.headers,
      body: this.present.object(this.table, row, selection),
    };
  }

  /** Weak, and only as exact as last_updated, which does not move for children or raw SQL. */
  private etagOf(row: Row): string | undefined {
    const field = this.table.definition.etagField;
    const stamp = field === null ? undefined : row[field ?? 'last_updated'];
    return this.db.minor >= 6 && stamp != null ? `W/"${String(stamp).replace(/Z$/, '+00:00')}"` : undefined;
  }

  private checkIfMatch(row: Row): void {
    const etag = this.etagOf(row);
    const given = this.request.headers['if-match']?.split(',').map((one) => one.trim());
    if (etag === undefined || !given || given.includes('*') || given.includes(etag)) return;
    throw detail(412, 'Precondition failed.', { ETag: etag });
  }

  /** A user whose permission has a constraint may not make what they could not have touched. */
  private refuseInvisible(row: Row): void {
    if (!this.visible(row)) forbidden();
  }
}
