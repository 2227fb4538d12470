import { type FieldErrors } from '../errors/errors';
import { isEmpty, valueProblem, type ValueRules } from './custom-field-values';

const SELECTIONS = ['select', 'multiselect'];
const NUMBERS = ['integer', 'decimal'];
const TEXTS = ['text', 'longtext', 'url'];

/** The rules over several fields of a custom field, in NetBox's words where it has any. */
export function checkCustomField(field: ValueRules & { unique: boolean }): FieldErrors | undefined {
  const errors: FieldErrors = {};
  const isSelection = SELECTIONS.includes(field.type);
  if (!isListOfChoices(field.choices)) {
    errors.choices = ['Expected a list of [value, label].'];
  } else if (isSelection && field.choices.length === 0) {
    errors.choices = ['Selection fields must specify a set of choices.'];
  } else if (!isSelection && field.choices.length > 0) {
    errors.choices = ['Choices may be set only on selection fields.'];
  }
  if (!NUMBERS.includes(field.type)) {
    const only = (limit: string) => [`A ${limit} value may be set only for numeric fields`];
    if (field.validationMinimum !== null) errors.validation_minimum = only('minimum');
    if (field.validationMaximum !== null) errors.validation_maximum = only('maximum');
  }
  if (field.validationRegex !== '') {
    if (!TEXTS.includes(field.type)) {
      errors.validation_regex = ['Regular expression validation is supported only for text and URL fields'];
    } else if (!isExpression(field.validationRegex)) {
      errors.validation_regex = ['Enter a valid regular expression.'];
    }
  }
  if (field.unique && field.type === 'boolean') {
    errors.unique = ['Uniqueness cannot be enforced for boolean fields'];
  }
  if (Object.keys(errors).length > 0) return errors;
  const problem = isEmpty(field.default) ? undefined : valueProblem(field, field.default);
  return problem === undefined
    ? undefined
    : { default: [`Invalid default value "${textOf(field.default)}": ${problem}`] };
}

function isListOfChoices(choices: unknown): boolean {
  return (
    Array.isArray(choices) &&
    choices.every(
      (one) => Array.isArray(one) && one.length === 2 && one.every((part) => typeof part === 'string'),
    )
  );
}

function isExpression(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
