import { lastValueFrom } from 'rxjs';
import { NetboxClient } from './netbox-client';
import { type SeenRequest, startStub, type StubAnswer, type StubServer } from './stub-server';
import { type NetboxUser } from './who-am-i';

const TOKEN = '0123456789abcdef0123456789abcdef01234567';
const ada: NetboxUser = { id: 7, username: 'ada', display: 'Ada', isActive: true, isStaff: null, groups: [] };
const denied: StubAnswer = {
  status: 403,
  json: { detail: 'You do not have permission to perform this action.' },
};
const list = (...rows: object[]): StubAnswer => ({
  json: { count: rows.length, next: null, previous: null, results: rows },
});

let stub: StubServer;
afterEach(() => stub.stop());

type Users = (wanted: string) => StubAnswer;

async function rightsOf(users: Users, tokens: StubAnswer, { token = TOKEN, user = ada } = {}) {
  stub = await startStub(({ path, search }: SeenRequest) =>
    path === '/api/users/users/' ? users(search.get('is_superuser') ?? '') : tokens,
  );
  const client = new NetboxClient({ url: stub.url, token, backoffMs: 1, retries: 0 });
  return lastValueFrom(client.tokenRights(user));
}

const superusersAlone: Users = (wanted) => (wanted === 'true' ? list({ id: 7 }) : list());
const own = { id: 1, display: '*****234567', write_enabled: true };

test.each<[string, boolean | null, Users]>([
  ['the filter for superusers finds them', true, superusersAlone],
  ['it does not', false, () => list()],
  ['they may not see users, which a superuser always may', false, () => denied],
  ['the filter is not known, so that everybody is found', null, () => list({ id: 7 })],
])('%s: superuser is %j', async (_why, expected, users) => {
  expect(await rightsOf(users, list(own))).toMatchObject({ isSuperuser: expected });
});

test.each<[string, boolean | null, StubAnswer]>([
  ['the token may write', true, list(own)],
  ['the token may only read', false, list({ ...own, write_enabled: false })],
  ['one of two that look the same may only read', false, list(own, { ...own, id: 2, write_enabled: false })],
  ['only other tokens are shown', null, list({ ...own, display: '*****999999' })],
  ['tokens are hidden', null, denied],
])('%s: writing is %j', async (_why, expected, tokens) => {
  expect(await rightsOf(superusersAlone, tokens)).toMatchObject({ canWrite: expected });
});

test('a token of version 2 is found by its key', async () => {
  const tokens = list(
    { id: 1, key: 'other', write_enabled: true },
    { id: 2, key: 'abc', write_enabled: false },
  );
  expect(await rightsOf(superusersAlone, tokens, { token: 'nbt_abc.secret' })).toMatchObject({
    canWrite: false,
  });
  expect(stub.seen.some(({ search }) => search.get('key') === 'abc')).toBe(true);
});

test('of an unknown user nothing is asked', async () => {
  const rights = await rightsOf(superusersAlone, list(own), { user: { ...ada, id: null } });
  expect(rights).toEqual({ isSuperuser: null, canWrite: null });
  expect(stub.seen).toEqual([]);
});
