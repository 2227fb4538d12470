import { type Server } from 'node:http';
import { Visitor } from '../pages/visitor';
import { API, authorized, openPeopleApp, PASSWORD, type PeopleApp } from './people';

interface Entry {
  event: { value: string };
  user_name: string;
  client: string;
  detail: string;
}

let people: PeopleApp;
beforeAll(async () => {
  people = await openPeopleApp();
}, 60_000);
afterAll(() => people?.close());

/** Entries of an event, oldest first. */
async function entries(event: string): Promise<Entry[]> {
  const { status, body } = await people.agent
    .get(`${API}/audit-entries/?event=${event}&ordering=id`)
    .set(authorized('administrator'));
  expect(status).toBe(200);
  return (body as { results: Entry[] }).results;
}

const visitor = () => new Visitor(people.app.getHttpServer() as Server);

test('who signs in and out, and who is refused, is in the audit log with their address', async () => {
  const person = visitor();
  expect((await person.signIn('viewer', 'wrong')).status).toBe(403);
  await person.signIn('viewer', PASSWORD);
  await person.post('/plugins/proxbox/', '/sign-out', {});
  const all = [...(await entries('sign_in_refused')), ...(await entries('signed_in')), ...(await entries('signed_out'))]; // prettier-ignore
  expect(all.map(({ user_name }) => user_name)).toEqual(['viewer', 'viewer', 'viewer']);
  for (const { client, detail } of all) {
    expect(client).toMatch(/127\.0\.0\.1$/);
    expect(detail).not.toContain('wrong');
  }
});

test('a refusal says what was asked for and what was missing, once a minute', async () => {
  for (let n = 0; n < 3; n++) {
    await people.agent.post(`${API}/sync/runs/`).set(authorized('viewer')).send({}).expect(403);
  }
  await people.agent
    .get(`${API}/sync/runs/`)
    .set('Authorization', `Token ${'9'.repeat(40)}`)
    .expect(403);
  const found = (await entries('refused')).map(({ user_name, detail }) => [user_name, detail]);
  expect(found).toEqual([
    ['viewer', `POST ${API}/sync/runs/ not allowed to run`],
    ['', `GET ${API}/sync/runs/ with a token that is not valid`],
  ]);
});

test('changed settings and rights are in it, with the person', async () => {
  const administrator = authorized('administrator');
  await people.agent
    .patch(`${API}/settings/1/`)
    .set(administrator)
    .send({ allow_private_ips: false })
    .expect(200);
  await people.agent
    .post(`${API}/group-roles/`)
    .set(administrator)
    .send({ group: 'lab', role: 'viewer' })
    .expect(201);
  expect((await entries('settings_changed')).at(-1)).toMatchObject({
    user_name: 'administrator',
    detail: 'Settings 1 changed: allowPrivateIps = false',
  });
  expect((await entries('access_changed')).at(-1)).toMatchObject({
    user_name: 'administrator',
    detail: expect.stringMatching(
      /^Group role \d+ made: group = "lab", role = "viewer", proxmoxEndpoint = null$/,
    ),
  });
});

test('only administrators read and export it, and nobody changes it', async () => {
  const page = '/plugins/proxbox/audit-entries/export?_format=csv';
  await people.agent.get(page).set(authorized('operator')).expect(403);
  const file = await people.agent.get(page).set(authorized('administrator')).expect(200);
  expect(file.text.split('\n')[0]).toContain('user_name');
  await people.agent.delete(`${API}/audit-entries/1/`).set(authorized('administrator')).expect(405);
});
