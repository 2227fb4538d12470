import supertest from 'supertest';
import { allKeys } from '../../src/core/crud/projection';
import { type AnyModel, type AnyRow, type Fields } from '../../src/core/model/define-model';
import { ModelList } from '../../src/core/crud/model-list';
import { targetOf } from '../../src/core/crud/places';
import { type AnyField, isRequired } from '../../src/core/model/field';
import { snakeCase } from '../../src/core/model/naming';
import { Examples } from './example';
import { type RestApp, startRestApp } from './rest-app';

interface Reply {
  [key: string]: unknown;
  id: number;
}

const API = '/api/plugins/proxbox';
const pathOf = (model: AnyModel) => `${API}/${model.path}/`;
const fieldsOf = (model: AnyModel) => Object.entries(model.fields as Fields);
const writable = (model: AnyModel) => fieldsOf(model).filter(([, field]) => !field.isReadOnly);

/** What every model keeps to by existing: `some` of the `models` of one program. */
export function describeModels(models: readonly AnyModel[], some: readonly AnyModel[] = models): void {
  const listed = new ModelList(models);
  let rest: RestApp;
  let examples: Examples;
  let agent: ReturnType<typeof supertest>;
  beforeAll(async () => {
    rest = await startRestApp(models);
    examples = new Examples(rest.dataSource, models);
    agent = supertest(rest.url);
  });
  afterAll(async () => {
    await rest?.close();
  });

  const named = some.map((model) => [model.name, model] as const);
  const having = (action: 'add' | 'change' | 'delete') =>
    named.filter(([, model]) => model.actions.includes(action) && !model.isSingleton);

  async function list(
    model: AnyModel,
    query: Record<string, unknown> = {},
  ): Promise<{ count: number; results: Reply[] }> {
    const { status, body } = await agent.get(pathOf(model)).query(query);
    expect({ query, status, ...(status !== 200 && { body }) }).toEqual({ query, status: 200 });
    return body as { count: number; results: Reply[] };
  }

  /** The ids of three rows at least, in the order of making. */
  async function someRows(model: AnyModel): Promise<AnyRow[]> {
    const repository = rest.dataSource.getRepository<AnyRow>(model.name);
    for (let count = await repository.count(); count < 3 && !model.isSingleton; count += 1) {
      await examples.rowOf(model, 50 + count);
    }
    return repository.find({ order: { id: 'ASC' } });
  }

  describe.each(named)('%s', (_name, model) => {
    test('is listed, read, searched, ordered and paged', async () => {
      const rows = await someRows(model);
      const { count, results } = await list(model, { ordering: 'id' });
      expect(count).toBe(rows.length);
      expect(results.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));

      const one = await agent.get(`${pathOf(model)}${rows[0].id}/`);
      expect(one.body).toEqual(results[0]);
      expect(one.body).toMatchObject({
        url: `${rest.url}${pathOf(model)}${rows[0].id}/`,
        display: expect.stringMatching(/^(?!.*(undefined|null|object Object)).+$/),
      });

      for (const [name] of fieldsOf(model).filter(([, field]) => !field.isSecret)) {
        const up = await list(model, { ordering: snakeCase(name) });
        const down = await list(model, { ordering: `-${snakeCase(name)}` });
        // What ties goes the way of the last key, so that one list is the other backwards.
        expect(up.results.map(({ id }) => id)).toEqual(down.results.map(({ id }) => id).reverse());
        expect(up.count).toBe(rows.length);
      }
      const { body } = await agent.get(pathOf(model)).query({ limit: 1, ordering: '-id' });
      expect(body.next === null).toBe(rows.length === 1);
      if (body.next) {
        const next = await agent.get(body.next.slice(rest.url.length));
        expect(next.body.results[0].id).toBe(rows.at(-2)?.id);
      }
    });

    test('finds rows by its search fields', async () => {
      const [row] = await someRows(model);
      for (const path of model.search) {
        const words = String(await valueAt(model, row, path)).slice(1);
        const found = await list(model, { q: words, limit: 1000 });
        expect({ path, words, ids: found.results.map(({ id }) => id) }).toMatchObject({
          ids: expect.arrayContaining([row.id]),
        });
      }
      const nothing = await list(model, { q: 'no row has these words' });
      expect(nothing.count).toBe(model.search.length === 0 ? (await someRows(model)).length : 0);
    });

    test('sends brief, chosen and left-out fields, and never a secret', async () => {
      await someRows(model);
      const keys = async (query: Record<string, unknown>) =>
        Object.keys((await list(model, query)).results[0]);
      const all = allKeys(model).map(snakeCase);
      expect(await keys({})).toEqual(all);
      const brief = ['id', 'url', 'display', ...model.brief.map(snakeCase)];
      const isBrief = model.brief.length > 0;
      expect(await keys({ brief: true })).toEqual(all.filter((key) => !isBrief || brief.includes(key)));
      expect(await keys({ fields: 'display,id' })).toEqual(['id', 'display']);
      expect(await keys({ omit: 'id,url' })).toEqual(all.slice(2));
      for (const [name, field] of fieldsOf(model))
        if (field.isSecret) expect(all).not.toContain(snakeCase(name));
    });

    test.each(fieldsOf(model).filter(([, field]) => field.lookups !== 'none'))(
      'filters by %s with every lookup of its family',
      async (name, field) => {
        const rows = await someRows(model);
        const row = rows.find((one) => one[name] !== null) ?? rows[0];
        const key = snakeCase(name);
        const ids = async (parameter: string, value: unknown) => {
          const { results } = await list(model, { [parameter]: value, limit: 1000 });
          return results.map(({ id }) => id);
        };
        const value = row[name];
        for (const [lookup, text, isFound] of lookupsToTry(field, value)) {
          const found = await ids(lookup === '' ? key : `${key}__${lookup}`, text);
          expect({ lookup, text, isFound: found.includes(row.id) }).toEqual({ lookup, text, isFound });
        }
      },
    );

    test('filters by the names of what its rows point at', async () => {
      const rows = await someRows(model);
      for (const [name, field] of fieldsOf(model)) {
        const target = targetOf(model, name, listed);
        const row = rows.find((one) => one[name] !== null);
        if (!target || !row || !Object.hasOwn(target.fields, 'name')) continue;
        const value = await valueAt(model, row, `${name}.name`);
        for (const [lookup, text, isFound] of lookupsToTry((target.fields as Fields).name, value)) {
          const parameter = [snakeCase(name), 'name', lookup].filter(Boolean).join('__');
          const { results } = await list(model, { [parameter]: text, limit: 1000 });
          const found = results.some(({ id }) => id === row.id);
          expect({ field: field.kind, parameter, text, found }).toMatchObject({ found: isFound });
        }
      }
    });

    test('filters by id and by the times of a row; several values are alternatives, null is no value', async () => {
      const rows = await someRows(model);
      const ids = async (query: Record<string, unknown>) =>
        (await list(model, { ordering: 'id', limit: 1000, ...query })).results.map(({ id }) => id);
      const all = rows.map(({ id }) => id);
      const [first] = rows;
      expect(await ids({ id: all })).toEqual(all);
      expect(await ids({ id__n: first.id })).toEqual(all.slice(1));
      expect(await ids({ id__gt: first.id })).toEqual(all.slice(1));
      expect(await ids({ id__lte: first.id })).toEqual([first.id]);
      for (const key of ['created', 'last_updated']) {
        const value = (key === 'created' ? first.created : first.lastUpdated).toISOString();
        expect(await ids({ [key]: value })).toContain(first.id);
        expect(await ids({ [`${key}__gte`]: value })).toContain(first.id);
        expect(await ids({ [`${key}__lt`]: value })).not.toContain(first.id);
      }
      for (const [name, field] of fieldsOf(model)) {
        if (!field.isOptional || !['reference', 'choice'].includes(field.lookups)) continue;
        const without = rows.filter((row) => row[name] === null).map(({ id }) => id);
        expect({ name, ids: await ids({ [snakeCase(name)]: 'null' }) }).toEqual({ name, ids: without });
      }
    });

    test('refuses to filter by a row that does not exist', async () => {
      for (const [name, field] of fieldsOf(model)) {
        if (!field.reference) continue;
        const { status, body } = await agent.get(pathOf(model)).query({ [snakeCase(name)]: 999999 });
        expect({ status, body }).toEqual({
          status: 400,
          body: {
            [snakeCase(name)]: ['Select a valid choice. That choice is not one of the available choices.'],
          },
        });
      }
    });

    test('refuses a filter value that its column cannot have', async () => {
      for (const [name, field] of fieldsOf(model)) {
        if (!['number', 'date', 'choice', 'reference', 'address'].includes(field.lookups)) continue;
        const { status, body } = await agent.get(pathOf(model)).query({ [snakeCase(name)]: 'no such value' });
        expect({ status, keys: Object.keys(body) }).toEqual({ status: 400, keys: [snakeCase(name)] });
      }
    });

    test('tells by OPTIONS and by 405 what it takes', async () => {
      const [row] = await someRows(model);
      const options = await agent.options(pathOf(model));
      expect(options.status).toBe(200);
      const takes = [['POST', 'add'], ['PUT', 'change']] as const; // prettier-ignore
      for (const [method, action] of takes) {
        expect(Object.hasOwn(options.body.actions ?? {}, method)).toBe(
          model.actions.includes(action) && !(method === 'PUT' && model.isSingleton),
        );
      }
      const refused = { detail: expect.stringMatching(/^Method "[A-Z]+" not allowed\.$/) };
      if (!model.actions.includes('add'))
        expect((await agent.post(pathOf(model)).send({})).body).toEqual(refused);
      for (const path of [pathOf(model), `${pathOf(model)}${row.id}/`]) {
        if (!model.actions.includes('change')) {
          expect((await agent.patch(path).send([])).status).toBe(405);
          expect((await agent.put(path).send([])).status).toBe(405);
        }
        if (!model.actions.includes('delete')) {
          const reply = await agent.delete(path);
          expect([reply.status, reply.body]).toEqual([405, refused]);
        }
      }
    });

    test('has no row under an unknown, an impossible or a non-numeric id', async () => {
      const none = { detail: `No ${model.className} matches the given query.` };
      expect((await agent.get(`${pathOf(model)}999999/`)).body).toEqual(none);
      expect((await agent.get(`${pathOf(model)}99999999999999999999/`)).body).toEqual(none);
      expect((await agent.get(`${pathOf(model)}abc/`)).body).toEqual({ detail: 'Not found.' });
    });
  });

  /** A value of a row, or of what it points at: `cluster.name`. */
  async function valueAt(model: AnyModel, row: AnyRow, path: string): Promise<unknown> {
    const [own, other] = path.split('.');
    const target = other === undefined ? undefined : targetOf(model, own, listed);
    if (!target) return row[own];
    const { mirror } = target;
    const type = (model.fields as Fields)[own].externalType;
    const where =
      type !== undefined && mirror ? { [mirror.type]: type, [mirror.id]: row[own] } : { id: row[own] };
    const found = await rest.dataSource.getRepository<AnyRow>(target.name).findOneByOrFail(where as never);
    return found[other];
  }

  describe.each(having('add'))('%s takes new rows', (_name, model) => {
    test('from the creation to the deletion', async () => {
      const example = await examples.exampleOf(model, 1);
      const created = await agent.post(pathOf(model)).send(example);
      expect(created).toMatchObject({ status: 201, headers: { location: created.body.url } });
      const path = `${pathOf(model)}${created.body.id}/`;
      expect((await agent.get(path)).body).toEqual(created.body);
      for (const [name, field] of writable(model)) {
        const key = snakeCase(name);
        if (example[key] === undefined || field.isSecret) continue;
        expect({ key, got: bareOf(field, created.body[key]) }).toEqual({ key, got: example[key] });
      }
      expect(JSON.stringify(created.body)).not.toMatch(/secret|password-1|token-value/);

      const change = await examples.exampleOf(model, 2);
      for (const [key, value] of Object.entries(change)) {
        const patched = await agent.patch(path).send({ [key]: value });
        expect({ key, status: patched.status }).toEqual({ key, status: 200 });
      }
      const replaced = await agent.put(path).send(example);
      expect(replaced.status).toBe(200);
      expect({ ...replaced.body, last_updated: null }).toEqual({ ...created.body, last_updated: null });

      expect((await agent.delete(path)).status).toBe(204);
      expect((await agent.get(path)).status).toBe(404);
      expect((await agent.patch(path).send({})).status).toBe(404);
      expect((await agent.delete(path)).body).toEqual({
        detail: `No ${model.className} matches the given query.`,
      });
    });

    test('in lists, all or none, and changes and deletes them in lists', async () => {
      const before = (await list(model)).count;
      const items = [await examples.exampleOf(model, 11), await examples.exampleOf(model, 12)];
      const created = await agent.post(pathOf(model)).send(items);
      expect([created.status, created.body.length]).toEqual([201, 2]);
      const ids = (created.body as Reply[]).map(({ id }) => ({ id }));

      const wrong = await agent
        .post(pathOf(model))
        .send([await examples.exampleOf(model, 13), { [requiredKey(model)]: null }]);
      expect(wrong.status).toBe(400);
      expect([wrong.body[0], Object.keys(wrong.body[1])]).toEqual([
        {},
        expect.arrayContaining([requiredKey(model)]),
      ]);
      expect((await list(model)).count).toBe(before + 2);

      const patched = await agent.patch(pathOf(model)).send([...ids, { id: 999999 }]);
      expect((patched.body as Reply[]).map(({ id }) => id).sort()).toEqual(ids.map(({ id }) => id).sort());
      expect((await agent.patch(pathOf(model)).send([{}])).body).toEqual([
        { id: ['This field is required.'] },
      ]);
      expect((await agent.patch(pathOf(model)).send({})).body).toEqual({
        non_field_errors: ['Expected a list of items but got type "dict".'],
      });
      const replaced = await agent
        .put(pathOf(model))
        .send(items.map((item, index) => ({ ...item, ...ids[index] })));
      expect([replaced.status, (replaced.body as Reply[]).map(({ id }) => id).sort()]).toEqual([
        200,
        ids.map(({ id }) => id).sort(),
      ]);
      const half = await agent.put(pathOf(model)).send(ids);
      expect([half.status, (await list(model)).count]).toEqual([
        writable(model).some(([, field]) => isRequired(field)) ? 400 : 200,
        before + 2,
      ]);
      expect((await agent.delete(pathOf(model)).send([...ids, { id: 999999 }])).status).toBe(204);
      expect((await list(model)).count).toBe(before);
      expect((await agent.post(pathOf(model)).send([])).body).toEqual([]);
    });

    test('but none twice', async () => {
      if (model.identity.length === 0) return;
      const example = await examples.exampleOf(model, 21);
      const created = await agent.post(pathOf(model)).send(example);
      expect(created.status).toBe(201);
      const refused = { __all__: [expect.stringMatching(/ already exists\.$/)] };
      const again = await agent.post(pathOf(model)).send(example);
      if (model.isUpsert) expect([again.status, again.body.id]).toEqual([201, created.body.id]);
      else expect([again.status, again.body]).toEqual([400, refused]);
      const other = await agent.post(pathOf(model)).send(await examples.exampleOf(model, 23));
      const identity = Object.fromEntries(model.identity.map((name) => [snakeCase(name), example[snakeCase(name)]])); // prettier-ignore
      const clash = await agent.patch(`${pathOf(model)}${other.body.id}/`).send(identity);
      expect([clash.status, clash.body]).toEqual([400, refused]);
      const before = (await list(model)).count;
      const twice = await examples.exampleOf(model, 22);
      const both = await agent.post(pathOf(model)).send([twice, twice]);
      expect([both.status, both.body]).toEqual([400, [{}, refused]]);
      expect((await list(model)).count).toBe(before);
    });

    test('and changes the row that has the identity already, where it is made for that', async () => {
      if (!model.isUpsert) return;
      const example = await examples.exampleOf(model, 24);
      const before = await agent.post(pathOf(model)).send(example);
      const change = await examples.exampleOf(model, 25);
      for (const name of model.identity) change[snakeCase(name)] = example[snakeCase(name)];
      const { count } = await list(model);
      const fresh = await examples.exampleOf(model, 26);
      const after = await agent.post(pathOf(model)).send([fresh, change]);
      expect([after.status, after.body[1].id]).toEqual([201, before.body.id]);
      expect((await list(model)).count).toBe(count + 1);
      const read = await agent.get(`${pathOf(model)}${before.body.id}/`);
      expect(read.body).toEqual(after.body[1]);
      expect(read.body.display).toBe(after.body[1].display);
      expect({ ...read.body, last_updated: 0 }).not.toEqual({ ...before.body, last_updated: 0 });
    });

    test('and says for each field what is wrong with it', async () => {
      const example = await examples.exampleOf(model, 31);
      for (const [name, field] of writable(model)) {
        const key = snakeCase(name);
        for (const [value, message] of badValues(field)) {
          const { status, body } = await agent.post(pathOf(model)).send({ ...example, [key]: value });
          expect({ key, value, status, message: body[key]?.[0] }).toEqual({
            key,
            value,
            status: 400,
            message,
          });
        }
        if (!isRequired(field)) continue;
        const { [key]: _left, ...rest } = example;
        const missing = await agent.post(pathOf(model)).send(rest);
        expect(missing.body).toEqual({ [key]: ['This field is required.'] });
      }
    });
  });

  const singletons = named.filter(([, model]) => model.isSingleton);
  for (const [name, model] of singletons) {
    describe(name, () => {
      test('has one row that is changed field by field, and says what is wrong with each', async () => {
        const [row] = await someRows(model);
        const path = `${pathOf(model)}${row.id}/`;
        for (const [key, value] of Object.entries(await examples.exampleOf(model, 3))) {
          const patched = await agent.patch(path).send({ [key]: value });
          const [, field] = fieldsOf(model).find(([name]) => snakeCase(name) === key)!;
          const got = patched.status === 200 && !field.isSecret && bareOf(field, patched.body[key]);
          expect({ key, status: patched.status, body: patched.status === 200 ? got : patched.body }).toEqual({
            key,
            status: 200,
            body: field.isSecret ? false : value,
          });
        }
        const many = await agent.patch(pathOf(model)).send([{ id: row.id }]);
        expect((many.body as Reply[]).map(({ id }) => id)).toEqual([row.id]);
        for (const [name, field] of writable(model)) {
          const key = snakeCase(name);
          for (const [value, message] of badValues(field)) {
            const { status, body } = await agent.patch(path).send({ [key]: value });
            expect({ key, value, status, message: body[key]?.[0] }).toEqual({
              key,
              value,
              status: 400,
              message,
            });
          }
        }
        for (const method of ['post', 'put', 'delete'] as const) {
          expect((await agent[method](pathOf(model)).send({})).status).toBe(405);
        }
      });
    });
  }
}

