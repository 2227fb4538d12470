import { customField } from '../../src/core/features/custom-field.model';
import { contentTypeOf } from '../../src/core/model/content-type';
import { type AnyModel } from '../../src/core/model/define-model';
import { type FeaturesApp, hasFeatures, namedModels, pathOf, startFeaturesApp, takes } from './features-app';

const FIELDS = pathOf(customField as AnyModel);

let app: FeaturesApp;
let agent: FeaturesApp['agent'];
beforeAll(async () => {
  app = await startFeaturesApp();
  agent = app.agent;
});
afterAll(async () => {
  await app?.close();
});
afterEach(async () => {
  const { body } = await agent.get(`${FIELDS}?fields=id&limit=1000`);
  await agent.delete(FIELDS).send(body.results as object[]);
});

async function make(model: AnyModel, field: Record<string, unknown>): Promise<{ id: number; name: string }> {
  const { status, body } = await agent
    .post(FIELDS)
    .send({ object_types: [contentTypeOf(model)], type: 'text', ...field });
  expect({ status, ...(status !== 201 && { body }) }).toEqual({ status: 201 });
  return body as { id: number; name: string };
}

/** A value of each type, one that is bigger where there is an order, and one that is refused. */
const TYPES: [string, Record<string, unknown>, unknown, unknown, unknown][] = [
  ['text', {}, 'abc', 'abd', 7],
  ['longtext', {}, 'abc', 'abd', 7],
  ['url', {}, 'https://abc/', 'https://abd/', 7],
  ['integer', { validation_minimum: 3 }, 5, 6, 2],
  ['decimal', {}, 1.5, 2.25, 'x'],
  ['boolean', {}, true, false, 'yes'],
  ['date', {}, '2026-01-02', '2026-01-03', 'today'],
  ['datetime', {}, '2026-01-02T03:04:05Z', '2026-01-02T03:04:06Z', 'now'],
  ['json', {}, { a: [1] }, { b: 1 }, undefined],
  ['select', { choices: [['abc', 'A'], ['abd', 'B']] }, 'abc', 'abd', 'c'],
  ['multiselect', { choices: [['abc', 'A'], ['abd', 'B']] }, ['abc'], ['abd'], ['c']],
]; // prettier-ignore

