import { type Database, type Table } from './database';
import { type Row } from './definition';

const natural = new Intl.Collator('und', { numeric: true });

/** NULLs last, numbers by size, texts as NetBox's natural collation orders them. */
function compareValues(a: unknown, b: unknown): number {
  if (a == null || b == null) return Number(a == null) - Number(b == null);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return natural.compare(String(a), String(b));
}

/** A reference is ordered as its own list orders the objects it leads to. */
function compareField(table: Table, field: string, a: Row, b: Row, db: Database): number {
  const definition = table.fields.find((one) => one.name === field);
  if (definition?.kind !== 'reference') return compareValues(a[field], b[field]);
  const target = db.table(definition.target ?? '');
  const [left, right] = [a, b].map((row) => target.rows.get(Number(row[field] ?? Number.NaN)));
  if (!left || !right) return Number(!left) - Number(!right);
  return left === right ? 0 : comparison(target, target.definition.ordering, db)(left, right);
}

/** The ordering is field names with `-` for descending, ties go by id. */
function comparison(table: Table, ordering: string[], db: Database): (a: Row, b: Row) => number {
  const { compare, ordering: usual } = table.definition;
  const isUsual = compare !== undefined && ordering.join(',') === usual.join(',');
  return (a, b) => {
    if (isUsual) return compare(a, b, db) || a.id - b.id;
    for (const term of ordering) {
      const order = compareField(table, term.replace(/^-/, ''), a, b, db);
      if (order !== 0) return term.startsWith('-') ? -order : order;
    }
    return a.id - b.id;
  };
}

/** A sorted copy. */
export function sortRows(table: Table, rows: Iterable<Row>, ordering: string[], db: Database): Row[] {
  return [...rows].sort(comparison(table, ordering, db));
}
