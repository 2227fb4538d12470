import supertest from 'supertest';
import { type AnyModel, defineModel } from '../../src/core/model/define-model';
import { int, json, ref, secret, text } from '../../src/core/model/kinds';
import { type RestApp, startRestApp } from './rest-app';

const shelf = defineModel({
  name: 'shelf',
  label: 'Shelf',
  path: 'shelves',
  fields: {
    name: text(),
    above: ref('shelf', { optional: true }),
    bytes: int({ big: true, optional: true }),
    extra: json({ default: {} }),
    code: secret({ optional: true }),
  },
  identity: ['name'],
  order: ['-name'],
  nested: ['name', 'above'],
  list: ['name'],
  search: ['name'],
  display: (row) => row.name,
  check: (row) => (row.name === row.code ? { code: ['The code must not be the name.'] } : undefined),
});
const book = defineModel({
  name: 'book',
  label: 'Book',
  path: 'books',
  fields: { title: text(), shelf: ref('shelf', { onDelete: 'RESTRICT' }), pages: int({ default: 1 }) },
  identity: ['shelf', 'title'],
  order: ['shelf', 'title'],
  list: ['title'],
  display: (row) => row.title,
});
const models = [shelf, book] as AnyModel[];

const SHELVES = '/api/plugins/proxbox/shelves/';
const BOOKS = '/api/plugins/proxbox/books/';

let rest: RestApp;
let agent: ReturnType<typeof supertest>;
beforeAll(async () => {
  rest = await startRestApp(models);
  agent = supertest(rest.url);
});
afterAll(async () => {
  await rest?.close();
});
beforeEach(async () => {
  await rest.dataSource.query('TRUNCATE proxbox_book, proxbox_shelf RESTART IDENTITY');
  await agent.post(SHELVES).send([{ name: 'top' }, { name: 'low', above: null, code: 'hidden' }]);
});

test('a delete that other rows forbid is refused, and names them', async () => {
  await agent.post(BOOKS).send([{ title: 'Emma', shelf: 1 }, { title: 'Persuasion', shelf: { name: 'top' } }]); // prettier-ignore
  const refused = {
    status: 409,
    body: { detail: 'Unable to delete object. 2 dependent objects were found: Emma (1), Persuasion (2)' },
  };
  expect(await agent.delete(`${SHELVES}1/`)).toMatchObject(refused);
  expect(await agent.delete(SHELVES).send([{ id: 2 }, { id: 1 }])).toMatchObject(refused);
  expect((await agent.get(SHELVES)).body.count).toBe(2);
});

test('a reference is found by attributes of one row, also through the row that this one points at', async () => {
  await agent.post(SHELVES).send([{ name: 'middle', above: 1 }, { name: 'bottom', above: 1 }]); // prettier-ignore
  const create = async (wanted: unknown) =>
    (await agent.post(BOOKS).send({ title: 'Emma', shelf: wanted })).body.shelf;
  expect(await create({ name: 'zzz' })).toEqual([
    "Related object not found using the provided attributes: {'name': 'zzz'}",
  ]);
  expect(await create({ above: 1 })).toEqual([
    "Multiple objects match the provided attributes: {'above': 1}",
  ]);
  expect(await create({ code: 'hidden' })).toEqual(["Cannot resolve keyword 'code' into field."]);
  expect(await create({ bytes: 'many' })).toEqual([
    "Related object not found using the provided attributes: {'bytes': 'many'}",
  ]);
  expect(await create({})).toEqual(['Related object not found using the provided attributes: {}']);
  expect(await create({ name: 'bottom', above: { name: 'top' } })).toMatchObject({
    id: 4,
    name: 'bottom',
    above: { id: 1, name: 'top' },
  });
});

test('lists sort by the default order of what they refer to', async () => {
  await agent.post(BOOKS).send([
    { title: 'b', shelf: 2 }, { title: 'a', shelf: 2 }, { title: 'c', shelf: 1 },
  ]); // prettier-ignore
  const titles = async (query: string) =>
    ((await agent.get(BOOKS + query)).body.results as { title: string }[]).map(({ title }) => title).join('');
  expect(await titles('')).toBe('cab');
  expect(await titles('?ordering=-shelf,title')).toBe('abc');
  expect(await titles('?ordering=-title')).toBe('cba');
});

