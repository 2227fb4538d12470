import { type AnyModel } from '../model/define-model';
import { type AnyField } from '../model/field';
import { snakeCase } from '../model/naming';
import { editableFields } from './form-values';

/** Name of the box that empties a stored secret; a blank input keeps it. */
export function clearName(key: string): string {
  return `_clear_${key}`;
}

/**
 * What a form says, as the JSON of a REST request, so that both are judged by the same rules. `names` are the fields that
 * the form had. A blank secret is left out, for a form never shows what is stored.
 */
export function inputOf(
  model: AnyModel,
  form: URLSearchParams,
  names: readonly string[] = editableFields(model).map(([name]) => name),
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, field] of editableFields(model)) {
    if (!names.includes(name)) continue;
    const key = snakeCase(name);
    const value = form.getAll(key).at(-1) ?? '';
    if (field.widget === 'object-types') input[key] = form.getAll(key).filter(Boolean);
    else if (!field.isSecret) input[key] = valueOf(field, value);
    else if (value !== '') input[key] = value;
    else if (form.has(clearName(key))) input[key] = field.isOptional ? null : '';
  }
  return input;
}

function valueOf(field: AnyField, value: string): unknown {
  // A box that is not ticked is not sent at all; one with a third state is a select and has an empty value.
  if (field.widget === 'checkbox' && !field.isOptional) return value === '' ? false : value;
  const isText = field.isBlankAllowed || field.lookups === 'text' || field.choices !== undefined;
  if (value.trim() === '' && (field.isOptional || !isText)) return null;
  // The box for a colour speaks in CSS.
  if (field.widget === 'color') return value.replace(/^#/, '').toLowerCase();
  // Browsers send line breaks as CR LF, whatever the text had.
  return field.kind === 'long-text' ? value.replace(/\r\n/g, '\n') : value;
}
