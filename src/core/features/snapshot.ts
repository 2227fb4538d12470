import { type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { snakeCase } from '../model/naming';

export type Snapshot = Record<string, unknown>;

/** Stands for a secret that is set, in a snapshot. */
const SECRET = '********';
const CHANGED_SECRET = '******** (changed)';

/**
 * A row as the change log keeps it, by JSON names: references as ids, tags as names. Without its id, its times and its
 * secrets; a write that changes a secret adds `secretChange`.
 */
export function snapshotOf(model: AnyModel, row: AnyRow, tagNames: ReadonlyMap<number, string>): Snapshot {
  const fields = model.fields as Fields;
  const shown = Object.keys(fields).filter((name) => !fields[name].isSecret);
  return {
    ...Object.fromEntries(shown.map((name) => [snakeCase(name), plain(row[name] ?? null)])),
    ...(!model.isPlain && {
      custom_fields: row.customFieldData ?? {},
      tags: (row.tagIds ?? []).flatMap((id) => tagNames.get(id) ?? []).sort(),
    }),
  };
}

/** What a snapshot before and one after a write tell of a secret: that there is one, and that it is another one. */
export interface SecretChange {
  readonly before: Snapshot;
  readonly after: Snapshot;
}

/**
 * Tells of the secrets that a write changes, by field name, without their values. `stored` lacks those that could not be
 * opened: they count as changed.
 */
export function secretChange(
  stored: Readonly<Record<string, unknown>> | undefined,
  given: Readonly<Record<string, unknown>>,
): SecretChange {
  const before: Snapshot = {};
  const after: Snapshot = {};
  for (const [name, value] of Object.entries(given)) {
    const old = stored ? stored[name] : SECRET;
    const isSame = stored !== undefined && (old ?? '') === (value ?? '');
    if (isSame) continue;
    before[snakeCase(name)] = old ? SECRET : null;
    after[snakeCase(name)] = !value ? null : old ? CHANGED_SECRET : SECRET;
  }
  return { before, after };
}

function plain(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}
