import type supertest from 'supertest';
import { In } from 'typeorm';
import { type AnyModel, type AnyRow } from '../../src/core/model/define-model';
import { snakeCase } from '../../src/core/model/naming';
import { carriedNames, isCarried } from '../../src/core/pages/carried';
import { models } from '../../src/models';
import { proxmoxEndpoint } from '../../src/models/proxmox-endpoint.model';
import { Examples } from '../contract/example';
import { API, authorized, openPeopleApp, type PeopleApp, TOKENS } from './people';

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
  const { secrets } = carriedNames(model);
  for (const { id } of rows) {
    const values = Object.fromEntries(secrets.map((name) => [name, `=kept from all, "${name}" ${id}`]));
    await people.program.dataSource.getRepository(model.name).update(id, values);
  }
  return rows;
}

async function stored(model: AnyModel, ids?: readonly number[]): Promise<Record<string, unknown>[]> {
  const { open, secrets } = carriedNames(model);
  const names = [...open, ...secrets];
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
      ['refused', `${what} without a valid token of their own`],
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
    'of %s wants a token of the caller each time',
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
  for (const name of carriedNames(model).secrets) {
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
  const send = (token: string) =>
    asText(
      people.agent.post(page).set(authorized('administrator')).type('form').send({ format: 'yaml', token }),
    );
  await make(proxmoxEndpoint as AnyModel, 140);
  expect((await get(page)).body).toContain('type="password"');
  const refused = await send('nothing');
  expect([refused.status, refused.body]).toEqual([403, expect.stringContaining('no valid token of yours')]);
  expect(refused.body).not.toContain('kept from all');
  const file = await send(MINE);
  expect([file.status, file.body]).toEqual([200, expect.stringContaining('kept from all')]);
});
