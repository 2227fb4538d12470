import { type AnyModel } from '../../src/core/model/define-model';
import { isRequired } from '../../src/core/model/field';
import { snakeCase } from '../../src/core/model/naming';
import { badValues, bareOf } from './field-values';
import { type ModelScene, pathOf, type Reply, writable } from './model-scene';

/** How rows of a model are made, changed and deleted. */
export function describeWriting(scene: ModelScene, named: readonly (readonly [string, AnyModel])[]): void {
  describe.each(named)('%s takes new rows', (_name, model) => {
    test('from the creation to the deletion', async () => {
      const example = await scene.examples.exampleOf(model, 1);
      const created = await scene.agent.post(pathOf(model)).send(example);
      expect(created).toMatchObject({ status: 201, headers: { location: created.body.url } });
      const path = `${pathOf(model)}${created.body.id}/`;
      expect((await scene.agent.get(path)).body).toEqual(created.body);
      for (const [name, field] of writable(model)) {
        const key = snakeCase(name);
        if (example[key] === undefined || field.isSecret) continue;
        expect({ key, got: bareOf(field, created.body[key]) }).toEqual({ key, got: example[key] });
      }
      expect(JSON.stringify(created.body)).not.toMatch(/secret|password-1|token-value/);

      const change = await scene.examples.exampleOf(model, 2);
      for (const [key, value] of Object.entries(change)) {
        const patched = await scene.agent.patch(path).send({ [key]: value });
        expect({ key, status: patched.status }).toEqual({ key, status: 200 });
      }
      const replaced = await scene.agent.put(path).send(example);
      expect(replaced.status).toBe(200);
      expect({ ...replaced.body, last_updated: null }).toEqual({ ...created.body, last_updated: null });

      expect((await scene.agent.delete(path)).status).toBe(204);
      expect((await scene.agent.get(path)).status).toBe(404);
      expect((await scene.agent.patch(path).send({})).status).toBe(404);
      expect((await scene.agent.delete(path)).body).toEqual({
        detail: `No ${model.className} matches the given query.`,
      });
    });

    test('in lists, all or none, and changes and deletes them in lists', async () => {
      const before = (await scene.list(model)).count;
      const items = [await scene.examples.exampleOf(model, 11), await scene.examples.exampleOf(model, 12)];
      const created = await scene.agent.post(pathOf(model)).send(items);
      expect([created.status, created.body.length]).toEqual([201, 2]);
      const ids = (created.body as Reply[]).map(({ id }) => ({ id }));

      const wrong = await scene.agent
        .post(pathOf(model))
        .send([await scene.examples.exampleOf(model, 13), { [requiredKey(model)]: null }]);
      expect(wrong.status).toBe(400);
      expect([wrong.body[0], Object.keys(wrong.body[1])]).toEqual([
        {},
        expect.arrayContaining([requiredKey(model)]),
      ]);
      expect((await scene.list(model)).count).toBe(before + 2);

      const patched = await scene.agent.patch(pathOf(model)).send([...ids, { id: 999999 }]);
      expect((patched.body as Reply[]).map(({ id }) => id).sort()).toEqual(ids.map(({ id }) => id).sort());
      expect((await scene.agent.patch(pathOf(model)).send([{}])).body).toEqual([
        { id: ['This field is required.'] },
      ]);
      expect((await scene.agent.patch(pathOf(model)).send({})).body).toEqual({
        non_field_errors: ['Expected a list of items but got type "dict".'],
      });
      const replaced = await scene.agent
        .put(pathOf(model))
        .send(items.map((item, index) => ({ ...item, ...ids[index] })));
      expect([replaced.status, (replaced.body as Reply[]).map(({ id }) => id).sort()]).toEqual([
        200,
        ids.map(({ id }) => id).sort(),
      ]);
      const half = await scene.agent.put(pathOf(model)).send(ids);
      expect([half.status, (await scene.list(model)).count]).toEqual([
        writable(model).some(([, field]) => isRequired(field)) ? 400 : 200,
        before + 2,
      ]);
      expect((await scene.agent.delete(pathOf(model)).send([...ids, { id: 999999 }])).status).toBe(204);
      expect((await scene.list(model)).count).toBe(before);
      expect((await scene.agent.post(pathOf(model)).send([])).body).toEqual([]);
    });

    test('but none twice', async () => {
      if (model.identity.length === 0) return;
      const example = await scene.examples.exampleOf(model, 21);
      const created = await scene.agent.post(pathOf(model)).send(example);
      expect(created.status).toBe(201);
      const refused = { __all__: [expect.stringMatching(/ already exists\.$/)] };
      const again = await scene.agent.post(pathOf(model)).send(example);
      if (model.isUpsert) expect([again.status, again.body.id]).toEqual([201, created.body.id]);
      else expect([again.status, again.body]).toEqual([400, refused]);
      const other = await scene.agent.post(pathOf(model)).send(await scene.examples.exampleOf(model, 23));
      const identity = Object.fromEntries(model.identity.map((name) => [snakeCase(name), example[snakeCase(name)]])); // prettier-ignore
      const clash = await scene.agent.patch(`${pathOf(model)}${other.body.id}/`).send(identity);
      expect([clash.status, clash.body]).toEqual([400, refused]);
      const before = (await scene.list(model)).count;
      const twice = await scene.examples.exampleOf(model, 22);
      const both = await scene.agent.post(pathOf(model)).send([twice, twice]);
      expect([both.status, both.body]).toEqual([400, [{}, refused]]);
      expect((await scene.list(model)).count).toBe(before);
    });

    test('and changes the row that has the identity already, where it is made for that', async () => {
      if (!model.isUpsert) return;
      const example = await scene.examples.exampleOf(model, 24);
      const before = await scene.agent.post(pathOf(model)).send(example);
      const change = await scene.examples.exampleOf(model, 25);
      for (const name of model.identity) change[snakeCase(name)] = example[snakeCase(name)];
      const { count } = await scene.list(model);
      const fresh = await scene.examples.exampleOf(model, 26);
      const after = await scene.agent.post(pathOf(model)).send([fresh, change]);
      expect([after.status, after.body[1].id]).toEqual([201, before.body.id]);
      expect((await scene.list(model)).count).toBe(count + 1);
      const read = await scene.agent.get(`${pathOf(model)}${before.body.id}/`);
      expect(read.body).toEqual(after.body[1]);
      expect(read.body.display).toBe(after.body[1].display);
      expect({ ...read.body, last_updated: 0 }).not.toEqual({ ...before.body, last_updated: 0 });
    });

    test('and says for each field what is wrong with it', async () => {
      const example = await scene.examples.exampleOf(model, 31);
      for (const [name, field] of writable(model)) {
        const key = snakeCase(name);
        for (const [value, message] of badValues(field)) {
          const { status, body } = await scene.agent.post(pathOf(model)).send({ ...example, [key]: value });
          expect({ key, value, status, message: body[key]?.[0] }).toEqual({
            key,
            value,
            status: 400,
            message,
          });
        }
        if (!isRequired(field)) continue;
        const { [key]: _left, ...rest } = example;
        const missing = await scene.agent.post(pathOf(model)).send(rest);
        expect(missing.body).toEqual({ [key]: ['This field is required.'] });
      }
    });
  });
}

function requiredKey(model: AnyModel): string {
  const [name] = writable(model).find(([, field]) => !field.isOptional) ?? [''];
  return snakeCase(name);
}