describe.each(namedModels(hasFeatures, takes('change')))('the custom fields of a %s', (_name, model) => {
  test('hold values of each type, merge, filter and go', async () => {
    const row = await app.rowOf(model, 1);
    const other = model.isSingleton ? row : await app.rowOf(model, 2);
    const path = `${pathOf(model)}${row.id}/`;
    for (const [type, rules, value, bigger, wrong] of TYPES) {
      const name = `a_${type}`;
      const { id } = await make(model, { name, type, filter_logic: 'exact', ...rules });
      const set = await agent.patch(path).send({ custom_fields: { [name]: value, nobody: 1 } });
      expect([type, set.status, set.body.custom_fields]).toEqual([type, 200, { [name]: value }]);
      if (wrong !== undefined) {
        const refused = await agent.patch(path).send({ custom_fields: { [name]: wrong } });
        const sentence = expect.stringMatching(new RegExp(`^Invalid value for custom field '${name}': .+`));
        expect([type, refused.status, refused.body]).toEqual([type, 400, { __all__: [sentence] }]);
      }
      if (!model.isSingleton) {
        await agent.patch(`${pathOf(model)}${other.id}/`).send({ custom_fields: { [name]: bigger } });
      }
      for (const [lookup, asked, isFound] of lookupsToTry(type, value, bigger)) {
        const key = `cf_${name}${lookup && `__${lookup}`}`;
        const { status, body } = await agent.get(pathOf(model)).query({ [key]: asked, limit: 1000 });
        const found = ((body.results ?? []) as { id: number }[]).some((one) => one.id === row.id);
        expect({ key, status, found }).toEqual({ key, status: 200, found: isFound });
      }
      expect((await agent.delete(`${FIELDS}${id}/`)).status).toBe(204);
      expect((await agent.get(path)).body.custom_fields).toEqual({});
    }
  });

  test('keep what a request does not name', async () => {
    const path = `${pathOf(model)}${(await app.rowOf(model, 3)).id}/`;
    await make(model, { name: 'one' });
    await make(model, { name: 'two', type: 'integer' });
    await agent.patch(path).send({ custom_fields: { one: 'x' } });
    const { body } = await agent.patch(path).send({ custom_fields: { two: 2 } });
    expect(body.custom_fields).toEqual({ one: 'x', two: 2 });
    expect((await agent.patch(path).send({})).body.custom_fields).toEqual({ one: 'x', two: 2 });
    const none = await agent.patch(path).send({ custom_fields: { one: null } });
    expect(none.body.custom_fields).toEqual({ one: null, two: 2 });
    const wrong = await agent.patch(path).send({ custom_fields: 'x' });
    expect([wrong.status, Object.keys(wrong.body)]).toEqual([400, ['custom_fields']]);
  });

  test('give rows there are their default, follow a new name, and are demanded once required', async () => {
    const { id } = await app.rowOf(model, 4);
    const path = `${pathOf(model)}${id}/`;
    const field = await make(model, { name: 'filled', default: 'from the start' });
    expect((await agent.get(path)).body.custom_fields).toEqual({ filled: 'from the start' });
    await agent.patch(`${FIELDS}${field.id}/`).send({ name: 'renamed' });
    expect((await agent.get(path)).body.custom_fields).toEqual({ renamed: 'from the start' });
    await make(model, { name: 'wanted', required: true });
    const refused = await agent.patch(path).send({});
    expect([refused.status, refused.body]).toEqual([
      400,
      { __all__: ["Missing required custom field 'wanted'."] },
    ]);
    const stored = await app.dataSource.query(
      `SELECT custom_field_data FROM "${model.table}" WHERE id = $1`,
      [id],
    );
    expect(stored).toEqual([{ custom_field_data: { renamed: 'from the start' } }]);
  });

  test('find parts of texts unless told otherwise, and nothing at all when disabled', async () => {
    if (model.isSingleton) return;
    const row = await app.rowOf(model, 5);
    const field = await make(model, { name: 'loose' });
    await agent.patch(`${pathOf(model)}${row.id}/`).send({ custom_fields: { loose: 'Some Words' } });
    const count = async (query: string) => (await agent.get(`${pathOf(model)}?${query}`)).body.count;
    const all = await count('');
    expect([await count('cf_loose=me+wo'), await count('cf_loose=none')]).toEqual([1, 0]);
    expect(await count('cf_loose__isw=zzz')).toBe(all);
    expect(await count('cf_nothing=zzz')).toBe(all);
    await agent.patch(`${FIELDS}${field.id}/`).send({ filter_logic: 'disabled' });
    expect(await count('cf_loose=none')).toBe(all);
    await make(model, { name: 'size', type: 'integer' });
    const wrong = await agent.get(`${pathOf(model)}?cf_size=x`);
    expect([wrong.status, wrong.body]).toEqual([400, { cf_size: ['Enter a whole number.'] }]);
  });
});

function lookupsToTry(type: string, value: unknown, bigger: unknown): [string, unknown, boolean][] {
  if (type === 'json') return [];
  if (type === 'multiselect') return [['', 'abc', true], ['', 'abd', false]]; // prettier-ignore
  const equality: [string, unknown, boolean][] = [['', value, true], ['', bigger, false]]; // prettier-ignore
  if (type === 'boolean') return equality;
  const common: [string, unknown, boolean][] = [...equality, ['n', value, false], ['empty', 'false', true], ['empty', 'true', false]]; // prettier-ignore
  const isOrdered = ['integer', 'decimal', 'date', 'datetime'].includes(type);
  return isOrdered
    ? [...common, ['lt', bigger, true], ['gte', bigger, false], ['lte', value, true], ['gt', value, false]]
    : [...common, ['ic', 'BC', true], ['isw', bigger, false], ['regex', 'a.c', true]];
} // prettier-ignore

