import { type FieldErrors } from '../errors/errors';
import { type AnyModel, type Fields } from '../model/define-model';
import { type AnyField } from '../model/field';
import { INT4_MAX } from '../model/parse';
import { objectOf } from './input';
import { InvalidRows } from './invalid-rows';

/** A new row: what was given, and the default of each other field. */
export function newDraft(
  model: AnyModel,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(model.fields as Fields).map(([name, field]) => [
      name,
      Object.hasOwn(values, name) ? values[name] : defaultOf(field),
    ]),
  );
}

function defaultOf(field: AnyField): unknown {
  if (field.default !== undefined) return field.default;
  if (field.isOptional) return null;
  return field.isBlankAllowed ? '' : undefined;
}

/** The ids that a bulk request names; throws InvalidRows when one is missing or no whole number. */
export function idsOf(items: readonly unknown[]): number[] {
  const ids = items.map((item) => objectOf(item).id);
  const errors = ids.map((id): FieldErrors => {
    if (id === undefined) return { id: ['This field is required.'] };
    return Number.isInteger(id) ? {} : { id: ['A valid integer is required.'] };
  });
  if (errors.some(hasAny)) throw new InvalidRows(errors);
  return ids as number[];
}

/** Whether an id can be that of a row at all; PostgreSQL refuses to compare others. */
export function isPossibleId(id: number): boolean {
  return Number.isInteger(id) && id >= 1 && id <= INT4_MAX;
}

export function hasAny(errors: FieldErrors): boolean {
  return Object.keys(errors).length > 0;
}
