import { Invalid } from '../errors/errors';
import { defineModel } from '../model/define-model';
import {
  address,
  bool,
  choice,
  datetime,
  externalRef,
  float,
  int,
  json,
  longText,
  ref,
  secret,
  text,
} from '../model/kinds';
import { listOf, pythonText, readInput } from './input';

const book = defineModel({
  name: 'book',
  label: 'Book',
  path: 'books',
  fields: {
    title: text({ max: 10 }),
    subTitle: text({ optional: true }),
    note: text({ blank: true }),
    story: longText(),
    shelf: ref('shelf', { optional: true }),
    author: externalRef('people.person', { optional: true }),
    pages: int({ optional: true, min: 1, max: 5000 }),
    weight: float({ optional: true }),
    state: choice({ good: 'green', torn: 'red' }, { default: 'good' }),
    isLent: bool({ default: false }),
    printed: datetime({ optional: true }),
    scanner: address({ optional: true }),
    extra: json({ default: {} }),
    code: secret(),
    copies: int({ default: 0, readOnly: true }),
  },
  list: ['title'],
  display: (row) => row.title,
});

const read = (input: unknown, mode: 'create' | 'replace' | 'merge' = 'merge') => readInput(book, input, mode);

test('values arrive in the types of their columns, under the names of the model', () => {
  const { values, errors } = read({
    title: '  Emma ',
    sub_title: 7,
    pages: '120',
    weight: '0.5',
    is_lent: 'yes',
    printed: '2026-01-02T03:04:05+02:00',
    scanner: '::ffff:10.0.0.3',
    shelf: '4',
    author: { id: 9 },
    extra: [1],
    code: 'hidden',
  });
  expect(errors).toEqual({});
  expect(values).toEqual({
    title: 'Emma',
    subTitle: '7',
    pages: 120,
    weight: 0.5,
    isLent: true,
    printed: new Date('2026-01-02T01:04:05Z'),
    scanner: '10.0.0.3',
    shelf: 4,
    author: 9,
    extra: [1],
    code: 'hidden',
  });
});

test('unknown and read-only keys are ignored', () => {
  expect(read({ zz: 1, id: 5, copies: 9, subTitle: 'camel' }).values).toEqual({});
});

test('a new row and a whole replacement need what has no default; a change does not', () => {
  const required = { title: ['This field is required.'] };
  expect(read({}, 'create').errors).toEqual(required);
  expect(read({}, 'replace').errors).toEqual(required);
  expect(read({}, 'merge')).toEqual({ values: {}, attributes: {}, errors: {} });
});

test.each([
  ['title', null, 'This field may not be null.'],
  ['title', ' ', 'This field may not be blank.'],
  ['title', 'eleven char', 'Ensure this field has no more than 10 characters.'],
  ['title', true, 'Not a valid string.'],
  ['title', ['a'], 'Not a valid string.'],
  ['title', 'a\0b', 'Null characters are not allowed.'],
  ['note', null, 'This field may not be null.'],
  ['code', 'x'.repeat(256), 'Ensure this field has no more than 255 characters.'],
  ['pages', 'abc', 'A valid integer is required.'],
  ['pages', 1.5, 'A valid integer is required.'],
  ['pages', '0x10', 'A valid integer is required.'],
  ['pages', [], 'A valid integer is required.'],
  ['pages', 0, 'Ensure this value is greater than or equal to 1.'],
  ['pages', 5001, 'Ensure this value is less than or equal to 5000.'],
  ['weight', 'heavy', 'A valid number is required.'],
  ['state', 'zz', 'zz is not a valid choice.'],
  ['state', '', 'This field may not be blank.'],
  ['state', null, 'This field may not be null.'],
  ['state', {}, 'Value must be passed directly (e.g. "foo": 123); do not use a dictionary or list.'],
  ['is_lent', 'perhaps', 'Must be a valid boolean.'],
  ['is_lent', [], 'Must be a valid boolean.'],
  ['scanner', '10.0.0', 'Enter a valid IPv4 or IPv6 address.'],
  ['scanner', '10.0.0.1/24', 'Enter a valid IPv4 or IPv6 address.'],
  ['extra', null, 'This field may not be null.'],
  ['extra', 'null', 'This field may not be null.'],
  ['printed', 'yesterday', 'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].'],
  ['printed', 1, 'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].'],
  ['author', 99999999999, 'Related object not found using the provided numeric ID: 99999999999'],
  ['shelf', 'abc', 'Related objects must be referenced by numeric ID or by dictionary of attributes. Received an unrecognized value: abc'],
  ['shelf', -1, 'Related objects must be referenced by numeric ID or by dictionary of attributes. Received an unrecognized value: -1'],
])('%s: %j is refused in the words of NetBox', (key, value, message) => {
  expect(read({ [key]: value }).errors).toEqual({ [key]: [message] });
}); // prettier-ignore

test('what is wrong in several fields is said at once', () => {
  expect(Object.keys(read({ title: '', pages: 'x', weight: 1 }, 'create').errors)).toEqual([
    'title',
    'pages',
  ]);
});

test('null and a blank unset what may be unset; blank text stays text', () => {
  expect(read({ sub_title: '', pages: '', shelf: null, printed: ' ', note: '' }).values).toEqual({
    subTitle: '',
    pages: null,
    shelf: null,
    printed: null,
    note: '',
  });
});

test('a reference by attributes is left for the database to find', () => {
  expect(read({ shelf: { name: 'top' } })).toEqual({
    values: {},
    attributes: { shelf: { name: 'top' } },
    errors: {},
  });
});

test.each([
  ['text', 'str'], [1, 'int'], [1.5, 'float'], [true, 'bool'], [null, 'NoneType'], [[], 'list'],
])('%j is no row', (input, type) => {
  const error = thrownBy(() => read(input));
  expect(error).toBeInstanceOf(Invalid);
  expect(error).toHaveProperty('fields', {
    non_field_errors: [`Invalid data. Expected a dictionary, but got ${type}.`],
  });
}); // prettier-ignore

test('an object is no list', () => {
  expect(thrownBy(() => listOf({}))).toHaveProperty('fields', {
    non_field_errors: ['Expected a list of items but got type "dict".'],
  });
});

test('attributes are quoted as Python prints them', () => {
  expect(pythonText({ a: 'x', b: [1, true, null], c: { d: 1.5 } })).toBe(
    "{'a': 'x', 'b': [1, True, None], 'c': {'d': 1.5}}",
  );
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
