import { growthOf } from './storage-growth';

const DAY = 86_400;
const bytes = (histories: Parameters<typeof growthOf>[0]) => growthOf(histories).map((one) => one.bytes);

test('storages are added up moment by moment', () => {
  const one = [{ at: DAY, usedBytes: 1 }, { at: 2 * DAY, usedBytes: 3 }]; // prettier-ignore
  const other = [{ at: DAY, usedBytes: 10 }, { at: 2 * DAY, usedBytes: 20 }]; // prettier-ignore
  expect(growthOf([one, other])).toEqual([
    { at: new Date('1970-01-02T00:00:00Z'), bytes: 11 },
    { at: new Date('1970-01-03T00:00:00Z'), bytes: 23 },
  ]);
});

test('who was not measured for a while is not taken for empty, and who came later was not there before', () => {
  const gap = [{ at: 1, usedBytes: 5 }, { at: 3, usedBytes: 6 }]; // prettier-ignore
  const late = [{ at: 2, usedBytes: 100 }, { at: 3, usedBytes: 100 }]; // prettier-ignore
  expect(bytes([gap, late])).toEqual([5, 105, 106]);
});

test('many moments are thinned out, and the first and the last stay', () => {
  const points = Array.from({ length: 1440 }, (_, at) => ({ at, usedBytes: at }));
  const thinned = bytes([points]);
  expect(thinned).toHaveLength(60);
  expect([thinned[0], thinned[59]]).toEqual([0, 1439]);
});

test('nothing is known of no storage', () => {
  expect(growthOf([])).toEqual([]);
  expect(growthOf([[]])).toEqual([]);
});
