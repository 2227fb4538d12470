import { Logger } from '@nestjs/common';
import { type Request } from 'express';
import { type Pool } from 'pg';
import { messageOf, NotAllowed } from '../errors/errors';
import { type SecretBox } from '../secrets/secret-box';
import { type Authority } from './authority';
import { type KnownIdentity } from './identity';
import { type IdentityCache } from './identity-cache';
import { forgetSession } from './session';

/** Then everybody signs in again, however busy they were. */
export const LONGEST_SESSION_MS = 24 * 3_600_000;
/** How long an account that was closed or lost a group can still be used here. */
const CHECK_EVERY_MS = 5 * 60_000;

/** The people behind sessions. */
export class SignedInPeople {
  private readonly logger = new Logger('Sessions');
  #pool?: Pool;

  constructor(
    private readonly authority: Authority,
    private readonly identities: IdentityCache,
    private readonly secretBox: SecretBox,
    private readonly now: () => number = Date.now,
  ) {}

  /** Where their sessions are stored. */
  keepIn(pool: Pool): void {
    this.#pool = pool;
  }

  /** Who has the session of this request; a session that is too old, or whose account was closed, ends here. */
  async recognise(request: Request): Promise<KnownIdentity | undefined> {
    const { identity, signedInAt = 0, checkedAt = 0 } = request.session;
    if (!identity) return undefined;
    const isTooOld = this.now() - signedInAt > LONGEST_SESSION_MS;
    const isDue = this.now() - checkedAt > CHECK_EVERY_MS;
    if (isTooOld || (isDue && !(await this.isStillKnown(request)))) {
      await forgetSession(request);
      return undefined;
    }
    return this.authority.know(request.session.identity ?? identity);
  }

  /** Ends every session of a person, this one too; gives how many there were. */
  async signOutEverywhere(username: string): Promise<number> {
    if (!this.#pool) return 0;
    const { rowCount } = await this.#pool.query(
      `DELETE FROM session WHERE sess -> 'identity' ->> 'username' = $1`,
      [username],
    );
    return rowCount ?? 0;
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
