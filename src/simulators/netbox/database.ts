import {
  type Field,
  type Minor,
  type ResourceDefinition,
  type Row,
  type UniqueRule,
  type Values,
} from './definition';
import { DatabaseProblem } from './refusal';

const none: ReadonlySet<number> = new Set();

/** The rows of one type with indexes over its references and uniqueness rules; ids start at 1 and are never reused. */
export class Table {
  readonly rows = new Map<number, Row>();
  readonly fields: Field[];
  readonly unique: UniqueRule[];
  /** Grows with every change, so that sorted lists can be kept until then. */
  revision = 0;
  private nextId = 1;
  private readonly indexes: {
    name: string;
    keysOf: (row: Row) => string[];
    ids: Map<string, Set<number>>;
  }[] = [];

  constructor(
    readonly definition: ResourceDefinition,
    minor: Minor,
  ) {
    this.fields = definition.fields
      .filter((field) => (field.since ?? 4) <= minor && (field.until ?? 7) >= minor)
      .map((field) => withChoicesOf(field, minor));
    this.unique = (definition.unique ?? []).filter(
      (rule) => (rule.since ?? 4) <= minor && (rule.until ?? 7) >= minor,
    );
    for (const field of this.fields)
      if (field.target !== undefined || field.kind === 'tags' || field.isHidden) this.addIndex(field.name);
    if (this.fields.some((field) => field.kind === 'customFields'))
      this.addKeys('custom_fields', (row) =>
        Object.entries((row.custom_fields ?? {}) as Values)
          .filter(([, value]) => value !== null)
          .map(([name, value]) => customFieldKey(name, value)),
      );
    for (const generic of definition.generics ?? [])
      this.addKeys(`generic:${generic.type}`, (row) =>
        row[generic.id] == null ? [] : [`${String(row[generic.type])}:${String(row[generic.id])}`],
      );
    for (const rule of this.unique)
      this.addKeys(`unique:${rule.constraint}`, (row) => {
        const key = uniqueKey(rule, row);
        return key === undefined ? [] : [key];
      });
  }

  takeId(): number {
    return this.nextId++;
  }

  set(row: Row): void {
    this.unset(row.id);
    this.rows.set(row.id, row);
    for (const index of this.indexes)
      for (const key of index.keysOf(row)) {
        const ids = index.ids.get(key);
        if (ids) ids.add(row.id);
        else index.ids.set(key, new Set([row.id]));
      }
    this.revision++;
  }

  unset(id: number): void {
    const row = this.rows.get(id);
    if (!row) return;
    for (const index of this.indexes) for (const key of index.keysOf(row)) index.ids.get(key)?.delete(id);
    this.rows.delete(id);
    this.revision++;
  }

  /** Ids of the rows whose reference `field` (or list of references, or hidden column) holds `id`. */
  pointingAt(field: string, id: number | string): ReadonlySet<number> {
    return this.find(field, String(id));
  }

  pointingAtObject(typeField: string, contentType: string, id: number): ReadonlySet<number> {
    return this.find(`generic:${typeField}`, `${contentType}:${id}`);
  }

  withCustomField(name: string, value: unknown): ReadonlySet<number> {
    return this.find('custom_fields', customFieldKey(name, value));
  }

  /** The id of another row that this one would clash with under `rule`. */
  clash(rule: UniqueRule, candidate: Values, ownId: number | undefined): number | undefined {
    const key = uniqueKey(rule, candidate);
    if (key === undefined) return undefined;
    return [...this.find(`unique:${rule.constraint}`, key)].find((id) => id !== ownId);
  }

  private addIndex(field: string): void {
    this.addKeys(field, (row) => {
      const value = row[field];
      if (Array.isArray(value)) return value.map(String);
      return value == null ? [] : [String(value)];
    });
  }

  private addKeys(name: string, keysOf: (row: Row) => string[]): void {
    this.indexes.push({ name, keysOf, ids: new Map() });
  }

  private find(index: string, key: string): ReadonlySet<number> {
    return this.indexes.find((one) => one.name === index)?.ids.get(key) ?? none;
  }
}

function withChoicesOf(field: Field, minor: Minor): Field {
  const { choices, choicesSince } = field;
  if (!choices || !choicesSince) return field;
  const known = Object.entries(choices).filter(([value]) => (choicesSince[value] ?? 4) <= minor);
  return { ...field, choices: Object.fromEntries(known) };
}

