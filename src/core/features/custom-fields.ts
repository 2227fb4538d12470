import { type EntityManager } from 'typeorm';
import { contentTypeOf } from '../model/content-type';
import { type AnyModel } from '../model/define-model';
import { customField, type CustomField } from './custom-field.model';
import { type CustomFieldData, isEmpty } from './custom-field-values';

/** The custom fields of a model, in the order in which they are shown; one query. */
export async function customFieldsOf(
  manager: EntityManager,
  model: AnyModel,
): Promise<readonly CustomField[]> {
  if (model.isPlain) return [];
  const fields = await manager
    .getRepository<CustomField>(customField.name)
    .find({ order: { groupName: 'ASC', weight: 'ASC', name: 'ASC' } });
  return fields.filter(({ objectTypes }) => objectTypes.includes(contentTypeOf(model)));
}

/** Custom field data of a row that is about to be stored; a new row has no id. */
export interface NewData {
  readonly id?: number;
  readonly data: CustomFieldData;
}

/**
 * The sentence for each row whose value of a unique custom field another row has, or another one of these. One query per
 * unique field.
 */
export async function takenCustomValues(
  manager: EntityManager,
  model: AnyModel,
  fields: readonly CustomField[],
  rows: readonly (NewData | undefined)[],
): Promise<(string | undefined)[]> {
  const sentences: (string | undefined)[] = rows.map(() => undefined);
  for (const { name } of fields.filter(({ unique }) => unique)) {
    const wanted = rows.map((row) =>
      row && !isEmpty(row.data[name]) ? JSON.stringify(row.data[name]) : undefined,
    );
    const values = wanted.filter((value) => value !== undefined);
    if (values.length === 0) continue;
    const found: { id: number; value: unknown }[] = await manager.query(
      `SELECT id, custom_field_data -> $1::text AS value FROM "${model.table}"
        WHERE custom_field_data -> $1::text = ANY($2::jsonb[])`,
      [name, values],
    );
    rows.forEach((row, index) => {
      const value = wanted[index];
      if (value === undefined) return;
      const isTaken = found.some((other) => JSON.stringify(other.value) === value && other.id !== row?.id);
      if (isTaken || wanted.indexOf(value) < index) {
        sentences[index] ??= `Custom field '${name}' must have a unique value.`;
      }
    });
  }
  return sentences;
}
