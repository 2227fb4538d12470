import { validateSync } from 'class-validator';
import { type AnyField, BadValue } from './field';

type Judge = new () => { value: unknown };

const judges = new WeakMap<AnyField, Judge>();

/**
 * One value of a field from JSON or text, in the type of its column and held to its rules. Throws `BadValue` with the
 * sentence to show.
 */
export function readValue(field: AnyField, value: unknown): unknown {
  const isBlank = value === null || (value === '' && !field.isBlankAllowed);
  if (isBlank && field.isOptional) return null;
  if (value === null || value === undefined) throw new BadValue('This field may not be null.');
  const parsed: unknown = field.parse(value);
  const [broken] = validateSync(Object.assign(new (judgeOf(field))(), { value: parsed }), {
    forbidUnknownValues: false,
    stopAtFirstError: true,
  });
  if (broken) throw new BadValue(Object.values(broken.constraints ?? {}).join(' '));
  return parsed;
}

function judgeOf(field: AnyField): Judge {
  let judge = judges.get(field);
  if (!judge) {
    judge = class {
      value: unknown;
    };
    for (const rule of field.rules) rule(judge.prototype as object, 'value');
    judges.set(field, judge);
  }
  return judge;
}
