import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { type Request } from 'express';
import { type SessionData } from 'express-session';
import { type Pool } from 'pg';
import { messageOf, NotAllowed, ProxboxError } from '../errors/errors';
import { type SecretBox } from '../secrets/secret-box';
import { type Authority } from './authority';
import { type IdentityProvider, type KnownIdentity } from './identity';
import { IdentityCache } from './identity-cache';
import { forgetSession } from './session';

/** Then everybody signs in again, however busy they were. */
export const LONGEST_SESSION_MS = 24 * 3_600_000;
/** How long an account that was closed or lost a group can still be used here. */
const CHECK_EVERY_MS = 5 * 60_000;
const CLEAR_EVERY_MS = 15 * 60_000;

/** What of a session is the provider's. */
export type Loan = Pick<SessionData, 'credential' | 'lent'>;

/** The people behind sessions. */
export class SignedInPeople {
  private readonly logger = new Logger('Sessions');
  #pool?: Pool;
  #foreignCookie?: string;
  #clock?: NodeJS.Timeout;
  readonly #foreign: IdentityCache;

  constructor(
    private readonly authority: Authority,
    private readonly identities: IdentityCache,
    private readonly provider: IdentityProvider,
    private readonly secretBox: SecretBox,
    private readonly now: () => number = Date.now,
  ) {
    this.#foreign = new IdentityCache((value) =>
      provider.identifySession({ name: this.#foreignCookie ?? '', value }),
    );
  }

  /** Where their sessions are stored, and the cookie of the provider by which browsers are let in, too. */
  keepIn(pool: Pool, foreignCookie?: string): void {
    this.#pool = pool;
    this.#foreignCookie = foreignCookie;
    this.#clock ??= setInterval(() => void this.clearExpired(), CLEAR_EVERY_MS).unref();
  }

  /** Ends its clock. */
  onModuleDestroy(): void {
    clearInterval(this.#clock);
  }

  /** Who has the session of this request; a session that is too old, or whose account was closed, ends here. */
  async recognise(request: Request): Promise<KnownIdentity | undefined> {
    const { identity, signedInAt = 0, checkedAt = 0 } = request.session;
    if (!identity) return this.recogniseForeign(request);
    const isTooOld = this.now() - signedInAt > LONGEST_SESSION_MS;
    const isDue = this.now() - checkedAt > CHECK_EVERY_MS;
    if (isTooOld || (isDue && !(await this.isStillKnown(request)))) {
      this.giveBack(request.session);
      await forgetSession(request);
      return undefined;
    }
    return this.authority.know(request.session.identity ?? identity);
  }

  /**
   * Who is signed in to the provider in the same browser. Our own session beside it only holds the token of our forms; it is
   * tied to theirs, so that nobody can plant one whose token they know.
   */
  private async recogniseForeign(request: Request): Promise<KnownIdentity | undefined> {
    const value = this.#foreignCookie && cookieOf(request, this.#foreignCookie);
    if (!value) return undefined;
    try {
      const identity = await this.#foreign.identify(value);
      const beside = createHash('sha256').update(value).digest('base64');
      if (request.session.beside !== beside) {
        await forgetSession(request);
        request.session.beside = beside;
      }
      return await this.authority.know(identity);
    } catch (error) {
      if (!(error instanceof ProxboxError)) throw error;
      if (!(error instanceof NotAllowed)) this.logger.warn(`A session was not asked for: ${error.message}`);
      return undefined;
    }
  }

  /** Ends every session of a person, this one too; gives how many there were. */
  async signOutEverywhere(username: string): Promise<number> {
    const ended = await this.remove(`sess -> 'identity' ->> 'username' = $1`, [username]);
    for (const one of ended) this.giveBack(one);
    return ended.length;
  }

  /** Removes the sessions whose time is over. Where the database does not answer, it is for the next time. */
  async clearExpired(): Promise<void> {
    try {
      for (const one of await this.remove('expire < to_timestamp($1)', [this.now() / 1000]))
        this.giveBack(one);
    } catch (error) {
      this.logger.warn(`Old sessions could not be removed: ${messageOf(error)}`);
    }
  }

  /** Gives back what a session was lent. Nobody waits for it, and it may fail: the loan ends by itself, a little later. */
  giveBack({ credential, lent }: Loan): void {
    if (credential === undefined || lent === undefined) return;
    const told = (error: unknown) =>
      this.logger.warn(`What a sign-in had made could not be unmade: ${messageOf(error)}`);
    const open = () => this.secretBox.open(credential);
    void Promise.resolve()
      .then(() => this.provider.giveBack({ credential: open(), lent }))
      .catch(told);
  }

  private async remove(condition: string, values: readonly unknown[]): Promise<Loan[]> {
    if (!this.#pool) return [];
    const { rows } = await this.#pool.query<{ sess: Loan }>(
      `DELETE FROM session WHERE ${condition} RETURNING sess`,
      [...values],
    );
    return rows.map(({ sess }) => sess);
  }

  /** Whoever knows the accounts and does not answer now gets no blame: people go on working. */
  private async isStillKnown(request: Request): Promise<boolean> {
    const { credential } = request.session;
    if (credential === undefined) return false;
    try {
      request.session.identity = await this.identities.identify(this.secretBox.open(credential));
    } catch (error) {
      if (error instanceof NotAllowed) return false;
      this.logger.warn(`An account could not be checked again: ${messageOf(error)}`);
    }
    request.session.checkedAt = this.now();
    return true;
  }
}

/** Sessions of Django have 32 letters and digits; nothing else is handed on. */
function cookieOf(request: Request, name: string): string | undefined {
  const pairs = (request.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  return value !== undefined && /^[\w-]{16,128}$/.test(value) ? value : undefined;
}
