import { Injectable } from '@nestjs/common';
import { NotAllowed } from '../errors/errors';
import { SecretBox } from '../secrets/secret-box';
import { AuditTrail } from './audit-trail';
import { credentialOf, IdentityProvider, type KnownRequest } from './identity';
import { clientOf, Lockout } from './limits';
import { SignedInPeople } from './signed-in-people';

/** What somebody types once more: a token of their own, bare or as in an `Authorization` header, or their password. */
export interface Proof {
  readonly token?: string;
  readonly password?: string;
}

/**
 * Asks the caller of a request once more who they are, before secrets leave the program: an open browser is not enough for
 * that. A route that uses it `@Needs('export secrets')` besides.
 */
@Injectable()
export class IdentityConfirmation {
  constructor(
    private readonly provider: IdentityProvider,
    private readonly lockout: Lockout,
    private readonly audit: AuditTrail,
    private readonly people: SignedInPeople,
    private readonly secretBox: SecretBox,
  ) {}

  /**
   * Throws NotAllowed when what they typed is wrong or another person's, 429 after too many of these, Unreachable when nobody
   * can tell. What leaves is then in the audit log.
   */
  async confirm(request: KnownRequest, proof: Proof, what: string): Promise<void> {
    await this.lockout.check(request);
    const note = { userName: request.identity?.username ?? '', client: clientOf(request) };
    if (!(await this.isOf(request.identity?.username ?? '', proof))) {
      await this.lockout.failed(request);
      await this.audit.note({
        ...note,
        event: 'refused',
        detail: `${what} without a valid token or password of their own`,
      });
      throw new NotAllowed(
        'This is no valid token or password of yours. Enter one of the account you are signed in with.',
      );
    }
    await this.audit.note({ ...note, event: 'secrets_exported', detail: what });
  }

  private async isOf(username: string, { token = '', password = '' }: Proof): Promise<boolean> {
    if (username === '') return false;
    try {
      if (token.trim() !== '')
        return (await this.provider.identify(credentialOf(token))).username === username;
      return password !== '' && (await this.isPasswordOf(username, password));
    } catch (error) {
      if (error instanceof NotAllowed) return false;
      throw error;
    }
  }

  /** A sign-in for nothing else, which leaves nothing behind. */
  private async isPasswordOf(username: string, password: string): Promise<boolean> {
    const { identity, credential, lent } = await this.provider.signIn(username, password);
    this.people.giveBack({ credential: this.secretBox.seal(credential), lent });
    return identity.username === username;
  }
}
