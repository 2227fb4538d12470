import { type EntityManager, type ObjectLiteral } from 'typeorm';
import { chunksOf } from '../chunks';
import { Invalid } from '../errors/errors';
import { type AnyModel } from '../model/define-model';
import { explainDatabaseError } from './database-errors';
import { InvalidRows } from './invalid-rows';
import { type ModelList } from './model-list';

type Draft = Record<string, unknown>;

/** PostgreSQL takes 65,535 parameters in one statement; no model has 60 fields. */
const ROWS_PER_STATEMENT = 1000;

/**
 * Stores new rows in a running transaction and gives their ids in the order of the rows. When the database refuses, it
 * throws InvalidRows that points at the row to blame.
 */
export async function insertRows(
  manager: EntityManager,
  model: AnyModel,
  models: ModelList,
  drafts: readonly Draft[],
): Promise<number[]> {
  const insert = async (to: EntityManager, some: readonly Draft[]) => {
    const { identifiers } = await to.getRepository<ObjectLiteral>(model.name).insert([...some]);
    return identifiers.map(({ id }) => Number(id));
  };
  const refusal = (error: unknown) => {
    const explained = explainDatabaseError(error, model, models);
    return explained instanceof Invalid ? explained.fields : undefined;
  };
  try {
    // The inner transaction is a savepoint: after a refusal the rows can be tried one by one.
    return await manager.transaction(async (inner) => {
      const ids: number[] = [];
      for (const some of chunksOf(drafts, ROWS_PER_STATEMENT)) ids.push(...(await insert(inner, some)));
      return ids;
    });
  } catch (error) {
    if (!refusal(error)) throw error;
  }
  const ids: number[] = [];
  for (const [index, draft] of drafts.entries()) {
    try {
      ids.push(...(await insert(manager, [draft])));
    } catch (error) {
      const fields = refusal(error);
      if (!fields) throw error;
      throw new InvalidRows(drafts.map((_draft, other) => (other === index ? fields : {})));
    }
  }
  return ids;
}
