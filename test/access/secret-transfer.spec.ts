import type supertest from 'supertest';
import { In } from 'typeorm';
import { type AnyModel, type AnyRow } from '../../src/core/model/define-model';
import { snakeCase } from '../../src/core/model/naming';
import { carriedNames, isCarried } from '../../src/core/pages/carried';
import { models } from '../../src/models';
import { proxmoxEndpoint } from '../../src/models/proxmox-endpoint.model';
import { Examples } from '../contract/example';
import { until } from '../flow/watching';
import { API, authorized, openPeopleApp, PASSWORD, type PeopleApp, TOKENS } from './people';

const carried = models.filter(isCarried);
const everyFormat = carried.flatMap((model) =>
  ['csv', 'json', 'yaml'].map((format) => [model.name, format, model] as const),
);

let people: PeopleApp;
let examples: Examples;
beforeAll(async () => {
  people = await openPeopleApp();
  examples = new Examples(people.program.dataSource, models);
});
afterAll(() => people?.close());

const MINE = TOKENS.administrator;
const get = (path: string) => asText(people.agent.get(path).set(authorized('administrator')));
const post = (path: string, body: object) =>
  asText(people.agent.post(path).set(authorized('administrator')).send(body));

/** The body as it is, whatever its type. */
function asText(request: supertest.Test): supertest.Test {
  return request.buffer(true).parse((answer, done) => {
    let text = '';
    answer.on('data', (piece: Buffer) => (text += piece.toString()));
    answer.on('end', () => done(null, text));
  });
}

/** Rows with a value in every field that a person can set, secrets too. */
async function make(model: AnyModel, n: number): Promise<AnyRow[]> {
  const rows = [await examples.rowOf(model, n), await examples.rowOf(model, n + 1)];
  const { secrets } = carriedNames(model, []);
  for (const { id } of rows) {
    const values = Object.fromEntries(secrets.map((name) => [name, `=kept from all, "${name}" ${id}`]));
    await people.program.dataSource.getRepository(model.name).update(id, values);
  }
  return rows;
}

async function stored(model: AnyModel, ids?: readonly number[]): Promise<Record<string, unknown>[]> {
  const { open, secrets } = carriedNames(model, []);
  const names = [...open, ...secrets].filter((name) => name !== 'tags');
  const select = Object.fromEntries(['id', ...names].map((name) => [name, true]));
  const rows = await people.program.dataSource
    .getRepository<AnyRow>(model.name)
    .find({ select, order: { id: 'ASC' } });
  return rows
    .filter(({ id }) => !ids || ids.includes(id))
    .map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
}

test('endpoints and webhooks are carried, and nothing that has no secrets', () => {
  const paths = ['endpoints/proxmox', 'endpoints/netbox', 'endpoints/fastapi', 'webhooks'];
  expect(carried.map(({ path }) => path).sort()).toEqual(paths.sort());
});