/** Lookup, text of the parameter, and whether the row with this value must be found. */
/** What was sent, from the form in which it is shown. */
function bareOf(field: AnyField, sent: unknown): unknown {
  const nested = sent as { value: unknown; id: unknown };
  if (field.choices && !field.isPlain) return nested.value;
  return field.reference || field.externalType ? nested.id : sent;
}

function lookupsToTry(field: AnyField, value: unknown): [string, string, boolean][] {
  if (value === null) return [];
  const text = value instanceof Date ? value.toISOString() : String(value);
  if (field.lookups === 'boolean') return [['', text, true], ['', String(value !== true), false]]; // prettier-ignore
  const equality: [string, string, boolean][] = text === '' ? [] : [['', text, true], ['n', text, false]]; // prettier-ignore
  if (field.lookups === 'reference') return equality;
  if (field.lookups === 'number' || field.lookups === 'date') {
    return [
      ...equality,
      ['lte', text, true], ['gte', text, true], ['lt', text, false], ['gt', text, false],
      ['empty', 'false', true], ['empty', 'true', false],
    ]; // prettier-ignore
  }
  const isEmpty = text === '';
  const emptiness: [string, string, boolean][] = [['empty', String(isEmpty), true], ['empty', String(!isEmpty), false]]; // prettier-ignore
  if (isEmpty) return emptiness;
  const upper = text.toUpperCase();
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return [
    ...equality, ...emptiness,
    ['ic', upper.slice(1, -1) || upper, true], ['nic', upper, false], ['isw', upper.slice(0, 2), true],
    ['nisw', upper.slice(0, 2), false], ['iew', upper.slice(-2), true], ['niew', upper.slice(-2), false],
    ['ie', upper, true], ['nie', upper, false], ['ie', `${upper}%`, false],
    ['regex', `^${escaped}$`, true], ['iregex', `^${escaped.toUpperCase()}$`, true], ['regex', '^$', false],
  ]; // prettier-ignore
}

