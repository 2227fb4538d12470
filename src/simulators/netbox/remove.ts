import { type Author, logChange, snapshot } from './changes';
import { type Database, type Table } from './database';
import { type Field, type Row } from './definition';

interface Nulling {
  table: Table;
  id: number;
  field: Field;
}

interface Collected {
  rows: Map<string, { table: Table; row: Row }>;
  blockers: Map<string, { table: Table; row: Row }>;
  /** Block only where they are not deleted as well. */
  restricted: Map<string, { table: Table; row: Row }>;
  nullings: Nulling[];
}

/** The objects that forbid a deletion. */
export class Protected extends Error {
  constructor(readonly names: string[]) {
    super(`Unable to delete object. ${names.length} dependent objects were found: ${names.join(', ')}`);
  }
}

/** As Django's collector: what an object's references forbid is known before generic relations are looked at. */
function collect(db: Database, table: Table, row: Row, found: Collected): void {
  const key = `${table.definition.path}:${row.id}`;
  if (found.rows.has(key)) return;
  found.rows.set(key, { table, row });
  const blockersBefore = found.blockers.size;
  for (const other of db.all())
    for (const field of other.fields)
      if (field.target === table.definition.path) collectPointing(db, other, field, row.id, found);
  if (found.blockers.size > blockersBefore) return;
  for (const other of db.all())
    for (const generic of other.definition.generics ?? []) {
      if (generic.onDelete !== 'cascade') continue;
      for (const id of other.pointingAtObject(generic.type, table.definition.contentType, row.id)) {
        const dependent = other.rows.get(id);
        if (dependent) collect(db, other, dependent, found);
      }
    }
}

function collectPointing(db: Database, other: Table, field: Field, id: number, found: Collected): void {
  for (const dependentId of [...other.pointingAt(field.name, id)].sort((a, b) => a - b)) {
    const row = other.rows.get(dependentId);
    if (!row) continue;
    const key = `${other.definition.path}:${dependentId}`;
    if (field.onDelete === 'cascade') collect(db, other, row, found);
    else if (field.onDelete === 'null') found.nullings.push({ table: other, id: dependentId, field });
    else if (field.onDelete === 'restrict') found.restricted.set(key, { table: other, row });
    else found.blockers.set(key, { table: other, row });
  }
}

/**
 * Deletes an object with all that hangs on it, or throws Protected. References that may be empty are emptied, which
 * moves the other object's last_updated and is logged.
 */
export function remove(db: Database, table: Table, row: Row, author: Author, message = ''): void {
  const found: Collected = { rows: new Map(), blockers: new Map(), restricted: new Map(), nullings: [] };
  collect(db, table, row, found);
  for (const [key, one] of found.restricted) if (!found.rows.has(key)) found.blockers.set(key, one);
  if (found.blockers.size > 0)
    throw new Protected(
      [...found.blockers.values()].map(
        (one) => `${one.table.definition.display(one.row, db)} (${one.row.id})`,
      ),
    );
  for (const nulling of found.nullings) {
    if (found.rows.has(`${nulling.table.definition.path}:${nulling.id}`)) continue;
    const before = nulling.table.rows.get(nulling.id);
    if (!before) continue;
    const { name, isSilent } = nulling.field;
    const value = before[name];
    const emptied = Array.isArray(value) ? value.filter((id) => id !== row.id) : null;
    if (isSilent) {
      db.patch(nulling.table.definition.path, nulling.id, { [name]: emptied });
      continue;
    }
    db.put(nulling.table, { ...before, [name]: emptied, last_updated: db.now() });
    const after = nulling.table.rows.get(nulling.id) as Row;
    logChange(
      db,
      nulling.table,
      {
        action: 'update',
        id: nulling.id,
        before: snapshot(db, nulling.table, before),
        after: snapshot(db, nulling.table, after),
        label: nulling.table.definition.display(after, db),
      },
      author,
    );
  }
  const goings = [...found.rows.values()].reverse().map((gone) => ({
    ...gone,
    label: gone.table.definition.display(gone.row, db),
    before: snapshot(db, gone.table, gone.row),
  }));
  for (const gone of goings) {
    const change = {
      action: 'delete',
      id: gone.row.id,
      before: gone.before,
      after: null,
      label: gone.label,
    } as const;
    logChange(db, gone.table, change, author, gone.row === row ? message : '');
    db.drop(gone.table, gone.row.id);
  }
  for (const gone of goings) gone.table.definition.afterDelete?.(gone.row, { db, minor: db.minor, author });
}
