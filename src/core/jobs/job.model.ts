import { defineModel, type Row } from '../model/define-model';
import { bool, choice, datetime, int, json, longText, ref, text } from '../model/kinds';

const notifications = { always: 'blue', on_failure: 'yellow', never: 'gray' } as const;
export type Notifications = keyof typeof notifications;
/** When the person who asked for a job is told how it ended, in the words of NetBox's jobs. */
export const NOTIFICATIONS = Object.keys(notifications) as Notifications[];

/**
 * Work that somebody asked for, from the request to its end, in the words of NetBox's jobs. A `scheduled` one that
 * recurs stays: each time it is due it begins a job of its own, which points back at it.
 */
export const job = defineModel({
  name: 'job',
  label: 'Job',
  path: 'jobs',
  menu: 'Sync & Operations',
  actions: ['view'],
  plain: true,
  // Work that names nothing there is about everything, or about something else.
  scope: { every: 'data', at: ['scope'] },
  fields: {
    name: text({ max: 200 }),
    kind: text({ max: 50, help: 'What does the work.' }),
    status: choice(
      {
        pending: 'cyan',
        scheduled: 'gray',
        running: 'blue',
        completed: 'green',
        errored: 'red',
        failed: 'red',
      },
      { default: 'pending', help: 'Errored: it broke or reached its limit. Failed: it was cancelled.' },
    ),
    user: text({ blank: true, help: 'Who asked for it.' }),
    scheduled: datetime({ optional: true, help: 'When it is due.' }),
    interval: int({ optional: true, min: 1, help: 'Minutes from one time to the next.' }),
    cron: text({ blank: true, max: 100, help: 'When it recurs: minute, hour, day, month, weekday.' }),
    isPaused: bool({ label: 'Paused', default: false, help: 'It is not begun until this is taken back.' }),
    timeLimit: int({ optional: true, min: 1, help: 'Seconds after which it is stopped.' }),
    started: datetime({ optional: true }),
    completed: datetime({ optional: true }),
    notifications: choice(notifications, {
      default: 'always',
      help: 'When the person who asked for it is told how it ended.',
    }),
    readAt: datetime({ label: 'Read', optional: true, help: 'When that person took note of it.' }),
    schedule: ref('job', { optional: true, help: 'The schedule that began it.' }),
    data: json<Record<string, unknown>>({
      default: {},
      help: 'What is asked; `scope` has the ids of what it is about.',
    }),
    jobId: text({ label: 'Job ID', max: 36, unique: true, help: 'Its name in the queue.' }),
    error: longText({ help: 'Why it did not end well.' }),
  },
  order: ['-id'],
  indexes: [
    ['status', 'scheduled'],
    ['user', 'readAt'],
  ],
  list: ['id', 'name', 'status', 'user', 'created', 'scheduled', 'interval', 'started', 'completed'],
  detail: {
    Job: ['name', 'kind', 'status', 'user', 'created', 'error'],
    Scheduling: [
      'scheduled',
      'interval',
      'cron',
      'isPaused',
      'schedule',
      'timeLimit',
      'started',
      'completed',
    ],
    Notification: ['notifications', 'readAt'],
    Data: ['jobId', 'data'],
  },
  brief: ['name', 'status'],
  nested: ['name', 'status'],
  search: ['name', 'user', 'error'],
  display: (row) => row.name,
});

export type Job = Row<typeof job>;
export type JobStatus = Job['status'];

/** Statuses of a job that waits for its turn or runs. */
export const OPEN_STATUSES = ['pending', 'running'] as const satisfies readonly JobStatus[];

/** Statuses of a job that is over. */
export const ENDED_STATUSES = ['completed', 'errored', 'failed'] as const satisfies readonly JobStatus[];

/** Whether a job waits for its turn or runs. */
export function isOpenJob({ status }: Pick<Job, 'status'>): boolean {
  return OPEN_STATUSES.some((open) => open === status);
}

/** Whether it begins further jobs, rather than turning into one. */
export function recurs({ interval, cron }: Pick<Job, 'interval' | 'cron'>): boolean {
  return interval !== null || cron !== '';
}
