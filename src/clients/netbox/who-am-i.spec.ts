import { lastValueFrom } from 'rxjs';
import { NotAllowed, Refused } from '../../core/errors/errors';
import { NetboxClient } from './netbox-client';
import { signIn } from './sign-in';
import { startStub, type StubAnswer, type StubServer } from './stub-server';

const TOKEN = '0123456789abcdef0123456789abcdef01234567';
let stub: StubServer;
afterEach(() => stub.stop());

const admin = { id: 1, display: 'admin', username: 'admin' };
const list = (rows: unknown[]): StubAnswer => ({
  json: { count: rows.length, next: null, previous: null, results: rows },
});
const denied: StubAnswer = {
  status: 403,
  json: { detail: 'You do not have permission to perform this action.' },
};

async function clientOf(version: string, answers: Record<string, StubAnswer>) {
  stub = await startStub(({ path }) => {
    if (path === '/api/status/')
      return { json: { 'netbox-version': version, 'netbox-full-version': version } };
    return answers[path] ?? { status: 404, text: '<html>Page Not Found</html>' };
  });
  return new NetboxClient({ url: stub.url, token: TOKEN, backoffMs: 1, retries: 0 });
}

describe('capabilities', () => {
  it('are asked once per client, also by two at the same time', async () => {
    const client = await clientOf('4.6.8', {});
    const [first, second] = await Promise.all([
      lastValueFrom(client.capabilities()),
      lastValueFrom(client.capabilities()),
    ]);
    await lastValueFrom(client.capabilities());
    expect(first).toMatchObject({ version: '4.6.8', hasVmTypes: true });
    expect(second).toBe(first);
    expect(client.counts.reads).toBe(1);
  });

  it('are asked again after a failure', async () => {
    stub = await startStub((_, { seen }) =>
      seen.length === 1 ? { status: 403 } : { json: { 'netbox-version': '4.5.0' } },
    );
    const client = new NetboxClient({ url: stub.url, token: TOKEN });
    await expect(lastValueFrom(client.capabilities())).rejects.toThrow(NotAllowed);
    expect((await lastValueFrom(client.capabilities())).release).toBe('4.5');
  });

  it('are refused by what is no NetBox', async () => {
    stub = await startStub(() => ({ text: '<title>Welcome to nginx!</title>' }));
    const client = new NetboxClient({ url: stub.url, token: TOKEN });
    await expect(lastValueFrom(client.capabilities())).rejects.toThrow(/Welcome to nginx/);
  });
});

describe('authenticationCheck', () => {
  it('asks NetBox 4.5 and later', async () => {
    const user = { ...admin, is_active: true, groups: [{ id: 1, name: 'ops' }], permissions: [] };
    const client = await clientOf('4.5.10', { '/api/authentication-check/': { json: user } });
    expect(await lastValueFrom(client.authenticationCheck())).toEqual({
      id: 1,
      username: 'admin',
      display: 'admin',
      isActive: true,
      isStaff: null,
      groups: ['ops'],
    });
  });

  it('finds the user by their own token on 4.4', async () => {
    const client = await clientOf('4.4.10', {
      '/api/users/tokens/': list([
        {
          id: 1,
          display: '**********************************999999',
          user: { id: 2, username: 'ro', display: 'ro' },
        },
        { id: 2, display: '**********************************234567', user: admin },
      ]),
      '/api/users/users/1/': { json: { ...admin, is_staff: true, is_active: true, groups: [] } },
    });
    const user = await lastValueFrom(client.authenticationCheck());
    expect(user).toMatchObject({ id: 1, username: 'admin', isStaff: true, groups: [] });
    expect(user.unknown).toBeUndefined();
  });

  const own = { id: 2, display: '***234567', user: admin };
  const other = { id: 3, display: '***234567', user: { ...admin, id: 2 } };
  it.each<[string, Record<string, StubAnswer>, object]>([
    [
      'the groups are hidden',
      { '/api/users/tokens/': list([own]), '/api/users/users/1/': denied },
      { id: 1, username: 'admin', groups: null },
    ],
    ['two users have tokens that look the same', { '/api/users/tokens/': list([own, other]) }, { id: null }],
    ['the token is not listed', { '/api/users/tokens/': list([]) }, { id: null }],
    ['tokens are hidden', { '/api/users/tokens/': denied }, { id: null }],
  ])('says on 4.4 what it could not learn because %s', async (_, answers, expected) => {
    const client = await clientOf('4.4.10', answers);
    const user = await lastValueFrom(client.authenticationCheck());
    expect(user).toMatchObject({ ...expected, unknown: expect.stringMatching(/./) });
  });

  it('does not take a bad token', async () => {
    stub = await startStub(() => ({ status: 403, json: { detail: 'Invalid v1 token' } }));
    const client = new NetboxClient({ url: stub.url, token: TOKEN });
    await expect(lastValueFrom(client.authenticationCheck())).rejects.toMatchObject({
      category: 'authentication',
    });
  });
});

describe('signIn', () => {
  const given = { id: 3, user: admin };
  it.each<[string, object, string]>([
    ['4.4', { ...given, key: TOKEN }, TOKEN],
    ['4.5 and later', { ...given, version: 2, key: 'abc', token: 'secret' }, 'nbt_abc.secret'],
    ['4.5 without peppers', { ...given, version: 1, key: null, token: TOKEN }, TOKEN],
  ])('gives the token as NetBox %s makes it', async (_, json, token) => {
    stub = await startStub(() => ({ status: 201, json }));
    const expires = new Date('2026-12-01T00:00:00Z');
    const signedIn = await lastValueFrom(
      signIn({ url: stub.url }, 'admin', 'pw', { description: 'Proxbox', expires }),
    );
    expect(signedIn).toEqual({ token, tokenId: 3, user: admin });
    expect(stub.seen).toMatchObject([
      {
        method: 'POST',
        path: '/api/users/tokens/provision/',
        body: {
          username: 'admin',
          password: 'pw',
          description: 'Proxbox',
          expires: '2026-12-01T00:00:00.000Z',
        },
      },
    ]);
    expect(stub.seen[0]!.headers.authorization).toBeUndefined();
  });

  it('says that a user name or password is wrong, and never which password', async () => {
    stub = await startStub(() => ({ status: 403, json: { detail: 'Invalid username/password' } }));
    const failure = await lastValueFrom(signIn({ url: stub.url }, 'admin', 'geheim')).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(NotAllowed);
    expect(failure).toMatchObject({
      category: 'authentication',
      message: expect.not.stringContaining('geheim'),
    });
  });

  it('refuses an answer without a token, and never says what was in it', async () => {
    stub = await startStub(() => ({ status: 201, json: { token: 'geheim' } }));
    const failure = await lastValueFrom(signIn({ url: stub.url }, 'admin', 'pw')).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Refused);
    expect(failure).toMatchObject({ message: expect.not.stringContaining('geheim') });
  });
});
