import { checkCustomField } from './custom-field-rules';
import {
  customFieldProblem,
  mergeCustomFields,
  presentCustomFields,
  valueProblem,
  type ValueRules,
} from './custom-field-values';

const field = (rules: Partial<ValueRules>): ValueRules & { unique: boolean } => ({
  name: 'x',
  type: 'text',
  required: false,
  unique: false,
  default: null,
  validationMinimum: null,
  validationMaximum: null,
  validationRegex: '',
  choices: [],
  ...rules,
});
const choices = [['a', 'A'], ['b', 'B']] as const; // prettier-ignore

test.each([
  [{ type: 'text' }, 'words'], [{ type: 'text', validationRegex: '^w' }, 'words'], [{ type: 'integer', validationMinimum: 1 }, 1],
  [{ type: 'decimal', validationMaximum: 1.5 }, 1.5], [{ type: 'boolean' }, false], [{ type: 'date' }, '2026-02-28'],
  [{ type: 'datetime' }, '2026-02-28 10:11:12'], [{ type: 'json' }, { a: [1] }], [{ type: 'select', choices }, 'a'],
  [{ type: 'multiselect', choices }, ['a', 'b']], [{ type: 'integer' }, null], [{ type: 'text' }, ''],
])('%j takes %j', (rules, value) => {
  expect(valueProblem(field(rules), value)).toBeUndefined();
}); // prettier-ignore

test.each([
  [{ type: 'text' }, 7, 'Value must be a string.'],
  [{ type: 'url', validationRegex: '^w' }, 'x', "Value must match regex '^w'"],
  [{ type: 'integer' }, 'abc', 'Value must be an integer.'],
  [{ type: 'integer', validationMinimum: 100 }, 5, 'Value must be at least 100.0000'],
  [{ type: 'decimal', validationMaximum: 1 }, 1.5, 'Value must not exceed 1.0000'],
  [{ type: 'decimal' }, '1.5', 'Value must be a decimal.'],
  [{ type: 'boolean' }, 'yes', 'Value must be true or false.'],
  [{ type: 'date' }, '2026-02-31', 'Date values must be in ISO 8601 format (YYYY-MM-DD).'],
  [{ type: 'datetime' }, 'yesterday', 'Date and time values must be in ISO 8601 format (YYYY-MM-DD HH:MM:SS).'],
  [{ type: 'select', choices }, 'c', 'Invalid choice (c) for choice set x.'],
  [{ type: 'multiselect', choices }, ['a', 'c', 7], 'Invalid choice(s) (c, 7) for choice set x.'],
  [{ type: 'multiselect', choices }, 'a', 'Invalid choice(s) (a) for choice set x.'],
  [{ required: true }, '', 'Required field cannot be empty.'],
  [{ type: 'json' }, { a: '\0' }, 'Null characters are not allowed.'],
])('%j refuses %j', (rules, value, sentence) => {
  expect(valueProblem(field(rules), value)).toBe(sentence);
}); // prettier-ignore

test('values are merged over what is there, a new row gets the defaults, unknown names are dropped', () => {
  const fields = [field({ name: 'a', default: 1 }), field({ name: 'b' })];
  expect(mergeCustomFields(fields, { b: 2, c: 3 })).toEqual({ data: { a: 1, b: 2 } });
  expect(mergeCustomFields(fields, { b: 2, c: 3 }, { b: 1, old: 0 })).toEqual({ data: { b: 2, old: 0 } });
  expect(mergeCustomFields(fields, undefined, {})).toEqual({ data: {} });
  expect(mergeCustomFields(fields, ['a'])).toMatchObject({
    errors: { custom_fields: [expect.stringMatching(/^Invalid data format/)] },
  });
});

test('moments are kept in UTC', () => {
  const fields = [field({ name: 'seen', type: 'datetime' })];
  expect(mergeCustomFields(fields, { seen: '2026-01-02T03:04:05+01:00' })).toEqual({
    data: { seen: '2026-01-02T02:04:05Z' },
  });
});

test('a required field that a row never had is missing, one that is emptied is wrong', () => {
  const fields = [field({ name: 'a', required: true })];
  expect(customFieldProblem(fields, {})).toBe("Missing required custom field 'a'.");
  expect(customFieldProblem(fields, { a: null })).toBe(
    "Invalid value for custom field 'a': Required field cannot be empty.",
  );
  expect(customFieldProblem(fields, { a: 'x' })).toBeUndefined();
});

test('every field of the model is shown, in its order', () => {
  const fields = [field({ name: 'b' }), field({ name: 'a' })];
  expect(Object.entries(presentCustomFields(fields, { a: 1, gone: 2 }))).toEqual([['b', null], ['a', 1]]); // prettier-ignore
});

test.each([
  [{ type: 'select' }, { choices: ['Selection fields must specify a set of choices.'] }],
  [{ choices }, { choices: ['Choices may be set only on selection fields.'] }],
  [{ type: 'select', choices: ['a'] as never }, { choices: ['Expected a list of [value, label].'] }],
  [{ validationMinimum: 1 }, { validation_minimum: ['A minimum value may be set only for numeric fields'] }],
  [{ type: 'text', validationRegex: '(' }, { validation_regex: ['Enter a valid regular expression.'] }],
  [
    { type: 'integer', validationRegex: 'x' },
    { validation_regex: ['Regular expression validation is supported only for text and URL fields'] },
  ],
  [
    { type: 'boolean', unique: true } as object,
    { unique: ['Uniqueness cannot be enforced for boolean fields'] },
  ],
  [{ type: 'integer', default: 'x' }, { default: ['Invalid default value "x": Value must be an integer.'] }],
])('a custom field cannot be %j', (rules, errors) => {
  expect(checkCustomField(field(rules))).toEqual(errors);
});
