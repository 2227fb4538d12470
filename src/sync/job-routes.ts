import { job, NOTIFICATIONS } from '../core/jobs/job.model';
import { blocked, invalid } from '../core/openapi/answers';
import { type RouteDescription } from '../core/openapi/describe';
import { component, listOf, orNull, type Schema } from '../core/openapi/schema';
import { BATCH_MAX } from './batch';

const count: Schema = { type: 'integer' };
const text: Schema = { type: 'string' };
const flag: Schema = { type: 'boolean' };
const moment: Schema = { type: 'string', format: 'date-time' };

const names: Schema = listOf({ ...text, minLength: 1, maxLength: 200 });

/** What a run and a schedule are asked in the same way. */
export const workProperties: Readonly<Record<string, Schema>> = {
  sync_types: orNull({ ...listOf(text), description: 'E.g. devices, vm-disks; all unless told.' }),
  netbox_endpoint_ids: orNull(listOf(count)),
  netbox_vm_ids: orNull({ ...listOf(count), description: 'Virtual machines in NetBox; all unless told.' }),
  proxmox_clusters: orNull({ ...names, description: 'Clusters and lone hosts, by name; all unless told.' }),
  proxmox_pools: orNull({ ...names, description: 'Guests in any of these resource pools; all unless told.' }),
  proxmox_tags: orNull({
    ...names,
    description: 'Guests with any of these tags in Proxmox VE; all unless told.',
  }),
  batch_object_type: orNull({
    ...text,
    description: 'Only picked objects: virtual-machine, vm-backup, vm-snapshot, proxmox-storage …',
  }),
  batch_object_ids: orNull({ ...listOf(count), description: `Their ids, at most ${BATCH_MAX}.` }),
  mode: { type: 'string', enum: ['plan', 'apply'], nullable: true, description: 'apply unless told.' },
  when_busy: {
    type: 'string',
    enum: ['join', 'wait', 'refuse'],
    nullable: true,
    description: 'What happens when somebody is at work on the same cluster; join unless told.',
  },
  time_limit: orNull({
    type: 'integer',
    minimum: 1,
    maximum: 2_000_000,
    description: 'Seconds until it is stopped.',
  }),
  notifications: {
    type: 'string',
    enum: [...NOTIFICATIONS],
    nullable: true,
    description: 'When the person who asked is told how it ended; always unless told.',
  },
};

/** Shapes of the routes about jobs and schedules, by their names in the OpenAPI document. */
export const jobSchemas: Readonly<Record<string, Schema>> = {
  SyncScheduleRequest: {
    type: 'object',
    properties: {
      ...workProperties,
      proxmox_endpoint_ids: orNull(listOf(count)),
      job_name: orNull({ type: 'string', maxLength: 200 }),
      schedule_at: orNull({ ...moment, description: 'When it begins; now unless told.' }),
      interval_value: orNull({
        type: 'integer',
        minimum: 1,
        description: 'How many units from one time to the next.',
      }),
      interval_unit: {
        type: 'string',
        enum: ['minutes', 'hours', 'days', 'weeks'],
        nullable: true,
        description: 'hours unless told.',
      },
      cron: orNull({ type: 'string', maxLength: 100, description: 'Instead of an interval: "30 3 * * *".' }),
      paused: orNull({ ...flag, description: 'Held until it is taken back.' }),
    },
  },
  SyncSchedule: {
    type: 'object',
    properties: {
      id: count,
      pk: count,
      name: text,
      sync_types: listOf(text),
      schedule: orNull(moment),
      interval: orNull({ type: 'integer', description: 'Minutes.' }),
      cron: text,
      paused: flag,
      status: text,
    },
    required: ['id', 'pk', 'name', 'sync_types', 'schedule', 'interval', 'cron', 'paused', 'status'],
  },
  SyncScheduleList: {
    type: 'object',
    properties: { count, scheduled_jobs: listOf(component('SyncSchedule')) },
    required: ['count', 'scheduled_jobs'],
  },
  SyncScheduled: {
    type: 'object',
    properties: { ok: flag, job_id: count, message: text },
    required: ['ok', 'job_id', 'message'],
  },
};

const tag = job.labelPlural;
const row = component(job.className);

export const cancelJob: RouteDescription = {
  tag,
  operationId: 'plugins_proxbox_jobs_cancel_create',
  summary: 'End a job',
  description: 'What it has written stays, and is recorded. A schedule is ended for good.',
  answers: { 202: { description: 'The job as it is now.', schema: row }, 409: blocked },
};

export const repeatJob: RouteDescription = {
  tag,
  operationId: 'plugins_proxbox_jobs_run_create',
  summary: 'Run a job again',
  answers: {
    201: {
      description: 'The new job.',
      schema: row,
      headers: { Location: { description: 'Its address.', schema: { type: 'string', format: 'uri' } } },
    },
    409: blocked,
  },
};

const body = component('SyncScheduleRequest');

export const listSchedules: RouteDescription = {
  tag,
  operationId: 'plugins_proxbox_sync_schedule_retrieve',
  summary: 'List schedules',
  answers: {
    200: { description: 'Those that have a time before them.', schema: component('SyncScheduleList') },
  },
};

export const addSchedule: RouteDescription = {
  tag,
  operationId: 'plugins_proxbox_sync_schedule_create',
  summary: 'Schedule a sync',
  body,
  isBodyOptional: true,
  answers: {
    201: { description: 'It is scheduled, or begins now.', schema: component('SyncScheduled') },
    400: invalid,
  },
};

export const changeSchedule: RouteDescription = {
  tag,
  operationId: 'plugins_proxbox_sync_schedule_partial_update',
  summary: 'Change or hold a schedule',
  body,
  answers: {
    200: { description: 'The schedule as it is now.', schema: component('SyncSchedule') },
    400: invalid,
    409: blocked,
  },
};

export const removeSchedule: RouteDescription = {
  tag,
  operationId: 'plugins_proxbox_sync_schedule_destroy',
  summary: 'Remove a schedule',
  description: 'The jobs that it has begun stay.',
  answers: { 204: { description: 'It is gone.' }, 409: blocked },
};
