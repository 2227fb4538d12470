import { concatMap, finalize, firstValueFrom, map, type Observable } from 'rxjs';
import { NetboxClient } from '../clients/netbox/netbox-client';
import { signIn } from '../clients/netbox/sign-in';
import { type TokenRights } from '../clients/netbox/token-rights';
import { type NetboxUser } from '../clients/netbox/who-am-i';
import { type Identity, IdentityProvider, type SignedIn } from '../core/access/identity';
import { LONGEST_SESSION_MS } from '../core/access/signed-in-people';
import { NotAllowed, Refused, Unreachable } from '../core/errors/errors';
import { type EndpointBook } from './endpoint-book';

/** Somebody waits for the answer. */
const TIMEOUT_MS = 10_000;

/** People and scripts are who NetBox says they are. */
export class NetboxIdentityProvider extends IdentityProvider {
  constructor(private readonly book: EndpointBook) {
    super();
  }

  /** Makes a NetBox token that lives as long as a session may. */
  async signIn(username: string, password: string): Promise<SignedIn> {
    const place = await this.place();
    const expires = new Date(Date.now() + LONGEST_SESSION_MS);
    const wishes = { description: 'Proxbox session', expires };
    return firstValueFrom(
      signIn(place, username, password, wishes).pipe(
        concatMap(({ token }) =>
          this.users(place, token).pipe(
            map((identity) => ({ identity, credential: authorizationOf(token) })),
          ),
        ),
      ),
    );
  }

  async identify(authorization: string): Promise<Identity> {
    const [, token] = /^(?:Token|Bearer)\s+(\S+)$/i.exec(authorization.trim()) ?? [];
    if (!token) {
      throw new NotAllowed(
        'Invalid authorization header: Must be in the form "Bearer <key>.<token>" or "Token <token>"',
        { category: 'authentication' },
      );
    }
    return firstValueFrom(this.users(await this.place(), token));
  }

  private async place() {
    try {
      return { ...(await this.book.netboxPlace()), timeoutMs: TIMEOUT_MS, retries: 1 };
    } catch (error) {
      if (error instanceof Refused) {
        throw new Unreachable(`${error.message} ${error.suggestion ?? ''}`.trim(), { cause: error });
      }
      throw error;
    }
  }

  private users(place: Awaited<ReturnType<typeof this.place>>, token: string): Observable<Identity> {
    const client = new NetboxClient({ ...place, token });
    return client.authenticationCheck().pipe(
      concatMap((user) => client.tokenRights(user).pipe(map((rights) => identityOf(user, rights)))),
      finalize(() => client.close()),
    );
  }
}

function authorizationOf(token: string): string {
  return `${token.startsWith('nbt_') ? 'Bearer' : 'Token'} ${token}`;
}

/** What NetBox does not tell counts as no: see docs/decisions. */
function identityOf(user: NetboxUser, { isSuperuser, canWrite }: TokenRights): Identity {
  const username = user.username ?? 'unknown';
  return {
    username,
    displayName: user.display ?? username,
    isSuperuser: isSuperuser ?? undefined,
    groups: user.groups ?? [],
    canWrite: canWrite ?? false,
  };
}
