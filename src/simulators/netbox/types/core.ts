import { changesPath } from '../changes';
import { type ResourceDefinition } from '../definition';
import { choice, computed, fixed, integer, json, reference, text } from '../fields';
import { readTime } from '../filter-values';

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
    const label = db.tableOf(row.changed_object_type)?.definition.label ?? '';
    const app = String(row.changed_object_type).split('.')[0];
    const title = app.charAt(0).toUpperCase() + app.slice(1);
    return `${title} | ${label} ${String(row.object_repr)} ${verbs[String(row.action)]} by ${String(row.user_name)}`;
  },
  generics: [{ type: 'changed_object_type', id: 'changed_object_id', onDelete: 'none' }],
  ordering: ['-time'],
  search: ['user_name', 'object_repr'],
  filters: [
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
  etagField: null,
  fields: [text('name', 200), fixed('status', null)],
  brief: ['id', 'url', 'display', 'name'],
  display: (row) => String(row.name),
  ordering: ['id'],
};
