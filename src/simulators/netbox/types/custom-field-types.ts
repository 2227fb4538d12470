import { ofSettings } from '../features';
import { checkValue, spreadCustomField, withdrawCustomField } from '../custom-fields';
import {
  type Problems,
  type ResourceDefinition,
  type Row,
  type Values,
  type WriteContext,
} from '../definition';
import {
  choice,
  comments,
  computed,
  decimal,
  description,
  flag,
  integer,
  json,
  name,
  optionalChoice,
  owner,
  reference,
  text,
  times,
} from '../fields';

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

function fieldProblems(field: Values, { db, before }: WriteContext): Problems | undefined {
  if (before && before.type !== field.type)
    return { type: ['Changing the type of custom fields is not supported.'] };
  const wrongDefault = field.default == null ? undefined : checkValue(db, field as Row, field.default);
  if (wrongDefault !== undefined)
    return { default: [`Invalid default value "${String(field.default)}": ${wrongDefault}`] };
  const isNumber = field.type === 'integer' || field.type === 'decimal';
  if (!isNumber && field.validation_minimum != null)
    return { validation_minimum: ['A minimum value may be set only for numeric fields'] };
  if (!isNumber && field.validation_maximum != null)
    return { validation_maximum: ['A maximum value may be set only for numeric fields'] };
  if (field.validation_regex && !['text', 'longtext', 'url'].includes(String(field.type)))
    return { validation_regex: ['Regular expression validation is supported only for text and URL fields'] };
  if (field.unique === true && field.type === 'boolean')
    return { unique: ['Uniqueness cannot be enforced for boolean fields'] };
  const isSelection = field.type === 'select' || field.type === 'multiselect';
  if (isSelection && field.choice_set == null)
    return { choice_set: ['Selection fields must specify a set of choices.'] };
  if (!isSelection && field.choice_set != null)
    return { choice_set: ['Choices may be set only on selection fields.'] };
  const isObject = field.type === 'object' || field.type === 'multiobject';
  if (isObject && field.related_object_type == null)
    return { related_object_type: ['Object fields must define an object type.'] };
  if (!isObject && field.related_object_type != null)
    return {
      type: [`${fieldTypes[field.type as keyof typeof fieldTypes]} fields may not define an object type.`],
    };
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
  features: ofSettings,
  fields: [
    {
      name: 'object_types',
      kind: 'objectTypes',
      feature: 'custom_fields',
      isRequired: true,
      isFilterless: true,
    },
    choice('type', fieldTypes, {
      isRequired: true,
      present: ({ type }, { db }) => ({
        value: type,
        label: type === 'boolean' && db.minor >= 7 ? 'Boolean' : fieldTypes[type as keyof typeof fieldTypes],
      }),
    }),
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
    flag('nulls_first', true, { since: 7 }),
    computed('status', () => ({ value: 'active', label: 'Active' }), { since: 7 }),
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

function choiceProblems(set: Values): Problems | undefined {
  const values = ((set.extra_choices ?? []) as [string, string][]).map(([value]) => value);
  if (set.base_choices == null && values.length === 0)
    return { __all__: ['Must define base or extra choices.'] };
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  return twice === undefined
    ? undefined
    : { __all__: [`Duplicate value '${twice}' found in extra choices.`] };
}

export const choiceSets: ResourceDefinition = {
  path: 'extras/custom-field-choice-sets',
  pagePath: 'extras/custom-field-choices',
  contentType: 'extras.customfieldchoiceset',
  modelName: 'CustomFieldChoiceSet',
  label: 'custom field choice set',
  features: ofSettings,
  fields: [
    name(100),
    description,
    optionalChoice('base_choices', { IATA: 'IATA (Airport codes)', ISO_3166: 'ISO 3166 (Country codes)' }),
    json('extra_choices', { isRequired: true, isNullable: false, isList: true, items: 'list' }),
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
  search: ['name', 'description'],
  validate: choiceProblems,
};