test('a filter by a row that is not there is an error, not an empty list', async () => {
  const { status, body } = await agent.get(`${BOOKS}?shelf=99`);
  expect([status, body]).toEqual([
    400,
    { shelf: ['Select a valid choice. That choice is not one of the available choices.'] },
  ]);
  expect((await agent.get(`${BOOKS}?shelf=1&shelf_id=1`)).body.count).toBe(0);
});

test('a list asks the database no more for many rows than for one', async () => {
  await agent
    .post(BOOKS)
    .send(Array.from({ length: 40 }, (_, index) => ({ title: `t${index}`, shelf: 1 + (index % 2) })));
  const queries = jest.spyOn(rest.dataSource.driver, 'obtainMasterConnection' as never);
  await agent.get(`${BOOKS}?limit=1`);
  const forOne = queries.mock.calls.length;
  queries.mockClear();
  await agent.get(`${BOOKS}?limit=40`);
  expect(queries.mock.calls.length).toBeLessThanOrEqual(forOne);
  expect(forOne).toBeGreaterThan(0);
  queries.mockRestore();
});

test('a secret that is not sent stays, counts in the rules, and is unreadable in the database', async () => {
  const stored = async () =>
    (await rest.dataSource.query('SELECT code FROM proxbox_shelf WHERE id = 2'))[0].code;
  const before = await stored();
  expect(before).not.toContain('hidden');
  expect((await agent.patch(`${SHELVES}2/`).send({ name: 'lower' })).status).toBe(200);
  expect(await stored()).toBe(before);
  const broken = await agent.patch(`${SHELVES}2/`).send({ name: 'hidden' });
  expect([broken.status, broken.body]).toEqual([400, { code: ['The code must not be the name.'] }]);
});

test('a secret whose key is lost can be entered again', async () => {
  await rest.dataSource.query(`UPDATE proxbox_shelf SET code = 'enc:1:broken' WHERE id = 2`);
  expect((await agent.get(`${SHELVES}2/`)).status).toBe(200);
  expect((await agent.patch(`${SHELVES}2/`).send({ name: 'x' })).status).toBe(409);
  expect((await agent.patch(`${SHELVES}2/`).send({ code: 'new' })).status).toBe(200);
  expect((await agent.patch(`${SHELVES}2/`).send({ name: 'x' })).status).toBe(200);
});

test('a bulk change is all or none', async () => {
  const { status, body } = await agent.patch(SHELVES).send([
    { id: 1, name: 'changed' }, { id: 2, name: '' },
  ]); // prettier-ignore
  expect([status, body]).toEqual([400, { name: ['This field may not be blank.'] }]);
  const clash = await agent.patch(SHELVES).send([{ id: 1, name: 'changed' }, { id: 2, name: 'changed' }]); // prettier-ignore
  expect([clash.status, clash.body]).toEqual([400, { __all__: ['Shelf with this Name already exists.'] }]);
  expect((await agent.get(`${SHELVES}1/`)).body.name).toBe('top');
  const changed = await agent.patch(SHELVES).send([{ id: 1, name: 'a' }, { id: 2, name: 'b' }]); // prettier-ignore
  expect((changed.body as { name: string }[]).map(({ name }) => name)).toEqual(['b', 'a']);
});

test('large numbers and any JSON come back as they were sent', async () => {
  const sent = { name: 'x', bytes: 2 ** 50, extra: { a: [1, null, { b: 'ü"\\' }] } };
  const { body } = await agent.post(SHELVES).send(sent);
  expect(body).toMatchObject(sent);
  expect((await agent.get(`${SHELVES}?bytes__gt=${2 ** 50 - 1}`)).body.count).toBe(1);
});

test.each([
  { name: 'x', extra: { a: 'b\0c' } }, { name: 'x', bytes: 2 ** 53 }, { name: 'x', above: 2 ** 40 }, { name: 'x', above: [1] },
  { name: 'x', above: { id: 2 ** 40 } }, { name: 'x', above: { id: { id: 1 } } }, { name: { toString: 1 } }, { name: 'x', extra: null },
  'text', 7, null, [[]], [null],
])('%j is refused and leaves nothing behind', async (input) => {
  const { status } = await agent.post(SHELVES).set('Content-Type', 'application/json').send(JSON.stringify(input));
  expect(status).toBe(400);
  expect((await agent.get(SHELVES)).body.count).toBe(2);
}); // prettier-ignore

