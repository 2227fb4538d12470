import {
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { Invalid } from '../core/errors/errors';
import { type Job } from '../core/jobs/job.model';
import { cronFault, nextTime } from '../core/jobs/next-time';
import { INT4_MAX } from '../core/model/parse';
import { Ids, WorkBody, workOf } from './run-body';
import { type RunRequest } from './sync-order';
import { paramsOf } from './sync-params';
import { type SyncTimes } from './sync.service';

/** Minutes in each unit. */
export const UNITS = { minutes: 1, hours: 60, days: 1440, weeks: 10080 } as const;
export type Unit = keyof typeof UNITS;
const UNIT_NAMES = Object.keys(UNITS) as Unit[];
const MOST = Math.floor(INT4_MAX / UNITS.weeks);

/** The body of `POST sync/schedule/`, with the keys of netbox-proxbox. */
export class ScheduleBody extends WorkBody {
  @IsOptional()
  @IsString({ message: 'Not a valid string.' })
  @MaxLength(200, { message: 'Ensure this field has no more than 200 characters.' })
  job_name?: string;

  @IsOptional()
  @IsISO8601({ strict: true }, { message: 'Give a moment such as 2026-03-01T03:30:00Z.' })
  schedule_at?: string;

  @IsOptional()
  @IsInt({ message: 'A valid integer is required.' })
  @Min(1, { message: 'Ensure this value is greater than or equal to 1.' })
  @Max(MOST, { message: `Ensure this value is less than or equal to ${MOST}.` })
  interval_value?: number;

  @IsOptional()
  @IsIn(UNIT_NAMES, { message: `Choose from ${UNIT_NAMES.join(', ')}.` })
  interval_unit?: Unit;

  @IsOptional()
  @IsString({ message: 'Not a valid string.' })
  @MaxLength(100, { message: 'Ensure this field has no more than 100 characters.' })
  cron?: string;

  @IsOptional()
  @IsBoolean({ message: 'Must be a valid boolean.' })
  paused?: boolean;

  @Ids('Expected a list of ids of Proxmox endpoints.')
  proxmox_endpoint_ids?: number[];
}

export function requestOf(body: ScheduleBody, requestedBy: string): RunRequest {
  return { ...workOf(body, requestedBy), endpoints: body.proxmox_endpoint_ids ?? undefined };
}

/** When it is due and how it recurs. Throws Invalid for a time that is past, a bad cron line, or two ways to recur. */
export function timesOf(body: ScheduleBody, now: Date, { isKept = false } = {}): SyncTimes {
  const cron = body.cron?.trim() ?? '';
  const interval = body.interval_value ? body.interval_value * UNITS[body.interval_unit ?? 'hours'] : null;
  if (cron !== '' && interval !== null) {
    throw Invalid.of({ cron: ['Give an interval or a cron line, not both.'] });
  }
  const fault = cron === '' ? undefined : cronFault(cron);
  if (fault) throw Invalid.of({ cron: [fault] });
  const at = body.schedule_at ? new Date(body.schedule_at) : null;
  if (at && at <= now && !isKept)
    throw Invalid.of({ schedule_at: ['This time is past. Leave it empty to begin now.'] });
  const first =
    cron === '' ? (interval === null ? null : now) : nextTime({ scheduled: null, interval, cron }, now);
  return {
    name: body.job_name,
    scheduled: at ?? first,
    interval,
    cron,
    timeLimit: body.time_limit ?? null,
    notifications: body.notifications,
  };
}

/** What somebody would have sent to get this job. */
export function bodyOf({
  name,
  scheduled,
  interval,
  cron,
  timeLimit,
  notifications,
  isPaused,
  ...job
}: Job): ScheduleBody {
  const params = paramsOf(job);
  const { batch_object_type: picked } = params;
  // What is read for picked objects follows from them.
  const reach = picked
    ? { batch_object_type: picked, batch_object_ids: params.batch_object_ids.map(Number) }
    : {
        netbox_vm_ids: params.netbox_vm_ids.map(Number),
        proxmox_clusters: [...(params.proxmox_clusters ?? [])],
      };
  return {
    job_name: name,
    sync_types: [...params.sync_types],
    proxmox_endpoint_ids: params.proxmox_endpoint_ids.map(Number),
    netbox_endpoint_ids: params.netbox_endpoint_ids.map(Number),
    ...reach,
    proxmox_pools: [...(params.proxmox_pools ?? [])],
    proxmox_tags: [...(params.proxmox_tags ?? [])],
    mode: params.mode,
    when_busy: params.when_busy,
    ...(scheduled && { schedule_at: scheduled.toISOString() }),
    ...(interval !== null && { interval_value: interval, interval_unit: 'minutes' as const }),
    ...(cron !== '' && { cron }),
    ...(timeLimit !== null && { time_limit: timeLimit }),
    notifications,
    paused: isPaused,
  };
}

/** The same with what is given changed: a new way to recur takes the place of the old one, and begins anew. */
export function changedBody(job: Job, given: ScheduleBody): ScheduleBody {
  const named = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const before = bodyOf(job);
  if (named.cron !== undefined || named.interval_value !== undefined) {
    delete before.cron;
    delete before.interval_value;
    delete before.schedule_at;
  }
  return { ...before, ...named };
}
