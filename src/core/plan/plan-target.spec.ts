import { planTarget, type TargetPlanInput } from './plan-target';
import { refTo } from './value';

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
  missingSince: null,
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

    it('marks it once where that is wanted, and remembers the mark', () => {
      const whenGone = { set: { name: 'gone' } };
      const [change] = plan({ ...gone, whenGone }).changes;
      expect(change).toMatchObject({ action: 'update', id: 1, after: { name: 'gone' }, isGone: true });
      expect(change.written).toMatchObject({ name: 'gone' });
      const marked = { ...gone, actual: [there(1, { name: 'gone' })] };
      expect(plan({ ...marked, whenGone })).toMatchObject({ changes: [], missing: ['a'] });
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

  it('takes what is below a lost key for neither gone nor changed', () => {
    const remembered = [memory('guest/1/disk/a', 1), memory('guest/10/disk/a', 2)];
    const { missing } = plan({ remembered, lost: new Set(['guest/1']) });
    expect(missing).toEqual(['guest/10/disk/a']);
  });

  it('gives a mark that may exist only once to one of two that want it, and tells the other why', () => {
    const { changes } = plan({
      desired: [wanted('a', { name: 'X' }), wanted('b', { name: 'x' })],
      blockedBy: [nameMark],
    });
    expect(changes).toMatchObject([
      { key: 'a', action: 'create' },
      { key: 'b', action: 'conflict', reason: 'a has it too, and only one of them can.' },
    ]);
  });

  it('leaves a mark with the object that has it already, whichever is named first', () => {
    const { changes } = plan({
      desired: [wanted('a', { name: 'x' }), wanted('b', { name: 'x' })],
      actual: [there(2, { name: 'y' })],
      remembered: [memory('b', 2, { name: 'y' })],
      blockedBy: [nameMark],
    });
    expect(changes).toMatchObject([
      { key: 'a', action: 'conflict' },
      { key: 'b', action: 'update' },
    ]);
  });

  it('hands an object over from a key that is gone, only where the target allows it', () => {
    const input = {
      desired: [wanted('new', { name: 'x' })],
      actual: [there(1, { name: 'x' })],
      remembered: [memory('old', 1, { name: 'x' })],
      blockedBy: [nameMark],
    };
    expect(plan(input).changes).toMatchObject([{ key: 'new', action: 'conflict' }]);
    expect(plan({ ...input, handsOver: true }).unchanged).toMatchObject([{ change: { key: 'new', id: 1 } }]);
    const stillThere = plan({ ...input, handsOver: true, covers: () => false });
    expect(stillThere.changes).toMatchObject([{ key: 'new', action: 'conflict' }]);
  });

  it('takes for its own what an earlier run may have written and could not note, and for a person’s what that did not write', () => {
    const input = {
      actual: [there(1, { name: 'written', role: 'by hand' })],
      rules: { name: 'theirs', role: 'theirs' } as const,
      unsettled: new Map([
        ['a', { after: { name: 'written', role: 'x' }, written: { name: 'written', role: 'x' } }],
      ]),
    };
    const desired = [wanted('a', { name: 'newer', role: 'y' })];
    const linked = plan({ ...input, desired, remembered: [memory('a', 1, { name: 'old', role: 'w' })] });
    expect(linked.changes).toMatchObject([{ action: 'update', after: { name: 'newer' } }]);
    expect(Object.keys(linked.changes[0].after!)).toEqual(['name']);
    const forgotten = plan({
      ...input,
      desired: [{ ...desired[0], scope: { place: 7 } }],
      adoptBy: [() => 'x'],
    });
    expect(forgotten.changes).toMatchObject([{ action: 'update', id: 1, after: { name: 'newer' } }]);
  });

  it('does not delete with its former key what was handed over, however it was', () => {
    const input = {
      desired: [wanted('new', { name: 'x' })],
      actual: [there(1, { name: 'x' })],
      blockedBy: [nameMark],
      handsOver: true,
      whenGone: 'delete' as const,
    };
    const handedOver = plan({ ...input, remembered: [memory('old', 1, { name: 'x' })] });
    expect(handedOver).toMatchObject({
      changes: [],
      missing: [],
      unchanged: [{ change: { takenFrom: 'old' } }],
    });
    const noted = plan({
      ...input,
      remembered: [memory('old', 1, { name: 'x' }), memory('new', 1, { name: 'x' })],
    });
    expect(noted).toMatchObject({ changes: [], missing: [] });
  });

  it('finds an object by where it belongs, and never writes that', () => {
    const byPlace = (values: Readonly<Record<string, unknown>>) => `${String(values.place)}`;
    const { changes } = plan({
      desired: [{ ...wanted('a', { name: 'new' }), scope: { place: 7 } }],
      actual: [there(1, { name: 'old', place: 7 })],
      adoptBy: [byPlace],
    });
    expect(changes).toMatchObject([{ action: 'update', id: 1, after: { name: 'new' } }]);
  });

  it('completes an object of another target: now where it is there, later where it is still to be made', () => {
    const self = refTo('machine', 'a');
    expect(plan({ desired: [{ ...wanted('a', { role: 3 }), self }] }).changes).toMatchObject([
      { action: 'update', id: null, after: { role: 3 } },
    ]);
    const known = plan({
      desired: [{ ...wanted('a', { role: 3 }), self: 5 }],
      actual: [there(5, { role: null })],
    });
    expect(known.changes).toMatchObject([{ action: 'update', id: 5, after: { role: 3 } }]);
  });
});
