import { customField } from '../../src/core/features/custom-field.model';
import { objectChange } from '../../src/core/features/object-change.model';
import { tag } from '../../src/core/features/tag.model';
import { contentTypeOf } from '../../src/core/model/content-type';
import { type AnyModel, type AnyRow, type Fields } from '../../src/core/model/define-model';
import { snakeCase } from '../../src/core/model/naming';
import { type FeaturesApp, hasFeatures, namedModels, pathOf, startFeaturesApp, takes } from './features-app';

interface Change {
  [key: string]: unknown;
  action: { value: string };
  prechange_data: Record<string, unknown>;
  postchange_data: Record<string, unknown>;
}

let app: FeaturesApp;
let agent: FeaturesApp['agent'];
beforeAll(async () => {
  app = await startFeaturesApp();
  agent = app.agent;
});
afterAll(async () => {
  await app?.close();
});

const CHANGES = pathOf(objectChange as AnyModel);
const isLogged = (model: AnyModel) => model.isLogged;

/** The log of one row, oldest first. */
async function logOf(model: AnyModel, id: number): Promise<Change[]> {
  const { body } = await agent.get(CHANGES).query({
    changed_object_type: contentTypeOf(model),
    changed_object_id: id,
    ordering: 'id',
  });
  return body.results as Change[];
}

/** The n-th example with a value of its own in every secret. */
async function exampleWithSecrets(model: AnyModel, n: number): Promise<Record<string, unknown>> {
  const example = await app.examples.exampleOf(model, n);
  for (const [name, field] of Object.entries(model.fields as Fields)) {
    if (field.isSecret) example[snakeCase(name)] = `hidden-${n}`;
  }
  return example;
}

describe.each(namedModels(isLogged, takes('add', 'change', 'delete')))('the log of a %s', (_name, model) => {
  test('has each write once, with who, why, and the columns before and after', async () => {
    const example = await exampleWithSecrets(model, 1);
    const created = await agent.post(pathOf(model)).send({ ...example, changelog_message: 'new here' });
    expect(created.status).toBe(201);
    const { id } = created.body;
    const path = `${pathOf(model)}${id}/`;
    const change = await exampleWithSecrets(model, 2);
    const updated = await agent.patch(path).send({ ...change, changelog_message: 'moved' });
    expect(updated.status).toBe(200);
    expect((await agent.patch(path).send(change)).status).toBe(200);
    const deleted = await agent.delete(path).send({ changelog_message: 'gone' });
    expect(deleted.status).toBe(204);

    const log = await logOf(model, id);
    expect(
      log.map(({ action, message, request_id, user_name }) => [action.value, message, request_id, user_name]),
    ).toEqual([
      ['create', 'new here', created.headers['x-request-id'], ''],
      ['update', 'moved', updated.headers['x-request-id'], ''],
      ['delete', 'gone', deleted.headers['x-request-id'], ''],
    ]);
    // An endpoint adds its host to what it is called where it stands for itself.
    const shown = [created, updated, updated].map(({ body }) => String(body.display));
    expect(
      log.map(({ object_repr: name }, index) => name !== '' && shown[index].startsWith(String(name))),
    ).toEqual([true, true, true]);
    const [made, moved, gone] = log;
    expect(made.prechange_data).toEqual({});
    expect(gone.postchange_data).toEqual({});
    expect(withoutSecrets(model, made.postchange_data)).toEqual(withoutSecrets(model, moved.prechange_data));
    expect(withoutSecrets(model, moved.postchange_data)).toEqual(gone.prechange_data);
    expect(JSON.stringify(moved.prechange_data)).not.toBe(JSON.stringify(moved.postchange_data));
  });

  test('tells that a secret changed, and never what it is', async () => {
    const secrets = Object.entries(model.fields as Fields)
      .filter(([, field]) => field.isSecret)
      .map(([name]) => snakeCase(name));
    const created = await agent.post(pathOf(model)).send(await exampleWithSecrets(model, 11));
    const path = `${pathOf(model)}${created.body.id}/`;
    for (const key of secrets) {
      expect((await agent.patch(path).send({ [key]: 'hidden-12' })).status).toBe(200);
      expect((await agent.patch(path).send({ [key]: 'hidden-12' })).status).toBe(200);
    }
    const log = await logOf(model, created.body.id);
    expect(log).toHaveLength(1 + secrets.length);
    secrets.forEach((key, index) => {
      expect(log[0].postchange_data[key]).toBe('********');
      const { prechange_data, postchange_data } = log[index + 1];
      expect([prechange_data[key], postchange_data[key]]).toEqual(['********', '******** (changed)']);
    });
    const stored = await app.dataSource.query(`SELECT * FROM "${objectChange.table}"`);
    expect(JSON.stringify(stored)).not.toMatch(/hidden-1|enc:1:/);
  });

  test('has an entry for each row of a list, with the words of each', async () => {
    const items = [{ ...(await app.examples.exampleOf(model, 21)), changelog_message: 'first' }, await app.examples.exampleOf(model, 22)]; // prettier-ignore
    const created = await agent.post(pathOf(model)).send(items);
    const ids = (created.body as { id: number }[]).map(({ id }) => id);
    const why = ids.map((id, index) => ({ id, changelog_message: index === 0 ? 'one' : undefined }));
    expect((await agent.delete(pathOf(model)).send(why)).status).toBe(204);
    const logs = [await logOf(model, ids[0]), await logOf(model, ids[1])];
    const told = logs.map((log) => log.map(({ action, message }) => `${action.value}:${String(message)}`));
    expect(told).toEqual([
      ['create:first', 'delete:one'],
      ['create:', 'delete:'],
    ]);
  });

  test('keeps nothing of a write that is refused, also for its message', async () => {
    const changes = async () => (await agent.get(`${CHANGES}?limit=1`)).body.count as number;
    const before = await changes();
    const tooLong = { changelog_message: 'm'.repeat(201) };
    const refused = { changelog_message: ['Ensure this field has no more than 200 characters.'] };
    const { id } = await app.rowOf(model, 31);
    const path = `${pathOf(model)}${id}/`;
    const replies = [
      await agent.post(pathOf(model)).send({ ...(await app.examples.exampleOf(model, 32)), ...tooLong }),
      await agent.patch(path).send(tooLong),
      await agent.delete(path).send(tooLong),
    ];
    for (const { status, body } of replies) expect([status, body]).toEqual([400, refused]);
    const list = await agent.delete(pathOf(model)).send([{ id, ...tooLong }]);
    expect([list.status, list.body]).toEqual([400, [refused]]);
    expect((await agent.get(path)).status).toBe(200);
    expect(await changes()).toBe(before);
  });

  test('finds rows by the request that wrote them', async () => {
    const created = await agent.post(pathOf(model)).send(await app.examples.exampleOf(model, 41));
    const { id } = created.body;
    const change = await app.examples.exampleOf(model, 42);
    const updated = await agent.patch(`${pathOf(model)}${id}/`).send(change);
    const found = async (key: string, requestId: string) =>
      ((await agent.get(pathOf(model)).query({ [key]: requestId })).body.results as AnyRow[]).map(
        (row) => row.id,
      );
    const [creation, update] = [created, updated].map(({ headers }) => headers['x-request-id'] as string);
    expect(await found('created_by_request', creation)).toEqual([id]);
    expect(await found('created_by_request', update)).toEqual([]);
    expect(await found('updated_by_request', update.toUpperCase())).toEqual([id]);
    expect(await found('modified_by_request', creation)).toEqual([id]);
    const wrong = await agent.get(`${pathOf(model)}?modified_by_request=abc`);
    expect([wrong.status, wrong.body]).toEqual([400, { modified_by_request: ['Enter a valid UUID.'] }]);
  });

  test('costs no more queries for 50 rows than for 5', async () => {
    // A rule that looks at other rows asks for each row that is written.
    if (model.effects.check) return;
    const items = async (from: number, count: number) => {
      const made = [];
      for (let n = 0; n < count; n += 1) made.push(await app.examples.exampleOf(model, from + n));
      return made;
    };
    const [few, many] = [await items(100, 5), await items(200, 50)];
    const forFew = await app.queriesOf(() => agent.post(pathOf(model)).send(few));
    const forMany = await app.queriesOf(() => agent.post(pathOf(model)).send(many));
    expect(forFew).toBeGreaterThan(2);
    expect(forMany).toBeLessThanOrEqual(forFew);
  });
});

