import { pageLinks, pageOf } from './paging';

const page = (query: string) => pageOf(new URLSearchParams(query));

test.each([
  ['', 50, 0],
  ['limit=10&offset=20', 10, 20],
  ['limit=0', 1000, 0],
  ['limit=5000', 1000, 0],
  ['limit=-1&offset=-5', 50, 0],
  ['limit=abc&offset=1e3', 50, 0],
  ['offset=99999999999999999999', 50, Number.MAX_SAFE_INTEGER],
])('"%s" is a page of %d from %d on', (query, limit, offset) => {
  expect(page(query)).toEqual({ limit, offset });
});

const links = (query: string, count: number) => {
  const url = new URL(`https://proxbox.example.com/api/plugins/proxbox/nodes/?${query}`);
  const { next, previous } = pageLinks(url, count, pageOf(url.searchParams));
  return [next, previous].map((link) => link && new URL(link).search);
};

test('one page has no neighbours', () => {
  expect(links('', 50)).toEqual([null, null]);
});

test('links carry every parameter in alphabetical order, commas encoded', () => {
  expect(links('q=a&offset=2&limit=2&fields=id,name', 5)).toEqual([
    '?fields=id%2Cname&limit=2&offset=4&q=a',
    '?fields=id%2Cname&limit=2&q=a',
  ]);
});

test('the capped limit is what the links say', () => {
  expect(links('limit=0', 1001)).toEqual(['?limit=1000&offset=1000', null]);
});

test('the page before one that began in the first is the first, without an offset', () => {
  expect(links('limit=10&offset=5', 8)).toEqual([null, '?limit=10']);
  expect(links('limit=10&offset=15', 18)).toEqual([null, '?limit=10&offset=5']);
});

test('links are absolute', () => {
  const url = new URL('https://proxbox.example.com/below/api/plugins/proxbox/nodes/?limit=1');
  expect(pageLinks(url, 2, { limit: 1, offset: 0 }).next).toBe(
    'https://proxbox.example.com/below/api/plugins/proxbox/nodes/?limit=1&offset=1',
  );
});
