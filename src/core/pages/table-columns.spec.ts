import { movedColumns } from './table-columns';

const chosen = ['a', 'b', 'c', 'd'];

test.each([
  ['add', ['x', 'a'], ['a', 'b', 'c', 'd', 'x']],
  ['remove', ['b', 'd'], ['a', 'c']],
  ['up', ['c', 'd'], ['a', 'c', 'd', 'b']],
  ['up', ['a', 'c'], ['a', 'c', 'b', 'd']],
  ['down', ['a', 'b'], ['c', 'a', 'b', 'd']],
  ['down', ['d'], ['a', 'b', 'c', 'd']],
  ['up', [], chosen],
] as const)('columns that are marked move %s together: %p', (move, marked, wanted) => {
  expect(movedColumns(chosen, marked, move)).toEqual(wanted);
});
