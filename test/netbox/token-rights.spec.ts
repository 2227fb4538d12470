import { randomBytes } from 'node:crypto';
import { concatMap, lastValueFrom, map } from 'rxjs';
import { NetboxClient } from '../../src/clients/netbox/netbox-client';
import { signIn } from '../../src/clients/netbox/sign-in';
import { NetboxApi, netboxUnderTest } from './netbox-api';

const netbox = netboxUnderTest();
const api = new NetboxApi(netbox);
const account = {
  username: `proxbox-${randomBytes(6).toString('hex')}`,
  password: `Aa1-${randomBytes(12).toString('hex')}`,
};
const made: [path: string, id: number][] = [];
afterAll(async () => {
  for (const [path, id] of made.reverse()) await api.remove(path, id);
});

async function whoIs(token: string) {
  const client = new NetboxClient({ url: netbox.url, token });
  const found = client.authenticationCheck().pipe(
    concatMap((user) => client.tokenRights(user).pipe(map((rights) => ({ username: user.username, groups: user.groups, ...rights })))), // prettier-ignore
  );
  try {
    return await lastValueFrom(found);
  } finally {
    client.close();
  }
}

test('a superuser is known as one, and a token of theirs that may write', async () => {
  expect(await whoIs(netbox.token)).toMatchObject({ isSuperuser: true, canWrite: true });
});

test('anybody else is not, though they may see no users at all; their groups and tokens are known', async () => {
  const group = await api.create('users/groups', { name: account.username });
  made.push(['users/groups', group.id]);
  const user = await api.create('users/users', { ...account, groups: [group.id] });
  made.push(['users/users', user.id]);
  const { token } = await lastValueFrom(signIn({ url: netbox.url }, account.username, account.password));
  const is44 = netbox.version.startsWith('4.4');
  // NetBox 4.4 tells groups only to who may see users.
  expect(await whoIs(token)).toEqual({
    username: account.username,
    groups: is44 ? null : [account.username],
    isSuperuser: false,
    canWrite: true,
  });
  const [own] = await api.all('users/tokens', { user_id: user.id });
  await api.change('users/tokens', own.id, { write_enabled: false });
  expect(await whoIs(token)).toMatchObject({ isSuperuser: false, canWrite: false });
});
