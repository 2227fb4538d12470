import { naturalKey } from './natural-order';

test('numbers in names count as numbers, and case does not count', () => {
  const names = ['vm10', 'VM2', 'vm1', '10.0.0.10/24', '10.0.0.9/24', 'web'];
  const sorted = [...names].sort((one, other) => (naturalKey(one) < naturalKey(other) ? -1 : 1));
  expect(sorted).toEqual(['10.0.0.9/24', '10.0.0.10/24', 'vm1', 'VM2', 'vm10', 'web']);
});

test('digits beyond any number of ours stay as they are', () => {
  expect(naturalKey('a12345678901234')).toBe('a12345678901234');
});
