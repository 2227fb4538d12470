import { type EntityManager, In, type ObjectLiteral } from 'typeorm';
import { type FieldErrors } from '../errors/errors';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { duplicate } from './database-errors';
import { hasAny } from './drafts';
import { InvalidRows } from './invalid-rows';
import { type ModelList } from './model-list';

type Draft = Readonly<Record<string, unknown>>;

/**
 * For each draft the id of the stored row with the same identity, or undefined. Until the transaction ends no other
 * request looks, so that two that make one row at once do not both find nothing. Throws InvalidRows when two of the
 * drafts are the same row: only one of them could be kept.
 */
export async function idsAlike(
  manager: EntityManager,
  model: AnyModel,
  models: ModelList,
  drafts: readonly Draft[],
): Promise<(number | undefined)[]> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [model.table]);
  const keys = drafts.map((draft) => identityKey(model, draft));
  const repeated = keys.map((key, index): FieldErrors =>
    key !== undefined && keys.indexOf(key) < index ? { __all__: [duplicate(model, models)] } : {},
  );
  if (repeated.some(hasAny)) throw new InvalidRows(repeated);
  const [first] = model.identity;
  const firsts = [...new Set(drafts.map((draft) => draft[first]))].filter((value) => value !== null);
  const rows = await manager.getRepository<AnyRow & ObjectLiteral>(model.name).find({
    where: { [first]: In(firsts) },
    select: Object.fromEntries(['id', ...model.identity].map((name) => [name, true])),
  });
  const idOf = new Map(rows.map((row) => [identityKey(model, row), row.id]));
  return keys.map((key) => (key === undefined ? undefined : idOf.get(key)));
}

/** The identity of values as text; undefined while a part of it is unset, for then nothing is the same. */
function identityKey(model: AnyModel, values: Draft): string | undefined {
  const parts = model.identity.map((name) => values[name]);
  const isWhole = parts.every((part) => part !== null && part !== undefined);
  return isWhole ? JSON.stringify(parts) : undefined;
}
