import { isForgotten } from './old-reports';

const run = (news: object = {}) => ({
  purpose: 'drift' as const,
  createdCount: 0,
  updatedCount: 2,
  deletedCount: 0,
  conflictCount: 0,
  ...news,
});

test('a drift report that found something and has no line is one whose lines are no longer kept', () => {
  expect(isForgotten(run(), 0)).toBe(true);
  expect(isForgotten(run(), 2)).toBe(false);
  expect(isForgotten(run({ updatedCount: 0 }), 0)).toBe(false);
  expect(isForgotten(run({ purpose: 'sync' }), 0)).toBe(false);
});
