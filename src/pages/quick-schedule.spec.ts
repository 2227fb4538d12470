import { type Job } from '../core/jobs/job.model';
import { hasFullSchedule, nextNight } from './quick-schedule';

const job = (news: Partial<Job>, params: object) =>
  ({
    interval: null,
    cron: '',
    data: { proxbox_sync: { params: { sync_types: ['all'], mode: 'apply', ...params } } },
    ...news,
  }) as unknown as Job;

test('only what does everything, writes and recurs is a schedule of everything', () => {
  expect(hasFullSchedule([])).toBe(false);
  expect(hasFullSchedule([job({}, {})])).toBe(false);
  expect(hasFullSchedule([job({ interval: 60 }, { sync_types: ['devices'] })])).toBe(false);
  expect(hasFullSchedule([job({ interval: 60 }, { mode: 'plan' })])).toBe(false);
  expect(hasFullSchedule([job({ interval: 60 }, {})])).toBe(true);
  expect(hasFullSchedule([job({ cron: '0 3 * * *' }, {})])).toBe(true);
});

test('the next night is today before three, and tomorrow from then on', () => {
  expect(nextNight(new Date(2026, 1, 28, 2, 59))).toEqual(new Date(2026, 1, 28, 3));
  expect(nextNight(new Date(2026, 1, 28, 3))).toEqual(new Date(2026, 2, 1, 3));
});
