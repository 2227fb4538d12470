import { changesPath } from '../changes';
import { readTime } from '../filter-values';
import { spreadCustomField, withdrawCustomField } from '../custom-fields';
import {
  type Problems,
  type ResourceDefinition,
  type Row,
  type WriteContext,
  type Values,
} from '../definition';
import {
  choice,
  comments,
  computed,
  decimal,
  description,
  fixed,
  flag,
  integer,
  json,
  name,
  optionalChoice,
  owner,
  reference,
  slug,
  text,
  times,
} from '../fields';
import { uniqueNameAndSlug } from './organization';

export const tags: ResourceDefinition = {
  path: 'extras/tags',
  contentType: 'extras.tag',
  modelName: 'Tag',
  label: 'tag',
  isUntaggable: true,
  fields: [
    name(100),
    slug({
      patterns: [
        {
          test: /^[-\p{L}\p{N}_]+$/u,
          message: 'Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens.',
        },
        {
          test: /^[-\p{L}\p{N}_]+$/u,
          message: 'Enter a valid "slug" consisting of Unicode letters, numbers, underscores, or hyphens.',
        },
      ],
    }),
    text('color', 6, {
      default: '9e9e9e',
      patterns: [{ test: /^[0-9a-f]{6}$/, message: 'Enter a valid hexadecimal RGB color code.' }],
    }),
    description,
    integer('weight', 0, 32767, { default: 1000, isNullable: false }),
    { name: 'object_types', kind: 'objectTypes', default: [], isFilterless: true },
    computed(
      'tagged_items',
      (row, { db }) => db.all().reduce((sum, table) => sum + table.pointingAt('tags', row.id).size, 0),
      { isCount: true },
    ),
    ...times,
  ],
  brief: ['id', 'url', 'display', 'name', 'slug', 'color', 'description'],
  display: (row) => String(row.name),
  unique: uniqueNameAndSlug('tag', 'extras_tag'),
  ordering: ['weight', 'name'],
  search: ['name', 'slug'],
  afterDelete: (row, { db }) => {
    for (const table of db.all())
      for (const id of [...table.pointingAt('tags', row.id)]) {
        const kept = ((table.rows.get(id)?.tags as number[] | undefined) ?? []).filter(
          (tag) => tag !== row.id,
        );
        db.patch(table.definition.path, id, { tags: kept });
      }
  },
};

const fieldTypes = {
  text: 'Text',
  longtext: 'Text (long)',
  integer: 'Integer',
  decimal: 'Decimal',
  boolean: 'Boolean (true/false)',
  date: 'Date',
  datetime: 'Date & time',
  url: 'URL',
  json: 'JSON',
  select: 'Selection',
  multiselect: 'Multiple selection',
  object: 'Object',
  multiobject: 'Multiple objects',
};
const dataTypes: Record<string, string> = {
  integer: 'integer',
  decimal: 'decimal',
  boolean: 'boolean',
  json: 'object',
  object: 'object',
  multiselect: 'array',
  multiobject: 'array',
};

function fieldProblems(field: Values, { before }: WriteContext): Problems | undefined {
  if (before && before.type !== field.type)
    return { type: ['Changing the type of custom fields is not supported.'] };
  const isSelection = field.type === 'select' || field.type === 'multiselect';
  if (isSelection && field.choice_set == null)
    return { choice_set: ['Selection fields must specify a set of choices.'] };
  if (!isSelection && field.choice_set != null)
    return { choice_set: ['Choices may be set only on selection fields.'] };
  return undefined;
}

