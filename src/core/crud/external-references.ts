import { type AnyModel, type Fields } from '../model/define-model';
import { BadValue } from '../model/field';
import { snakeCase } from '../model/naming';
import { type Input, pythonText } from './input';
import { type ExternalObjects } from './links';

/**
 * Completes inputs with the ids of the objects of another program that they name by attributes, and finds those that
 * are known not to be there. What is wrong becomes an error of its field, in NetBox's words.
 */
export async function completeExternals(
  external: ExternalObjects,
  model: AnyModel,
  inputs: readonly Input[],
): Promise<void> {
  const fields = Object.entries(model.fields as Fields);
  for (const [name, { externalType }] of fields) {
    if (externalType === undefined) continue;
    for (const input of inputs) {
      if (input.attributes[name]) await fill(external, externalType, name, input);
    }
    const given = inputs.filter(({ values }) => typeof values[name] === 'number');
    const ids = [...new Set(given.map(({ values }) => Number(values[name])))];
    if (ids.length === 0) continue;
    const absent = new Set((await external.absent(new Map([[externalType, ids]]))).get(externalType));
    for (const { values, errors } of given) {
      const id = Number(values[name]);
      if (absent.has(id)) {
        errors[snakeCase(name)] = [`Related object not found using the provided numeric ID: ${id}`];
      }
    }
  }
}

async function fill(external: ExternalObjects, type: string, name: string, input: Input): Promise<void> {
  try {
    input.values[name] = await idBy(external, type, input.attributes[name]);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    input.errors[snakeCase(name)] = [error.message];
  }
}

async function idBy(
  external: ExternalObjects,
  type: string,
  attributes: Record<string, unknown>,
): Promise<number> {
  const ids = await external.idsBy(type, attributes);
  if (ids.length === 1) return ids[0];
  const problem = ids.length === 0 ? 'Related object not found using' : 'Multiple objects match';
  throw new BadValue(`${problem} the provided attributes: ${pythonText(attributes)}`);
}
