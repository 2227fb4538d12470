import { type Job } from '../core/jobs/job.model';
import { paramsOf } from '../sync/sync-params';
import { ALL } from '../sync/sync-types';

/** When nobody works: the hour at which a full update is suggested to run every day. */
const HOUR = 3;

/** Whether some schedule does everything again and again; one that is held counts too, somebody knows of it. Pure. */
export function hasFullSchedule(schedules: readonly Job[]): boolean {
  return schedules.some(
    (one) =>
      (one.interval !== null || one.cron !== '') &&
      paramsOf(one).sync_types.includes(ALL) &&
      paramsOf(one).mode === 'apply',
  );
}

/** The next time it is three in the morning, in the time of this machine. Pure. */
export function nextNight(now: Date): Date {
  const night = new Date(now);
  night.setHours(HOUR, 0, 0, 0);
  if (night <= now) night.setDate(night.getDate() + 1);
  return night;
}
