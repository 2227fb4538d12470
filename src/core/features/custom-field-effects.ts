import { type AnyModel, type AnyRow } from '../model/define-model';
import { type Effects, type Work } from '../model/effects';
import { isEmpty } from './custom-field-values';
import { badObjectType, modelsOfTypes } from './object-types';

/** What becomes of the values in the rows when a custom field is made, changed or deleted. */
export const customFieldEffects: Effects = {
  check: ({ models }, row, before) => {
    const wrong = badObjectType(models, row.objectTypes as string[]);
    if (wrong !== undefined) return Promise.resolve({ object_types: [wrong] });
    const isOtherType = before !== undefined && before.type !== row.type;
    return Promise.resolve(
      isOtherType ? { type: ['Changing the type of custom fields is not supported.'] } : undefined,
    );
  },
  stored: async (work, row, before) => {
    const [types, typesBefore] = [typesOf(work, row), before ? typesOf(work, before) : []];
    for (const model of typesBefore.filter((one) => !types.includes(one))) {
      await dropValues(work, model, String(before?.name));
    }
    if (before && before.name !== row.name) {
      const kept = types.filter((one) => typesBefore.includes(one));
      for (const model of kept) await renameValues(work, model, String(before.name), String(row.name));
    }
    const fresh = types.filter((one) => !typesBefore.includes(one));
    if (!isEmpty(row.default)) {
      for (const model of fresh) await fillValues(work, model, String(row.name), row.default);
    }
  },
  deleted: async (work, rows) => {
    for (const row of rows) {
      for (const model of typesOf(work, row)) await dropValues(work, model, String(row.name));
    }
  },
};

function typesOf({ models }: Work, row: AnyRow): AnyModel[] {
  return modelsOfTypes(models, row.objectTypes as string[]);
}

/** Rows without a value keep none: only a default is worth touching each of them, as in NetBox since 4.6. */
async function fillValues({ manager }: Work, model: AnyModel, name: string, value: unknown): Promise<void> {
  await manager.query(
    `UPDATE "${model.table}" SET custom_field_data = custom_field_data || jsonb_build_object($1::text, $2::jsonb)`,
    [name, JSON.stringify(value)],
  );
}

async function dropValues({ manager }: Work, model: AnyModel, name: string): Promise<void> {
  await manager.query(
    `UPDATE "${model.table}" SET custom_field_data = custom_field_data - $1::text WHERE jsonb_exists(custom_field_data, $1)`,
    [name],
  );
}

async function renameValues({ manager }: Work, model: AnyModel, from: string, to: string): Promise<void> {
  await manager.query(
    `UPDATE "${model.table}"
        SET custom_field_data = custom_field_data - $1::text || jsonb_build_object($2::text, custom_field_data -> $1)
      WHERE jsonb_exists(custom_field_data, $1)`,
    [from, to],
  );
}
