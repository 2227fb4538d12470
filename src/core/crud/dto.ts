import { ValidateIf, validateSync } from 'class-validator';
import { type FieldErrors } from '../errors/errors';
import { type AnyModel, type Fields } from '../model/define-model';
import { snakeCase } from '../model/naming';

type Dto = new () => Record<string, unknown>;

const classes = new WeakMap<AnyModel, Dto>();

/**
 * The class that class-validator judges the input of a model by: one property per field that takes input, under its
 * JSON name. Whether a field must be there, and whether it may be null, is decided before (input.ts).
 */
export function dtoOf(model: AnyModel): Dto {
  const known = classes.get(model);
  if (known) return known;
  const name = `${model.className}Dto`;
  const dto = { [name]: class {} }[name] as Dto;
  for (const [fieldName, field] of Object.entries(model.fields as Fields)) {
    if (field.isReadOnly) continue;
    const key = snakeCase(fieldName);
    for (const rule of field.rules) rule(dto.prototype as object, key);
    ValidateIf((_input, value) => value !== undefined && value !== null)(dto.prototype as object, key);
  }
  classes.set(model, dto);
  return dto;
}

/** What breaks the rules of the fields, by JSON name; values must already be in the types of their columns. */
export function brokenRules(model: AnyModel, values: Readonly<Record<string, unknown>>): FieldErrors {
  const errors = validateSync(Object.assign(new (dtoOf(model))(), values), { forbidUnknownValues: false });
  return Object.fromEntries(errors.map((error) => [error.property, Object.values(error.constraints ?? {})]));
}
