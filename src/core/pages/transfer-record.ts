import { type Links } from '../crud/links';
import { tag } from '../features/tag.model';
import { type AnyModel, type AnyRow, type Computed, type Fields } from '../model/define-model';
import { snakeCase } from '../model/naming';
import { CUSTOM_PREFIX } from './custom-columns';

/** A row as it is exported: JSON names, and references by the attribute that tells the other rows apart. */
export type TransferRecord = Record<string, unknown>;

/** By which attribute each reference names its row, by the name of the other model: `name`, or `id`. */
export type ReferenceKeys = ReadonlyMap<string, string>;

/** `links` must hold what the row points at. */
export function recordOf(
  model: AnyModel,
  row: AnyRow,
  names: readonly string[],
  links: Links,
  keys: ReferenceKeys,
): TransferRecord {
  const computed = model.computed as Record<string, Computed<AnyRow>>;
  const fields = model.fields as Fields;
  const record: TransferRecord = {};
  for (const name of names) {
    if (name === 'tags' && !model.isPlain) {
      record[name] = (row.tagIds ?? [])
        .flatMap((id) => String(links.row(tag.name, id)?.slug ?? '') || [])
        .sort();
      continue;
    }
    if (name.startsWith(CUSTOM_PREFIX)) {
      record[name] = row.customFieldData?.[name.slice(CUSTOM_PREFIX.length)] ?? null;
      continue;
    }
    const value = Object.hasOwn(computed, name) ? computed[name].of(row) : (row[name] ?? null);
    const target = fields[name]?.reference?.model;
    record[snakeCase(name)] =
      target === undefined || value === null
        ? plain(value)
        : referenceOf(links.row(target, Number(value)), Number(value), keys.get(target) ?? 'id');
  }
  return record;
}

function referenceOf(row: AnyRow | undefined, id: number, key: string): Record<string, unknown> {
  return row && key !== 'id' ? { [snakeCase(key)]: row[key] } : { id };
}

function plain(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : (value ?? null);
}

/** The heads of a CSV table: `endpoint.name` for a reference. */
export function csvHeads(model: AnyModel, names: readonly string[], keys: ReferenceKeys): string[] {
  return names.map((name) => {
    const target = (model.fields as Fields)[name]?.reference?.model;
    // The names of custom fields have their capitals.
    if (name.startsWith(CUSTOM_PREFIX)) return name;
    return target === undefined
      ? snakeCase(name)
      : `${snakeCase(name)}.${snakeCase(keys.get(target) ?? 'id')}`;
  });
}

/** The cells of one record below those heads. */
export function csvCells(record: TransferRecord, heads: readonly string[]): string[] {
  return heads.map((head) => {
    // Slugs and values of selections, as NetBox writes them.
    const list = record[head];
    if (isListed(head) && isWords(list)) return guarded(list.join(','));
    const [key, attribute] = head.split('.');
    const value = attribute ? (record[key] as Record<string, unknown> | null)?.[attribute] : record[key];
    return cellText(value);
  });
}

function isListed(head: string): boolean {
  return head === 'tags' || head.startsWith(CUSTOM_PREFIX);
}

/** Words without a comma; any other list is written as JSON. */
function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string' && /^[^,[\s][^,]*$/.test(one));
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return guarded(value);
  return typeof value === 'object' ? guarded(JSON.stringify(value)) : String(value);
}

/**
 * Spreadsheets take text that begins like this for a formula and would run it; a quotation mark before it keeps it text.
 * Text that begins with such a mark gets one more, so that reading can take exactly one away.
 */
const FORMULA = /^['=+\-@\t\r]/;

function guarded(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** A cell as it was before it was guarded. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}
