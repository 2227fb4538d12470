import { Invalid } from '../errors/errors';
import { defineModel } from '../model/define-model';
import { address, bool, choice, datetime, float, int, json, ref, secret, text } from '../model/kinds';
import { ModelList } from './model-list';
import { parseListQuery } from './list-query';

const book = defineModel({
  name: 'book',
  label: 'Book',
  path: 'books',
  fields: {
    title: text(),
    shelf: ref('shelf', { optional: true }),
    owner: ref('owner'),
    ownerId: text({ blank: true }),
    pages: int({ optional: true }),
    weight: float({ optional: true }),
    state: choice({ good: 'green', torn: 'red' }, { optional: true }),
    lent: bool({ default: false }),
    printed: datetime({ optional: true }),
    scanner: address({ optional: true }),
    notes: json({ optional: true }),
    code: secret(),
  },
  list: ['title'],
  search: ['title'],
  display: (row) => row.title,
});

const parse = (query: string) => parseListQuery(book, new URLSearchParams(query), new ModelList([book]));
const filters = (query: string) => parse(query).filters;
const errors = (query: string) => {
  try {
    parse(query);
  } catch (error) {
    if (error instanceof Invalid) return error.fields;
    throw error;
  }
  return undefined;
};

test('a parameter without a lookup is equality, a repeated one gives alternatives', () => {
  expect(filters('title=a&title=b')).toEqual([{ name: 'title', lookup: 'exact', values: ['a', 'b'] }]);
});

test('each family reads its values in the type of the column', () => {
  expect(filters('pages__gte=10&weight__lt=0.5&state=torn&lent=false&id=1&printed=2026-01-02')).toEqual([
    { name: 'pages', lookup: 'gte', values: [10] },
    { name: 'weight', lookup: 'lt', values: [0.5] },
    { name: 'state', lookup: 'exact', values: ['torn'] },
    { name: 'lent', lookup: 'exact', values: [false] },
    { name: 'id', lookup: 'exact', values: [1] },
    { name: 'printed', lookup: 'exact', values: [new Date('2026-01-02T00:00:00Z')] },
  ]);
});

test('moments may have a zone; without one they are in UTC', () => {
  const moments = ['2026-01-02 03:04', '2026-01-02T03:04:05.250Z', '2026-01-02T03:04:05%2B02:00'];
  expect(moments.map((text) => filters(`created__lte=${text}`)[0].values[0])).toEqual([
    new Date('2026-01-02T03:04:00Z'),
    new Date('2026-01-02T03:04:05.250Z'),
    new Date('2026-01-02T01:04:05Z'),
  ]);
});

test('null finds unset references and choices where they may be unset', () => {
  expect(filters('shelf=null&state__n=null')).toEqual([
    { name: 'shelf', lookup: 'exact', values: [null] },
    { name: 'state', lookup: 'n', values: [null] },
  ]);
  expect(errors('owner=null')).toHaveProperty('owner');
});

test('a reference can also be named with _id, unless that is a field of its own', () => {
  expect(filters('shelf_id=4')[0]).toEqual({ name: 'shelf', lookup: 'exact', values: [4] });
  expect(filters('owner_id=x')[0]).toEqual({ name: 'ownerId', lookup: 'exact', values: ['x'] });
});

test.each([
  ['id=abc', { id: ['Enter a whole number.'] }],
  ['pages__lt=1.5', { pages__lt: ['Enter a whole number.'] }],
  ['pages=99999999999999999999', { pages: ['Enter a whole number.'] }],
  ['weight=0x10', { weight: ['Enter a number.'] }],
  ['created=yesterday', { created: ['Enter a valid date/time.'] }],
  ['created=2026-13-01', { created: ['Enter a valid date/time.'] }],
  ['state=zz', { state: ['Select a valid choice. zz is not one of the available choices.'] }],
  ['shelf=abc', { shelf: ['Select a valid choice. That choice is not one of the available choices.'] }],
  ['scanner=10.0.0', { scanner: ['Enter a valid IPv4 or IPv6 address.'] }],
  ['title=%00', { title: ['Null characters are not allowed.'] }],
  ['q=%00', { q: ['Null characters are not allowed.'] }],
])('%s is refused under the name of the parameter', (query, expected) => {
  expect(errors(query)).toEqual(expected);
});

test('every wrong parameter is said at once', () => {
  expect(Object.keys(errors('id=a&pages=b&title=c') ?? {})).toEqual(['id', 'pages']);
});

test.each([
  'nothing=1', 'title=', 'title__zz=1', 'title__exact=1', 'title__ic__n=1', 'lent=1', 'lent=TRUE', 'lent__n=true',
  'code=x', 'code__ic=x', 'notes=1', 'title__empty=perhaps', 'ordering=nothing', 'q=%20',
])('%s filters nothing', (query) => {
  expect(parse(query)).toEqual({ filters: [], ordering: [], limit: 50, offset: 0 });
}); // prettier-ignore

test('the free-text lookups of a choice take any text', () => {
  expect(filters('state__ic=oo')).toEqual([{ name: 'state', lookup: 'ic', values: ['oo'] }]);
});

test('ordering keeps the keys it knows, never a secret', () => {
  expect(parse('ordering=-pages,zz,code,shelf, id').ordering).toEqual([
    { name: 'pages', isDescending: true },
    { name: 'shelf', isDescending: false },
    { name: 'id', isDescending: false },
  ]);
});

test('words to search lose the spaces around them', () => {
  expect(parse('q=%20pve%20').q).toBe('pve');
});
