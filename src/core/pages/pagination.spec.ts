import { countText, pageAsked, paginationOf } from './pagination';

const at = (count: number, page: number, perPage = 50, query = '') =>
  paginationOf({ count, isEstimate: false }, { page, perPage }, '/list/', new URLSearchParams(query));

describe('the page that is asked for', () => {
  test.each([
    ['', { page: 1, perPage: 50 }],
    ['page=3&per_page=25', { page: 3, perPage: 25 }],
    ['page=0&per_page=7', { page: 1, perPage: 50 }],
    ['page=-1&per_page=1e9', { page: 1, perPage: 50 }],
    ['page=two&per_page=', { page: 1, perPage: 50 }],
  ])('is read from "%s"', (query, expected) => {
    expect(pageAsked(new URLSearchParams(query))).toEqual(expected);
  });
});

describe('the foot of a list', () => {
  test('says when it does not know exactly how many there are', () => {
    expect(countText({ count: 120_034, isEstimate: false })).toBe('120034');
    expect(countText({ count: 1_000_123, isEstimate: true })).toBe('about 1,000,000');
    expect(countText({ count: 124_999, isEstimate: true })).toBe('about 120,000');
  });

  test('says which rows are shown', () => {
    expect(at(120, 3)).toMatchObject({ first: 101, last: 120, count: 120 });
    expect(at(0, 1)).toMatchObject({ first: 0, last: 0 });
  });

  test('has no page numbers when everything fits', () => {
    expect(at(50, 1).pages).toEqual([]);
  });

  test('shows two neighbours, the first and the last page', () => {
    expect(at(1000, 10).pages.map(({ label }) => label)).toEqual([
      '1',
      '…',
      '8',
      '9',
      '10',
      '11',
      '12',
      '…',
      '20',
    ]);
  });

  test('leads nowhere before the first and behind the last page', () => {
    expect(at(100, 1).previous).toBeUndefined();
    expect(at(100, 2).next).toBeUndefined();
    expect(at(100, 1).next).toBe('/list/?page=2');
  });

  test('keeps what was asked for, and drops the page when the size changes', () => {
    const { pages, sizes } = at(1000, 2, 50, 'q=web&q2=&page=2&mode=a&mode=b');
    expect(pages[0].href).toBe('/list/?q=web&mode=a&mode=b');
    expect(sizes.map(({ href }) => href)).toContain('/list/?q=web&mode=a&mode=b&per_page=100');
  });
});
