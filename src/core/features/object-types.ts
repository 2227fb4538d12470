import { contentTypeOf, modelOfType } from '../model/content-type';
import { type AnyModel } from '../model/define-model';
import { BadValue, field, type Field, type FieldOptions, type Value } from '../model/field';
import { listOf } from '../openapi/schema';
import { INT4_MAX, parseJson, parseNumber } from '../model/parse';

/** A list of models by their content types. */
export function objectTypes<const O extends FieldOptions<string[]>>(options?: O): Field<Value<string[], O>> {
  return field<string[], O>(
    {
      kind: 'object-types',
      column: { type: 'jsonb' },
      schema: { ...listOf({ type: 'string' }), minItems: 1 },
      lookups: 'none',
      widget: 'object-types',
      parse: (value) => {
        const list = parseJson<unknown>(value);
        if (!Array.isArray(list) || list.some((one) => typeof one !== 'string')) {
          throw new BadValue('Expected a list of object types, e.g. netbox_proxbox.proxmoxnode.');
        }
        if (list.length === 0) throw new BadValue('This list may not be empty.');
        return [...new Set(list as string[])].sort();
      },
    },
    options,
  );
}

/** A model by its content type; `objectId` beside it says which row. */
export function objectType<const O extends FieldOptions<string>>(options?: O): Field<Value<string, O>> {
  return field<string, O>(
    {
      kind: 'object-type',
      column: { type: 'varchar', length: 100 },
      schema: { type: 'string', maxLength: 100 },
      lookups: 'text',
      widget: 'object-type',
      parse: (value) => {
        if (typeof value !== 'string' || value.length > 100) {
          throw new BadValue(`Invalid content type: ${String(value).slice(0, 100)}`);
        }
        return value.trim();
      },
    },
    options,
  );
}

/** The id of a row of the model that an `objectType` names. */
export function objectId<const O extends FieldOptions<number>>(options?: O): Field<Value<number, O>> {
  return field<number, O>(
    {
      kind: 'object-id',
      column: { type: 'integer' },
      schema: { type: 'integer', minimum: 0, maximum: INT4_MAX },
      lookups: 'number',
      widget: 'number',
      parse: (value) => {
        const id = parseNumber(value, 'A valid integer is required.');
        if (!Number.isInteger(id)) throw new BadValue('A valid integer is required.');
        if (id < 0) throw new BadValue('Ensure this value is greater than or equal to 0.');
        if (id > INT4_MAX) throw new BadValue(`Ensure this value is less than or equal to ${INT4_MAX}.`);
        return id;
      },
    },
    options,
  );
}

/** The models whose rows can have custom fields and entries in a journal. */
export function assignableModels(models: readonly AnyModel[]): readonly AnyModel[] {
  return models.filter((model) => !model.isPlain);
}

/** What is wrong with content types, in NetBox's words; undefined when all are those of models that are not plain. */
export function badObjectType(
  models: readonly AnyModel[],
  contentTypes: readonly string[],
): string | undefined {
  const known = new Set(assignableModels(models).map(contentTypeOf));
  const wrong = contentTypes.find((one) => !known.has(one));
  return wrong === undefined ? undefined : `Invalid content type: ${wrong}`;
}

/** The models of some content types. */
export function modelsOfTypes(models: readonly AnyModel[], contentTypes: readonly string[]): AnyModel[] {
  return contentTypes.flatMap((one) => modelOfType(assignableModels(models), one) ?? []);
}
