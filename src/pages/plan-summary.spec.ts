import { type PlanCount, planSummary } from './plan-summary';

const line = (news: Partial<PlanCount>): PlanCount => ({
  stage: 'devices',
  target: 'device',
  action: 'create',
  status: 'planned',
  decision: 'undecided',
  count: 1,
  ...news,
});

test('lines are added up by kind of object, in their order', () => {
  const { groups } = planSummary([
    line({ count: 3 }),
    line({ action: 'update', count: 2 }),
    line({ target: 'cluster', count: 1 }),
    line({ status: 'applied', count: 4 }),
  ]);
  expect(groups).toMatchObject([
    { stage: 'devices', target: 'device', counts: { create: 7, update: 2, delete: 0 }, open: 5 },
    { stage: 'devices', target: 'cluster', counts: { create: 1 }, open: 1 },
  ]);
});

test('decisions count as long as the change is still to be made', () => {
  const summary = planSummary([
    line({ decision: 'accepted', count: 2 }),
    line({ decision: 'accepted', status: 'skipped', count: 5 }),
    line({ decision: 'refused', count: 1 }),
    line({ action: 'delete', status: 'held', count: 9 }),
  ]);
  expect(summary).toMatchObject({ open: 3, accepted: 2, refused: 1, held: 9, counts: { delete: 9 } });
});

test('an empty plan has nothing of anything', () => {
  expect(planSummary([])).toMatchObject({ groups: [], open: 0, held: 0, counts: { create: 0, conflict: 0 } });
});
