import { cronFault, nextTime } from './next-time';

const at = (text: string) => new Date(`2026-03-01T${text}`);
const next = (scheduled: string | null, now: string, interval: number | null, cron = '') =>
  nextTime({ scheduled: scheduled === null ? null : at(scheduled), interval, cron }, at(now));

describe('the next time of something that recurs', () => {
  test('is one interval after the last', () => {
    expect(next('10:00:00', '10:00:02', 60)).toEqual(at('11:00:00'));
  });

  test('leaves out what was missed, and keeps to the grid', () => {
    expect(next('10:00:00', '13:20:00', 60)).toEqual(at('14:00:00'));
    expect(next('10:00:00', '13:00:00', 60)).toEqual(at('14:00:00'));
  });

  test('counts from now where there was no first time', () => {
    expect(next(null, '10:07:00', 15)).toEqual(at('10:22:00'));
  });

  test('never comes before the second of two times', () => {
    expect(next('12:00:00', '10:00:00', 60)).toEqual(at('13:00:00'));
  });

  test('follows a cron line, in the time zone of this machine', () => {
    expect(next('10:00:00', '10:00:00', null, '30 * * * *')).toEqual(at('10:30:00'));
    const daily = next(null, '10:00:00', null, '30 3 * * *')!;
    expect([daily.getHours(), daily.getMinutes()]).toEqual([3, 30]);
  });

  test('is none for what does not recur', () => {
    expect(next('10:00:00', '11:00:00', null)).toBeNull();
  });
});

describe('a cron line', () => {
  test.each(['30 3 * * *', '*/15 8-18 * * 1-5', '@daily'])('%s is good', (line) => {
    expect(cronFault(line)).toBeUndefined();
  });

  test.each(['', 'tomorrow', '* * * * * *', '61 * * * *', '0 0 30 2 *', '@reboot'])('"%s" is not', (line) => {
    expect(cronFault(line)).toMatch(/\.$/);
  });
});
