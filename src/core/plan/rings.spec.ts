import { type Change } from './plan-object';
import { onePerRing } from './rings';

const renamed = (key: string, from: string, to: string): Change => ({
  key,
  label: key,
  action: 'update',
  id: 1,
  before: { name: from },
  after: { name: to },
  conflicts: [],
  reason: '',
  written: {},
});

const keysOf = (changes: readonly Change[]) => onePerRing(changes, 'name').map(({ key }) => key);

describe('onePerRing', () => {
  it('finds two that trade, and three in a circle, each once', () => {
    expect(keysOf([renamed('a/guest/1', 'x', 'y'), renamed('a/guest/2', 'y', 'x')])).toHaveLength(1);
    const three = [
      renamed('a/guest/1', 'x', 'y'),
      renamed('a/guest/2', 'y', 'z'),
      renamed('a/guest/3', 'z', 'x'),
      renamed('a/guest/4', 'p', 'q'),
      renamed('a/guest/5', 'q', 'p'),
    ];
    expect(keysOf(three)).toHaveLength(2);
  });

  it('is nothing where the last one waits for somebody else', () => {
    expect(keysOf([renamed('a/guest/1', 'x', 'y'), renamed('a/guest/2', 'y', 'z')])).toEqual([]);
    const behind = [
      renamed('a/guest/1', 'w', 'x'),
      renamed('a/guest/2', 'x', 'y'),
      renamed('a/guest/3', 'y', 'x'),
    ];
    expect(keysOf(behind)).toHaveLength(1);
  });

  it('does not mix the objects of different parents', () => {
    expect(keysOf([renamed('a/guest/1', 'x', 'y'), renamed('b/guest/2', 'y', 'x')])).toEqual([]);
  });

  it('leaves changes of other fields alone', () => {
    const other = { ...renamed('a/guest/1', 'x', 'y'), before: { vcpus: 1 }, after: { vcpus: 2 } };
    expect(keysOf([other, other])).toEqual([]);
  });
});
