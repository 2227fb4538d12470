import { mergeField } from './merge-field';
import { refTo, same } from './value';

describe('mergeField', () => {
  it('keeps what both sides agree on, and remembers it', () => {
    expect(mergeField('ours', { ours: 4, theirs: 4, base: 2 })).toMatchObject({ write: false, agreed: 4 });
  });

  it('writes ours while the target still holds what we last wrote, whatever the rule', () => {
    for (const rule of ['ours', 'theirs'] as const) {
      expect(mergeField(rule, { ours: 'b', theirs: 'a', base: 'a' })).toMatchObject({
        write: true,
        value: 'b',
        conflict: false,
      });
    }
  });

  it('keeps what a person typed while the source did not move, even for facts', () => {
    expect(mergeField('ours', { ours: 4, theirs: 8, base: 4 })).toMatchObject({
      write: false,
      held: true,
      conflict: false,
      agreed: 4,
    });
  });

  it('lets the rule decide when both moved, and says that they did', () => {
    const sides = { ours: 6, theirs: 8, base: 4 };
    expect(mergeField('ours', sides)).toMatchObject({ write: true, value: 6, conflict: true });
    expect(mergeField('theirs', sides)).toMatchObject({ write: false, held: true, conflict: true });
  });

  it('fills what must not stay empty again, and leaves it where a person chose something else', () => {
    expect(mergeField('filled', { ours: 7, theirs: null, base: 5 })).toMatchObject({
      write: true,
      conflict: false,
    });
    expect(mergeField('filled', { ours: 5, theirs: null, base: 5 })).toMatchObject({ write: true });
    expect(mergeField('filled', { ours: 5, theirs: 9, base: 5 })).toMatchObject({ write: false, held: true });
    expect(mergeField('filled', { ours: 7, theirs: 5, base: 5 })).toMatchObject({ write: true });
  });

  it('takes over facts of an adopted object, but only fills gaps in what people curate', () => {
    expect(mergeField('ours', { ours: 'a', theirs: 'b', base: undefined })).toMatchObject({ write: true });
    expect(mergeField('theirs', { ours: 'a', theirs: 'b', base: undefined })).toMatchObject({
      write: false,
      held: true,
    });
    expect(mergeField('theirs', { ours: 'a', theirs: null, base: undefined })).toMatchObject({ write: true });
  });

  it('clears a value that we wrote and the source gave up', () => {
    expect(mergeField('ours', { ours: null, theirs: 'x', base: 'x' })).toMatchObject({
      write: true,
      value: null,
    });
  });

  describe('as people set it', () => {
    it('always writes ours, also over what a person entered, and tells a conflict only where both moved', () => {
      expect(mergeField('always', { ours: 1, theirs: 2, base: 1 })).toMatchObject({ write: true, value: 1, conflict: false }); // prettier-ignore
      expect(mergeField('always', { ours: 3, theirs: 2, base: 1 })).toMatchObject({ write: true, value: 3, conflict: true }); // prettier-ignore
      expect(mergeField('always', { ours: 1, theirs: 2, base: undefined })).toMatchObject({ write: true, conflict: false }); // prettier-ignore
      expect(mergeField('always', { ours: 1, theirs: 1, base: 1 })).toMatchObject({ write: false });
    });

    it('writes only where nothing is, also over what we wrote ourselves', () => {
      expect(mergeField('empty', { ours: 2, theirs: 1, base: 1 })).toMatchObject({
        write: false,
        held: true,
      });
      expect(mergeField('empty', { ours: 2, theirs: null, base: 1 })).toMatchObject({
        write: true,
        value: 2,
      });
      expect(mergeField('empty', { ours: [1], theirs: [], base: undefined })).toMatchObject({ write: true });
    });
  });

  describe('of lists', () => {
    it('adds our members and leaves the others in their place', () => {
      expect(mergeField('union', { ours: [1], theirs: [7, 8], base: undefined })).toMatchObject({
        write: true,
        value: [7, 8, 1],
        agreed: [1],
      });
    });

    it('takes back only what we added', () => {
      expect(mergeField('union', { ours: [1], theirs: [7, 1, 2], base: [1, 2] })).toMatchObject({
        write: true,
        value: [7, 1],
      });
    });

    it('does not put back a member that a person removed', () => {
      expect(mergeField('union', { ours: [1], theirs: [7], base: [1] })).toMatchObject({
        write: false,
        held: true,
      });
    });

    it('can add a member that does not exist yet', () => {
      const tag = refTo('tag', 'proxbox');
      expect(mergeField('union', { ours: [tag], theirs: [7], base: undefined }).value).toEqual([7, tag]);
    });
  });
});

describe('same', () => {
  it('takes null, absent, blank and an empty list for one', () => {
    expect(same(null, '')).toBe(true);
    expect(same(undefined, [])).toBe(true);
    expect(same(0, null)).toBe(false);
    expect(same(false, '')).toBe(false);
  });

  it('compares objects by content, whatever the order of their keys', () => {
    expect(same({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
    expect(same({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  });

  it('compares moments by time, stored or not', () => {
    expect(same(new Date('2026-01-01T00:00:00Z'), '2026-01-01T00:00:00.000Z')).toBe(true);
  });

  it('never takes a pointer for an id', () => {
    expect(same(refTo('tag', 'a'), 1)).toBe(false);
    expect(same(refTo('tag', 'a'), refTo('tag', 'a'))).toBe(true);
  });
});
