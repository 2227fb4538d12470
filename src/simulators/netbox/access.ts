import { type Database, type Table } from './database';
import { type Row, type Values } from './definition';
import { detail } from './refusal';
import { type Sessions } from './sessions';

export interface Caller {
  user: Row;
  token: Row | undefined;
}

const tokens = 'users/tokens';
/** Everybody may do everything with their own tokens: NetBox's DEFAULT_PERMISSIONS. */
const ownTokens = 'users.token';
/** NetBox notes the use of a token once a minute at most. */
const lastUsedMs = 60_000;

/** The secret part of what a client sends: 40 hex for version 1, the text after the dot for version 2. */
function findToken(db: Database, given: string): Row {
  const all = [...db.table(tokens).rows.values()];
  if (db.minor === 4) {
    const found = all.find((token) => token.token === given);
    if (!found) throw detail(403, 'Invalid token');
    return found;
  }
  if (!given.startsWith('nbt_')) {
    const found = all.find((token) => token.version === 1 && token.token === given);
    if (!found) throw detail(403, 'Invalid v1 token');
    return found;
  }
  const [key, ...parts] = given.slice('nbt_'.length).split('.');
  const secret = parts.join('.');
  if (parts.length === 0)
    throw detail(
      403,
      "Invalid authorization header: Could not parse key from v2 token. Did you mean to use 'Token' instead of 'Bearer'?",
    );
  const found = all.find((token) => token.version === 2 && token.key === key && token.token === secret);
  if (!found) throw detail(403, 'Invalid v2 token');
  return found;
}

function credentialOf(db: Database, header: string): string | undefined {
  const parts = header.split(/\s+/).filter((part) => part !== '');
  const scheme = (parts[0] ?? '').toLowerCase();
  const isKnown = scheme === 'token' || (db.minor >= 5 && scheme === 'bearer');
  if (!isKnown) return undefined;
  if (parts.length === 2) return parts[1];
  if (db.minor >= 5)
    throw detail(
      403,
      'Invalid authorization header: Must be in the form "Bearer <key>.<token>" or "Token <token>"',
    );
  throw detail(
    403,
    parts.length < 2
      ? 'Invalid token header. No credentials provided.'
      : 'Invalid token header. Token string should not contain spaces.',
  );
}

function isInNetwork(ip: string, network: string): boolean {
  const [base, bits] = network.split('/');
  const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const shift = 2 ** (32 - Number(bits ?? 32));
  return Math.floor(number(ip) / shift) === Math.floor(number(base) / shift);
}

/** What of a request says who is calling. */
export interface Credentials {
  method: string;
  headers: Readonly<Record<string, string | undefined>>;
  ip: string;
}

/**
 * Who is calling; every failure is 403, since NetBox sends no WWW-Authenticate. The session of a browser goes before a token;
 * one that is over is as good as none (SessionAuthentication of Django REST framework, then TokenAuthentication).
 */
export function authenticate(db: Database, sessions: Sessions, request: Credentials): Caller {
  const { headers, ip } = request;
  const session = sessions.callerOf(db, request);
  if (session) return session;
  const given = credentialOf(db, headers.authorization ?? '');
  if (given === undefined) throw detail(403, 'Authentication credentials were not provided.');
  const token = findToken(db, given);
  if (token.enabled === false) throw detail(403, 'Token disabled');
  if (token.expires != null && Date.parse(String(token.expires)) <= Date.now())
    throw detail(403, 'Token expired');
  const networks = (token.allowed_ips as string[] | null | undefined) ?? [];
  if (networks.length > 0 && !networks.some((network) => isInNetwork(ip, network)))
    throw detail(403, `Source IP ${ip} is not permitted to authenticate using this token.`);
  const user = db.row('users/users', token.user);
  if (!user || user.is_active === false) throw detail(403, 'User inactive');
  const now = db.now();
  if (token.last_used == null || Date.parse(now) - Date.parse(String(token.last_used)) > lastUsedMs)
    db.patch(tokens, token.id, { last_used: now });
  return { user, token };
}

export const forbidden = (): never => {
  throw detail(403, 'You do not have permission to perform this action.');
};

export type Action = 'view' | 'add' | 'change' | 'delete';

/** A row against `memory__gte` or `cluster__name`: the field itself, one of a referenced object, or a comparison. */
function fulfilsOne(db: Database, table: Table, row: Row, name: string, wanted: unknown): boolean {
  const [first, next, ...rest] = name.split('__');
  const value = row[first];
  if (next === undefined) return String(value) === String(wanted);
  const compare = {
    gt: (a: number, b: number) => a > b,
    gte: (a: number, b: number) => a >= b,
    lt: (a: number, b: number) => a < b,
    lte: (a: number, b: number) => a <= b,
  };
  if (next in compare)
    return value != null && compare[next as keyof typeof compare](Number(value), Number(wanted));
  if (next === 'in') return Array.isArray(wanted) && wanted.map(String).includes(String(value));
  const target = table.fields.find((field) => field.name === first)?.target;
  const other = target === undefined ? undefined : db.row(target, value);
  return (
    other !== undefined && fulfilsOne(db, db.table(target ?? ''), other, [next, ...rest].join('__'), wanted)
  );
}

function fulfils(db: Database, table: Table, row: Row, constraints: unknown): boolean {
  if (constraints == null) return true;
  const options = Array.isArray(constraints) ? constraints : [constraints];
  return options.some((option) =>
    Object.entries(option as Values).every(([name, wanted]) => fulfilsOne(db, table, row, name, wanted)),
  );
}

/**
 * The test of which rows of a type the caller may view, add, change or delete; throws 403 when none ever. A constraint
 * may follow references and compare numbers; other lookups are not simulated.
 */
export function visibleTo(
  db: Database,
  caller: Caller,
  action: Action,
  contentType: string,
): (row: Row) => boolean {
  if (action !== 'view' && caller.token?.write_enabled === false) forbidden();
  if (caller.user.is_superuser === true) return () => true;
  const groups = (caller.user.groups as number[] | undefined) ?? [];
  const granted = [...db.table('users/permissions').rows.values()].filter(
    (permission) =>
      permission.enabled === true &&
      (permission.object_types as string[]).includes(contentType) &&
      (permission.actions as string[]).includes(action) &&
      ((permission.users as number[]).includes(caller.user.id) ||
        (permission.groups as number[]).some((group) => groups.includes(group))),
  );
  const isOwn = (row: Row): boolean => contentType === ownTokens && row.user === caller.user.id;
  if (granted.length === 0 && contentType !== ownTokens) forbidden();
  const table = db.tableOf(contentType);
  return (row) =>
    isOwn(row) ||
    (table !== undefined && granted.some((permission) => fulfils(db, table, row, permission.constraints)));
}
