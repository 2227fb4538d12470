import { type DataSource, type EntityManager } from 'typeorm';
import { type FieldErrors, Invalid } from '../errors/errors';
import { type AnyRow } from '../model/define-model';
import { hasAny, isPossibleId } from './drafts';
import { objectOf } from './input';
import { InvalidRows } from './invalid-rows';

/** What an import has stored, each in the order of the input. */
export interface Imported {
  readonly created: readonly AnyRow[];
  readonly updated: readonly AnyRow[];
}

/** The operations of a store that an import is made of; each works in the transaction of its manager. */
export interface ImportOperations {
  insert(manager: EntityManager, items: readonly unknown[]): Promise<AnyRow[]>;
  /** Undefined when there is no such row. */
  change(manager: EntityManager, id: number, item: unknown): Promise<AnyRow | undefined>;
  /** One of our errors for one of the database. */
  explain(error: unknown): unknown;
}

/** Ends the transaction of a trial, and carries what it found out of it. */
class TrialEnds extends Error {
  constructor(readonly imported: Imported) {
    super('Only a trial');
  }
}

/** See `ModelStore.import`. */
export async function importRows(
  dataSource: DataSource,
  items: readonly unknown[],
  isTrial: boolean,
  operations: ImportOperations,
): Promise<Imported> {
  try {
    return await dataSource.transaction(async (manager) => {
      const imported = await importAll(manager, items, operations);
      if (isTrial) throw new TrialEnds(imported);
      return imported;
    });
  } catch (error) {
    if (error instanceof TrialEnds) return error.imported;
    throw error;
  }
}

async function importAll(
  manager: EntityManager,
  items: readonly unknown[],
  operations: ImportOperations,
): Promise<Imported> {
  const errors: FieldErrors[] = items.map(() => ({}));
  /** Each piece in a savepoint, so that after a refusal the rest can still be judged. */
  const attempt = async <T>(
    index: number,
    work: (inner: EntityManager) => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      return await manager.transaction(work);
    } catch (error) {
      const explained = operations.explain(error);
      if (!(explained instanceof Invalid)) throw explained;
      errors[index] = explained.fields ?? { __all__: [explained.message] };
      return undefined;
    }
  };
  const fresh = items.flatMap((item, index) => (idOf(item) === undefined ? [index] : []));
  const updated: AnyRow[] = [];
  for (const [index, item] of items.entries()) {
    const id = idOf(item);
    if (id === undefined) continue;
    const row = await attempt(index, (inner) => operations.change(inner, id, item));
    if (row) updated.push(row);
    else if (!hasAny(errors[index])) errors[index] = { id: [`Object with ID ${id} not found.`] };
  }
  const created = await insertAll(manager, items, fresh, operations, attempt);
  if (errors.some(hasAny)) throw new InvalidRows(errors);
  return { created, updated };
}

/** All at once as long as they are right; one by one to find everything that is wrong. */
async function insertAll(
  manager: EntityManager,
  items: readonly unknown[],
  indexes: readonly number[],
  operations: ImportOperations,
  attempt: (
    index: number,
    work: (inner: EntityManager) => Promise<AnyRow[]>,
  ) => Promise<AnyRow[] | undefined>,
): Promise<AnyRow[]> {
  if (indexes.length === 0) return [];
  try {
    const some = indexes.map((index) => items[index]);
    return await manager.transaction((inner) => operations.insert(inner, some));
  } catch (error) {
    if (!(operations.explain(error) instanceof Invalid)) throw error;
  }
  const rows: AnyRow[] = [];
  for (const index of indexes) {
    rows.push(...((await attempt(index, (inner) => operations.insert(inner, [items[index]]))) ?? []));
  }
  return rows;
}

/** The row that a record is about; a number that can be no row's is passed on, to be reported as unknown. */
function idOf(item: unknown): number | undefined {
  const { id } = objectOf(item);
  if (id === undefined || id === null || id === '') return undefined;
  return isPossibleId(Number(id)) ? Number(id) : 0;
}