describe.each(namedModels(hasFeatures, takes('add')))('a new %s', (_name, model) => {
  test('has defaults, and unique values once only', async () => {
    await make(model, { name: 'preset', default: 'x' });
    await make(model, { name: 'single', type: 'integer', unique: true });
    const first = { ...(await app.examples.exampleOf(model, 11)), custom_fields: { single: 1 } };
    const created = await agent.post(pathOf(model)).send(first);
    expect([created.status, created.body.custom_fields]).toEqual([201, { preset: 'x', single: 1 }]);
    const again = { ...(await app.examples.exampleOf(model, 12)), custom_fields: { single: 1 } };
    const sentence = "Custom field 'single' must have a unique value.";
    const refused = await agent.post(pathOf(model)).send(again);
    expect([refused.status, refused.body]).toEqual([400, { __all__: [sentence] }]);
    const twins = [13, 14].map(async (n) => ({ ...(await app.examples.exampleOf(model, n)), custom_fields: { single: 2 } })); // prettier-ignore
    const both = await agent.post(pathOf(model)).send(await Promise.all(twins));
    expect([both.status, both.body]).toEqual([400, [{}, { __all__: [sentence] }]]);
    const same = await agent.patch(`${pathOf(model)}${created.body.id}/`).send({ custom_fields: { single: 1 } }); // prettier-ignore
    expect(same.status).toBe(200);
  });

  test('asks the database no more for the custom fields of 50 rows than for those of 5', async () => {
    await make(model, { name: 'preset', default: 'x' });
    const items = [];
    for (let n = 0; n < 50; n += 1) items.push(await app.examples.exampleOf(model, 100 + n));
    expect((await agent.post(pathOf(model)).send(items)).status).toBe(201);
    const list = (limit: number) =>
      app.queriesOf(() => agent.get(`${pathOf(model)}?cf_preset=x&limit=${limit}`));
    const [few, many] = [await list(5), await list(50)];
    expect(few).toBeGreaterThan(0);
    expect(many).toBeLessThanOrEqual(few);
  });
});

describe('a custom field', () => {
  const [, model] = namedModels(hasFeatures)[0];
  const types = [contentTypeOf(model)];
  const refusal = async (field: Record<string, unknown>) => {
    const { status, body } = await agent.post(FIELDS).send({ object_types: types, type: 'text', ...field });
    return [status, body];
  };

  test('says what it lacks', async () => {
    expect((await agent.post(FIELDS).send({})).body).toEqual({
      object_types: ['This field is required.'],
      type: ['This field is required.'],
      name: ['This field is required.'],
    });
  });

  test.each([
    [{ name: 'a-b' }, { name: ['Only alphanumeric characters and underscores are allowed.'] }],
    [{ name: 'a__b' }, { name: ['Double underscores are not permitted in custom field names.'] }],
    [{ name: 'a', object_types: ['x.nope'] }, { object_types: ['Invalid content type: x.nope'] }],
    [{ name: 'a', object_types: [] }, { object_types: ['This list may not be empty.'] }],
    [{ name: 'a', type: 'select' }, { choices: ['Selection fields must specify a set of choices.'] }],
  ])('%j is refused', async (field, errors) => {
    expect(await refusal(field)).toEqual([400, errors]);
  });

  test('is not for plain models', async () => {
    const [, plain] = namedModels((one) => one.isPlain)[0];
    const contentType = contentTypeOf(plain);
    expect(await refusal({ name: 'a', object_types: [contentType] })).toEqual([
      400,
      { object_types: [`Invalid content type: ${contentType}`] },
    ]);
  });

  test('keeps its type and has a name of its own', async () => {
    const { id } = await make(model, { name: 'a' });
    expect(await refusal({ name: 'a' })).toEqual([
      400,
      { name: ['custom field with this name already exists.'] },
    ]);
    const { status, body } = await agent.patch(`${FIELDS}${id}/`).send({ type: 'integer' });
    expect([status, body]).toEqual([400, { type: ['Changing the type of custom fields is not supported.'] }]);
  });

  test('takes its values along when it leaves a model', async () => {
    const [, other] = namedModels(hasFeatures)[1];
    const { id } = await make(model, {
      name: 'a',
      default: 'x',
      object_types: [...types, contentTypeOf(other)],
    });
    const row = await app.rowOf(model, 900);
    await agent.patch(`${pathOf(model)}${row.id}/`).send({ custom_fields: { a: 'y' } });
    await agent.patch(`${FIELDS}${id}/`).send({ object_types: [contentTypeOf(other)] });
    await agent.patch(`${FIELDS}${id}/`).send({ object_types: [...types, contentTypeOf(other)] });
    expect((await agent.get(`${pathOf(model)}${row.id}/`)).body.custom_fields).toEqual({ a: 'x' });
  });
});
