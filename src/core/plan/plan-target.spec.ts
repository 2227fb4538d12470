import { planTarget, type TargetPlanInput } from './plan-target';

const nameMark = (values: Readonly<Record<string, unknown>>) =>
  typeof values.name === 'string' ? values.name.toLowerCase() : undefined;

function plan(input: Partial<TargetPlanInput>) {
  return planTarget({
    desired: [],
    actual: [],
    remembered: [],
    rules: { name: 'ours', role: 'theirs' },
    adoptBy: [],
    blockedBy: [],
    lost: new Set(),
    covers: () => true,
    whenGone: 'keep',
    ...input,
  });
}

const wanted = (key: string, values: Record<string, unknown> = { name: key }, proof?: string) => ({
  key,
  label: key,
  values,
  proof,
});
const there = (id: number, values: Record<string, unknown>) => ({ id, label: `object ${id}`, values });
const memory = (key: string, id: number, written: Record<string, unknown> = { name: key }, proof = '') => ({
  key,
  id,
  written,
  proof,
  isMissing: false,
});

describe('planTarget', () => {
  it('makes what is not there', () => {
    const { changes } = plan({ desired: [wanted('a')] });
    expect(changes).toMatchObject([{ key: 'a', action: 'create', id: null, after: { name: 'a' } }]);
  });

  it('has nothing to say of a second look', () => {
    const result = plan({
      desired: [wanted('a')],
      actual: [there(1, { name: 'a' })],
      remembered: [memory('a', 1)],
    });
    expect(result.changes).toEqual([]);
    expect(result.unchanged).toMatchObject([{ isNews: false, change: { id: 1 } }]);
  });

  it('writes only the fields that differ, with before, after and the reason', () => {
    const { changes } = plan({
      desired: [wanted('a', { name: 'new', role: 3 })],
      actual: [there(1, { name: 'a', role: 3 })],
      remembered: [memory('a', 1, { name: 'a', role: 3 })],
    });
    expect(changes).toMatchObject([
      { action: 'update', before: { name: 'a' }, after: { name: 'new' }, reason: 'Differs in name.' },
    ]);
  });

  it('leaves fields alone that the source does not know now', () => {
    const { changes } = plan({
      desired: [wanted('a', { name: undefined })],
      actual: [there(1, { name: 'a' })],
      remembered: [memory('a', 1)],
    });
    expect(changes).toEqual([]);
  });

  it('adopts an object by a mark that proves it, and never one that belongs to another', () => {
    const input = {
      desired: [wanted('x', { name: 'Web' })],
      actual: [there(1, { name: 'web' })],
      adoptBy: [nameMark],
    };
    expect(plan(input).changes).toMatchObject([
      { action: 'update', id: 1, reason: 'Adopted. Differs in name.' },
    ]);
    const taken = plan({ ...input, remembered: [memory('other', 1)], covers: () => false });
    expect(taken.changes).toMatchObject([{ action: 'create' }]);
  });

  it('does not guess between two that could be meant', () => {
    const { changes } = plan({
      desired: [wanted('x', { name: 'web' })],
      actual: [there(1, { name: 'web' }), there(2, { name: 'web' })],
      adoptBy: [nameMark],
    });
    expect(changes).toMatchObject([{ action: 'conflict' }]);
    expect(changes[0].reason).toContain('#1, #2');
  });

  it('says what is in the way instead of taking it', () => {
    const { changes } = plan({
      desired: [wanted('x', { name: 'web' })],
      actual: [there(5, { name: 'WEB' })],
      blockedBy: [nameMark],
    });
    expect(changes).toMatchObject([{ action: 'conflict', id: 5 }]);
  });

  it('lets a new object have the name that a renamed one gives up', () => {
    const { changes } = plan({
      desired: [wanted('a', { name: 'web-old' }), wanted('b', { name: 'web' })],
      actual: [there(1, { name: 'web' })],
      remembered: [memory('a', 1, { name: 'web' })],
      blockedBy: [nameMark],
    });
    expect(changes).toMatchObject([
      { key: 'a', action: 'update' },
      { key: 'b', action: 'create' },
    ]);
  });

  it('stops when a key came to mean another thing', () => {
    const { changes } = plan({
      desired: [wanted('a', { name: 'a' }, 'uuid-2')],
      actual: [there(1, { name: 'a' })],
      remembered: [memory('a', 1, { name: 'a' }, 'uuid-1')],
    });
    expect(changes).toMatchObject([{ action: 'conflict', id: 1 }]);
  });

  it('makes again what was deleted by hand', () => {
    const { changes } = plan({ desired: [wanted('a')], remembered: [memory('a', 9)] });
    expect(changes).toMatchObject([{ action: 'create' }]);
    expect(changes[0].reason).toContain('deleted by hand');
  });

  it('takes a key that comes twice once, and says so', () => {
    const { changes } = plan({ desired: [wanted('a', { name: 'x' }), wanted('a', { name: 'y' })] });
    expect(changes).toMatchObject([{ action: 'create', after: { name: 'x' } }, { action: 'conflict' }]);
  });

  it('takes the same wish from two clusters for one', () => {
    expect(plan({ desired: [wanted('a'), wanted('a')] }).changes).toHaveLength(1);
  });

  it('fills what is not known now only where the object is made', () => {
    const one = { ...wanted('a', { name: 'a', role: undefined }), onCreate: { role: 7 } };
    expect(plan({ desired: [one] }).changes).toMatchObject([{ after: { name: 'a', role: 7 } }]);
    const input = {
      desired: [one],
      actual: [there(1, { name: 'a', role: 3 })],
      remembered: [memory('a', 1)],
    };
    expect(plan(input).changes).toEqual([]);
  });

  describe('of what is gone', () => {
    const gone = { actual: [there(1, { name: 'a' })], remembered: [memory('a', 1)] };

    it('marks it missing, and deletes nothing unless told', () => {
      expect(plan(gone)).toMatchObject({ changes: [], missing: ['a'] });
      expect(plan({ ...gone, whenGone: 'delete' }).changes).toMatchObject([{ action: 'delete', id: 1 }]);
    });

    it('takes neither a place that was not reached nor an object that could not be read for gone', () => {
      expect(plan({ ...gone, whenGone: 'delete', covers: () => false })).toMatchObject({
        changes: [],
        missing: [],
      });
      expect(plan({ ...gone, whenGone: 'delete', lost: new Set(['a']) })).toMatchObject({
        changes: [],
        missing: [],
      });
    });
  });
});
