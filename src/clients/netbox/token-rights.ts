import { catchError, concatMap, forkJoin, map, type Observable, of, throwError, toArray } from 'rxjs';
import { NotAllowed } from '../../core/errors/errors';
import { type NetboxQuery, readAll } from './read';
import { listPathOf } from './target';
import { type NetboxTransport } from './transport';
import { type NetboxUser, SHOWN_DIGITS } from './who-am-i';

/** What the holder of a token may do in NetBox; null where NetBox does not tell. */
export interface TokenRights {
  isSuperuser: boolean | null;
  /** Whether the token itself may be used to write. */
  canWrite: boolean | null;
}

/** Asks with the token itself, so that no account is needed that may see those of others. */
export function tokenRights(
  transport: NetboxTransport,
  { id }: NetboxUser,
  token: string,
): Observable<TokenRights> {
  if (id === null) return of({ isSuperuser: null, canWrite: null });
  return forkJoin({
    isSuperuser: isSuperuser(transport, id),
    canWrite: canWrite(transport, id, token.trim()),
  });
}

/**
 * No answer of NetBox 4.4 to 4.7 names superusers, but its list of users can be narrowed to them, and a superuser may
 * always see it. NetBox ignores filters that it does not know; then the opposite filter finds the user too.
 */
export function isSuperuser(transport: NetboxTransport, id: number): Observable<boolean | null> {
  const isFound = (wanted: boolean) =>
    rows(transport, 'users/users', { id, is_superuser: wanted, fields: 'id' }).pipe(
      map((found) => found.some((user) => user.id === id)),
    );
  return isFound(true).pipe(
    concatMap((isOne) => (isOne ? isFound(false).pipe(map((isBoth) => (isBoth ? null : true))) : of(false))),
    catchError((error: unknown) => (isHidden(error) ? of(false) : throwError(() => error))),
  );
}

/** NetBox shows to everybody their own tokens, unless its DEFAULT_PERMISSIONS were changed. */
function canWrite(transport: NetboxTransport, id: number, token: string): Observable<boolean | null> {
  const key = /^nbt_([^.]+)\./.exec(token)?.[1];
  const ending = token.slice(-SHOWN_DIGITS);
  return rows(transport, 'users/tokens', { user_id: id, ...(key && { key }) }).pipe(
    map((tokens) => {
      const same = tokens.filter((one) => (key ? one['key'] === key : one.display?.endsWith(ending)));
      return same.length === 0 ? null : same.every((one) => one['write_enabled'] === true);
    }),
    catchError((error: unknown) => (isHidden(error) ? of(null) : throwError(() => error))),
  );
}

function rows(transport: NetboxTransport, path: string, query: NetboxQuery) {
  return readAll(transport, listPathOf(path), query).pipe(toArray());
}

function isHidden(error: unknown): boolean {
  return error instanceof NotAllowed && error.category === 'permission';
}
