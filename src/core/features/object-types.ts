import { contentTypeOf, modelOfType } from '../model/content-type';
import { type AnyModel } from '../model/define-model';
import { BadValue, field, type Field, type FieldOptions, type Value } from '../model/field';
import { parseJson } from '../model/parse';

/** A list of models by their content types. */
export function objectTypes<const O extends FieldOptions<string[]>>(options?: O): Field<Value<string[], O>> {
  return field<string[], O>(
    {
      kind: 'object-types',
      column: { type: 'jsonb' },
      lookups: 'none',
      widget: 'json',
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

/** Rows of a model that is not plain. */
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