describe('an export with secrets', () => {
  test('is in the audit log, as is who wanted one in vain; another person may not, whatever token they type', async () => {
    const model = proxmoxEndpoint as AnyModel;
    const path = `${API}/exports/${model.path}/`;
    expect((await people.agent.post(path).set(authorized('operator')).send({ token: MINE })).status).toBe(403);
    expect((await post(path, { token: TOKENS.operator })).status).toBe(403);
    expect((await post(path, { token: MINE })).status).toBe(200);
    const log = await get(`${API}/audit-entries/?ordering=id&user_name=administrator`);
    const told = (JSON.parse(log.body as string) as { results: { event: { value: string }; detail: string }[] })
      .results.map(({ event, detail }) => [event.value, detail]);
    const what = 'export of all Proxmox endpoints with their secrets';
    expect(told.slice(-2)).toEqual([
      ['refused', `${what} without a valid token or password of their own`],
      ['secrets_exported', what],
    ]);
  }); // prettier-ignore

  test.each(everyFormat)('of %s as %s brings everything back by import', async (_name, format, model) => {
    const others = await stored(model);
    const rows = await make(model, { csv: 10, json: 20, yaml: 30 }[format]!);
    const ids = rows.map(({ id }) => id);
    const before = await stored(model, ids);
    expect(JSON.stringify(before)).toContain('kept from all');
    const file = await post(`${API}/exports/${model.path}/`, { format, token: MINE });
    expect([file.status, file.headers['cache-control'], file.headers['content-disposition']]).toEqual([
      200,
      'no-store',
      expect.stringMatching(new RegExp(`^attachment; filename="?\\S+with-secrets\\S*\\.${format}"?$`)),
    ]);
    const all = await stored(model);
    await people.program.dataSource.getRepository(model.name).createQueryBuilder().delete().execute();
    const data = file.body as string;
    const trial = await post(`${API}/imports/${model.path}/`, { data, format, dry_run: true });
    const count = others.length + 2;
    expect(JSON.parse(trial.body as string)).toEqual({ created: count, updated: 0, dry_run: true });
    expect(await stored(model)).toEqual([]);
    const made = await post(`${API}/imports/${model.path}/`, { data, format });
    expect([made.status, JSON.parse(made.body as string)]).toEqual([
      200,
      { created: count, updated: 0, dry_run: false },
    ]);
    const texts = (list: object[]) => list.map((one) => JSON.stringify(one)).sort();
    expect(texts(await stored(model))).toEqual(texts(all));
    // Who calls is asked of the first NetBox endpoint, which has to be the real one again.
    await people.program.dataSource
      .getRepository(model.name)
      .delete({ name: In(rows.map((row) => row.name)) });
  });

  test.each(carried.map((model) => [model.name, model] as const))(
    'of %s wants a token or the password of the caller each time',
    async (_name, model) => {
      const path = `${API}/exports/${model.path}/`;
      for (const token of [undefined, '', 7]) {
        const { status, body } = await post(path, { token });
        expect([status, Object.keys(JSON.parse(body as string) as object)]).toEqual([400, ['token']]);
      }
    },
  );
});

test.each(everyFormat)('the safe export of %s as %s has no secret', async (_name, format, model) => {
  await make(model, { csv: 110, json: 120, yaml: 130 }[format]!);
  const { status, body, headers } = await get(`${API}/exports/${model.path}/?format=${format}`);
  expect([status, headers['content-type']]).toEqual([200, expect.stringContaining(format)]);
  expect(body).not.toContain('kept from all');
  for (const name of carriedNames(model, []).secrets) {
    expect(body).not.toMatch(new RegExp(`\\b${snakeCase(name)}\\b["']?[:,]`));
  }
  const one = await get(`${API}/exports/${model.path}/?format=json&id=999999`);
  expect(JSON.parse(one.body as string)).toEqual([]);
});

test('an import says what is wrong with each record, and stores none', async () => {
  const model = proxmoxEndpoint as AnyModel;
  const before = await stored(model);
  const path = `${API}/imports/${model.path}/`;
  const data = JSON.stringify([{ name: 'fine', domain: 'a.example' }, { name: 'b', domain: 'b.example', port: 0 }]); // prettier-ignore
  const refused = await post(path, { data });
  expect([refused.status, JSON.parse(refused.body as string)]).toEqual([
    400,
    [{}, { port: ['Ensure this value is greater than or equal to 1.'] }],
  ]);
  for (const body of [{}, { data: [] }, { data: 'name\nx', format: 'xml' }, { data: 'name\nx', dry_run: 'maybe' }, { data: '[{' }]) {
    expect((await post(path, body)).status).toBe(400);
  } // prettier-ignore
  expect(await stored(model)).toEqual(before);
});

