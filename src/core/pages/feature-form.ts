import { type CustomField } from '../features/custom-field.model';
import { type FieldErrors } from '../errors/errors';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { nullName } from './bulk-input';
import { customColumn } from './custom-columns';
import { customTexts, customValue } from './custom-values';

/** Names of the inputs for what every row has beside its fields, as in JSON. */
export const TAGS = 'tags';
export const ADD_TAGS = 'add_tags';
export const REMOVE_TAGS = 'remove_tags';
export const CHANGE_MESSAGE = 'changelog_message';

/** JSON for the store, and what could not even be read, by the names of the inputs. */
export interface FeatureInput {
  readonly input: Readonly<Record<string, unknown>>;
  readonly errors: FieldErrors;
}

const NOT_JSON = 'Enter valid JSON.';

/** What a form shows of the tags and custom fields of a row, or of the defaults for a new one. */
export function setFeatureValues(
  values: URLSearchParams,
  model: AnyModel,
  customFields: readonly CustomField[],
  row?: Pick<AnyRow, 'tagIds' | 'customFieldData'>,
): URLSearchParams {
  if (model.isPlain) return values;
  for (const id of row?.tagIds ?? []) values.append(TAGS, String(id));
  for (const field of customFields) {
    const value = row ? row.customFieldData?.[field.name] : field.default;
    for (const text of customTexts(field, value)) values.append(customColumn(field), text);
  }
  return values;
}

/** The tags, custom fields and reason that a form of one row says; a value that neither is there nor was is no change. */
export function featureInputOf(
  model: AnyModel,
  form: URLSearchParams,
  customFields: readonly CustomField[],
  row?: Pick<AnyRow, 'customFieldData'>,
): FeatureInput {
  const { data, errors } = valuesIn(form, customFields);
  const known = row?.customFieldData;
  const changed = Object.entries(data).filter(([name, value]) => {
    return value !== null || !known || Object.hasOwn(known, name);
  });
  return {
    input: {
      ...(!model.isPlain && { tags: form.getAll(TAGS).filter(Boolean).map(idOf) }),
      ...(changed.length > 0 && { custom_fields: Object.fromEntries(changed) }),
      ...messageIn(form),
    },
    errors,
  };
}

/** The same for a form of many rows, where blank is untouched. */
export function bulkFeatureInputOf(
  model: AnyModel,
  form: URLSearchParams,
  customFields: readonly CustomField[],
): FeatureInput {
  if (model.isPlain) return { input: {}, errors: {} };
  const { data, errors } = valuesIn(form, customFields);
  const changed = customFields.flatMap((field): [string, unknown][] => {
    if (form.has(nullName(customColumn(field)))) return [[field.name, null]];
    return data[field.name] === null || data[field.name] === undefined
      ? []
      : [[field.name, data[field.name]]];
  });
  const tags = [ADD_TAGS, REMOVE_TAGS].flatMap((key): [string, unknown][] => {
    const ids = form.getAll(key).filter(Boolean);
    return ids.length > 0 ? [[key, ids.map(idOf)]] : [];
  });
  return {
    input: {
      ...Object.fromEntries(tags),
      ...(changed.length > 0 && { custom_fields: Object.fromEntries(changed) }),
    },
    errors,
  };
}

/** Why somebody writes, as a part of the JSON that is stored. */
export function messageIn(form: URLSearchParams): Readonly<Record<string, string>> {
  const message = form.get(CHANGE_MESSAGE)?.trim();
  return message ? { [CHANGE_MESSAGE]: message } : {};
}

function valuesIn(form: URLSearchParams, customFields: readonly CustomField[]) {
  const data: Record<string, unknown> = {};
  const errors: FieldErrors = {};
  for (const field of customFields) {
    try {
      data[field.name] = customValue(field, form.getAll(customColumn(field)));
    } catch {
      errors[customColumn(field)] = [NOT_JSON];
    }
  }
  return { data, errors };
}

function idOf(text: string): unknown {
  return /^\d+$/.test(text) ? Number(text) : text;
}
