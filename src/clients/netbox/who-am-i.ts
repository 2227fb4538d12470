import { catchError, concatMap, map, type Observable, of, throwError, toArray } from 'rxjs';
import { NotAllowed, NotFound } from '../../core/errors/errors';
import { type Capabilities } from './capabilities';
import { answers, type NetboxRow, readAll, readOne } from './read';
import { unexpectedAnswer } from './reply-error';
import { listPathOf } from './target';
import { type NetboxTransport } from './transport';

/** Whose token it is. NetBox does not say here who is a superuser; see `token-rights.ts`. */
export interface NetboxUser {
  /** Null where NetBox does not say. */
  id: number | null;
  username: string | null;
  display: string | null;
  isActive: boolean | null;
  /** Gone since NetBox 4.5, hence null there. */
  isStaff: boolean | null;
  /** Names of the user's groups; null where NetBox does not say. */
  groups: readonly string[] | null;
  /** What could not be learned and why, in a sentence. */
  unknown?: string;
}

const NOBODY: NetboxUser = {
  id: null,
  username: null,
  display: null,
  isActive: null,
  isStaff: null,
  groups: null,
};
/** NetBox 4.4 shows a token of version 1 as stars and its last six digits. */
export const SHOWN_DIGITS = 6;

/** The user of the token; `NotAllowed` when NetBox does not accept it. */
export function tokenUsers(
  transport: NetboxTransport,
  { hasAuthenticationCheck, version }: Capabilities,
  token: string,
): Observable<NetboxUser> {
  if (!hasAuthenticationCheck) return userByOwnToken(transport, version, token);
  const path = '/api/authentication-check/';
  return answers(transport, { method: 'GET', path }).pipe(
    map((reply) => {
      const user = userOf(reply.body);
      if (user !== undefined) return user;
      throw unexpectedAnswer(reply, { method: 'GET', path, baseUrl: transport.settings.baseUrl }, 'a user');
    }),
  );
}

/** NetBox 4.4 has no such question, but lists to everybody their own tokens, each with its user. */
function userByOwnToken(transport: NetboxTransport, version: string, token: string): Observable<NetboxUser> {
  const unknown = (why: string) =>
    of({ ...NOBODY, unknown: `NetBox ${version} accepts the token, but ${why}.` });
  const ending = token.trim().slice(-SHOWN_DIGITS);
  return readAll(transport, listPathOf('users/tokens'), {}).pipe(
    toArray(),
    concatMap((tokens) => {
      const users = tokens.filter(({ display }) => display?.endsWith(ending)).map(({ user }) => userOf(user));
      const ids = new Set(users.map((user) => user?.id));
      const user = users[0];
      if (user === undefined || user.id === null) return unknown('does not list it, so its user is unknown');
      if (ids.size > 1) return unknown('several users have a token that looks the same');
      return inFull(transport, user, user.id);
    }),
    catchError((error: unknown) =>
      error instanceof NotAllowed && error.category === 'permission'
        ? unknown('does not let its user see their own tokens, so the user is unknown')
        : throwError(() => error),
    ),
  );
}

function inFull(transport: NetboxTransport, user: NetboxUser, id: number): Observable<NetboxUser> {
  return readOne(transport, 'users/users', id).pipe(
    map((row) => userOf(row) ?? user),
    catchError((error: unknown) =>
      error instanceof NotAllowed || error instanceof NotFound
        ? of({ ...user, unknown: 'The user may not see users in NetBox, so their groups are unknown.' })
        : throwError(() => error),
    ),
  );
}

/** Of an answer that is a user. */
export function userOf(body: unknown): NetboxUser | undefined {
  if (typeof body !== 'object' || body === null || !('id' in body) || typeof body.id !== 'number')
    return undefined;
  const row = body as NetboxRow;
  const groups = Array.isArray(row['groups']) ? (row['groups'] as unknown[]) : undefined;
  return {
    id: row.id,
    username: textOf(row['username']),
    display: textOf(row.display),
    isActive: flagOf(row['is_active']),
    isStaff: flagOf(row['is_staff']),
    groups: groups?.map(nameOf).filter((name) => name !== null) ?? null,
  };
}

function nameOf(group: unknown): string | null {
  return typeof group === 'object' && group !== null && 'name' in group ? textOf(group.name) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function flagOf(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}
