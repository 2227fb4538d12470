import { NONE } from './counts';
import { Tally } from './tally';

describe('Tally', () => {
  it('knows what was done by a run that was stopped half-way', () => {
    const tally = new Tally();
    tally.note({
      type: 'run-started',
      runId: 1,
      mode: 'apply',
      stages: [
        { name: 'devices', label: 'Devices' },
        { name: 'storage', label: 'Storage' },
      ],
    });
    tally.note({
      type: 'stage-planned',
      stage: 'devices',
      label: 'Devices',
      counts: { ...NONE, unchanged: 3 },
    });
    const item = { type: 'item', stage: 'devices', target: 'device', key: 'k', label: 'l', id: 1, current: 1, total: 9 } as const; // prettier-ignore
    tally.note({ ...item, action: 'create' });
    tally.note({ ...item, action: 'update' });
    tally.note({ ...item, action: 'update', error: 'refused' });
    expect(tally.counts).toEqual({ ...NONE, created: 1, updated: 1, failed: 1, unchanged: 3 });
    expect(tally.results.map(({ stage, status }) => [stage, status])).toEqual([
      ['devices', 'skipped'],
      ['storage', 'skipped'],
    ]);
  });
});