/** Secrets show only in the entry of the write that changed them. */
function withoutSecrets(model: AnyModel, data: Record<string, unknown>): Record<string, unknown> {
  const fields = model.fields as Fields;
  const secrets = Object.keys(fields).filter((name) => fields[name].isSecret);
  return Object.fromEntries(Object.entries(data).filter(([key]) => !secrets.map(snakeCase).includes(key)));
}

describe.each(namedModels(hasFeatures, takes('change')))('tags in the log of a %s', (_name, model) => {
  test('are names', async () => {
    // Examples of custom fields may be required.
    await app.dataSource.query(`DELETE FROM "${customField.table}"`);
    const { id } = await app.rowOf(model, 51);
    const slug = `in-the-log-of-${model.name}`;
    const { body } = await agent.post(pathOf(tag as AnyModel)).send({ name: slug, slug });
    expect((await agent.patch(`${pathOf(model)}${id}/`).send({ tags: [body.id] })).status).toBe(200);
    const [last] = (await logOf(model, id)).slice(-1);
    expect([last.action.value, last.prechange_data.tags, last.postchange_data.tags]).toEqual([
      'update', [], [slug],
    ]); // prettier-ignore
  });
});

test('rows that go along with another, and rows that lose it, are logged as well', async () => {
  const pairs = namedModels(isLogged, takes('delete')).flatMap(([, target]) =>
    namedModels(isLogged).flatMap(([, model]) =>
      Object.entries(model.fields as Fields)
        .filter(([, field]) => field.reference?.model === target.name)
        .map(([name, field]) => ({ target, model, name, onDelete: field.reference?.onDelete })),
    ),
  );
  expect(new Set(pairs.map(({ onDelete }) => onDelete))).toEqual(new Set(['CASCADE', 'SET NULL']));
  for (const [index, { target, model, name, onDelete }] of pairs.entries()) {
    const one = await app.examples.rowOf(target, 600 + index);
    const row = await app.examples.rowOf(model, 700 + index);
    await app.dataSource.getRepository<AnyRow>(model.name).update(row.id, { [name]: one.id });
    const reply = await agent.delete(`${pathOf(target)}${one.id}/`);
    if (onDelete === 'RESTRICT') continue;
    const [last] = (await logOf(model, row.id)).slice(-1);
    expect([reply.status, last.action.value, last.prechange_data[snakeCase(name)], last.request_id]).toEqual([
      204,
      onDelete === 'CASCADE' ? 'delete' : 'update',
      one.id,
      reply.headers['x-request-id'],
    ]);
    if (onDelete === 'SET NULL') expect(last.postchange_data[snakeCase(name)]).toBeNull();
  }
});

test('the log itself cannot be written', async () => {
  expect((await agent.post(CHANGES).send({})).status).toBe(405);
  const { body } = await agent.get(`${CHANGES}?limit=1`);
  expect((await agent.delete(`${CHANGES}${body.results[0].id}/`)).status).toBe(405);
});
