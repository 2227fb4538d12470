import { Injectable } from '@nestjs/common';
import { NotAllowed } from '../errors/errors';
import { AuditTrail } from './audit-trail';
import { credentialOf, IdentityProvider, type KnownRequest } from './identity';
import { clientOf, Lockout } from './limits';

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
  ) {}

  /**
   * `token` is one of the caller's own, bare or as in an `Authorization` header. Throws NotAllowed when it is wrong or
   * another person's, 429 after too many of these, Unreachable when nobody can tell. What leaves is then in the audit log.
   */
  async confirm(request: KnownRequest, token: string, what: string): Promise<void> {
    await this.lockout.check(request);
    const note = { userName: request.identity?.username ?? '', client: clientOf(request) };
    const isSame = token.trim() !== '' && (await this.isOf(request, token));
    if (!isSame) {
      await this.lockout.failed(request);
      await this.audit.note({
        ...note,
        event: 'refused',
        detail: `${what} without a valid token of their own`,
      });
      throw new NotAllowed(
        'This is no valid token of yours. Enter an API token of the account you are signed in with.',
      );
    }
    await this.audit.note({ ...note, event: 'secrets_exported', detail: what });
  }

  private async isOf(request: KnownRequest, token: string): Promise<boolean> {
    try {
      const { username } = await this.provider.identify(credentialOf(token));
      return username === request.identity?.username;
    } catch (error) {
      if (error instanceof NotAllowed) return false;
      throw error;
    }
  }
}
