import { type AnyModel, type Fields } from '../model/define-model';
import { type AnyField, isRequired, labelOf } from '../model/field';
import { snakeCase } from '../model/naming';
import { type JsonObject } from './serializer';

const TYPES: Readonly<Record<string, string>> = {
  text: 'string', 'long-text': 'string', secret: 'string', address: 'string', int: 'integer', float: 'float',
  bool: 'boolean', choice: 'field', datetime: 'datetime', json: 'field', ref: 'nested object', external: 'nested object',
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
  const shown = [...model.rest, ...Object.keys(fields).filter((name) => fields[name].isSecret)];
  const described = shown.map((name) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return [snakeCase(name), field ? describeField(name, field) : readOnly('field', name)];
  });
  return {
    id: readOnly('integer', 'ID'),
    url: readOnly('field', 'URL'),
    display: readOnly('field', 'Display'),
    ...(Object.fromEntries(described) as JsonObject),
    created: readOnly('datetime', 'Created'),
    last_updated: readOnly('datetime', 'Last updated'),
  };
}

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
