import { resumed, type StoredChange, undone } from './replay';

const line = (news: Partial<StoredChange> = {}): StoredChange => ({
  key: 'a/1',
  label: 'web',
  action: 'update',
  id: 7,
  before: { name: 'old', vcpus: 1 },
  after: { name: 'new', vcpus: 2 },
  written: { name: 'new', vcpus: 2 },
  ...news,
});
const there = (values: Record<string, unknown>) => ({ id: 7, label: 'object', values });

describe('a run that goes on', () => {
  it('does what is as the plan found it', () => {
    const change = resumed(line(), { actual: there({ name: 'old', vcpus: 1, role: 3 }) });
    expect(change).toMatchObject({ action: 'update', id: 7, after: { name: 'new', vcpus: 2 } });
  });

  it('does not do again what was done, whatever it was', () => {
    const made = { name: 'new', vcpus: 2 };
    expect(resumed(line(), { actual: there(made) })).toMatchObject({ action: 'keep', id: 7 });
    const create = line({ action: 'create', id: null, before: null });
    expect(resumed(create, { actual: there(made) })).toMatchObject({ action: 'keep', id: 7 });
    const gone = line({ action: 'delete', after: null });
    expect(resumed(gone, { actual: undefined })).toMatchObject({ action: 'keep', id: 7 });
  });

  it('finishes what was done in part', () => {
    expect(resumed(line(), { actual: there({ name: 'new', vcpus: 1 }) })).toMatchObject({ action: 'update' });
  });

  it('makes what is not there, unless something is in the way', () => {
    const create = line({ action: 'create', id: null, before: null });
    expect(resumed(create, { actual: undefined })).toMatchObject({ action: 'create', id: null });
    const obstacle = { id: 9, label: 'other', values: {} };
    expect(resumed(create, { actual: undefined, obstacle })).toMatchObject({
      action: 'conflict',
      reason: 'other (#9) is in the way now.',
    });
  });

  it('leaves what somebody changed since, and says what', () => {
    expect(resumed(line(), { actual: there({ name: 'mine', vcpus: 1 }) })).toMatchObject({
      action: 'conflict',
      reason: 'It was changed since it was planned: name.',
    });
    const gone = line({ action: 'delete', after: null });
    expect(resumed(gone, { actual: there({ name: 'mine', vcpus: 1 }) })).toMatchObject({
      action: 'conflict',
    });
    expect(resumed(line(), { actual: undefined })).toMatchObject({ reason: 'It is no longer there.' });
  });

  it('completes an object that it made itself', () => {
    const completion = line({ id: null, before: null, after: { primary: 4 } });
    expect(resumed(completion, { actual: there({ primary: null }) })).toMatchObject({
      action: 'update',
      id: 7,
    });
    expect(resumed(completion, { actual: there({ primary: 5 }) })).toMatchObject({ action: 'conflict' });
  });
});

describe('undoing', () => {
  it('gives fields back what they held, and remembers nothing of it', () => {
    expect(undone(line(), there({ name: 'new', vcpus: 2 }))).toMatchObject({
      action: 'update',
      before: { name: 'new', vcpus: 2 },
      after: { name: 'old', vcpus: 1 },
      keepsMemory: true,
    });
  });

  it('leaves the fields that somebody changed since, and says which', () => {
    expect(undone(line(), there({ name: 'mine', vcpus: 2 }))).toMatchObject({
      after: { vcpus: 1 },
      reason: 'Taken back. Changed since, and left: name.',
    });
    expect(undone(line(), there({ name: 'mine', vcpus: 4 }))).toMatchObject({ action: 'conflict' });
  });

  it('deletes what was made, unless somebody changed it', () => {
    const create = line({ action: 'create', id: 7, before: null });
    expect(undone(create, there({ name: 'new', vcpus: 2, comments: '' }))).toMatchObject({ action: 'delete', id: 7, after: null }); // prettier-ignore
    expect(undone(create, there({ name: 'new', vcpus: 3 }))).toMatchObject({
      action: 'conflict',
      reason: 'It was changed since it was made: vcpus.',
    });
  });

  it('says what it cannot bring back', () => {
    expect(undone(line({ action: 'delete', after: null }), undefined)).toMatchObject({
      action: 'conflict',
      reason: expect.stringContaining('It was deleted'),
    });
    expect(undone(line(), undefined)).toMatchObject({ action: 'conflict' });
  });
});
