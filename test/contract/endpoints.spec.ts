import { type AnyModel } from '../../src/core/model/define-model';
import { netboxEndpoint } from '../../src/models/netbox-endpoint.model';
import { type FeaturesApp, pathOf, startFeaturesApp } from './features-app';

let app: FeaturesApp;
let agent: FeaturesApp['agent'];
beforeAll(async () => {
  app = await startFeaturesApp();
  agent = app.agent;
});
afterAll(async () => {
  await app?.close();
});

const NETBOX = pathOf(netboxEndpoint as AnyModel);

test('only a v2 token of NetBox has a key; that of a v1 token is emptied, as by the plugin', async () => {
  const v2 = { name: 'a', domain: 'netbox.example', token_version: 'v2', token_key: 'k', token_secret: 's' };
  const created = await agent.post(NETBOX).send(v2);
  expect([created.status, created.body.token_key]).toEqual([201, 'k']);
  const path = `${NETBOX}${created.body.id}/`;
  const changed = await agent.patch(path).send({ token_version: 'v1', token_secret: 'whole' });
  expect([changed.status, changed.body.token_key]).toEqual([200, '']);
  expect((await agent.patch(path).send({ token_key: 'again' })).body.token_key).toBe('');
  const v1 = await agent.post(NETBOX).send({ ...v2, name: 'b', token_version: 'v1' });
  expect([v1.status, v1.body.token_key]).toEqual([201, '']);
  const back = await agent.patch(path).send({ token_version: 'v2' });
  expect([back.status, back.body]).toEqual([
    400,
    { token_key: ['Token key is required when using a v2 token.'] },
  ]);
});

test('the secret of a token does not stay when the version of the token changes alone', async () => {
  const v2 = {
    name: 'c',
    domain: 'netbox.example',
    token_version: 'v2',
    token_key: 'k',
    token_secret: 'half',
  };
  const created = await agent.post(NETBOX).send(v2);
  const path = `${NETBOX}${created.body.id}/`;
  const alone = await agent.patch(path).send({ token_version: 'v1' });
  expect([alone.status, alone.body]).toEqual([
    400,
    { token_secret: ['The stored secret is that of a v2 token. Enter the new one.'] },
  ]);
  expect((await agent.patch(path).send({ token_version: 'v1', token_secret: 'whole' })).status).toBe(200);
  expect((await agent.patch(path).send({ token_version: 'v2', token_key: 'k' })).status).toBe(400);
  const both = { token_version: 'v2', token_key: 'k', token_secret: 'other half' };
  expect((await agent.patch(path).send(both)).status).toBe(200);
});
