import { QueryFailedError } from 'typeorm';
import { Invalid, Unreachable } from '../errors/errors';
import { defineModel } from '../model/define-model';
import { ref, text } from '../model/kinds';
import { badExpression, duplicate, explainDatabaseError } from './database-errors';
import { ModelList } from './model-list';

const shelf = defineModel({
  name: 'wide-shelf',
  label: 'Wide shelf',
  path: 'shelves',
  fields: { name: text() },
  identity: ['name'],
  list: ['name'],
  display: (row) => row.name,
});
const book = defineModel({
  name: 'book',
  label: 'Book',
  path: 'books',
  fields: { bookShelf: ref('wide-shelf'), title: text({ label: 'Full title' }), part: text() },
  identity: ['bookShelf', 'title', 'part'],
  list: ['title'],
  display: (row) => row.title,
});
const models = new ModelList([shelf, book]);

const failed = (driverError: object) =>
  new QueryFailedError('INSERT …', [], Object.assign(new Error('no'), driverError));
const explain = (state: object) =>
  explainDatabaseError(failed({ severity: 'ERROR', ...state }), book, models);

test('a duplicate is told in the words of NetBox', () => {
  expect(duplicate(shelf, models)).toBe('Wide shelf with this Name already exists.');
  const message = 'Book with this Wide shelf, Full title and Part already exists.';
  expect(explain({ code: '23505' })).toMatchObject({ fields: { __all__: [message] } });
});

test.each([
  [
    {
      code: '23503',
      constraint: 'proxbox_book_book_shelf_id_fk',
      detail: 'Key (book_shelf_id)=(7) is not present.',
    },
    { book_shelf: ['Related object not found using the provided numeric ID: 7'] },
  ],
  [{ code: '23502', column: 'book_shelf_id' }, { book_shelf: ['This field may not be null.'] }],
  [{ code: '23502', column: 'title' }, { title: ['This field may not be null.'] }],
  [{ code: '22P02' }, { __all__: ['A value has a form that its column does not take.'] }],
  [{ code: '22003' }, { __all__: ['A value is larger than its column.'] }],
])('%j is the fault of the values', (state, fields) => {
  expect(explain(state)).toBeInstanceOf(Invalid);
  expect(explain(state)).toHaveProperty('fields', fields);
});

test.each(['57P01', '57P03', '08006', '53300'])('%s means that the database is away', (code) => {
  expect(explain({ code })).toBeInstanceOf(Unreachable);
});

test('a query that ended without an answer of the server lost its connection', () => {
  expect(explainDatabaseError(failed({}))).toBeInstanceOf(Unreachable);
});

test('a mistake of the program stays what it is', () => {
  const syntax = failed({ severity: 'ERROR', code: '42601' });
  expect(explainDatabaseError(syntax)).toBe(syntax);
  const other = new Error('There is no model "x".');
  expect(explainDatabaseError(other)).toBe(other);
});

test('an expression that PostgreSQL cannot read is the fault of its parameter', () => {
  const filters = [
    { name: 'title', lookup: 'iregex' as const, values: ['('] },
    { name: 'part', lookup: 'ic' as const, values: ['('] },
  ];
  const error = badExpression(failed({ severity: 'ERROR', code: '2201B' }), filters);
  expect(error?.fields).toEqual({ title__iregex: ['Enter a valid regular expression.'] });
  expect(badExpression(failed({ severity: 'ERROR', code: '23505' }), filters)).toBeUndefined();
});
