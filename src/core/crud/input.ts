import { type FieldErrors, Invalid } from '../errors/errors';
import { type AnyModel, type Fields } from '../model/define-model';
import { type AnyField, BadValue, isRequired } from '../model/field';
import { snakeCase } from '../model/naming';
import { brokenRules } from './dto';

/** `create` and `replace` need every required field; `merge` takes what is there. */
export type InputMode = 'create' | 'replace' | 'merge';

/** The input of one row: values in the types of their columns, and references that are yet to be looked up. */
export interface Input {
  /** By field name; only what was given. */
  readonly values: Record<string, unknown>;
  /** References given as `{"name": "pve1"}`, by field name. */
  readonly attributes: Record<string, Record<string, unknown>>;
  /** By JSON name. */
  readonly errors: FieldErrors;
}

/**
 * Reads a snake_case JSON object as far as that goes without the database. Unknown and read-only keys are ignored, as
 * NetBox does; everything wrong is in `errors`. Throws Invalid only when it is no object.
 */
export function readInput(model: AnyModel, input: unknown, mode: InputMode): Input {
  const given = objectOf(input);
  const read: Input = { values: {}, attributes: {}, errors: {} };
  const json: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(model.fields as Fields)) {
    if (field.isReadOnly) continue;
    const key = snakeCase(name);
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    const attributes = attributesOf(field, value);
    try {
      if (value === undefined) {
        if (mode !== 'merge' && isRequired(field)) throw new BadValue('This field is required.');
      } else if (attributes) {
        read.attributes[name] = attributes;
      } else {
        json[key] = read.values[name] = valueOf(field, field.externalType ? bareId(value) : value);
      }
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      read.errors[key] = [error.message];
    }
  }
  Object.assign(read.errors, brokenRules(model, json));
  return read;
}

/** A JSON object; throws Invalid as NetBox does for anything else. */
export function objectOf(input: unknown): Record<string, unknown> {
  if (isPlainObject(input)) return input;
  const message = `Invalid data. Expected a dictionary, but got ${pythonType(input)}.`;
  throw Invalid.of({ non_field_errors: [message] });
}

/** A JSON list of objects; throws Invalid as NetBox does for anything else. */
export function listOf(input: unknown): unknown[] {
  if (Array.isArray(input)) return input;
  const message = `Expected a list of items but got type "${pythonType(input)}".`;
  throw Invalid.of({ non_field_errors: [message] });
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** `{"name": "pve1"}` where a reference goes. */
function attributesOf(field: AnyField, value: unknown): Record<string, unknown> | undefined {
  const isPointing = (field.reference ?? field.externalType) !== undefined;
  if (!isPointing || !isPlainObject(value)) return undefined;
  return field.externalType && value.id !== undefined ? undefined : value;
}

/** An object of another program is what its id says, whatever else is sent of it. */
function bareId(value: unknown): unknown {
  return isPlainObject(value) ? value.id : value;
}

function valueOf(field: AnyField, value: unknown): unknown {
  const isText = field.isBlankAllowed || field.lookups === 'text';
  const isBlank = typeof value === 'string' && value.trim() === '';
  if (isBlank && !isText && field.isOptional) return null;
  if (value === null) {
    if (!field.isOptional) throw new BadValue('This field may not be null.');
    return null;
  }
  if (isBlank && !field.isBlankAllowed) {
    if (isText || field.choices) throw new BadValue('This field may not be blank.');
  }
  if (typeof value === 'string' && value.includes('\0'))
    throw new BadValue('Null characters are not allowed.');
  const parsed: unknown = field.parse(value);
  // `null` written as JSON text arrives here.
  if (parsed === null && !field.isOptional) throw new BadValue('This field may not be null.');
  return parsed;
}

const PYTHON_TYPES: Record<string, string> = {
  string: 'str',
  boolean: 'bool',
  undefined: 'NoneType',
  object: 'dict',
};

/** What Python calls a value of this type: clients know NetBox's messages in these words. */
function pythonType(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (value === null) return 'NoneType';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return PYTHON_TYPES[typeof value] ?? typeof value;
}

/** A JSON value as Python prints it: clients know NetBox's messages in this form. */
export function pythonText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value.replace(/[\\']/g, '\\$&')}'`;
  if (Array.isArray(value)) return `[${value.map(pythonText).join(', ')}]`;
  if (!isPlainObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, one]) => `${pythonText(key)}: ${pythonText(one)}`)
    .join(', ')}}`;
}
