import { allKeys } from '../../src/core/crud/projection';
import { targetOf } from '../../src/core/crud/places';
import { type AnyModel, type Fields } from '../../src/core/model/define-model';
import { snakeCase } from '../../src/core/model/naming';
import { lookupsToTry } from './field-values';
import { fieldsOf, type ModelScene, pathOf } from './model-scene';

/** Lists, rows, filters and search of a model. */
export function describeReading(scene: ModelScene, named: readonly (readonly [string, AnyModel])[]): void {
  describe.each(named)('%s', (_name, model) => {
    test('is scene.listed, read, searched, ordered and paged', async () => {
      const rows = await scene.someRows(model);
      const { count, results } = await scene.list(model, { ordering: 'id' });
      expect(count).toBe(rows.length);
      expect(results.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));

      const one = await scene.agent.get(`${pathOf(model)}${rows[0].id}/`);
      expect(one.body).toEqual(results[0]);
      expect(one.body).toMatchObject({
        url: `${scene.rest.url}${pathOf(model)}${rows[0].id}/`,
        display: expect.stringMatching(/^(?!.*(undefined|null|object Object)).+$/),
      });

      for (const [name] of fieldsOf(model).filter(([, field]) => !field.isSecret)) {
        const up = await scene.list(model, { ordering: snakeCase(name) });
        const down = await scene.list(model, { ordering: `-${snakeCase(name)}` });
        // What ties goes the way of the last key, so that one list is the other backwards.
        expect(up.results.map(({ id }) => id)).toEqual(down.results.map(({ id }) => id).reverse());
        expect(up.count).toBe(rows.length);
      }
      const { body } = await scene.agent.get(pathOf(model)).query({ limit: 1, ordering: '-id' });
      expect(body.next === null).toBe(rows.length === 1);
      if (body.next) {
        const next = await scene.agent.get(body.next.slice(scene.rest.url.length));
        expect(next.body.results[0].id).toBe(rows.at(-2)?.id);
      }
    });

    test('finds rows by its search fields', async () => {
      const [row] = await scene.someRows(model);
      for (const path of model.search) {
        const words = String(await scene.valueAt(model, row, path)).slice(1);
        const found = await scene.list(model, { q: words, limit: 1000 });
        expect({ path, words, ids: found.results.map(({ id }) => id) }).toMatchObject({
          ids: expect.arrayContaining([row.id]),
        });
      }
      const nothing = await scene.list(model, { q: 'no row has these words' });
      expect(nothing.count).toBe(model.search.length === 0 ? (await scene.someRows(model)).length : 0);
    });

    test('sends brief, chosen and left-out fields, and never a secret', async () => {
      await scene.someRows(model);
      const keys = async (query: Record<string, unknown>) =>
        Object.keys((await scene.list(model, query)).results[0]);
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
        const rows = await scene.someRows(model);
        const row = rows.find((one) => one[name] !== null) ?? rows[0];
        const key = snakeCase(name);
        const ids = async (parameter: string, value: unknown) => {
          const { results } = await scene.list(model, { [parameter]: value, limit: 1000 });
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
      const rows = await scene.someRows(model);
      for (const [name, field] of fieldsOf(model)) {
        const target = targetOf(model, name, scene.listed);
        const row = rows.find((one) => one[name] !== null);
        if (!target || !row || !Object.hasOwn(target.fields, 'name')) continue;
        const value = await scene.valueAt(model, row, `${name}.name`);
        for (const [lookup, text, isFound] of lookupsToTry((target.fields as Fields).name, value)) {
          const parameter = [snakeCase(name), 'name', lookup].filter(Boolean).join('__');
          const { results } = await scene.list(model, { [parameter]: text, limit: 1000 });
          const found = results.some(({ id }) => id === row.id);
          expect({ field: field.kind, parameter, text, found }).toMatchObject({ found: isFound });
        }
      }
    });

    test('filters by id and by the times of a row; several values are alternatives, null is no value', async () => {
      const rows = await scene.someRows(model);
      const ids = async (query: Record<string, unknown>) =>
        (await scene.list(model, { ordering: 'id', limit: 1000, ...query })).results.map(({ id }) => id);
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
        const { status, body } = await scene.agent.get(pathOf(model)).query({ [snakeCase(name)]: 999999 });
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
        const { status, body } = await scene.agent
          .get(pathOf(model))
          .query({ [snakeCase(name)]: 'no such value' });
        expect({ status, keys: Object.keys(body) }).toEqual({ status: 400, keys: [snakeCase(name)] });
      }
    });

    test('tells by OPTIONS and by 405 what it takes', async () => {
      const [row] = await scene.someRows(model);
      const options = await scene.agent.options(pathOf(model));
      expect(options.status).toBe(200);
      const takes = [['POST', 'add'], ['PUT', 'change']] as const; // prettier-ignore
      for (const [method, action] of takes) {
        expect(Object.hasOwn(options.body.actions ?? {}, method)).toBe(
          model.actions.includes(action) && !(method === 'PUT' && model.isSingleton),
        );
      }
      const refused = { detail: expect.stringMatching(/^Method "[A-Z]+" not allowed\.$/) };
      if (!model.actions.includes('add'))
        expect((await scene.agent.post(pathOf(model)).send({})).body).toEqual(refused);
      for (const path of [pathOf(model), `${pathOf(model)}${row.id}/`]) {
        if (!model.actions.includes('change')) {
          expect((await scene.agent.patch(path).send([])).status).toBe(405);
          expect((await scene.agent.put(path).send([])).status).toBe(405);
        }
        if (!model.actions.includes('delete')) {
          const reply = await scene.agent.delete(path);
          expect([reply.status, reply.body]).toEqual([405, refused]);
        }
      }
    });

    test('has no row under an unknown, an impossible or a non-numeric id', async () => {
      const none = { detail: `No ${model.className} matches the given query.` };
      expect((await scene.agent.get(`${pathOf(model)}999999/`)).body).toEqual(none);
      expect((await scene.agent.get(`${pathOf(model)}99999999999999999999/`)).body).toEqual(none);
      expect((await scene.agent.get(`${pathOf(model)}abc/`)).body).toEqual({ detail: 'Not found.' });
    });
  });
}