function displayField(row: Row): string {
  if (row.label !== '' && row.label != null) return String(row.label);
  const words = String(row.name).replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

export const customFields: ResourceDefinition = {
  path: 'extras/custom-fields',
  contentType: 'extras.customfield',
  modelName: 'CustomField',
  label: 'custom field',
  isUntaggable: true,
  fields: [
    { name: 'object_types', kind: 'objectTypes', isRequired: true, isFilterless: true },
    choice('type', fieldTypes, { isRequired: true }),
    { name: 'related_object_type', kind: 'contentType', isNullable: true, default: null },
    computed('data_type', (row) => dataTypes[String(row.type)] ?? 'string'),
    name(50, {
      patterns: [
        { test: /^[a-z0-9_]+$/i, message: 'Only alphanumeric characters and underscores are allowed.' },
        { test: /^(?!.*__)/, message: 'Double underscores are not permitted in custom field names.' },
      ],
    }),
    text('label', 50),
    text('group_name', 50),
    description,
    flag('required', false),
    flag('unique', false),
    integer('search_weight', 0, 32767, { default: 1000, isNullable: false }),
    choice('filter_logic', { disabled: 'Disabled', loose: 'Loose', exact: 'Exact' }, { default: 'loose' }),
    choice('ui_visible', { always: 'Always', 'if-set': 'If set', hidden: 'Hidden' }, { default: 'always' }),
    choice('ui_editable', { yes: 'Yes', no: 'No', hidden: 'Hidden' }, { default: 'yes' }),
    flag('is_cloneable', false),
    json('default'),
    json('related_object_filter'),
    integer('weight', 0, 32767, { default: 100, isNullable: false }),
    decimal('validation_minimum', 4),
    decimal('validation_maximum', 4),
    text('validation_regex', 500),
    json('validation_schema', { since: 6 }),
    reference('choice_set', 'extras/custom-field-choice-sets'),
    flag('nulls_first', false, { since: 7 }),
    owner,
    comments(),
    ...times,
  ],
  brief: ['id', 'url', 'display', 'name', 'description'],
  display: displayField,
  unique: [
    {
      fields: ['name'],
      level: 'field',
      message: 'custom field with this name already exists.',
      constraint: 'extras_customfield_name_key',
    },
  ],
  ordering: ['group_name', 'weight', 'name'],
  search: ['name', 'label', 'group_name', 'description', 'comments'],
  filters: [
    {
      names: ['object_type', 'object_types'],
      match: (values) => (row) => (row.object_types as string[]).some((type) => values.includes(type)),
    },
  ],
  validate: fieldProblems,
  afterSave: (row, { db, before }) => {
    if (!before) spreadCustomField(db, row);
  },
  afterDelete: (row, { db }) => withdrawCustomField(db, row),
};

export const choiceSets: ResourceDefinition = {
  path: 'extras/custom-field-choice-sets',
  pagePath: 'extras/custom-field-choices',
  contentType: 'extras.customfieldchoiceset',
  modelName: 'CustomFieldChoiceSet',
  label: 'custom field choice set',
  isUntaggable: true,
  fields: [
    name(100),
    description,
    optionalChoice('base_choices', { IATA: 'IATA (Airport codes)', ISO_3166: 'ISO 3166 (Country codes)' }),
    json('extra_choices', { isRequired: true, isNullable: false }),
    json('choice_colors', { since: 6, default: {} }),
    flag('order_alphabetically', false),
    computed('choices_count', (row) => (Array.isArray(row.extra_choices) ? row.extra_choices.length : 0)),
    owner,
    ...times,
  ],
  brief: ['id', 'url', 'display', 'name', 'description', 'choices_count'],
  display: (row) => String(row.name),
  unique: [
    {
      fields: ['name'],
      level: 'field',
      message: 'custom field choice set with this name already exists.',
      constraint: 'extras_customfieldchoiceset_name_key',
    },
  ],
  ordering: ['name'],
};

const verbs: Record<string, string> = { create: 'created', update: 'updated', delete: 'deleted' };

export const objectChanges: ResourceDefinition = {
  path: changesPath,
  pagePath: 'core/changelog',
  contentType: 'core.objectchange',
  modelName: 'ObjectChange',
  label: 'object change',
  isReadOnly: true,
  isUnlogged: true,
  isUntaggable: true,
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
    json('prechange_data'),
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
  isUntaggable: true,
  etagField: null,
  fields: [text('name', 200), fixed('status', null)],
  brief: ['id', 'url', 'display', 'name'],
  display: (row) => String(row.name),
  ordering: ['id'],
};
