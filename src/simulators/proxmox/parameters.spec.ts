import { checkParameters, type Parameters } from './parameters';

const KNOWN: Parameters = {
  limit: { type: 'integer', minimum: 0, maximum: 500 },
  full: { type: 'boolean' },
  source: { type: 'string', enum: (version) => (version === '8.4' ? ['old'] : ['old', 'new']) },
  name: { type: 'string', format: 'pve-node', maxLength: 5 },
  part: { type: 'string', requires: 'name' },
};
const MUST: Parameters = { who: { type: 'string', isRequired: true } };

const check = (given: Record<string, string>, known = KNOWN) =>
  checkParameters(known, Object.entries(given), '9.1');

it.each([
  ['limit', 'many', "type check ('integer') failed - got 'many'"],
  ['limit', '-1', 'value must have a minimum value of 0'],
  ['limit', '501', 'value must have a maximum value of 500'],
  ['full', 'maybe', "type check ('boolean') failed - got 'maybe'"],
  ['source', 'else', "value 'else' does not have a value in the enumeration 'old, new'"],
  ['name', 'too-long', 'value may only be 5 characters long'],
  ['name', '-no-', 'invalid format - value does not look like a valid pve-node'],
  ['toString', '1', 'property is not defined in schema and the schema does not allow additional properties'],
])('%s=%s is refused: %s', (name, value, words) => {
  expect(check({ [name]: value }).errors).toEqual({ [name]: words });
});

it('every wrong parameter is told, and the right ones are handed on, booleans as 1 and 0', () => {
  const { values, errors } = check({ limit: '3', full: 'Yes', source: 'else', colour: 'red' });

  expect(values).toEqual({ limit: '3', full: '1' });
  expect(Object.keys(errors)).toEqual(['source', 'colour']);
});

it('what has to be there is missed, also when another parameter asks for it', () => {
  expect(check({}, MUST).errors).toEqual({ who: 'property is missing and it is not optional' });
  expect(check({ part: 'x' }).errors).toEqual({ name: "missing property - 'part' requires this property" });
  expect(check({ part: 'x', name: 'pve' }).errors).toEqual({});
});

it('a value may be newer than a release', () => {
  expect(checkParameters(KNOWN, [['source', 'new']], '8.4').errors).toHaveProperty('source');
});
