import { hasAny } from '../crud/drafts';
import { InvalidRows } from '../crud/invalid-rows';
import { type ExternalObjects } from '../crud/links';
import { type KnownRequest } from '../access/identity';
import { type AnyModel } from '../model/define-model';
import { inputsOf, nameExternals } from './import-input';
import { type recordsOf } from './import-text';
import { type ModelPages } from './model-pages';
import { demand } from './rights';

/**
 * The records of an import as the JSON of REST requests, with what they point at. Throws Invalid for keys that the model does
 * not have, InvalidRows for names that nobody has, NotAllowed where records would change rows and the person may not.
 */
export async function readImport(
  model: AnyModel,
  { isTable, records }: ReturnType<typeof recordsOf>,
  request: KnownRequest,
  pages: ModelPages,
  externalObjects: ExternalObjects,
): Promise<Record<string, unknown>[]> {
  const inputs = inputsOf(model, records, isTable, await pages.customFields(model));
  if (inputs.some(({ id }) => id !== undefined)) demand('change', model, request);
  const unknown = await nameExternals(model, inputs, externalObjects);
  if (unknown.some(hasAny)) throw new InvalidRows(unknown);
  return inputs;
}