test.each([50_000, 101])('a body %d levels deep is refused, not followed', async (levels) => {
  const body = `{"name":"x","extra":${'['.repeat(levels)}${']'.repeat(levels)}}`;
  const { status } = await agent.post(SHELVES).set('Content-Type', 'application/json').send(body);
  expect(status).toBe(400);
});

test('links of a page lead to the pages beside it, under the address that was asked', async () => {
  const { body } = await agent.get(`${SHELVES}?limit=1&q=o`);
  expect(body).toMatchObject({
    count: 2,
    next: `${rest.url}${SHELVES}?limit=1&offset=1&q=o`,
    previous: null,
  });
  const behind = await agent.get(`${SHELVES}?offset=99999999999999999999`);
  expect([behind.status, behind.body.count, behind.body.results]).toEqual([200, 2, []]);
});

test('an address without its slash leads a read on and loses no write', async () => {
  const read = await agent.get('/api/plugins/proxbox/shelves?limit=1');
  expect([read.status, read.headers.location]).toEqual([301, `${SHELVES}?limit=1`]);
  const write = await agent.post('/api/plugins/proxbox/shelves').send({ name: 'x' });
  expect([write.status, write.body]).toEqual([
    404,
    { detail: `Not found. Addresses end with a slash; send this request to ${SHELVES} instead.` },
  ]);
});

test('every answer names its request and the version of the interface', async () => {
  for (const path of [SHELVES, '/api/nothing/', '/api/plugins/proxbox/shelves']) {
    const { headers } = await agent.get(path);
    expect(headers).toMatchObject({
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'api-version': '4.6',
    });
  }
});

test('HEAD answers as GET without a body', async () => {
  const { status, text: body } = await agent.head(SHELVES);
  expect([status, body ?? '']).toEqual([200, '']);
});

test('other forms of bodies and answers are refused', async () => {
  const plain = await agent.post(SHELVES).set('Content-Type', 'text/plain').send('name=x');
  expect([plain.status, plain.body]).toEqual([
    415,
    { detail: 'Unsupported media type "text/plain" in request.' },
  ]);
  const image = await agent.get(SHELVES).set('Accept', 'image/png');
  expect([image.status, image.body]).toEqual([
    406,
    { detail: 'Could not satisfy the request Accept header.' },
  ]);
});

test('a body of no bytes needs no Content-Type', async () => {
  const reply = await agent.delete(`${SHELVES}1/`).set('Content-Length', '0');
  expect(reply.status).toBe(204);
});

test('null is no object, also where no field is required', async () => {
  const reply = await agent.patch(`${SHELVES}1/`).set('Content-Type', 'application/json').send('null');
  expect([reply.status, reply.body]).toEqual([
    400,
    { non_field_errors: ['Invalid data. Expected a dictionary, but got NoneType.'] },
  ]);
});

test('an address that exists says which methods it takes', async () => {
  const list = await agent.put(`${SHELVES}1/more/`);
  expect(list.status).toBe(404);
  const { status, headers, body } = await agent.post(`${SHELVES}1/`).send({});
  expect([status, headers.allow?.split(', ').sort(), body]).toEqual([
    405,
    ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'PUT'],
    { detail: 'Method "POST" not allowed.' },
  ]);
  expect((await agent.options(`${SHELVES}abc/`)).status).toBe(404);
});

test('what is no JSON is an error of the body', async () => {
  const { status, body } = await agent.post(SHELVES).set('Content-Type', 'application/json').send('{"name"');
  expect([status, body]).toEqual([400, { detail: expect.stringMatching(/^JSON parse error - /) }]);
});

test.each(['/api/nothing/', '/api/plugins/proxbox/nothing/', '/api/plugins/proxbox/shelves/1/more/'])(
  '%s is not there',
  async (path) => {
    const { status, body } = await agent.get(path);
    expect([status, body]).toEqual([404, { detail: 'Not found.' }]);
  },
);

test('a malformed address is an error of the request', async () => {
  expect((await agent.get('/api/plugins/proxbox/shelves/%E0%A4%A/')).status).toBe(400);
});
