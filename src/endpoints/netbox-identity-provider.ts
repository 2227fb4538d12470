import { concatMap, finalize, firstValueFrom, lastValueFrom, map, type Observable } from 'rxjs';
import { NetboxClient } from '../clients/netbox/netbox-client';
import { sessionUser } from '../clients/netbox/session-user';
import { signIn, signOut } from '../clients/netbox/sign-in';
import { type TokenRights } from '../clients/netbox/token-rights';
import { type NetboxUser } from '../clients/netbox/who-am-i';
import { type Cookie, type Identity, IdentityProvider, type SignedIn } from '../core/access/identity';
import { LONGEST_SESSION_MS } from '../core/access/signed-in-people';
import { NotAllowed, Refused, Unreachable } from '../core/errors/errors';
import { type EndpointBook } from './endpoint-book';

/** Somebody waits for the answer. */
const TIMEOUT_MS = 10_000;
/** A token deletes itself, which it has to outlive its session for. */
const GRACE_MS = 3_600_000;

/** People and scripts are who NetBox says they are. */
export class NetboxIdentityProvider extends IdentityProvider {
  constructor(private readonly book: EndpointBook) {
    super();
  }

  /** Makes a NetBox token that lives as long as a session may. */
  async signIn(username: string, password: string): Promise<SignedIn> {
    const place = await this.place();
    const expires = new Date(Date.now() + LONGEST_SESSION_MS + GRACE_MS);
    const wishes = { description: 'Proxbox session', expires };
    return firstValueFrom(
      signIn(place, username, password, wishes).pipe(
        concatMap(({ token, tokenId }) =>
          this.users(place, token).pipe(
            map((identity) => ({ identity, credential: authorizationOf(token), lent: String(tokenId) })),
          ),
        ),
      ),
    );
  }

  /** What a browser may do in NetBox, it may with any of its sessions: there are none that only read. */
  override async identifySession(cookie: Cookie): Promise<Identity> {
    const found = await firstValueFrom(sessionUser(await this.place(), cookie));
    return identityOf(found.user, { isSuperuser: found.isSuperuser, canWrite: true });
  }

  /** Deletes the token that the sign-in made. */
  override async giveBack({ credential, lent }: { credential: string; lent: string }): Promise<void> {
    const place = await this.place();
    await lastValueFrom(signOut(place, bareToken(credential), Number(lent)), { defaultValue: undefined });
  }

  async identify(authorization: string): Promise<Identity> {
    const token = bareToken(authorization);
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

/** Empty for what is no such header. */
function bareToken(authorization: string): string {
  return /^(?:Token|Bearer)\s+(\S+)$/i.exec(authorization.trim())?.[1] ?? '';
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
