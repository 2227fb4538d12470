import { In } from 'typeorm';
import { chunksOf } from '../chunks';
import { contentTypeOf } from '../model/content-type';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { type Work } from '../model/effects';
import { objectChange, type ObjectChange } from './object-change.model';
import { type SecretChange, snapshotOf } from './snapshot';
import { tag, type Tag } from './tag.model';

/** One write of one row: without `before` it was made, without `after` deleted. */
export interface RowChange {
  readonly before?: AnyRow;
  readonly after?: AnyRow;
  readonly secrets?: SecretChange;
  /** Goes before what the author says. */
  readonly message?: string;
}

const ROWS_PER_STATEMENT = 500;
const REPR_LENGTH = 200;

/** What rows are called, in their order. */
export type Namer = (model: AnyModel, rows: readonly AnyRow[]) => Promise<readonly string[]>;

/** Adds writes of rows of one model to the change log, within their transaction; a write that changed nothing is none. */
export async function logChanges(
  work: Work,
  model: AnyModel,
  changes: readonly RowChange[],
  namesOf: Namer,
): Promise<void> {
  if (!model.isLogged || changes.length === 0) return;
  const tags = await tagNames(work, changes);
  const written = changes.flatMap((change) => entryOf(model, change, tags) ?? []);
  const names = await namesOf(
    model,
    written.map(({ row }) => row),
  );
  const time = new Date();
  const entries = written.map(({ row: _row, ...entry }, index) => ({
    ...entry,
    objectRepr: names[index].slice(0, REPR_LENGTH),
  }));
  const repository = work.manager.getRepository<ObjectChange>(objectChange.name);
  for (const some of chunksOf(entries, ROWS_PER_STATEMENT)) {
    const { name, requestId, message } = work.author;
    await repository.insert(
      some.map((entry) => ({
        ...entry,
        time,
        userName: name,
        requestId,
        message: entry.message ?? message ?? '',
      })) as never[],
    );
  }
}

function entryOf(
  model: AnyModel,
  { before, after, secrets, message }: RowChange,
  names: ReadonlyMap<number, string>,
) {
  const row = after ?? before;
  if (!row) return undefined;
  const prechangeData = before ? { ...snapshotOf(model, before, names), ...secrets?.before } : {};
  const postchangeData = after ? { ...snapshotOf(model, after, names), ...secrets?.after } : {};
  const isSame = JSON.stringify(prechangeData) === JSON.stringify(postchangeData);
  if (before && after && isSame) return undefined;
  return {
    action: before ? (after ? 'update' : 'delete') : 'create',
    changedObjectType: contentTypeOf(model),
    changedObjectId: row.id,
    row,
    message,
    prechangeData,
    postchangeData,
  };
}

async function tagNames({ manager }: Work, changes: readonly RowChange[]): Promise<Map<number, string>> {
  const ids = new Set(
    changes.flatMap(({ before, after }) => [...(before?.tagIds ?? []), ...(after?.tagIds ?? [])]),
  );
  if (ids.size === 0) return new Map();
  const tags = await manager
    .getRepository<Tag>(tag.name)
    .find({ where: { id: In([...ids]) }, select: { id: true, name: true } });
  return new Map(tags.map(({ id, name }) => [id, name]));
}
