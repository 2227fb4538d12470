import { differencesOf } from './differences';

test('lines up what was and what will be, and marks what differs', () => {
  expect(differencesOf({ vcpus: 2, name: 'a' }, { vcpus: 4, name: 'a', tags: ['x'] })).toEqual([
    { name: 'vcpus', before: '2', after: '4', isChanged: true },
    { name: 'name', before: 'a', after: 'a', isChanged: false },
    { name: 'tags', before: '', after: 'x', isChanged: true },
  ]);
});

test('takes equal objects with their keys in another order for changed only where a value differs', () => {
  expect(differencesOf({ a: { x: 1 } }, { a: { x: 1 } })[0].isChanged).toBe(false);
});

test.each([null, undefined, 'text'])('has nothing on the side that is %p', (side) => {
  expect(differencesOf(side, { a: 1 })).toEqual([{ name: 'a', before: '', after: '1', isChanged: true }]);
});
