import { readTagChange, tagsAfter } from './tag-changes';

test('a list of tags replaces the set, others add to it or take from it, each once', () => {
  expect(tagsAfter([1, 2], { tags: [3, 3, 2], add: [], remove: [] })).toEqual([2, 3]);
  expect(tagsAfter([1, 2], { add: [9, 2], remove: [1, 7] })).toEqual([2, 9]);
  expect(tagsAfter([1, 2], { tags: [], add: [], remove: [] })).toEqual([]);
});

test('what says nothing about tags changes none', () => {
  expect(readTagChange({ name: 'x' })).toEqual({ errors: {} });
  expect(readTagChange({ tags: [1] })).toEqual({ change: { tags: [1], add: [], remove: [] }, errors: {} });
});

test.each([
  [{ tags: null }, { tags: ['This field may not be null.'] }],
  [{ tags: 'red' }, { tags: ['Expected a list of tags.'] }],
  [{ add_tags: {} }, { add_tags: ['Expected a list of tags.'] }],
  [
    { tags: [1], remove_tags: [2] },
    { tags: ['The whole set of tags cannot be given together with add_tags or remove_tags.'] },
  ],
])('%j is refused', (given, errors) => {
  expect(readTagChange(given)).toEqual({ errors });
});
