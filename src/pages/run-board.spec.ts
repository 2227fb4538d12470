import { type StageSummary } from '../models/sync-run.model';
import { boardOf, isActive } from './run-board';

const devices: StageSummary = { stage: 'devices', label: 'Devices (nodes)', status: 'completed_with_errors', created: 2, updated: 1, deleted: 0, unchanged: 9, conflicts: 0, failed: 1, seconds: 1.26 }; // prettier-ignore

describe('the board of a run', () => {
  test('has the stages in the order of the run, those without a result too', () => {
    const board = boardOf({ status: 'running', stages: ['devices', 'virtual-machines'], summary: [devices] });
    expect(board.map(({ label, statusLabel, seconds }) => [label, statusLabel, seconds])).toEqual([
      ['Devices (nodes)', 'Completed with errors', '1.3'],
      ['Virtual machines', 'Waiting', ''],
    ]);
    expect(board[0].counts.find(({ name }) => name === 'unchanged')?.value).toBe(9);
  });

  test('says of a run that is over that a stage was not run', () => {
    expect(boardOf({ status: 'cancelled', stages: ['storage'], summary: [] })[0].statusLabel).toBe('Not run');
  });

  test('shows a result of a stage that nobody asked for', () => {
    expect(boardOf({ status: 'completed', stages: [], summary: [devices] })).toHaveLength(1);
  });
});

test('only waiting and running runs may still change', () => {
  const statuses = ['pending', 'running', 'completed', 'completed_with_errors', 'failed', 'cancelled', 'timed_out'] as const; // prettier-ignore
  expect(statuses.filter((status) => isActive({ status }))).toEqual(['pending', 'running']);
});
