import { In, type EntityManager } from 'typeorm';
import { isPlainObject } from '../crud/input';
import { type ReferenceFinder } from '../crud/references';
import { type FieldErrors } from '../errors/errors';
import { type AnyModel } from '../model/define-model';
import { BadValue } from '../model/field';
import { parseId } from '../model/parse';
import { type TagChange, tagsAfter } from './tag-changes';
import { tag, type Tag } from './tag.model';

/** From the tags a row had to those it will have. */
export type TagsAfter = (before: readonly number[]) => number[];

/**
 * Looks up the tags that some changes name, by id or by attributes; in place of a change whose tags are not there come its
 * errors. One query for all ids and one for each different set of attributes.
 */
export async function resolveTags(
  changes: readonly (TagChange | undefined)[],
  manager: EntityManager,
  finder: ReferenceFinder,
): Promise<({ after: TagsAfter } | { errors: FieldErrors } | undefined)[]> {
  const references = changes.flatMap((change) =>
    change ? [...(change.tags ?? []), ...change.add, ...change.remove] : [],
  );
  const ids = await idsOf(references, manager, finder);
  return changes.map((change) => {
    if (!change) return undefined;
    const errors: FieldErrors = {};
    const known = (key: string, list: readonly unknown[]) =>
      list.flatMap((reference) => {
        const id = ids.get(keyOf(reference));
        if (typeof id === 'number') return [id];
        errors[key] ??= [id ?? ''];
        return [];
      });
    const found = {
      ...(change.tags && { tags: known('tags', change.tags) }),
      add: known('add_tags', change.add),
      remove: known('remove_tags', change.remove),
    };
    return Object.keys(errors).length > 0
      ? { errors }
      : { after: (before: readonly number[]) => tagsAfter(before, found) };
  });
}

/** The id of each reference, or the sentence that says why there is none. */
async function idsOf(
  references: readonly unknown[],
  manager: EntityManager,
  finder: ReferenceFinder,
): Promise<Map<string, number | string>> {
  const found = new Map<string, number | string>();
  for (const reference of references) {
    const key = keyOf(reference);
    if (found.has(key)) continue;
    try {
      found.set(
        key,
        isPlainObject(reference) ? await finder.idBy(tag as AnyModel, reference) : parseId(reference),
      );
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      found.set(key, error.message);
    }
  }
  const ids = [...new Set([...found.values()].filter((id) => typeof id === 'number'))];
  if (ids.length === 0) return found;
  // A tag that is deleted before the row is stored leaves its id there, which then stands for nothing and is not shown.
  const rows = await manager
    .getRepository<Tag>(tag.name)
    .find({ where: { id: In(ids) }, select: { id: true } });
  const known = new Set(rows.map((row) => row.id));
  for (const [key, id] of found) {
    if (typeof id === 'number' && !known.has(id)) {
      found.set(key, `Related object not found using the provided numeric ID: ${id}`);
    }
  }
  return found;
}

function keyOf(reference: unknown): string {
  return JSON.stringify(isPlainObject(reference) ? reference : String(reference)) ?? '';
}
