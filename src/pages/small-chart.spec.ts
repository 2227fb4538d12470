import { barsOf, CHART, linePoints } from './small-chart';

test('a line goes from the left to the right, the largest value at the top', () => {
  expect(linePoints([0, 5, 10])).toBe('0,60 120,30 240,0');
  expect(linePoints([7])).toBe('0,0 240,0');
  expect(linePoints([0, 0])).toBe('0,60 240,60');
  expect(linePoints([])).toBe('');
});

test('bars share the width, and nothing is nothing', () => {
  expect(barsOf([2, 0])).toEqual([
    { x: 12, y: 0, width: 96, height: CHART.height },
    { x: 132, y: CHART.height, width: 96, height: 0 },
  ]);
  expect(barsOf([])).toEqual([]);
});
