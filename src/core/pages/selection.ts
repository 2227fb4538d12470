import { type ListQuery } from '../crud/list-query';
import { type ModelStore } from '../crud/model-store';
import { isPossibleId } from '../crud/drafts';

/** Name of the box that stands for every row that the query of the list finds, on all pages. */
export const ALL_MATCHING = '_all';

/** The rows that a person ticked in a list: single ones as `pk`, perhaps several in one, or all that match. */
export async function selectedIds(
  store: ModelStore,
  form: URLSearchParams,
  query: () => ListQuery,
): Promise<number[]> {
  if (form.has(ALL_MATCHING)) return store.matchingIds(query());
  const ids = form
    .getAll('pk')
    .flatMap((value) => value.split(','))
    .map(Number);
  return [...new Set(ids)].filter(isPossibleId);
}