const customFieldKey = (name: string, value: unknown): string => `${name}=${JSON.stringify(value)}`;

function uniqueKey(rule: UniqueRule, row: Values): string | undefined {
  if (rule.when && !rule.when(row)) return undefined;
  const parts = rule.fields.map((field) => row[field]);
  if (parts.some((part) => part == null)) return undefined;
  const key = parts.map(String).join('\u0000');
  return rule.ignoresCase ? key.toLowerCase() : key;
}

/** All tables, and one transaction at a time: what a failed request did is undone, except the ids it used up. */
export class Database {
  private readonly tables = new Map<string, Table>();
  private readonly byContentType = new Map<string, Table>();
  private readonly aliases = new Map<string, Table>();
  private undo: (() => void)[] = [];
  private lastTick = 0;

  constructor(
    readonly minor: Minor,
    definitions: ResourceDefinition[],
    /** MAX_PAGE_SIZE of the configuration: rows of one page at most. */
    readonly maxPageSize = 1000,
  ) {
    for (const definition of definitions) {
      if ((definition.since ?? 4) > minor) continue;
      const table = new Table(definition, minor);
      this.tables.set(definition.path, table);
      this.byContentType.set(definition.contentType, table);
      if (definition.alias && definition.alias.until >= minor) this.aliases.set(definition.alias.path, table);
    }
    for (const table of this.tables.values())
      for (const row of table.definition.seed?.(this) ?? []) this.put(table, { ...row, id: table.takeId() });
    this.commit();
  }

  table(path: string): Table {
    const table = this.tables.get(path);
    if (!table) throw new Error(`The simulated NetBox 4.${this.minor} has no ${path}.`);
    return table;
  }

  find(path: string): Table | undefined {
    return this.tables.get(path) ?? this.aliases.get(path);
  }

  all(): Table[] {
    return [...this.tables.values()];
  }

  tableOf(contentType: unknown): Table | undefined {
    return this.byContentType.get(String(contentType));
  }

  row(path: string, id: unknown): Row | undefined {
    return id == null ? undefined : this.table(path).rows.get(Number(id));
  }

  /** Strictly growing, with microseconds, e.g. 2026-11-23T12:04:12.070007Z. */
  now(): string {
    this.lastTick = Math.max(Date.now() * 1000, this.lastTick + 1);
    const milliseconds = new Date(Math.floor(this.lastTick / 1000)).toISOString().slice(0, -1);
    return `${milliseconds}${String(this.lastTick % 1000).padStart(3, '0')}Z`;
  }

  /** Writes the row, refusing what PostgreSQL would refuse. */
  put(table: Table, row: Row): void {
    for (const rule of table.unique) {
      if (table.clash(rule, row, row.id) === undefined) continue;
      const columns = rule.columns ?? rule.fields.join(', ');
      const values = rule.fields.map((field) =>
        rule.ignoresCase ? String(row[field]).toLowerCase() : String(row[field]),
      );
      throw new DatabaseProblem(
        'IntegrityError',
        `duplicate key value violates unique constraint "${rule.constraint}"\n` +
          `DETAIL:  Key (${columns})=(${values.join(', ')}) already exists.`,
      );
    }
    this.replace(table, row);
  }

  /** Changes columns as a bare SQL UPDATE does: no change log, no last_updated. */
  patch(path: string, id: number, values: Values): void {
    const table = this.table(path);
    const row = table.rows.get(id);
    if (row) this.replace(table, { ...row, ...values });
  }

  drop(table: Table, id: number): void {
    const before = table.rows.get(id);
    if (!before) return;
    this.undo.push(() => table.set(before));
    table.unset(id);
  }

  transaction<T>(work: () => T): T {
    const outer = this.undo;
    this.undo = [];
    try {
      const result = work();
      outer.push(...this.undo);
      return result;
    } catch (error) {
      for (const step of this.undo.reverse()) step();
      throw error;
    } finally {
      this.undo = outer;
    }
  }

  /** Ends the outermost transaction: nothing before this point can be undone any more. */
  commit(): void {
    this.undo = [];
  }

  private replace(table: Table, row: Row): void {
    const before = table.rows.get(row.id);
    this.undo.push(() => (before ? table.set(before) : table.unset(row.id)));
    table.set(row);
  }
}