function requiredKey(model: AnyModel): string {
  const [name] = writable(model).find(([, field]) => !field.isOptional) ?? [''];
  return snakeCase(name);
}

/** A number that is too large for JavaScript is no whole number any more. */
function overMaximum(field: AnyField): unknown {
  const { minimum, maximum } = field.schema;
  return expect.stringMatching(
    new RegExp(
      `^(Ensure this value is (less|greater) than or equal to (${minimum}|${maximum})\\.|A valid integer is required\\.)$`,
    ),
  );
}

function badValues(field: AnyField): [unknown, unknown][] {
  const nulls: [unknown, unknown][] = field.isOptional ? [] : [[null, 'This field may not be null.']];
  const text: [unknown, unknown][] = [[[], 'Not a valid string.'], ['a\0', 'Null characters are not allowed.']]; // prettier-ignore
  switch (field.kind) {
    case 'text':
      return [...nulls, ...text, ['x'.repeat(Number(field.column.length) + 1), `Ensure this field has no more than ${field.column.length} characters.`]]; // prettier-ignore
    case 'int':
      return [
        ...nulls, ['x', 'A valid integer is required.'], [1e300, 'A valid integer is required.'],
        [Number(field.schema.maximum) + 1, overMaximum(field)], [Number(field.schema.minimum) - 1, overMaximum(field)],
      ]; // prettier-ignore
    case 'float':
      return [...nulls, ['x', 'A valid number is required.']];
    case 'decimal':
      return [
        ...nulls, ['x', 'A valid number is required.'], [0.001, 'Ensure that there are no more than 2 decimal places.'],
        [1e9, expect.stringMatching(/^Ensure that there are no more than \d digits before the decimal point\.$/)],
      ]; // prettier-ignore
    case 'bool':
      return [...nulls, ['x', 'Must be a valid boolean.'], [{}, 'Must be a valid boolean.']];
    case 'choice':
      return [...nulls, ['zz', `${field.isPlain ? '"zz"' : 'zz'} is not a valid choice.`]];
    case 'ref':
      return [...nulls, [999999, 'Related object not found using the provided numeric ID: 999999'], [{ id: 999999 }, "Related object not found using the provided attributes: {'id': 999999}"]]; // prettier-ignore
    case 'external':
      return [...nulls, ['x', expect.stringMatching(/^Related objects must be referenced by numeric ID/)]];
    case 'address':
      return [...nulls, ['10.0.0', 'Enter a valid IPv4 or IPv6 address.']];
    case 'datetime':
      return [...nulls, ['x', expect.stringMatching(/^Datetime has wrong format/)]];
    default:
      return nulls;
  }
}
