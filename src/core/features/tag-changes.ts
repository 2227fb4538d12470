import { type FieldErrors } from '../errors/errors';

/** What a write says about the tags of a row, each in the form it was sent: ids, or objects of attributes. */
export interface TagChange {
  /** Replaces the whole set. */
  readonly tags?: readonly unknown[];
  readonly add: readonly unknown[];
  readonly remove: readonly unknown[];
}

const KEYS = ['tags', 'add_tags', 'remove_tags'] as const;

/** Reads what a JSON object says about tags; undefined when it says nothing. */
export function readTagChange(given: Readonly<Record<string, unknown>>): {
  change?: TagChange;
  errors: FieldErrors;
} {
  const errors: FieldErrors = {};
  const lists: Partial<Record<(typeof KEYS)[number], readonly unknown[]>> = {};
  for (const key of KEYS) {
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    if (value === undefined) continue;
    if (Array.isArray(value)) lists[key] = value as unknown[];
    else errors[key] = [value === null ? 'This field may not be null.' : 'Expected a list of tags.'];
  }
  if (lists.tags && (lists.add_tags ?? lists.remove_tags)) {
    errors.tags = ['The whole set of tags cannot be given together with add_tags or remove_tags.'];
  }
  if (Object.keys(errors).length > 0 || Object.keys(lists).length === 0) return { errors };
  return {
    change: { tags: lists.tags, add: lists.add_tags ?? [], remove: lists.remove_tags ?? [] },
    errors,
  };
}

/** The tags of a row after a change, by ids, each once. */
export function tagsAfter(
  before: readonly number[],
  change: { tags?: readonly number[]; add: readonly number[]; remove: readonly number[] },
): number[] {
  const kept = [...(change.tags ?? before), ...change.add].filter((id) => !change.remove.includes(id));
  return [...new Set(kept)].sort((a, b) => a - b);
}
