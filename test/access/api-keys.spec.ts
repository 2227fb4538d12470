import { API, authorized, openPeopleApp, type PeopleApp } from './people';

const FIRST = 'k'.repeat(32);

let people: PeopleApp;
beforeEach(async () => {
  people = await openPeopleApp();
}, 60_000);
afterEach(() => people?.close());

const key = (text: string) => ({ 'X-Proxbox-API-Key': text });

interface MadeKey {
  id: number;
  key: string;
}

async function make(body: object): Promise<MadeKey> {
  const answer = await people.agent.post(`${API}/api-keys/`).set(authorized('administrator')).send(body);
  expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ id: expect.any(Number) })]);
  return answer.body as MadeKey;
}

test('the first key is registered by whoever comes first; after that nobody registers one', async () => {
  const { agent } = people;
  await agent.get('/auth/bootstrap-status').expect(200, { needs_bootstrap: true, has_db_keys: false });
  const short = await agent.post('/auth/register-key').send({ api_key: 'short' }).expect(400);
  expect(short.body).toEqual({ api_key: ['Ensure this field has at least 32 characters.'] });
  await agent
    .post('/auth/register-key')
    .send({ api_key: FIRST, label: 'plugin' })
    .expect(201, { detail: 'API key registered.' });
  await agent.get('/auth/bootstrap-status').expect(200, { needs_bootstrap: false, has_db_keys: true });
  const second = await agent
    .post('/auth/register-key')
    .send({ api_key: 'x'.repeat(32) })
    .expect(409);
  expect(second.body.detail).toContain('already');
  await agent.get(`${API}/sync/runs/`).set(key(FIRST)).expect(200);
  // Whoever comes first is not known to be an administrator.
  await agent.get('/auth/keys').set(key(FIRST)).expect(403);
});

