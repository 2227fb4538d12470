import { type AnyModel, type AnyRow, defineModel } from '../model/define-model';
import { address, choice, datetime, externalRef, int, json, ref, secret, text } from '../model/kinds';
import { Links } from './links';
import { ModelList } from './model-list';
import { allKeys } from './projection';
import { Serializer } from './serializer';

const shelf = defineModel({
  name: 'shelf',
  label: 'Shelf',
  path: 'rooms/shelves',
  fields: { name: text(), above: ref('shelf', { optional: true }), code: secret() },
  nested: ['name', 'above'],
  list: ['name'],
  display: (row) => `Shelf ${row.name}`,
});
const book = defineModel({
  name: 'book',
  label: 'Book',
  path: 'books',
  fields: {
    pageCount: int(),
    shelf: ref('shelf', { optional: true }),
    author: externalRef('people.person', { optional: true }),
    state: choice({ good: { label: 'As new', color: 'green' } }, { optional: true }),
    printed: datetime({ optional: true }),
    scanner: address({ optional: true }),
    extra: json({ optional: true }),
  },
  computed: { isLong: { of: (row) => row.pageCount > 500, schema: { type: 'boolean' } } },
  list: ['pageCount'],
  display: (row) => `Book ${row.id}`,
});

const standard = {
  created: new Date('2026-01-02T03:04:05.678Z'),
  lastUpdated: new Date('2026-01-03T00:00:00Z'),
};
const shelves = new Map<number, AnyRow>([
  [1, { id: 1, ...standard, name: 'top', above: 2, code: 'hidden' }],
  [2, { id: 2, ...standard, name: 'roof', above: 1, code: 'hidden' }],
]);
const links = new Links(
  new Map([['shelf', shelves]]),
  new Map([['people.person:3', { id: 3, display: 'Jane', url: 'https://people/3/' }]]),
);
const serializer = new Serializer(new ModelList([shelf, book]), 'https://proxbox.example.com');
const json1 = (model: AnyModel, row: AnyRow, names = allKeys(model)) =>
  serializer.toJson(model, row, links, names);

const row: AnyRow = {
  id: 5, ...standard, pageCount: 2 ** 40, shelf: null, author: null, state: null, printed: null, scanner: null, extra: null,
}; // prettier-ignore

test('a row has its keys in the order of the model, in snake_case, with an absolute address', () => {
  expect(Object.entries(json1(book, row))).toEqual([
    ['id', 5],
    ['url', 'https://proxbox.example.com/api/plugins/proxbox/books/5/'],
    ['display', 'Book 5'],
    ['page_count', 1099511627776],
    ['shelf', null],
    ['author', null],
    ['state', null],
    ['printed', null],
    ['scanner', null],
    ['extra', null],
    ['is_long', true],
    ['tags', []],
    ['custom_fields', {}],
    ['created', '2026-01-02T03:04:05.678Z'],
    ['last_updated', '2026-01-03T00:00:00.000Z'],
  ]);
});

test('a choice is sent with its label, also when it is no choice any more', () => {
  expect(json1(book, { ...row, state: 'good' }).state).toEqual({ value: 'good', label: 'As new' });
  expect(json1(book, { ...row, state: 'lost' }).state).toEqual({ value: 'lost', label: 'lost' });
});

test('moments, addresses and JSON are sent as such', () => {
  const { printed, scanner, extra } = json1(book, {
    ...row,
    printed: standard.created,
    scanner: '2001:db8::1',
    extra: { a: [1] },
  });
  expect([printed, scanner, extra]).toEqual(['2026-01-02T03:04:05.678Z', '2001:db8::1', { a: [1] }]);
});

test('an object of another program is sent as the mirror knows it, or by its number', () => {
  expect(json1(book, { ...row, author: 3 }).author).toEqual({
    id: 3,
    url: 'https://people/3/',
    display: 'Jane',
  });
  expect(json1(book, { ...row, author: 4 }).author).toEqual({ id: 4, url: null, display: '#4' });
});

test('rows that point at each other end at some depth, without secrets at any', () => {
  const text = JSON.stringify(json1(book, { ...row, shelf: 1 }));
  expect(text.match(/"name":"top"/g)).toHaveLength(2);
  expect(text).not.toContain('hidden');
  expect(JSON.parse(text)).toMatchObject({
    shelf: { id: 1, url: 'https://proxbox.example.com/api/plugins/proxbox/rooms/shelves/1/', display: 'Shelf top', name: 'top' },
  }); // prettier-ignore
});

test('a row that is gone is sent by its number', () => {
  expect(json1(book, { ...row, shelf: 9 }).shelf).toMatchObject({ id: 9, display: '#9' });
});

test('only the keys that were asked for are sent', () => {
  expect(json1(book, row, ['display'])).toEqual({ display: 'Book 5' });
});