test('the page gives the file only to who types a token of their own', async () => {
  const page = `/plugins/proxbox/${proxmoxEndpoint.path}/export-with-secrets/`;
  const send = (token: string, password = '') =>
    asText(
      people.agent
        .post(page)
        .set(authorized('administrator'))
        .type('form')
        .send({ format: 'yaml', token, password }),
    );
  await make(proxmoxEndpoint as AnyModel, 140);
  expect((await get(page)).body).toContain('type="password"');
  const refused = await send('nothing');
  expect([refused.status, refused.body]).toEqual([
    403,
    expect.stringContaining('no valid token or password of yours'),
  ]);
  expect(refused.body).not.toContain('kept from all');
  const file = await send(MINE);
  expect([file.status, file.body]).toEqual([200, expect.stringContaining('kept from all')]);
  const again = await send('', PASSWORD);
  expect([again.status, again.body]).toEqual([200, expect.stringContaining('kept from all')]);
});

test('the password does as well, and the token that NetBox makes for it is gone at once', async () => {
  const model = proxmoxEndpoint as AnyModel;
  const path = `${API}/exports/${model.path}/`;
  await make(model, 150);
  const tokens = () => people.netbox.rows('users/tokens').map(({ id }) => id);
  const before = tokens();
  expect((await post(path, { password: 'wrong' })).status).toBe(403);
  expect(await post(path, { password: PASSWORD })).toMatchObject({
    status: 200,
    body: expect.stringContaining('kept from all'),
  });
  await until(() => tokens().length === before.length, 'The token of the confirmation is still there.');
  expect(tokens()).toEqual(before);
});

test.each(['csv', 'json', 'yaml'] as const)('tags and custom fields come back out of %s', async (format) => {
  const model = proxmoxEndpoint as AnyModel;
  const admin = authorized('administrator');
  const send = async (method: 'post' | 'patch', path: string, body: object) => {
    const answer = await people.agent[method](`${API}/${path}`).set(admin).send(body);
    expect([path, answer.status < 300 ? 'ok' : answer.body]).toEqual([path, 'ok']);
    return answer.body as { id: number };
  };
  const [low, high] = [`low ${format}`, `high, ${format}`];
  for (const name of [low, high]) {
    await send('post', 'tags/', { name, slug: name.replace(/\W+/g, '-') });
  }
  const field = `rack_${format}`;
  const about = { object_types: ['netbox_proxbox.proxmoxendpoint'] };
  await send('post', 'custom-fields/', { name: field, type: 'text', ...about });
  await send('post', 'custom-fields/', { name: `${field}_no`, type: 'integer', ...about });
  const values = { custom_fields: { [field]: 'A1, "left"', [`${field}_no`]: 7 } };
  const tags = [low, high].map((name) => ({ slug: name.replace(/\W+/g, '-') }));
  const made = await send('post', 'endpoints/proxmox/', {
    name: `tagged ${format}`, domain: `${format}.example`, token_name: 'sync', token_value: 'kept from all', tags, ...values,
  }); // prettier-ignore
  const shown = async () => {
    const { body } = await people.agent.get(`${API}/endpoints/proxmox/`).query({ domain: `${format}.example` }).set(admin); // prettier-ignore
    const [{ tags: known, custom_fields }] = (body as { results: { tags: { slug: string }[]; custom_fields: object }[] }).results; // prettier-ignore
    return { tags: known.map(({ slug }) => slug), custom_fields };
  };
  const before = await shown();
  expect(before).toMatchObject({
    tags: expect.arrayContaining([`low-${format}`, `high-${format}`]),
    ...values,
  });

  const file = await post(`${API}/exports/${model.path}/`, { format, token: MINE });
  await people.program.dataSource.getRepository(model.name).createQueryBuilder().delete().execute();
  const taken = await post(`${API}/imports/${model.path}/`, { data: file.body as string, format });
  expect([taken.status, taken.body]).toEqual([200, expect.stringContaining('"updated":0')]);
  expect(await shown()).toEqual(before);
  expect((await people.agent.get(`${API}/endpoints/proxmox/${made.id}/`).set(admin)).status).toBe(404);
});
