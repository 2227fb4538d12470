import { presentCustomFields } from './custom-fields';
import { type Database, type Table } from './database';
import { type Field, type Row, type Values } from './definition';
import { sortRows } from './order';

/** Which keys of an object a request asks for. */
export interface Selection {
  isBrief?: boolean;
  fields?: string[];
  omit?: string[];
  /** References inside show only id, addresses and name. */
  isPlain?: boolean;
  /** The answer to this method: 4.4 leaves annotated counts out of some. */
  answerTo?: 'POST' | 'PATCH';
}

const nestedTagKeys = ['id', 'url', 'display_url', 'display', 'name', 'slug', 'color'];
const plainKeys = ['id', 'url', 'display_url', 'display', 'name'];

/** Turns rows into what is on the wire; `base` is the address the client called, e.g. http://127.0.0.1:8000. */
export class Presenter {
  /** The token whose secret may be shown, this once. */
  revealedToken: number | undefined;

  constructor(
    readonly db: Database,
    readonly base: string,
  ) {}

  object(table: Table, row: Row, selection: Selection = {}): Values {
    const keys = this.keysOf(table, selection);
    const result: Values = {};
    for (const key of ['id', 'url', 'display_url', 'display'])
      if (keys(key) && !(key === 'display_url' && table.definition.pagePath === null))
        result[key] = this.head(table, row, key);
    for (const field of table.fields) {
      if (field.isHidden || field.isWriteOnly || !keys(field.name)) continue;
      if (field.isCount && selection.answerTo === 'POST' && this.db.minor === 4) continue;
      result[field.name] = this.value(table, field, row, selection);
    }
    return result;
  }

  nested(path: string, id: unknown): Values | null {
    const row = this.db.row(path, id);
    return row ? this.nestedRow(this.db.table(path), row) : null;
  }

  /** An object by some of its keys, whose own references show only id, addresses and name. */
  plain(path: string, id: unknown, keys: string[]): Values | null {
    const row = this.db.row(path, id);
    return row ? this.object(this.db.table(path), row, { fields: keys, isPlain: true }) : null;
  }

  nestedByType(contentType: unknown, id: unknown): Values | null {
    const table = contentType == null ? undefined : this.db.tableOf(contentType);
    const row = table && id != null ? table.rows.get(Number(id)) : undefined;
    return table && row ? this.nestedRow(table, row, { isGeneric: true }) : null;
  }

  /** `isGeneric`: where any type may stand, it shows its brief keys. */
  private nestedRow(table: Table, row: Row, how: { isPatch?: boolean; isGeneric?: boolean } = {}): Values {
    const { nested, brief, hasEmptyNestedCounts } = table.definition;
    const counts = new Set(table.fields.filter((field) => field.isCount).map((field) => field.name));
    const keys =
      how.isGeneric || nested === undefined
        ? brief.filter((key) => !counts.has(key))
        : typeof nested === 'function'
          ? nested(this.db.minor)
          : nested;
    const result = this.object(table, row, { fields: keys });
    if (hasEmptyNestedCounts)
      for (const key of ['device_count', 'virtualmachine_count'])
        if (how.isPatch && this.db.minor === 4) delete result[key];
        else result[key] = 0;
    return result;
  }

  url(table: Table, id: number): string {
    return `${this.base}/api/${table.definition.path}/${id}/`;
  }

  private keysOf(table: Table, selection: Selection): (key: string) => boolean {
    const { fields, omit } = selection;
    if (fields) return (key) => fields.includes(key);
    if (selection.isBrief) return (key) => table.definition.brief.includes(key);
    return omit ? (key) => !omit.includes(key) : () => true;
  }

  private head(table: Table, row: Row, key: string): unknown {
    const { definition } = table;
    if (key === 'id') return row.id;
    if (key === 'url') return this.url(table, row.id);
    if (key === 'display') return definition.display(row, this.db);
    return `${this.base}/${definition.pagePath ?? definition.path}/${row.id}/`;
  }

  private value(table: Table, field: Field, row: Row, selection: Selection): unknown {
    const value = row[field.name];
    if (field.present) return field.present(row, this);
    switch (field.kind) {
      case 'computed':
        return field.compute?.(row, this);
      case 'choice':
        if (field.isPlain) return value ?? null;
        return value == null || value === ''
          ? null
          : { value, label: field.choices?.[String(value)] ?? value };
      case 'reference':
        if (field.isIdOnly) return value ?? null;
        return this.related(field, value, selection);
      case 'references':
        return this.sortedIds(field, (value as number[] | undefined) ?? []).map((id) =>
          this.related(field, id, selection),
        );
      case 'tags':
        return this.tags((value as number[] | undefined) ?? []);
      case 'customFields':
        return presentCustomFields(this.db, table.definition.contentType, (value ?? {}) as Values);
      default:
        return value ?? null;
    }
  }

  /** Many references are shown in the order of the list they lead to. */
  private sortedIds(field: Field, ids: number[]): number[] {
    const table = this.db.table(field.target ?? '');
    const rows = ids.map((id) => table.rows.get(id)).filter((row) => row !== undefined);
    return sortRows(table, rows, table.definition.ordering, this.db).map((row) => row.id);
  }

  private related(field: Field, id: unknown, selection: Selection): Values | null {
    const table = this.db.table(field.target ?? '');
    const row = id == null ? undefined : table.rows.get(Number(id));
    if (!row) return null;
    if (selection.isPlain) return this.object(table, row, { fields: plainKeys });
    if (field.nestedKeys) return this.object(table, row, { fields: field.nestedKeys, isPlain: true });
    return this.nestedRow(table, row, { isPatch: selection.answerTo === 'PATCH' });
  }

  private tags(ids: number[]): Values[] {
    const table = this.db.table('extras/tags');
    return ids
      .map((id) => table.rows.get(id))
      .filter((row) => row !== undefined)
      .sort((a, b) => Number(a.weight) - Number(b.weight) || String(a.name).localeCompare(String(b.name)))
      .map((row) => this.object(table, row, { fields: nestedTagKeys }));
  }
}
