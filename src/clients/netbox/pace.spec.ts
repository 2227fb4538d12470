import { firstPace, nextPace, type Pace, type WriteAnswer } from './pace';

const answer = (news: Partial<WriteAnswer> = {}): WriteAnswer => ({
  path: '/api/x/',
  rows: 100,
  ms: 1000,
  status: 201,
  ...news,
});

/** A NetBox with so many workers: requests beyond them wait for each other. */
function workedBy(workers: number, most: number, rounds = 200): Pace {
  let pace = firstPace(2);
  for (let round = 0; round < rounds; round += 1) {
    const ms = 1000 * Math.max(1, pace.width / workers);
    pace = nextPace(pace, answer({ ms }), most);
  }
  return pace;
}

test.each([
  [8, 8, 8, 8],
  [16, 8, 8, 8],
  [2, 8, 2, 4],
  [4, 16, 4, 6],
])(
  'of a NetBox with %i workers, at most %i writers, between %i and %i are at work',
  (workers, most, low, high) => {
    const { width } = workedBy(workers, most);
    expect(width).toBeGreaterThanOrEqual(low);
    expect(width).toBeLessThanOrEqual(high);
  },
);

test.each([429, 502, 503, 504, null])('an answer %s halves them, once for a round', (status) => {
  let pace = workedBy(8, 8);
  pace = nextPace(pace, answer({ status }), 8);
  expect(pace.width).toBe(4);
  pace = nextPace(pace, answer({ status }), 8);
  pace = nextPace(pace, answer({ status }), 8);
  expect(pace.width).toBe(4);
  for (let count = 0; count < 3; count += 1) pace = nextPace(pace, answer({ status }), 8);
  expect(pace.width).toBe(2);
});

test('one is always at work, and it begins again when NetBox is well', () => {
  let pace = firstPace(1);
  for (let count = 0; count < 5; count += 1) pace = nextPace(pace, answer({ status: 503 }), 8);
  expect(pace.width).toBe(1);
  for (let count = 0; count < 40; count += 1) pace = nextPace(pace, answer(), 8);
  expect(pace.width).toBe(8);
});

test('a NetBox that gets slow is left more room, a list that is slow by nature is not taken for one', () => {
  let pace = workedBy(8, 8);
  for (let count = 0; count < 10; count += 1) pace = nextPace(pace, answer({ ms: 4000 }), 8);
  expect(pace.width).toBeLessThan(8);
  let other = workedBy(8, 8);
  for (let count = 0; count < 10; count += 1)
    other = nextPace(other, answer({ path: '/api/y/', ms: 4000 }), 8);
  expect(other.width).toBe(8);
});

test('a short list costs its overhead, and is not taken for a slow one', () => {
  let pace = workedBy(8, 8);
  for (let count = 0; count < 10; count += 1) pace = nextPace(pace, answer({ rows: 1, ms: 60 }), 8);
  expect(pace.width).toBe(8);
});

test('a refused row is an answer like any other', () => {
  let pace = firstPace(2);
  for (let count = 0; count < 60; count += 1) pace = nextPace(pace, answer({ status: 400 }), 8);
  expect(pace.width).toBe(8);
});
