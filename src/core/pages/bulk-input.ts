import { type AnyModel } from '../model/define-model';
import { type AnyField } from '../model/field';
import { snakeCase } from '../model/naming';
import { inputOf } from './form-input';
import { editableFields } from './form-values';

/** Name of the box that empties a field in many rows. */
export function nullName(key: string): string {
  return `_null_${key}`;
}

/** Whether a bulk edit may empty the field. */
export function isEmptiable(field: AnyField): boolean {
  return field.isOptional || field.isBlankAllowed;
}

/** The fields of a bulk edit: all that a form may set, but for one that no two rows may share. */
export function bulkNames(model: AnyModel): string[] {
  const names = editableFields(model).map(([name]) => name);
  return model.identity.length === 1 ? names.filter((name) => name !== model.identity[0]) : names;
}

/** What a bulk edit changes: the fields that were filled in, and those whose box for nothing was ticked. */
export function bulkInputOf(model: AnyModel, form: URLSearchParams): Record<string, unknown> {
  const names = new Set(bulkNames(model));
  const fields = editableFields(model).filter(([name]) => names.has(name));
  const filled = fields.filter(([name]) => (form.getAll(snakeCase(name)).at(-1) ?? '') !== '');
  const input = inputOf(
    model,
    form,
    filled.map(([name]) => name),
  );
  for (const [name, field] of fields) {
    const key = snakeCase(name);
    if (form.has(nullName(key)) && isEmptiable(field)) input[key] = field.isOptional ? null : '';
  }
  return input;
}
