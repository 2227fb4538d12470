import { changesPath } from '../changes';
import { type ResourceDefinition } from '../definition';
import { choice, computed, datetime, integer, json, reference, text } from '../fields';
import { readTime, readUuid } from '../filter-values';
import { appLabel } from '../object-names';

const verbs: Record<string, string> = { create: 'created', update: 'updated', delete: 'deleted' };

export const objectChanges: ResourceDefinition = {
  path: changesPath,
  pagePath: 'core/changelog',
  contentType: 'core.objectchange',
  modelName: 'ObjectChange',
  label: 'object change',
  isReadOnly: true,
  selectsSince: 5,
  isUnlogged: true,
  features: [],
  etagField: null,
  fields: [
    { name: 'time', kind: 'datetime' },
    reference('user', 'users/users', { onDelete: 'null', filterBy: 'username' }),
    text('user_name', 150),
    text('request_id', undefined),
    choice('action', { create: 'Created', update: 'Updated', delete: 'Deleted' }),
    { name: 'changed_object_type', kind: 'contentType' },
    integer('changed_object_id', 0, Number.MAX_SAFE_INTEGER),
    computed('changed_object', (row, present) =>
      present.nestedByType(row.changed_object_type, row.changed_object_id),
    ),
    text('object_repr', 200, { since: 5 }),
    text('message', 200),
    { ...json('prechange_data'), present: (row) => row.prechange_data ?? {} },
    { ...json('postchange_data'), present: (row) => row.postchange_data ?? {} },
  ],
  brief: ['id', 'url', 'display', 'time', 'action'],
  display: (row, db) => {
    const definition = db.tableOf(row.changed_object_type)?.definition;
    const type = definition
      ? `${appLabel(definition)} | ${definition.label}`
      : String(row.changed_object_type);
    return `${type} ${String(row.object_repr)} ${verbs[String(row.action)]} by ${String(row.user_name)}`;
  },
  generics: [{ type: 'changed_object_type', id: 'changed_object_id', onDelete: 'none' }],
  ordering: ['-time'],
  search: ['user_name', 'object_repr'],
  filters: [
    {
      names: ['request_id'],
      match: ([value]) => {
        const wanted = readUuid(value);
        return (row) => row.request_id === wanted;
      },
    },
    {
      names: ['time_after'],
      match: ([value]) => {
        const limit = readTime(value);
        return (row) => readTime(String(row.time)) >= limit;
      },
    },
    {
      names: ['time_before'],
      match: ([value]) => {
        const limit = readTime(value);
        return (row) => readTime(String(row.time)) <= limit;
      },
    },
  ],
};

/** Background jobs: none ever run here, but the list is there. */
export const jobs: ResourceDefinition = {
  path: 'core/jobs',
  contentType: 'core.job',
  modelName: 'Job',
  label: 'job',
  isReadOnly: true,
  isUnlogged: true,
  features: [],
  etagField: null,
  fields: [
    { name: 'object_type', kind: 'contentType', isNullable: true },
    integer('object_id', 0, Number.MAX_SAFE_INTEGER),
    computed('object', (row, present) => present.nestedByType(row.object_type, row.object_id)),
    text('name', 200),
    choice('status', {
      pending: 'Pending',
      scheduled: 'Scheduled',
      running: 'Running',
      completed: 'Completed',
      errored: 'Errored',
      failed: 'Failed',
    }),
    { name: 'created', kind: 'datetime' },
    datetime('scheduled'),
    integer('interval', 1, 2147483647),
    datetime('started'),
    datetime('completed'),
    text('execution_time', undefined, { since: 7 }),
    reference('user', 'users/users', { onDelete: 'null', filterBy: 'username' }),
    json('data'),
    text('error', undefined),
    text('job_id', undefined),
    text('queue_name', 100, { since: 5 }),
    choice('notifications', { always: 'Always', on_failure: 'On failure', never: 'Never' }, { since: 6 }),
    json('log_entries'),
  ],
  brief: ['url', 'created', 'completed', 'user', 'status'],
  display: (row) => String(row.job_id),
  ordering: ['-created'],
  search: ['name'],
};
