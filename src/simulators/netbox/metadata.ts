import { type Action, type Caller, visibleTo } from './access';
import { type Database, type Table } from './database';
import { type Field, type FieldKind, type Values } from './definition';
import { firstUpper } from './object-names';

const types: Record<FieldKind, string> = {
  text: 'string',
  integer: 'integer',
  decimal: 'decimal',
  boolean: 'boolean',
  choice: 'field',
  datetime: 'datetime',
  json: 'field',
  reference: 'nested object',
  references: 'field',
  contentType: 'field',
  objectTypes: 'field',
  choices: 'list',
  tags: 'field',
  customFields: 'field',
  computed: 'field',
};
const ownerKeys: Field[] = [
  { name: 'name', kind: 'text', isRequired: true, maxLength: 100 },
  { name: 'description', kind: 'text', maxLength: 200 },
];
const tagKeys = ['name', 'slug', 'color'];

function typeOf(field: Field): string {
  if (field.metadataType !== undefined) return field.metadataType;
  if (field.name === 'slug') return 'slug';
  if (field.isCount) return 'integer';
  if (field.kind === 'choice' && field.isPlain) return 'choice';
  return field.isIdOnly ? 'field' : types[field.kind];
}

function headOf(keys: string[], idLabel = 'ID'): Values {
  const labels: Record<string, string> = {
    id: idLabel,
    url: 'Url',
    display_url: 'Display url',
    display: 'Display',
  };
  return Object.fromEntries(
    keys
      .filter((key) => key in labels)
      .map((key) => [
        key,
        { type: key === 'id' ? 'integer' : 'field', required: false, read_only: true, label: labels[key] },
      ]),
  );
}

function nestedOf(db: Database, table: Table): Values {
  const { nested, brief } = table.definition;
  const keys = (typeof nested === 'function' ? nested(db.minor) : nested) ?? brief;
  const fields = table.fields.filter((field) => keys.includes(field.name));
  return {
    ...headOf(keys),
    ...Object.fromEntries(fields.map((field) => [field.name, fieldOf(db, field, false)])),
  };
}

function fieldOf(db: Database, field: Field, isDeep: boolean): Values {
  const isReadOnly = field.isReadOnly === true && !field.isLogged;
  const label = field.label?.(db.minor) ?? firstUpper(field.name.replaceAll('_', ' '));
  const info: Values = {
    type: typeOf(field),
    required: field.isRequired === true,
    read_only: isReadOnly,
    label,
  };
  if (field.maxLength !== undefined) info.max_length = field.maxLength;
  if (field.min !== undefined && field.kind !== 'decimal') info.min_value = field.min;
  if (field.max !== undefined && field.kind !== 'decimal') info.max_value = field.max;
  if (field.choices && field.kind !== 'choices')
    info.choices = Object.entries(field.choices ?? {}).map(([value, name]) => ({
      value,
      display_name: name,
    }));
  if (!isDeep) return info;
  if (field.kind === 'reference' && !field.isIdOnly)
    info.children = nestedOf(db, db.table(field.target ?? ''));
  if (field.name === 'owner') {
    info.type = 'nested object';
    info.children = {
      ...headOf(['id', 'url', 'display']),
      ...Object.fromEntries(ownerKeys.map((one) => [one.name, fieldOf(db, one, false)])),
    };
  }
  if (field.kind === 'tags') {
    const fields = db.table('extras/tags').fields.filter((one) => tagKeys.includes(one.name));
    const children = {
      ...headOf(['id', 'url', 'display_url', 'display'], 'Id'),
      ...Object.fromEntries(fields.map((one) => [one.name, fieldOf(db, one, false)])),
    };
    info.child = { type: 'nested object', required: false, read_only: false, children };
  }
  return info;
}

/** VMInterface becomes VM Interface. */
const spaced = (modelName: string): string =>
  modelName.replace(/(?<=[a-z])[A-Z]|(?!^)[A-Z](?![A-Z]|$)/g, (letter) => ` ${letter}`);

/** What OPTIONS tells about a list or an object; pynetbox reads the choices of a field here. */
export function metadataOf(db: Database, table: Table, isDetail: boolean, caller: Caller): Values {
  const { definition } = table;
  const head = {
    name: `${spaced(definition.viewName ?? definition.modelName)} ${isDetail ? 'Instance' : 'List'}`,
    description: '',
    renders: ['application/json', 'text/html'],
    parses: ['application/json', 'multipart/form-data'],
  };
  if (definition.isReadOnly) return head;
  const keys = ['id', 'url', ...(definition.pagePath === null ? [] : ['display_url']), 'display'];
  const fields = {
    ...headOf(keys),
    ...Object.fromEntries(
      table.fields.filter((field) => !field.isHidden).map((field) => [field.name, fieldOf(db, field, true)]),
    ),
  };
  const { contentType } = definition;
  const offered = {
    ...(!isDetail && may(db, caller, 'add', contentType) && { POST: fields }),
    ...(may(db, caller, 'change', contentType) && { PUT: fields }),
  };
  // Whoever may do nothing is not told what could be sent.
  return Object.keys(offered).length > 0 ? { ...head, actions: offered } : head;
}

function may(db: Database, caller: Caller, action: Action, contentType: string): boolean {
  try {
    visibleTo(db, caller, action, contentType);
    return true;
  } catch {
    return false;
  }
}
