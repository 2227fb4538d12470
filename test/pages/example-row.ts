import { type DataSource } from 'typeorm';
import { contentTypeOf } from '../../src/core/model/content-type';
import { type AnyModel, type Fields } from '../../src/core/model/define-model';
import { type AnyField } from '../../src/core/model/field';
import { models } from '../../src/models';

/** Text that would run if any page put it in as it is. */
export const HOSTILE = '<script>alert("x")</script>';

/** Stores one row of a model, every field filled, and whatever it points at; fills the one row of a singleton. Gives its id. */
export async function storeExample(dataSource: DataSource, model: AnyModel): Promise<number> {
  const repository = dataSource.getRepository<{ id: number }>(model.name);
  const [known] = await repository.find({ order: { id: 'ASC' }, take: 1 });
  if (known && !model.isSingleton) return known.id;
  const draft: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(model.fields as Fields)) {
    const target = models.find((one) => one.name === field.reference?.model);
    // A row that points at one of its own kind would need itself.
    if (target === model) draft[name] = null;
    else draft[name] = target ? await storeExample(dataSource, target) : exampleOf(name, field);
  }
  if (known) {
    await repository.update({ id: known.id }, draft);
    return known.id;
  }
  const { identifiers } = await repository.insert(draft as never);
  return Number(identifiers[0].id);
}

/** A value of the field's kind; text carries something hostile wherever there is room for it. */
export function exampleOf(name: string, field: AnyField): unknown {
  if (field.choices) return Object.keys(field.choices)[0];
  // The program looks for models in such a list; anything else is never stored.
  if (field.kind === 'object-types') return [contentTypeOf(models[0])];
  switch (field.widget) {
    case 'number':
      return 42;
    case 'checkbox':
      return true;
    case 'datetime':
      return new Date('2026-03-04T05:06:07Z');
    case 'json':
      return field.default ?? { key: HOSTILE };
    case 'external':
      return 17;
    case 'address':
      return '192.0.2.17';
    default: {
      const room = Number(field.column.length ?? 255);
      return [`${name} ${HOSTILE}`, name, 'x'].find((text) => text.length <= room);
    }
  }
}
