import { catchError, defer, finalize, map, type Observable, of, throwError } from 'rxjs';
import { NotAllowed, NotFound } from '../../core/errors/errors';
import { answers } from './read';
import { unexpectedAnswer } from './reply-error';
import { type NetboxTarget, settingsOf } from './target';
import { NetboxTransport } from './transport';

/** What NetBox gave for a user name and a password. */
export interface SignedIn {
  /** Ready for `NetboxTarget.token`; NetBox says it this once only. */
  token: string;
  /** Where the token is: `/api/users/tokens/<id>/`, to delete it at sign-out. */
  tokenId: number;
  user: { id: number; username: string; display: string };
}

/** How the new token shall look in NetBox. */
export interface TokenWishes {
  /** At most 200 characters. */
  description?: string;
  expires?: Date;
}

const PATH = '/api/users/tokens/provision/';

/** Makes a token in NetBox for a user name and a password; `NotAllowed` when these are wrong. */
export function signIn(
  target: Omit<NetboxTarget, 'token'>,
  username: string,
  password: string,
  { description, expires }: TokenWishes = {},
): Observable<SignedIn> {
  return defer(() => {
    const { url, ...rest } = target;
    const transport = new NetboxTransport(settingsOf({ ...rest, url, token: undefined }));
    const { baseUrl } = transport.settings;
    const body = { username, password, description, expires: expires?.toISOString() };
    return answers(transport, { method: 'POST', path: PATH, body }, false).pipe(
      map((reply) => {
        const signedIn = signedInOf(reply.body);
        if (signedIn !== undefined) return signedIn;
        throw unexpectedAnswer({ ...reply, body: {} }, { method: 'POST', path: PATH, baseUrl }, 'a token');
      }),
      catchError((error: unknown) => throwError(() => asSignInError(error, baseUrl))),
      finalize(() => transport.close()),
    );
  });
}

/** Deletes a token with itself, which NetBox lets everybody do with their own; one that is gone already is deleted, too. */
export function signOut(
  target: Omit<NetboxTarget, 'token'>,
  token: string,
  tokenId: number,
): Observable<void> {
  return defer(() => {
    const transport = new NetboxTransport(settingsOf({ ...target, token }));
    const path = `/api/users/tokens/${tokenId}/`;
    return answers(transport, { method: 'DELETE', path }).pipe(
      map(() => undefined),
      catchError((error: unknown) => (error instanceof NotFound ? of(undefined) : throwError(() => error))),
      finalize(() => transport.close()),
    );
  });
}

function asSignInError(error: unknown, baseUrl: string): unknown {
  if (!(error instanceof NotAllowed) || error.category !== 'authentication') return error;
  return new NotAllowed(`NetBox at ${baseUrl} does not accept this user name and password.`, {
    category: 'authentication',
    status: error.status,
  });
}

/** Version 2 comes as key and secret apart; 4.4 gives its only kind in `key`, later releases version 1 in `token`. */
function signedInOf(body: unknown): SignedIn | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { id, version, key, token, user } = body as Record<string, unknown>;
  const whole =
    version === 2 && isText(key) && isText(token) ? `nbt_${key}.${token}` : [token, key].find(isText);
  if (whole === undefined || typeof id !== 'number' || typeof user !== 'object' || user === null)
    return undefined;
  const { id: userId, username, display } = user as Record<string, unknown>;
  if (typeof userId !== 'number' || !isText(username)) return undefined;
  return {
    token: whole,
    tokenId: id,
    user: { id: userId, username, display: isText(display) ? display : username },
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
