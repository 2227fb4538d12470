import { Any, type EntityManager } from 'typeorm';
import { visibleColumns } from '../crud/columns';
import { type ModelList } from '../crud/model-list';
import { contentTypeOf } from '../model/content-type';
import { pascalCase } from '../model/naming';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { journalEntry } from './journal-entry.model';

/** What the deletion of some rows does to others by the references between them. */
export interface Wake {
  /** Rows that go along, and those that are deleted themselves. */
  readonly deleted: ReadonlyMap<AnyModel, readonly AnyRow[]>;
  /** Ids of rows whose reference is emptied. */
  readonly detached: ReadonlyMap<AnyModel, ReadonlyMap<number, AnyRow>>;
}

/** Follows the references as the database will, as far as somebody keeps a log of the rows there. */
export async function wakeOf(
  manager: EntityManager,
  models: ModelList,
  start: AnyModel,
  rows: readonly AnyRow[],
): Promise<Wake> {
  const deleted = new Map<AnyModel, Map<number, AnyRow>>();
  const detached = new Map<AnyModel, Map<number, AnyRow>>();
  const queue = [{ model: start, rows }];
  for (let step = queue.shift(); step; step = queue.shift()) {
    const fresh = added(deleted, step.model, step.rows);
    if (!step.model.isPlain && fresh.length > 0) {
      queue.push({ model: journal, rows: await entriesOf(manager, step.model, fresh) });
    }
    for (const { model, field, onDelete } of fresh.length > 0 ? models.dependentsOf(step.model) : []) {
      const isOfInterest = model.isLogged || (onDelete === 'CASCADE' && leadsOn(models, model));
      if (onDelete === 'RESTRICT' || !isOfInterest) continue;
      const found = await manager.getRepository<AnyRow>(model.name).find({
        where: { [field]: Any(fresh.map(({ id }) => id)) },
        select: visibleColumns(model),
      });
      if (onDelete === 'CASCADE') queue.push({ model, rows: found });
      else added(detached, model, found);
    }
  }
  for (const [model, gone] of deleted) {
    for (const id of gone.keys()) detached.get(model)?.delete(id);
  }
  return {
    deleted: new Map([...deleted].map(([model, byId]) => [model, [...byId.values()]])),
    detached,
  };
}

const journal = journalEntry as AnyModel;

function entriesOf(manager: EntityManager, model: AnyModel, rows: readonly AnyRow[]): Promise<AnyRow[]> {
  return manager.getRepository<AnyRow>(journal.name).find({
    where: { assignedObjectType: contentTypeOf(model), assignedObjectId: Any(rows.map(({ id }) => id)) },
    select: visibleColumns(journal),
  });
}

/** Deletes what no reference in the database takes along: the journals of deleted rows. */
export async function deleteJournals(manager: EntityManager, { deleted }: Wake): Promise<void> {
  const ids = (deleted.get(journal) ?? []).map(({ id }) => id);
  if (ids.length > 0) await manager.getRepository<AnyRow>(journal.name).delete({ id: Any(ids) });
}

/** Deletes the journals of rows that a run deletes in bulk; their other traces go with the rows themselves. */
export async function forgetJournals(
  manager: EntityManager,
  modelName: string,
  ids: readonly number[],
): Promise<void> {
  await manager.getRepository<AnyRow>(journal.name).delete({
    assignedObjectType: contentTypeOf({ className: pascalCase(modelName) }),
    assignedObjectId: Any([...ids]),
  });
}

function leadsOn(models: ModelList, model: AnyModel): boolean {
  return models.dependentsOf(model).some(({ onDelete }) => onDelete !== 'RESTRICT');
}

/** Adds rows and gives those that were not there yet. */
function added(
  to: Map<AnyModel, Map<number, AnyRow>>,
  model: AnyModel,
  rows: readonly AnyRow[],
): readonly AnyRow[] {
  const known = to.get(model) ?? new Map<number, AnyRow>();
  to.set(model, known);
  const fresh = rows.filter(({ id }) => !known.has(id));
  for (const row of fresh) known.set(row.id, row);
  return fresh;
}
