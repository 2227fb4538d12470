import { EXACT_TO } from '../crud/count-rows';
import { allKeys, nestedKeys, type Projection } from '../crud/projection';
import { type AnyModel, type Computed, type Fields } from '../model/define-model';
import { type AnyField, isRequired, labelOf } from '../model/field';
import { pascalCase, snakeCase } from '../model/naming';
import { component, listOf, orNull, type Schema } from './schema';

const moment: Schema = { type: 'string', format: 'date-time' };
const tagReference: Schema = { oneOf: [{ type: 'integer', minimum: 1 }, component('BriefTagRequest')] };
/** What every row has besides its fields. */
const standard: Readonly<Record<string, Schema>> = {
  id: { type: 'integer', title: 'ID' },
  url: { type: 'string', format: 'uri', title: 'URL', description: 'Address of the row in REST.' },
  display: { type: 'string', description: 'How people call the row.' },
  created: moment,
  lastUpdated: { ...moment, title: 'Last updated' },
};

/** What rows of models that are not plain have besides; see core/features. */
const features: Readonly<Record<string, Schema>> = {
  tags: listOf(component('NestedTag')),
  customFields: { type: 'object', additionalProperties: true, title: 'Custom fields' },
};

const changeMessage: Readonly<Record<string, Schema>> = {
  changelog_message: {
    type: 'string',
    maxLength: 200,
    writeOnly: true,
    description: 'Why, for the change log.',
  },
};

/** Shapes that rows of all models share. */
export const sharedSchemas: Readonly<Record<string, Schema>> = {
  ExternalObject: {
    type: 'object',
    description: 'An object of another program; what else there is of it depends on its type.',
    properties: {
      id: { type: 'integer' },
      url: { type: 'string', nullable: true },
      display: { type: 'string' },
    },
    additionalProperties: true,
    required: ['id', 'url', 'display'],
  },
  ExternalObjectRequest: {
    type: 'object',
    description: 'An object of another program, by its id there.',
    properties: { id: { type: 'integer', minimum: 1 } },
    required: ['id'],
  },
  BulkDeleteRequest: {
    type: 'object',
    properties: { id: { type: 'integer' }, ...changeMessage },
    required: ['id'],
  },
  DeleteRequest: { type: 'object', properties: changeMessage },
  NestedTag: {
    allOf: [component('BriefTag')],
    properties: { display_url: { type: 'string', format: 'uri', description: 'Its page.' } },
    required: ['display_url'],
  },
};

/** The schemas of one model, by the names that NetBox's own document would give them. */
export function schemasOf(model: AnyModel): Record<string, Schema> {
  const name = model.className;
  const isWritable = ['add', 'change'].some((action) => model.actions.includes(action as 'add'));
  return {
    [name]: {
      type: 'object',
      description: `${model.label}. The query parameters fields, omit and brief leave out the others.`,
      properties: sentProperties(model, allKeys(model)),
    },
    [`Brief${name}`]: {
      type: 'object',
      description: `${model.label}, where another row refers to it.`,
      properties: sentProperties(model, nestedKeys(model)),
      required: ['id', 'url', 'display'],
    },
    [`Paginated${name}List`]: paginated(component(name)),
    [`Brief${name}Request`]: {
      type: 'object',
      description: `${model.label}, by attributes that exactly one has.`,
      properties: lookupProperties(model),
      additionalProperties: false,
      minProperties: 1,
    },
    ...(isWritable && {
      [`Writable${name}Request`]: writable(model, requiredKeys(model)),
      [`PatchedWritable${name}Request`]: writable(model, []),
    }),
  };
}

/** One page of a list. */
function paginated(row: Schema): Schema {
  const link: Schema = { type: 'string', format: 'uri', nullable: true };
  return {
    type: 'object',
    properties: {
      count: {
        type: 'integer',
        description: 'Rows on all pages; null where they are read by `start`.',
        nullable: true,
      },
      count_is_estimate: {
        type: 'boolean',
        enum: [true],
        description: `There where count is an estimate: beyond ${EXACT_TO.toLocaleString('en-US')} rows.`,
      },
      next: link,
      previous: link,
      results: listOf(row),
    },
    required: ['count', 'next', 'previous', 'results'],
  };
}

