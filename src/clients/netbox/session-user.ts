import { catchError, concatMap, defer, finalize, map, type Observable, throwError } from 'rxjs';
import { NotAllowed, NotFound } from '../../core/errors/errors';
import { answers } from './read';
import { unexpectedAnswer } from './reply-error';
import { type NetboxTarget, settingsOf } from './target';
import { isSuperuser } from './token-rights';
import { NetboxTransport } from './transport';
import { type NetboxUser, userOf } from './who-am-i';

const PATH = '/api/authentication-check/';

/**
 * Whose session a cookie belongs to. NetBox's REST API takes the session of a browser before it looks for a token (Django REST
 * framework's SessionAuthentication); one that is over is nobody's. `NotAllowed` then, and from NetBox 4.4, which cannot be
 * asked who one is.
 */
export function sessionUser(
  target: Omit<NetboxTarget, 'token'>,
  cookie: { name: string; value: string },
): Observable<{ user: NetboxUser; isSuperuser: boolean | null }> {
  return defer(() => {
    const settings = settingsOf({ ...target, token: undefined });
    const transport = new NetboxTransport({ ...settings, cookie: `${cookie.name}=${cookie.value}` });
    const { baseUrl } = settings;
    return answers(transport, { method: 'GET', path: PATH }).pipe(
      map((reply) => {
        const user = userOf(reply.body);
        if (user !== undefined && user.id !== null) return { ...user, id: user.id };
        throw unexpectedAnswer(reply, { method: 'GET', path: PATH, baseUrl }, 'a user');
      }),
      concatMap((user) =>
        isSuperuser(transport, user.id).pipe(map((isOne) => ({ user, isSuperuser: isOne }))),
      ),
      catchError((error: unknown) =>
        throwError(() => (error instanceof NotFound ? isTooOld(baseUrl) : error)),
      ),
      finalize(() => transport.close()),
    );
  });
}

function isTooOld(baseUrl: string): NotAllowed {
  return new NotAllowed(`NetBox at ${baseUrl} does not tell whose session it is; NetBox 4.5 and later do.`, {
    category: 'authentication',
  });
}
