import { type EntityManager, In } from 'typeorm';
import { type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { labelOf } from '../model/field';
import { snakeCase } from '../model/naming';
import { type Input } from './input';

/**
 * Adds an error to each input whose value another row has already in a unique field; `ids` are the rows that the inputs
 * change, where they change any. One query per unique field. What it misses, the database refuses.
 */
export async function addUniqueErrors(
  manager: EntityManager,
  model: AnyModel,
  inputs: readonly Input[],
  ids: readonly number[] = [],
): Promise<void> {
  for (const [name, field] of Object.entries(model.fields as Fields)) {
    const key = snakeCase(name);
    const given = inputs.map(({ values, errors }) => (errors[key] ? undefined : (values[name] ?? undefined)));
    const wanted = given.filter((value) => value !== undefined);
    if (!field.isUnique || wanted.length === 0) continue;
    const rows = await manager.getRepository<AnyRow>(model.name).find({
      where: { [name]: In(wanted) },
      select: { id: true, [name]: true },
    });
    inputs.forEach((input, index) => {
      const isTaken = rows.some((row) => row[name] === given[index] && row.id !== ids[index]);
      if (isTaken) input.errors[key] = [takenValue(model, name)];
    });
  }
}

/** In NetBox's words: `tag with this slug already exists.` */
export function takenValue(model: AnyModel, name: string): string {
  const label = labelOf(name, (model.fields as Fields)[name]);
  return `${lowered(model.label)} with this ${lowered(label)} already exists.`;
}

function lowered(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}
