import { CronExpressionParser } from 'cron-parser';
import { messageOf } from '../errors/errors';
import { type Job } from './job.model';

const MINUTE_MS = 60_000;
/** A sixth field would be seconds: nothing here is worth doing every second. */
const FIVE_FIELDS = /^\S+(\s+\S+){4}$/;
const NAMED = /^@(hourly|daily|weekly|monthly|yearly|annually|midnight)$/i;

/**
 * When something that recurs is due after `now`: the next time of its cron line in the time zone of this machine, or a
 * whole number of intervals after it was due last. Times that were missed meanwhile are left out, so that they run once.
 */
export function nextTime(
  { scheduled, interval, cron }: Pick<Job, 'scheduled' | 'interval' | 'cron'>,
  now: Date,
): Date | null {
  if (cron !== '') return CronExpressionParser.parse(cron, { currentDate: now }).next().toDate();
  if (interval === null) return null;
  const stepMs = interval * MINUTE_MS;
  const from = (scheduled ?? now).getTime();
  const steps = Math.floor((now.getTime() - from) / stepMs) + 1;
  return new Date(from + Math.max(steps, 1) * stepMs);
}

/** What is wrong with a cron line; undefined for a good one. */
export function cronFault(cron: string): string | undefined {
  if (!FIVE_FIELDS.test(cron) && !NAMED.test(cron)) {
    return 'Give five fields (minute, hour, day of month, month, day of week), such as "30 3 * * *".';
  }
  try {
    CronExpressionParser.parse(cron).next();
    return undefined;
  } catch (error) {
    return `This is no valid cron line: ${messageOf(error)}.`;
  }
}
