import fc from 'fast-check';
import { type AnyModel, type Fields } from '../../src/core/model/define-model';
import { snakeCase } from '../../src/core/model/naming';
import { models } from '../../src/models';
import { Examples } from './example';
import { type RestApp, startRestApp } from './rest-app';

/** More for a long night, fewer for a look. */
const REQUESTS = Number(process.env.PROXBOX_HOSTILE_REQUESTS ?? 5000);
/** The same requests each time, so that a change is judged by itself; another number makes others. */
const SEED = Number(process.env.PROXBOX_TEST_SEED ?? -2008204793);

let rest: RestApp;
beforeAll(async () => {
  rest = await startRestApp(models);
  const examples = new Examples(rest.dataSource, models);
  for (const model of models.filter((one) => !one.isSingleton)) await examples.rowOf(model, 1);
});
afterAll(async () => {
  await rest?.close();
});

const words = fc.constantFrom('\0', '__proto__', 'constructor', 'toString', 'null', "' OR 1=1 --", '%', '\\', '💥', '\ud800', '1e400', 'NaN', '-0', '2026-02-30', '::ffff:1.2.3.4', '[', '(?=', '{"a":'); // prettier-ignore
const numbers = fc.constantFrom(0, -1, 1, 0.1, 1e-9, 2 ** 31, 2 ** 53, 1e21, 1e308, -1e308);
const text = fc.oneof(words, fc.string({ unit: 'binary' }), fc.constant('x'.repeat(70_000)));
const deep = fc.constantFrom(90, 150).map((levels) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown); // prettier-ignore
const value = fc.oneof(
  text,
  numbers,
  deep,
  fc.jsonValue(),
  fc.dictionary(text, fc.jsonValue(), { maxKeys: 3 }),
);

const keysOf = (model: AnyModel) => [
  ...Object.keys(model.fields as Fields).map(snakeCase),
  'id', 'tags', 'custom_fields', 'changelog_message', 'created', 'display', '__proto__',
]; // prettier-ignore

const row = (model: AnyModel) =>
  fc
    .array(fc.tuple(fc.constantFrom(...keysOf(model)), value), { maxLength: 5 })
    .map(
      (pairs) => `{${pairs.map(([key, one]) => `${JSON.stringify(key)}:${JSON.stringify(one)}`).join(',')}}`,
    );
const body = (model: AnyModel) =>
  fc.oneof(
    { weight: 4, arbitrary: row(model) },
    { weight: 2, arbitrary: fc.array(row(model), { maxLength: 3 }).map((rows) => `[${rows.join(',')}]`) },
    fc.jsonValue().map((one) => JSON.stringify(one)),
    text,
  );

const parameter = (model: AnyModel) =>
  fc.tuple(
    fc.oneof(
      fc.constantFrom(...keysOf(model)),
      fc.constantFrom('q', 'limit', 'offset', 'ordering', 'brief', 'fields', 'omit', 'tag', 'format'),
      text,
    ),
    fc.constantFrom('', '', '_id', '__n', '__ic', '__regex', '__empty', '__gte', '__name', '__name__ic'),
    fc.oneof(
      text.map((one) => one.slice(0, 500)),
      numbers.map(String),
    ),
  );

const request = fc.constantFrom(...models).chain((model) =>
  fc.record({
    path: fc.constant(`/api/plugins/proxbox/${model.path}/`),
    method: fc.constantFrom('GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'),
    id: fc.option(
      fc.oneof(
        numbers.map(String),
        text.map((one) => one.slice(0, 200)),
      ),
    ),
    query: fc.array(parameter(model), { maxLength: 3 }),
    body: body(model),
    type: fc.constantFrom('application/json', 'application/json', 'application/json', 'text/plain', 'x'),
    accept: fc.constantFrom('application/json', '*/*', 'text/html', 'x', 'application/json; version=9'),
  }),
);

async function send(one: typeof request extends fc.Arbitrary<infer R> ? R : never): Promise<number> {
  const query = one.query.map(([key, end, given]) =>
    [`${key}${end}`.slice(0, 300), given].map(percent).join('='),
  );
  const place = one.id === null ? '' : `${percent(one.id)}/`;
  const isRead = ['GET', 'OPTIONS'].includes(one.method);
  const reply = await fetch(`${rest.url}${one.path}${place}?${query.join('&')}`, {
    method: one.method,
    headers: { accept: one.accept, ...(!isRead && { 'content-type': one.type }) },
    ...(!isRead && { body: one.body }),
    redirect: 'manual',
  });
  await reply.arrayBuffer();
  return reply.status;
}

function percent(words: string): string {
  return encodeURIComponent(Buffer.from(words).toString());
}

/** How many rows each table has. */
async function counts(): Promise<unknown> {
  const each = models.map(({ table }) => `(SELECT count(*)::int FROM "${table}") AS "${table}"`);
  return rest.dataSource.query(`SELECT ${each.join(', ')}`);
}

test(
  `${REQUESTS} hostile requests to all models: none ends in a failure of the program, none that is refused leaves anything`,
  async () => {
    const seen = new Map<string, number>();
    let before = await counts();
    await fc.assert(
      fc.asyncProperty(request, async (one) => {
        const status = await send(one);
        const kind = status < 400 ? 'taken' : 'refused';
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        expect(status).toBeLessThan(500);
        if (one.method === 'GET' || one.method === 'OPTIONS') return;
        const after = await counts();
        if (kind === 'refused') expect(after).toEqual(before);
        before = after;
      }),
      { numRuns: REQUESTS, endOnFailure: true, seed: SEED },
    );
    // Some of it must get through, or nothing behind the first gate was tried.
    expect(seen.get('taken')).toBeGreaterThan(REQUESTS / 50);
    expect(seen.get('refused')).toBeGreaterThan(REQUESTS / 5);
  },
  60_000 + REQUESTS * 200,
);