function sentProperties(model: AnyModel, names: Projection): Record<string, Schema> {
  const fields = model.fields as Fields;
  const computed = model.computed as Record<string, Computed<unknown>>;
  return Object.fromEntries(
    names.map((name) => {
      if (Object.hasOwn(computed, name)) {
        const { label, help, schema } = computed[name];
        return [snakeCase(name), described({ ...schema, readOnly: true }, label, help)];
      }
      if (!model.isPlain && Object.hasOwn(features, name)) return [snakeCase(name), features[name]];
      if (Object.hasOwn(standard, name)) return [snakeCase(name), { ...standard[name], readOnly: true }];
      const field = fields[name];
      const schema = field.isOptional ? orNull(sentValue(field)) : sentValue(field);
      const shown = described(schema, labelOf(name, field), field.help);
      return [snakeCase(name), field.isReadOnly ? { ...shown, readOnly: true } : shown];
    }),
  );
}

/** The shapes of `Serializer`. */
function sentValue(field: AnyField): Schema {
  if (field.choices && !field.isPlain) {
    const labels = Object.values(field.choices).map(({ label }) => label);
    return {
      type: 'object',
      properties: { value: field.schema, label: { type: 'string', enum: [...new Set(labels)] } },
      required: ['value', 'label'],
    };
  }
  if (field.externalType) return component('ExternalObject');
  if (field.reference) return component(`Brief${pascalCase(field.reference.model)}`);
  // Only input is bound by limits: the program itself stores what it finds.
  const { minimum: _least, maximum: _most, ...unlimited } = field.schema;
  return unlimited;
}

function requiredKeys(model: AnyModel): string[] {
  const fields = Object.entries(model.fields as Fields);
  return fields.filter(([, field]) => isRequired(field)).map(([name]) => snakeCase(name));
}

function writable(model: AnyModel, required: readonly string[]): Schema {
  const fields = Object.entries(model.fields as Fields).filter(([, field]) => !field.isReadOnly);
  return {
    type: 'object',
    description: `${model.label}. What is not named here is ignored.`,
    properties: {
      ...Object.fromEntries(fields.map(([name, field]) => [snakeCase(name), takenProperty(name, field)])),
      ...(!model.isPlain && {
        tags: { ...listOf(tagReference), description: 'Replaces the whole set.' },
        add_tags: { ...listOf(tagReference), writeOnly: true, description: 'Only without tags.' },
        remove_tags: { ...listOf(tagReference), writeOnly: true, description: 'Only without tags.' },
        custom_fields: { ...features.customFields, description: 'Values by name; others stay as they are.' },
      }),
      ...changeMessage,
    },
    ...(required.length > 0 && { required }),
  };
}

function takenProperty(name: string, field: AnyField): Schema {
  const schema = takenValue(field);
  const shown = described(field.isOptional ? orNull(schema) : schema, labelOf(name, field), field.help);
  return {
    ...shown,
    ...(field.isSecret && { writeOnly: true }),
    ...(field.default !== undefined && !(field.default instanceof Date) && { default: field.default }),
  };
}

function takenValue(field: AnyField): Schema {
  if (field.reference) {
    return { oneOf: [field.schema, component(`Brief${pascalCase(field.reference.model)}Request`)] };
  }
  if (field.externalType) return { oneOf: [field.schema, component('ExternalObjectRequest')] };
  // Blank space around a text does not count.
  const isBlankRefused = field.schema.type === 'string' && !field.schema.enum && !field.isBlankAllowed;
  const isPlain = isBlankRefused && field.schema.format === undefined;
  return isPlain ? { ...field.schema, minLength: 1, pattern: field.schema.pattern ?? '\\S' } : field.schema;
}

/** What a row can be named by instead of its id; see `ReferenceFinder`. */
function lookupProperties(model: AnyModel): Record<string, Schema> {
  const fields = Object.entries(model.fields as Fields).filter(([, field]) => field.lookups !== 'none');
  return {
    id: { type: 'integer', minimum: 1 },
    ...Object.fromEntries(
      fields.map(([name, field]) => {
        const schema = field.reference ? takenValue(field) : field.schema;
        return [snakeCase(name), field.isOptional ? orNull(schema) : schema];
      }),
    ),
  };
}

function described(schema: Schema, title?: string, help?: string): Schema {
  const words = { ...(title && { title }), ...(help && { description: help }) };
  return schema.$ref !== undefined && Object.keys(words).length > 0
    ? { allOf: [schema], ...words }
    : { ...schema, ...words };
}
