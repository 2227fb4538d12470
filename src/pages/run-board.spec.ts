import { type StageSummary } from '../models/stage-summary';
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

  test('has the counts of each endpoint where there are several', () => {
    const none = { created: 0, updated: 0, deleted: 0, unchanged: 0, conflicts: 0, failed: 0 };
    const endpoints = [
      { ...none, endpoint: 1, created: 2 },
      { ...none, endpoint: 2 },
      { ...none, endpoint: null },
    ];
    const placesOf = (counted: StageSummary['endpoints']) =>
      boardOf(
        { status: 'completed', stages: [], summary: [{ ...devices, endpoints: counted }] },
        new Map([[1, 'lab-a']]),
      )[0].places;
    expect(placesOf(endpoints)?.map(({ name, counts }) => [name, counts[0]])).toEqual([
      ['lab-a', { name: 'created', value: 2 }],
      ['Endpoint 2', { name: 'created', value: 0 }],
      ['Of no cluster', { name: 'created', value: 0 }],
    ]);
    expect([placesOf(endpoints.slice(0, 1)), placesOf(undefined)]).toEqual([undefined, undefined]);
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
