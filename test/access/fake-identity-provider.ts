import { type Identity, IdentityProvider, type SignedIn } from '../../src/core/access/identity';
import { NotAllowed, Unreachable } from '../../src/core/errors/errors';

const ada: Identity = {
  username: 'ada',
  displayName: 'Ada L.',
  isSuperuser: true,
  groups: ['staff'],
  canWrite: true,
};

/** Knows ada with the password `engine`, her token `good`, and the token `reader`, which may only read. */
export class FakeIdentityProvider extends IdentityProvider {
  isDown = false;
  /** Whether the account was closed after the sign-in. */
  isClosed = false;
  readonly asked: string[] = [];
  /** What sign-ins were lent and gave back. */
  readonly givenBack: string[] = [];
  private lent = 0;

  signIn(username: string, password: string): Promise<SignedIn> {
    if (this.isDown) return Promise.reject(new Unreachable('The account server does not answer.'));
    return username === 'ada' && password === 'engine'
      ? Promise.resolve({ identity: ada, credential: 'Token good', lent: `loan ${(this.lent += 1)}` })
      : Promise.reject(new NotAllowed('The user name or the password is wrong.'));
  }

  override giveBack({ credential, lent }: { credential: string; lent: string }): Promise<void> {
    if (this.isDown) return Promise.reject(new Unreachable('The account server does not answer.'));
    this.givenBack.push(`${credential}, ${lent}`);
    return Promise.resolve();
  }

  identify(authorization: string): Promise<Identity> {
    this.asked.push(authorization);
    if (this.isDown) return Promise.reject(new Unreachable('The account server does not answer.'));
    const token = authorization.split(' ').at(-1);
    if (token === 'good' && !this.isClosed) return Promise.resolve(ada);
    if (token === 'reader') return Promise.resolve({ ...ada, username: 'reader', canWrite: false });
    return Promise.reject(new NotAllowed('Invalid v1 token'));
  }
}
