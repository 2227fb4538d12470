import { type FieldErrors } from '../core/errors/errors';
import { type Job, NOTIFICATIONS, type Notifications } from '../core/jobs/job.model';
import { bodyOf, type ScheduleBody, UNITS, type Unit } from '../sync/schedule-body';
import { paramsOf } from '../sync/sync-params';
import { ALL, syncTypes } from '../sync/sync-types';

const UNIT_NAMES = Object.keys(UNITS) as Unit[];

/** What the form shows; text as people type it. */
export interface ScheduleForm {
  jobName: string;
  syncTypes: readonly string[];
  endpoints: readonly string[];
  /** Keys of clusters. */
  clusters: readonly string[];
  /** Names, separated by commas. */
  pools: string;
  tags: string;
  scheduleAt: string;
  intervalValue: string;
  intervalUnit: Unit;
  cron: string;
  isPlan: boolean;
  notifications: Notifications;
}

/** One run of everything, now. */
export const BLANK: ScheduleForm = {
  jobName: '',
  syncTypes: [ALL],
  endpoints: [],
  clusters: [],
  pools: '',
  tags: '',
  scheduleAt: '',
  intervalValue: '',
  intervalUnit: 'hours',
  cron: '',
  isPlan: false,
  notifications: 'always',
};

/** The choices of the form, as every sync type is called. */
export const typeChoices = [
  { slug: ALL, label: 'All' },
  ...syncTypes.map(({ slug, label }) => ({ slug, label })),
];
export const unitChoices = UNIT_NAMES;

/** What was posted. */
export function formOf(posted: URLSearchParams): ScheduleForm {
  const text = (name: string) => posted.get(name)?.trim() ?? '';
  const unit = text('interval_unit') as Unit;
  return {
    jobName: text('job_name'),
    syncTypes: posted.getAll('sync_types'),
    endpoints: posted.getAll('proxmox_endpoint_ids'),
    clusters: posted.getAll('proxmox_clusters'),
    pools: text('proxmox_pools'),
    tags: text('proxmox_tags'),
    scheduleAt: text('schedule_at'),
    intervalValue: text('interval_value'),
    intervalUnit: UNIT_NAMES.includes(unit) ? unit : 'hours',
    cron: text('cron'),
    isPlan: posted.get('mode') === 'plan',
    notifications: NOTIFICATIONS.find((one) => one === text('notifications')) ?? 'always',
  };
}

/** The form of a schedule there is: the largest unit that its interval is a whole number of. */
export function formOfJob(job: Job): ScheduleForm {
  const body = bodyOf(job);
  const unit = [...UNIT_NAMES]
    .reverse()
    .find((one) => job.interval !== null && job.interval % UNITS[one] === 0);
  return {
    jobName: job.name,
    syncTypes: body.sync_types ?? [ALL],
    endpoints: (body.proxmox_endpoint_ids ?? []).map(String),
    clusters: body.proxmox_clusters ?? [],
    pools: (body.proxmox_pools ?? []).join(', '),
    tags: (body.proxmox_tags ?? []).join(', '),
    scheduleAt: job.scheduled ? localText(job.scheduled) : '',
    intervalValue: job.interval === null ? '' : String(job.interval / UNITS[unit ?? 'minutes']),
    intervalUnit: unit ?? 'hours',
    cron: job.cron,
    isPlan: body.mode === 'plan',
    notifications: job.notifications,
  };
}

/** Single objects that a schedule is limited to, which the form keeps and does not ask for. */
export function pickedText(job: Pick<Job, 'data'>): string {
  const { batch_object_type: type, batch_object_ids: ids, netbox_vm_ids: machines } = paramsOf(job);
  if (type) return `${type} ${ids.join(', ')}`;
  return machines.length > 0 ? `virtual-machine ${machines.join(', ')}` : '';
}

/** What REST would be sent; errors are told by the names of its fields. */
export function bodyOfForm(form: ScheduleForm): { body: ScheduleBody; errors: FieldErrors } {
  const errors: FieldErrors = {};
  const at = form.scheduleAt === '' ? undefined : new Date(form.scheduleAt);
  if (at && Number.isNaN(at.getTime())) errors.schedule_at = ['Give a day and a time.'];
  const value = form.intervalValue === '' ? undefined : Number(form.intervalValue);
  if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= 200_000)) {
    errors.interval_value = ['Give a whole number, 1 or more.'];
  }
  if (form.syncTypes.length === 0) errors.sync_types = ['Choose at least one.'];
  const isFaulty = Object.keys(errors).length > 0;
  const body: ScheduleBody = {
    job_name: form.jobName.slice(0, 200),
    sync_types: [...form.syncTypes],
    proxmox_endpoint_ids: form.endpoints.map(Number).filter(Number.isInteger),
    proxmox_clusters: [...form.clusters],
    proxmox_pools: namesIn(form.pools),
    proxmox_tags: namesIn(form.tags),
    mode: form.isPlan ? 'plan' : 'apply',
    notifications: form.notifications,
    cron: form.cron,
    ...(at && !isFaulty && { schedule_at: at.toISOString() }),
    ...(value !== undefined && { interval_value: value, interval_unit: form.intervalUnit }),
  };
  return { body, errors };
}

/** Names as people type them, separated by commas, semicolons or spaces: neither pools nor tags have these in them. */
function namesIn(typed: string): string[] {
  return [...new Set(typed.split(/[\s,;]+/).filter((name) => name !== ''))];
}

/** In minutes, weeks and so on, as people say it. */
export function recurrenceText({ interval, cron }: Pick<Job, 'interval' | 'cron'>): string {
  if (cron !== '') return cron;
  if (interval === null) return 'One-time';
  const unit = [...UNIT_NAMES].reverse().find((one) => interval % UNITS[one] === 0) ?? 'minutes';
  return `Every ${interval / UNITS[unit]} ${unit}`;
}

/** For an input of type datetime-local, in the time zone of this machine: 2026-03-01T03:30. */
export function localText(moment: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join('-');
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
