import { type SyncRun } from '../models/sync-run.model';
import { type Webhook } from '../models/webhook.model';
import { ATTEMPTS, eventsOf, pauseMs, signatureOf, wants } from './messages';

const run = (news: Partial<SyncRun>) =>
  ({ mode: 'apply', status: 'completed', createdCount: 0, updatedCount: 0, deletedCount: 0, conflictCount: 0, ...news }) as SyncRun; // prettier-ignore
const hook = (news: Partial<Webhook> = {}) =>
  ({ enabled: true, onFinished: true, onFailed: false, onDrift: true, ...news }) as Webhook;

describe('messages to webhooks', () => {
  test.each([
    [{ status: 'completed' }, ['run_finished']],
    [{ status: 'completed_with_errors' }, ['run_finished']],
    [{ status: 'timed_out' }, ['run_failed']],
    [{ mode: 'plan' }, ['run_finished']],
    [{ mode: 'plan', conflictCount: 1 }, ['run_finished', 'drift_found']],
    [{ mode: 'apply', updatedCount: 1 }, ['run_finished']],
  ] as [Partial<SyncRun>, string[]][])('of a run that is %j are %j', (news, events) => {
    expect(eventsOf(run(news))).toEqual(events);
  });

  test('go to those who want them', () => {
    expect(wants(hook(), 'run_finished')).toBe(true);
    expect(wants(hook(), 'run_failed')).toBe(false);
    expect(wants(hook({ enabled: false }), 'drift_found')).toBe(false);
  });

  test('are signed as NetBox does it', () => {
    // printf '{}' | openssl dgst -sha512 -hmac secret
    expect(signatureOf('{}', 'secret')).toHaveLength(128);
    expect(signatureOf('{}', 'secret')).not.toBe(signatureOf('{}', 'other'));
  });

  test('are tried again for about a day', () => {
    const pauses = Array.from({ length: ATTEMPTS - 1 }, (_, index) => pauseMs(index + 1));
    expect(pauses.slice(0, 3)).toEqual([10_000, 20_000, 40_000]);
    const hours = pauses.reduce((sum, pause) => sum + pause) / 3_600_000;
    expect(hours).toBeGreaterThan(4);
    expect(hours).toBeLessThan(36);
  });
});
