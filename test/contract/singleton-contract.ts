import { type AnyModel } from '../../src/core/model/define-model';
import { snakeCase } from '../../src/core/model/naming';
import { badValues, bareOf } from './field-values';
import { fieldsOf, type ModelScene, pathOf, type Reply, writable } from './model-scene';

/** A model that has a single row, which is neither added nor deleted. */
export function describeSingletons(scene: ModelScene, named: readonly (readonly [string, AnyModel])[]): void {
  describe.each(named)('%s', (_name, model) => {
    test('has one row that is changed field by field, and says what is wrong with each', async () => {
      const [row] = await scene.someRows(model);
      const path = `${pathOf(model)}${row.id}/`;
      for (const [key, value] of Object.entries(await scene.examples.exampleOf(model, 3))) {
        const patched = await scene.agent.patch(path).send({ [key]: value });
        const [, field] = fieldsOf(model).find(([name]) => snakeCase(name) === key)!;
        const got = patched.status === 200 && !field.isSecret && bareOf(field, patched.body[key]);
        expect({ key, status: patched.status, body: patched.status === 200 ? got : patched.body }).toEqual({
          key,
          status: 200,
          body: field.isSecret ? false : value,
        });
      }
      const many = await scene.agent.patch(pathOf(model)).send([{ id: row.id }]);
      expect((many.body as Reply[]).map(({ id }) => id)).toEqual([row.id]);
      for (const [name, field] of writable(model)) {
        const key = snakeCase(name);
        for (const [value, message] of badValues(field)) {
          const { status, body } = await scene.agent.patch(path).send({ [key]: value });
          expect({ key, value, status, message: body[key]?.[0] }).toEqual({
            key,
            value,
            status: 400,
            message,
          });
        }
      }
      for (const method of ['post', 'put', 'delete'] as const) {
        expect((await scene.agent[method](pathOf(model)).send({})).status).toBe(405);
      }
    });
  });
}
