import { type FieldErrors, Invalid } from '../errors/errors';
import { isPlainObject, pythonText } from '../crud/input';
import { type ExternalObjects } from '../crud/links';
import { type AnyModel, type Fields, STANDARD_NAMES } from '../model/define-model';
import { type AnyField } from '../model/field';
import { snakeCase } from '../model/naming';
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
): Record<string, unknown>[] {
  const fields = new Map(editableFields(model).map(([name, field]) => [snakeCase(name), field]));
  const ignored = ignoredKeys(model);
  return records.map((record, index) => {
    const input: Record<string, unknown> = {};
    for (const [head, value] of Object.entries(record)) {
      const [key, attribute, ...deeper] = isTable ? head.split('.') : [head];
      const field = fields.get(key);
      if (key === 'id' || ignored.has(key)) {
        if (key === 'id' && value !== '' && value !== null) input.id = value;
        continue;
      }
      const isReference = field?.reference !== undefined || field?.externalType !== undefined;
      if (!field || deeper.length > 0 || (attribute !== undefined && !isReference)) {
        const place = isTable
          ? `Unexpected column header "${head}" found.`
          : `Record ${index + 1} has an unknown field "${head}".`;
        throw new Invalid(`${place} Known are: id, ${[...fields.keys()].join(', ')}.`);
      }
      if (attribute !== undefined) setAttribute(input, key, attribute, String(value), field);
      else if (!isTable) input[key] = value;
      else setCell(input, key, String(value), field);
    }
    return input;
  });
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
