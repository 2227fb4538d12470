import { type SyncEvent } from '../../src/sync/engine/event';
import { framesOf } from '../../src/sync/wire';

type Data = Record<string, unknown>;
interface Stage {
  status: string;
  created: number;
  unchanged: number;
  failed: number;
  seconds: number | null;
}
interface Run {
  stages: Map<string, Stage>;
  issues: { title: string; message: string; hint: string }[];
  log: { name: string; text: string; isBad: boolean }[];
  end: { isOk: boolean; status: string | null; message: string } | null;
}
interface RunBoard {
  emptyRun(): Run;
  applyFrame(run: Run, name: string, data: Data): Run;
  progressOf(run: Run): { share: number; label: string } | null;
  totalsOf(run: Run): Record<string, number>;
}
const { emptyRun, applyFrame, progressOf, totalsOf } = jest.requireActual<RunBoard>(
  '../../views/static/run-board.js',
);

const none = { created: 0, updated: 0, deleted: 0, unchanged: 0, conflicts: 0, failed: 0 };
const started: SyncEvent = {
  type: 'run-started',
  runId: 7,
  mode: 'apply',
  stages: [
    { name: 'devices', label: 'Devices' },
    { name: 'storage', label: 'Storage' },
  ],
};
const planned = (stage: string, created: number): SyncEvent => {
  return { type: 'stage-planned', stage, label: stage, counts: { ...none, created, unchanged: 5 } };
};
const item = (current: number, total: number, error?: string): SyncEvent => ({
  type: 'item', stage: 'devices', target: 'device', key: `k${current}`, label: `pve${current}`, action: 'create', id: current, current, total,
  ...(error !== undefined && { error }),
}); // prettier-ignore

/** The state of the page after these events, as the program really puts them on the wire. */
function after(...events: SyncEvent[]): Run {
  return events.flatMap(framesOf).reduce((run, { event, data }) => applyFrame(run, event, data), emptyRun());
}

describe('what a page knows of a run from its stream', () => {
  const planning = [started, planned('devices', 4), planned('storage', 0)];

  test('is nothing before the first frame', () => {
    expect(progressOf(emptyRun())).toBeNull();
  });

  test('has a line for each stage from the start', () => {
    expect([...after(started).stages.keys()]).toEqual(['devices', 'storage']);
  });

  test('counts planned stages before the writing, and changes afterwards', () => {
    expect(progressOf(after(started, planned('devices', 4)))).toEqual({
      share: 0.5,
      label: 'Planning: 1 of 2 stages',
    });
    const applying = after(...planning, { type: 'plan-stored', counts: none }, item(1, 4));
    expect(progressOf(applying)).toEqual({ share: 0.25, label: 'Applying: 1 of 4 changes' });
  });

  test('takes what is planned for planned, not for done', () => {
    expect(totalsOf(after(...planning))).toMatchObject({ created: 0, unchanged: 10 });
    expect(totalsOf(after(...planning, item(1, 4)))).toMatchObject({ created: 1, unchanged: 10 });
  });

  test('goes on after an object that failed', () => {
    const run = after(...planning, item(1, 4, 'The name is taken.'), item(2, 4));
    expect(run.end).toBeNull();
    expect(run.issues).toEqual([{ title: 'pve1', message: 'The name is taken.', hint: '' }]);
    expect(run.stages.get('devices')).toMatchObject({ status: 'applying', created: 1, failed: 1 });
  });

  test('lists a problem once, with what can be done about it', () => {
    const problem: SyncEvent = {
      type: 'problem',
      stage: 'devices',
      label: 'pve3',
      category: 'connection',
      message: 'It does not answer.',
      suggestion: 'Switch it on.',
    };
    const { issues } = after(started, problem, problem);
    expect(issues).toEqual([{ title: 'pve3', message: 'It does not answer.', hint: 'Switch it on.' }]);
  });

  test('takes the final counts of a stage from its result', () => {
    const result = { ...none, stage: 'devices', label: 'Devices', status: 'completed_with_errors', created: 3, failed: 1, seconds: 1.5 } as const; // prettier-ignore
    const run = after(...planning, item(1, 4), { type: 'stage-finished', result });
    expect(run.stages.get('devices')).toMatchObject({
      status: 'completed_with_errors',
      created: 3,
      unchanged: 0,
      failed: 1,
      seconds: 1.5,
    });
  });

  test.each([
    ['completed_with_errors', true],
    ['cancelled', false],
  ] as const)('ends when the run says that it is %s', (status, isOk) => {
    const run = after(started, {
      type: 'run-finished',
      runId: 7,
      status,
      message: 'Over.',
      counts: none,
      results: [],
    });
    expect(run.end).toEqual({ isOk, status, message: 'Over.' });
    expect(progressOf(run)).toEqual({ share: 1, label: 'Over.' });
  });

  test('is not confused by frames it does not know', () => {
    const run = applyFrame(after(started), 'weather', { message: 'Rain.' });
    expect(run.stages).toEqual(after(started).stages);
    expect(run.end).toBeNull();
  });

  test('keeps the last 200 events', () => {
    const events = Array.from({ length: 250 }, (_, index) => item(index, 250));
    const { log } = after(...events);
    expect(log).toHaveLength(200);
    expect(log.at(-1)?.text).toContain('pve249');
  });
});
