import { type SyncChange } from '../models/sync-change.model';
import { planLine } from './plan-line';

const change = (news: Partial<SyncChange>) =>
  ({
    id: 7,
    stage: 'devices',
    target: 'device',
    label: 'pve1',
    key: 'cluster/a/node/pve1',
    action: 'update',
    status: 'planned',
    decision: 'undecided',
    before: null,
    after: null,
    conflicts: [],
    reason: '',
    error: '',
    ...news,
  }) as unknown as SyncChange;

test('a change shows the fields that it is about, before and after', () => {
  const { fields } = planLine(
    change({ before: { name: 'old', status: 'active' }, after: { name: 'new', status: 'active' } }),
  );
  expect(fields).toEqual([{ name: 'name', before: 'old', after: 'new' }]);
});

test('what is made shows what it gets, and nothing that is empty', () => {
  const { fields } = planLine(
    change({ action: 'create', after: { name: 'new', role: null, tags: [], note: '' } }),
  );
  expect(fields).toEqual([{ name: 'name', before: '', after: 'new' }]);
});

test('what has no id yet is called by its identity, alone and in lists', () => {
  const device = { target: 'device', key: 'node/a' };
  const { fields } = planLine(change({ after: { device, tags: [device, 3] } }));
  expect(fields.map(({ after }) => after)).toEqual(['device node/a', 'device node/a, 3']);
});

test('what is known is called by its name, beside its number', () => {
  const known = new Map([['dcim.device:3', { id: 3, display: 'pve1', url: null }]]);
  const { fields } = planLine(change({ before: { device: 3 }, after: { device: 4, vcpus: 3 } }), known);
  expect(fields).toEqual([
    { name: 'device', before: 'pve1 #3', after: '4' },
    { name: 'vcpus', before: '', after: '3' },
  ]);
});

test('only what is still to be made can be decided', () => {
  expect(planLine(change({})).isOpen).toBe(true);
  expect(planLine(change({ status: 'applied' })).isOpen).toBe(false);
  expect(planLine(change({ status: 'held' })).isOpen).toBe(false);
});
