import { Refused, Unreachable } from '../core/errors/errors';
import { type SyncRun } from '../models/sync-run.model';
import { AutomaticResumption } from './automatic-resumption';

const died = { id: 7, mode: 'apply', purpose: 'sync', requestedBy: 'ann' } as SyncRun;

async function resumed(
  run: Partial<SyncRun>,
  { isWanted = true, hasPlan = true, error }: { isWanted?: boolean; hasPlan?: boolean; error?: Error } = {},
) {
  const started: unknown[][] = [];
  const resumption = new AutomaticResumption(
    { settings: () => Promise.resolve({ values: { resumeAutomatically: isWanted } } as never) },
    { hasTold: (_run, type) => Promise.resolve(hasPlan && type === 'plan-stored') },
    {
      start: (...asked) => {
        started.push(asked);
        return error ? Promise.reject(error) : Promise.resolve({ id: 8 } as SyncRun);
      },
    },
  );
  return { next: await resumption.after({ ...died, ...run }), started };
}

describe('a run whose worker died', () => {
  test('is gone on with by itself, for whoever asked for it', async () => {
    expect(await resumed({})).toEqual({ next: { id: 8 }, started: [[7, 'resumption', 'ann']] });
    expect((await resumed({ purpose: 'approval' })).started).toHaveLength(1);
  });

  test('is not, where nobody wants it, where it had no whole plan, and a second time', async () => {
    const none = { next: undefined, started: [] };
    expect(await resumed({}, { isWanted: false })).toEqual(none);
    expect(await resumed({}, { hasPlan: false })).toEqual(none);
    expect(await resumed({ mode: 'plan' })).toEqual(none);
    expect(await resumed({ purpose: 'resumption' })).toEqual(none);
    expect(await resumed({ purpose: 'undoing' })).toEqual(none);
  });

  test.each([new Refused('nothing left'), new Unreachable('no queue')])(
    'ends all the same when that fails: %s',
    async (error) => {
      expect((await resumed({}, { error })).next).toBeUndefined();
    },
  );
});
