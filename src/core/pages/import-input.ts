import { type FieldErrors, Invalid } from '../errors/errors';
import { isPlainObject, pythonText } from '../crud/input';
import { type ExternalObjects } from '../crud/links';
import { type AnyModel, type Fields, STANDARD_NAMES } from '../model/define-model';
import { type CustomField } from '../features/custom-field.model';
import { type AnyField } from '../model/field';
import { snakeCase } from '../model/naming';
import { CUSTOM_PREFIX, customColumn, customFieldAt } from './custom-columns';
import { customValue } from './custom-values';
import { editableFields } from './form-values';
import { type ImportRecord } from './import-text';

/** Keys that an export has and an import passes over: nobody can set them. */
function ignoredKeys(model: AnyModel): Set<string> {
  const readOnly = Object.entries(model.fields as Fields).filter(([, field]) => field.isReadOnly);
  const names = [
    ...readOnly.map(([name]) => name),
    ...Object.keys(model.computed as object),
    ...STANDARD_NAMES,
  ];
  return new Set([...names.map(snakeCase), 'url', 'display'].filter((key) => key !== 'id'));
}

/**
 * The records of an import as the JSON of REST requests. Throws Invalid for a key that the model does not have. In a
 * table an empty cell is nothing, and `endpoint.name` an attribute of what the row refers to.
 */
export function inputsOf(
  model: AnyModel,
  records: readonly ImportRecord[],
  isTable: boolean,
  customFields: readonly CustomField[] = [],
): Record<string, unknown>[] {
  const fields = new Map(editableFields(model).map(([name, field]) => [snakeCase(name), field]));
  const ignored = ignoredKeys(model);
  return records.map((record, index) => {
    const input: Record<string, unknown> = {};
    for (const [head, value] of Object.entries(record)) {
      const [key, attribute, ...deeper] = isTable ? head.split('.') : [head];
      const field = fields.get(key);
      if (!model.isPlain && !field && setFeature(input, head, value, isTable, customFields)) continue;
      if (key === 'id' || ignored.has(key)) {
        if (key === 'id' && value !== '' && value !== null) input.id = value;
        continue;
      }
      const isReference = field?.reference !== undefined || field?.externalType !== undefined;
      if (!field || deeper.length > 0 || (attribute !== undefined && !isReference)) {
        const place = isTable
          ? `Unexpected column header "${head}" found.`
          : `Record ${index + 1} has an unknown field "${head}".`;
        const known = [
          ...fields.keys(),
          ...(model.isPlain ? [] : ['tags']),
          ...customFields.map(customColumn),
        ];
        throw new Invalid(`${place} Known are: id, ${known.join(', ')}.`);
      }
      if (attribute !== undefined) setAttribute(input, key, attribute, String(value), field);
      else if (!isTable) input[key] = value;
      else setCell(input, key, String(value), field);
    }
    return input;
  });
}

/** Puts tags and values of custom fields where REST expects them; false for a key that is neither. */
function setFeature(
  input: Record<string, unknown>,
  key: string,
  value: unknown,
  isTable: boolean,
  customFields: readonly CustomField[],
): boolean {
  if (key === 'tags') {
    const tags = isTable ? wordsOf(String(value)) : (value ?? []);
    input.tags = Array.isArray(tags)
      ? tags.map((one) => (typeof one === 'string' ? { slug: one } : one))
      : tags;
    return true;
  }
  const isWhole = key === 'custom_fields' && !isTable;
  const field = customFieldAt(key, customFields);
  if (!field && !isWhole) return false;
  const known = isPlainObject(input.custom_fields) ? input.custom_fields : {};
  if (isWhole) input.custom_fields = isPlainObject(value) ? { ...known, ...value } : value;
  else if (field)
    input.custom_fields = { ...known, [field.name]: isTable ? cellValue(field, String(value)) : value };
  return true;
}

function cellValue(field: CustomField, cell: string): unknown {
  try {
    return customValue(field, field.type === 'multiselect' ? wordsOf(cell) : [cell]);
  } catch {
    throw new Invalid(`${CUSTOM_PREFIX}${field.name}: "${cell.slice(0, 60)}" is no JSON.`);
  }
}

/** `a,b` as a list; JSON where a value has a comma in it. */
function wordsOf(cell: string): string[] {
  if (cell.startsWith('[')) {
    try {
      const list: unknown = JSON.parse(cell);
      if (Array.isArray(list)) return list.map(String);
    } catch {
      // Then it is a word that begins with a bracket.
    }
  }
  return cell
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}

function setCell(input: Record<string, unknown>, key: string, cell: string, field: AnyField): void {
  if (cell !== '') input[key] = cell;
  else if (field.isSecret) return;
  else if (field.isOptional) input[key] = null;
  else if (field.isBlankAllowed) input[key] = '';
}

function setAttribute(
  input: Record<string, unknown>,
  key: string,
  attribute: string,
  cell: string,
  field: AnyField,
): void {
  if (cell === '') {
    if (field.isOptional) input[key] ??= null;
    return;
  }
  const known = isPlainObject(input[key]) ? input[key] : {};
  input[key] = { ...known, [attribute]: cell };
}

/**
 * Puts the ids of objects of other programs in place of their names, as far as we know those; what cannot be found is in
 * the answer, by record.
 */
export async function nameExternals(
  model: AnyModel,
  inputs: readonly Record<string, unknown>[],
  externalObjects: ExternalObjects,
): Promise<FieldErrors[]> {
  const errors: FieldErrors[] = inputs.map(() => ({}));
  for (const [fieldName, { externalType }] of editableFields(model)) {
    if (externalType === undefined) continue;
    const key = snakeCase(fieldName);
    const names = inputs.flatMap((input) => nameIn(input[key]) ?? []);
    if (names.length === 0) continue;
    const known = await externalObjects.idsByName(externalType, [...new Set(names)]);
    for (const [index, input] of inputs.entries()) {
      const name = nameIn(input[key]);
      if (name === undefined) continue;
      const ids = known.get(name) ?? [];
      if (ids.length === 1) [input[key]] = ids;
      else {
        const problem = ids.length === 0 ? 'Related object not found using' : 'Multiple objects match';
        errors[index][key] = [`${problem} the provided attributes: ${pythonText(input[key])}`];
        delete input[key];
      }
    }
  }
  return errors;
}

function nameIn(value: unknown): string | undefined {
  const isName = isPlainObject(value) && Object.keys(value).length === 1 && typeof value.name === 'string';
  return isName ? (value.name as string) : undefined;
}
