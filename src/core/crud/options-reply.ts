import { type AnyModel, type Fields } from '../model/define-model';
import { type AnyField, isRequired, labelOf } from '../model/field';
import { humanize, snakeCase } from '../model/naming';
import { allKeys } from './projection';
import { type JsonObject } from './serializer';

const TYPES: Readonly<Record<string, string>> = {
  text: 'string', 'long-text': 'string', secret: 'string', address: 'string', int: 'integer', float: 'float',
  bool: 'boolean', choice: 'field', datetime: 'datetime', json: 'field', 'object-types': 'field', 'object-type': 'string', 'object-id': 'integer', ref: 'nested object', external: 'nested object',
}; // prettier-ignore

/** What OPTIONS tells about the list or a row of a model: which fields a write takes, and in which form. */
export function optionsReply(model: AnyModel, place: 'List' | 'Instance'): JsonObject {
  const title = model.label.replace(/\b[a-z]/g, (letter: string) => letter.toUpperCase());
  const fields = describeFields(model);
  const actions = {
    ...(model.actions.includes('change') && !model.isSingleton && { PUT: fields }),
    ...(place === 'List' && model.actions.includes('add') && { POST: fields }),
  };
  return {
    name: `${title} ${place}`,
    description: '',
    renders: ['application/json'],
    parses: ['application/json'],
    ...(Object.keys(actions).length > 0 && { actions }),
  };
}

function describeFields(model: AnyModel): JsonObject {
  const fields = model.fields as Fields;
  const secrets = Object.keys(fields).filter((name) => fields[name].isSecret);
  const described = [...allKeys(model), ...secrets].map((name) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return [
      snakeCase(name),
      field ? describeField(name, field) : (STANDARD[name] ?? readOnly('field', humanize(name))),
    ];
  });
  return Object.fromEntries(described) as JsonObject;
}

const STANDARD: Readonly<Record<string, JsonObject>> = {
  id: readOnly('integer', 'ID'),
  url: readOnly('field', 'URL'),
  display: readOnly('field', 'Display'),
  tags: { type: 'field', required: false, read_only: false, label: 'Tags' },
  customFields: { type: 'field', required: false, read_only: false, label: 'Custom fields' },
  created: readOnly('datetime', 'Created'),
  lastUpdated: readOnly('datetime', 'Last updated'),
};

function readOnly(type: string, label: string): JsonObject {
  return { type, required: false, read_only: true, label };
}

function describeField(name: string, field: AnyField): JsonObject {
  return {
    type: TYPES[field.kind] ?? 'field',
    required: isRequired(field),
    read_only: field.isReadOnly,
    label: labelOf(name, field),
    ...(field.help && { help_text: field.help }),
    ...(field.kind === 'text' && { max_length: Number(field.column.length) }),
    ...(field.choices && {
      choices: Object.entries(field.choices).map(([value, { label }]) => ({ value, display_name: label })),
    }),
  };
}
