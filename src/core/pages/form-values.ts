import { type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { type AnyField } from '../model/field';
import { snakeCase } from '../model/naming';

/** The fields that a form may set, by name, in the order of the definition. */
export function editableFields(model: AnyModel): [string, AnyField][] {
  return Object.entries(model.fields as Fields).filter(([, field]) => !field.isReadOnly);
}

/** What a form shows for a new row: the defaults, and over them whatever a query string says, as in NetBox's "add" links. */
export function newValues(model: AnyModel, query: URLSearchParams): URLSearchParams {
  const values = new URLSearchParams();
  for (const [name, field] of editableFields(model)) {
    const key = snakeCase(name);
    const asked = query.has(key) && !field.isSecret;
    for (const text of asked ? query.getAll(key) : formTexts(field, field.default)) values.append(key, text);
  }
  return values;
}

/** What a form shows of a stored row, in the form that a browser sends back; secrets stay away. */
export function rowValues(model: AnyModel, row: AnyRow): URLSearchParams {
  const values = new URLSearchParams();
  for (const [name, field] of editableFields(model)) {
    if (!field.isSecret) for (const text of formTexts(field, row[name])) values.append(snakeCase(name), text);
  }
  return values;
}

/** A value as what a form sends of it: several texts where several options can be picked. */
function formTexts(field: AnyField, value: unknown): string[] {
  return field.widget === 'object-types' && Array.isArray(value)
    ? value.map(String)
    : [formText(field, value)];
}

/** A value as the text of its input. */
export function formText(field: AnyField, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Date) return value.toISOString().replace(/(\.000)?Z$/, '');
  if (field.widget === 'json') return JSON.stringify(value, null, 2);
  return String(value);
}
