import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Api, type ApiAnswer } from './api';
import { changesPath } from './changes';
import { type CostModel, measuredCost } from './cost';
import { Database } from './database';
import { type Row } from './definition';
import { type Fault, Faults } from './faults';
import { listener, type RequestLog, RequestCounter } from './listener';
import { Pages } from './pages/pages';
import { Presenter } from './present';
import { minorOf, type NetboxVersion } from './release';
import { type BrowserSession, Sessions } from './sessions';
import { resources } from './resources';

export type { CostModel } from './cost';
export type { Fault } from './faults';
export type { NetboxVersion } from './release';

export interface SimulatedUser {
  username: string;
  password: string;
  superuser?: boolean;
}

/** A token made beforehand, in either form: 40 characters (version 1) or `nbt_<key>.<secret>` (version 2). */
export interface SimulatedToken {
  token: string;
  username?: string;
  writeEnabled?: boolean;
  enabled?: boolean;
  expires?: string;
  allowedIps?: string[];
}

export interface NetboxSimulatorOptions {
  version?: NetboxVersion;
  /** 0 takes a free one. */
  port?: number;
  users?: SimulatedUser[];
  /** What requests cost in real time; `false` (the default) answers at once. */
  cost?: Partial<CostModel> | false;
  tokens?: SimulatedToken[];
  /** MAX_PAGE_SIZE of the configuration; 1000 unless told. */
  maxPageSize?: number;
  /** HTML that its pages end with: BANNER_BOTTOM of the configuration. */
  bannerBottom?: string;
}

export interface NetboxSimulator {
  url: string;
  /** A working token of the first user, in the form its version prefers. */
  token: string;
  v1Token: string;
  requests(): RequestLog;
  resetRequests(): void;
  /** All objects of a list, e.g. `virtualization/clusters`, as a full GET shows them, ordered by id. */
  rows(path: string): Record<string, unknown>[];
  /** What a person does in NetBox's pages: through the same validation, not counted as a request; throws a refusal. */
  create(path: string, body: Record<string, unknown>, username?: string): Record<string, unknown>;
  patch(path: string, id: number, body: Record<string, unknown>, username?: string): Record<string, unknown>;
  remove(path: string, id: number, username?: string): void;
  /** Signs in as a browser does, and out; what it keeps meanwhile is sent as cookies. */
  signInBrowser(username?: string): BrowserSession;
  signOutBrowser(session: BrowserSession): void;
  /** Object changes, oldest first. */
  changeLog(): Record<string, unknown>[];
  faults: { add(fault: Fault): void; clear(): void };
  stop(): Promise<void>;
}

const v1Secret = '0123456789abcdef0123456789abcdef01234567';
const v2Token = { key: 'SimulatedKey', secret: 'SimulatedSecretSimulatedSecretSimulated0' };

function addUser(db: Database, user: SimulatedUser): Row {
  const table = db.table('users/users');
  const now = db.now();
  db.put(table, {
    id: table.takeId(),
    username: user.username,
    password: user.password,
    first_name: '',
    last_name: '',
    email: '',
    is_staff: user.superuser ?? true,
    is_superuser: user.superuser ?? true,
    is_active: true,
    last_login: null,
    created: now,
    last_updated: now,
  });
  return [...table.rows.values()].at(-1) as Row;
}

function addToken(db: Database, user: Row, wanted: SimulatedToken): void {
  const table = db.table('users/tokens');
  const [key, secret] = wanted.token.startsWith('nbt_')
    ? wanted.token.slice(4).split('.')
    : [null, wanted.token];
  db.put(table, {
    id: table.takeId(),
    version: key === null ? 1 : 2,
    key,
    token: secret,
    user: user.id,
    description: '',
    created: db.now(),
    expires: wanted.expires ?? null,
    last_used: null,
    enabled: wanted.enabled ?? true,
    write_enabled: wanted.writeEnabled ?? true,
    pepper_id: key === null ? null : 1,
    allowed_ips: wanted.allowedIps ?? null,
  });
}

/** Starts a NetBox on 127.0.0.1 that answers like the real one of that version and keeps everything in memory. */
export async function startNetboxSimulator(options: NetboxSimulatorOptions = {}): Promise<NetboxSimulator> {
  const minor = minorOf(options.version ?? '4.6');
  const db = new Database(minor, resources, options.maxPageSize);
  const wanted = options.users ?? [{ username: 'admin', password: 'admin', superuser: true }];
  const userRows = wanted.map((user) => addUser(db, user));
  const userNamed = (name: string | undefined): Row =>
    (name === undefined
      ? userRows[0]
      : [...db.table('users/users').rows.values()].find((row) => row.username === name)) ??
    fail(`The simulated NetBox has no user ${String(name)}.`);
  const token = minor >= 5 ? `nbt_${v2Token.key}.${v2Token.secret}` : v1Secret;
  addToken(db, userNamed(undefined), { token: v1Secret });
  if (minor >= 5) addToken(db, userNamed(undefined), { token });
  for (const one of options.tokens ?? []) addToken(db, userNamed(one.username), one);
  db.commit();

  const sessions = new Sessions();
  const api = new Api(db, sessions);
  const faults = new Faults();
  const counter = new RequestCounter();
  const cost = options.cost ? { ...measuredCost, ...options.cost } : undefined;
  const server = createServer(
    listener(api, faults, counter, cost, new Pages(db, options.bannerBottom ?? '')),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** A request that no client made: nobody counts it and no fault strikes it. */
  const asPerson = (method: string, path: string, body: unknown, username: string | undefined): ApiAnswer => {
    const answer = api.handle({
      method,
      path: `/api/${path}/`,
      query: new URLSearchParams(),
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? '' : JSON.stringify(body),
      ip: '127.0.0.1',
      base: url,
      requestId: randomUUID(),
      caller: { user: userNamed(username), token: undefined },
    });
    if (answer.status >= 300)
      fail(
        `${method} ${path} was refused with ${answer.status}: ${JSON.stringify(answer.body ?? answer.html)}`,
      );
    return answer;
  };
  const rows = (path: string): Record<string, unknown>[] => {
    const table = db.table(path);
    const present = new Presenter(db, url);
    return [...table.rows.values()].sort((a, b) => a.id - b.id).map((row) => present.object(table, row));
  };
  return {
    url,
    token,
    v1Token: v1Secret,
    requests: () => counter.read(),
    resetRequests: () => counter.reset(),
    rows,
    create: (path, body, username) => asPerson('POST', path, body, username).body as Record<string, unknown>,
    patch: (path, id, body, username) =>
      asPerson('PATCH', `${path}/${id}`, body, username).body as Record<string, unknown>,
    remove: (path, id, username) => void asPerson('DELETE', `${path}/${id}`, undefined, username),
    signInBrowser: (username) => sessions.open(userNamed(username).id),
    signOutBrowser: (session) => sessions.end(session),
    changeLog: () => rows(changesPath),
    faults: { add: (fault) => faults.add(fault), clear: () => faults.clear() },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function fail(message: string): never {
  throw new Error(message);
}