test('two first keys at the same moment are one', async () => {
  const answers = await Promise.all(
    ['a', 'b', 'c'].map((letter) =>
      people.agent.post('/auth/register-key').send({ api_key: letter.repeat(32) }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
});

test('a key is shown once, and is nowhere else: not in lists, the change log, the audit log or the database', async () => {
  const { agent, program } = people;
  const made = await make({ label: 'backup', scopes: ['view'] });
  expect(made.key).toHaveLength(64);
  const places = ['api-keys/', `api-keys/${made.id}/`, 'object-changes/', 'audit-entries/'];
  const answers = await Promise.all(places.map((path) => agent.get(`${API}/${path}`).set(authorized('administrator')))); // prettier-ignore
  const stored = await program.dataSource.query<unknown[]>('SELECT * FROM proxbox_api_key');
  const everything = JSON.stringify([answers.map(({ body }) => body as unknown), stored]);
  expect(everything).toContain('backup');
  expect(everything).not.toContain(made.key);
});

test.each<[string[], number[]]>([
  [['view'], [200, 403, 403, 403]],
  [
    ['view', 'run'],
    [200, 400, 403, 403],
  ],
  [
    ['view', 'edit'],
    [200, 403, 400, 403],
  ],
  [['run'], [403, 400, 403, 403]],
  [['administer'], [200, 400, 400, 200]],
])('a key with the scopes %j does nothing else', async (scopes, expected) => {
  const { agent } = people;
  const made = await make({ label: 'robot', scopes });
  const header = key(made.key);
  const answers = [
    await agent.get(`${API}/sync/runs/`).set(header),
    await agent.post(`${API}/sync/runs/`).set(header).send({ mode: 'nonsense' }),
    await agent.post(`${API}/tags/`).set(header).send({}),
    await agent.get(`${API}/group-roles/`).set(header),
  ];
  expect(answers.map(({ status }) => status)).toEqual(expected);
});

test('a key that is wrong, expired or not active opens nothing, and the answer says how often one may still try', async () => {
  const { agent, program } = people;
  const made = await make({ label: 'old', expires: '2099-01-01T00:00:00Z' });
  await agent.get(`${API}/sync/runs/`).set(key(made.key)).expect(200);
  await program.dataSource.query(`UPDATE proxbox_api_key SET expires = now() - interval '1 minute'`);
  await agent
    .get(`${API}/sync/runs/`)
    .set(key(made.key))
    .expect(401, { detail: 'Invalid API key. 4 attempts remaining.' });
  await program.dataSource.query('UPDATE proxbox_api_key SET expires = NULL, is_active = false');
  await agent.get(`${API}/sync/runs/`).set(key(made.key)).expect(401);
  await program.dataSource.query('UPDATE proxbox_api_key SET is_active = true');
  await agent.get(`${API}/sync/runs/`).set(key(made.key)).expect(200);
  await agent.get(`${API}/sync/runs/`).set(key('wrong')).expect(401, { detail: 'Invalid API key. 2 attempts remaining.' }); // prettier-ignore
});

test('who tries five wrong keys is locked out for a while, with right ones too', async () => {
  const { agent } = people;
  const made = await make({ label: 'right' });
  for (let n = 0; n < 5; n++)
    await agent
      .get(`${API}/sync/runs/`)
      .set(key(`wrong ${n}`))
      .expect(401);
  const locked = await agent.get(`${API}/sync/runs/`).set(key(made.key));
  expect([locked.status, locked.body]).toEqual([
    429,
    { detail: 'Too many failed authentication attempts. Please try again later.' },
  ]);
  expect(Number(locked.headers['retry-after'])).toBeGreaterThan(200);
});

test('the last key cannot be deleted, neither here nor there', async () => {
  const { agent } = people;
  const [one, other] = [await make({ label: 'one' }), await make({ label: 'other' })];
  const administrator = authorized('administrator');
  await agent.delete(`${API}/api-keys/${one.id}/`).set(administrator).expect(204);
  const refused = await agent.delete(`${API}/api-keys/${other.id}/`).set(administrator).expect(409);
  expect(refused.body.detail).toContain('last API key');
  await agent.delete(`/auth/keys/${other.id}`).set(administrator).expect(409);
  await agent
    .delete(`${API}/api-keys/`)
    .set(administrator)
    .send([{ id: other.id }])
    .expect(409);
  await agent.get(`${API}/sync/runs/`).set(key(other.key)).expect(200);
});

test('the addresses of proxbox-api make, list, stop and start keys', async () => {
  const { agent } = people;
  const administrator = authorized('administrator');
  const made = await agent.post('/auth/keys').set(administrator).send({ label: 'old way' }).expect(201);
  const row = { id: made.body.id, label: 'old way', is_active: true, created_at: expect.any(String) };
  expect(made.body).toEqual({ ...row, raw_key: expect.stringMatching(/^.{64}$/) });
  expect((await agent.get('/auth/keys').set(administrator).expect(200)).body).toEqual({ keys: [row] });
  const stopped = await agent.post(`/auth/keys/${row.id}/deactivate`).set(administrator).expect(200);
  expect(stopped.body).toEqual({ ...row, is_active: false });
  await agent
    .get(`${API}/sync/runs/`)
    .set(key(made.body.raw_key as string))
    .expect(401);
  await agent.post(`/auth/keys/${row.id}/activate`).set(administrator).expect(200);
  await agent
    .get(`${API}/sync/runs/`)
    .set(key(made.body.raw_key as string))
    .expect(200);
});

test('what cannot be a key is refused by field', async () => {
  const answer = await people.agent
    .post(`${API}/api-keys/`)
    .set(authorized('administrator'))
    .send({ scopes: ['fly'], expires: '2001-01-01T00:00:00Z' });
  expect([answer.status, answer.body]).toEqual([
    400,
    {
      label: ['This field is required.'],
      scopes: ['Give a list of one or more of view, edit, run, administer.'],
      expires: ['This moment is past.'],
    },
  ]);
});

test('a key starts a full update as its clients do, where it may run', async () => {
  const runner = await make({ label: 'runner', scopes: ['run'] });
  const viewer = await make({ label: 'viewer', scopes: ['view'] });
  // There is no endpoint to run against, which is said only to who may start a run.
  const started = await people.agent.get('/full-update').set(key(runner.key)).expect(400);
  expect(started.body.detail).toContain('no enabled Proxmox endpoint');
  await people.agent.get('/full-update').set(key(viewer.key)).expect(403);
});

test('making, changing and deleting keys is in the audit log', async () => {
  const { agent } = people;
  const made = await make({ label: 'watched' });
  await make({ label: 'another' });
  const administrator = authorized('administrator');
  await agent
    .patch(`${API}/api-keys/${made.id}/`)
    .set(administrator)
    .send({ scopes: ['run'] })
    .expect(200);
  await agent.delete(`${API}/api-keys/${made.id}/`).set(administrator).expect(204);
  const { body } = await agent.get(`${API}/audit-entries/?q=API key ${made.id}`).set(administrator);
  const details = (body as { results: { detail: string; user_name: string }[] }).results;
  expect(details.map(({ user_name }) => user_name)).toEqual([
    'administrator',
    'administrator',
    'administrator',
  ]);
  expect(details.map(({ detail }) => detail).reverse()).toEqual([
    expect.stringContaining('made: label = "watched"'),
    expect.stringContaining('changed: scopes = ["run"]'),
    expect.stringContaining('deleted'),
  ]);
});
