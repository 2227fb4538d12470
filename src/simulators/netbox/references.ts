import { type Database } from './database';
import { type Row, type Values } from './definition';
import { FieldProblem, pythonRepr, pythonText, pythonType } from './refusal';

const isDictionary = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Finds the object a body means by an id or by a dictionary of attributes; the error texts are NetBox's own. */
export function resolveReference(db: Database, target: string, raw: unknown): Row {
  const table = db.table(target);
  if (isDictionary(raw)) {
    const known = new Set(['id', ...table.fields.map((field) => field.name)]);
    const unknownName = Object.keys(raw).find((key) => !known.has(key));
    if (unknownName !== undefined)
      throw new FieldProblem([
        `Cannot resolve keyword '${unknownName}' into field. Choices are: ${[...known].sort().join(', ')}`,
      ]);
    const found = [...table.rows.values()].filter((row) =>
      Object.entries(raw).every(([key, value]) => {
        const wanted = isDictionary(value) ? value.id : value;
        return String(row[key]) === String(wanted);
      }),
    );
    if (found.length === 0)
      throw new FieldProblem([`Related object not found using the provided attributes: ${pythonRepr(raw)}`]);
    if (found.length > 1)
      throw new FieldProblem([`Multiple objects match the provided attributes: ${pythonRepr(raw)}`]);
    return found[0];
  }
  const id = typeof raw === 'boolean' ? Number(raw) : raw;
  if ((typeof id !== 'number' && typeof id !== 'string') || !/^\s*-?\d+\s*$/.test(String(id)))
    throw new FieldProblem([
      'Related objects must be referenced by numeric ID or by dictionary of attributes. ' +
        `Received an unrecognized value: ${pythonText(raw)}`,
    ]);
  const row = table.rows.get(Number(id));
  if (!row) throw new FieldProblem([`Related object not found using the provided numeric ID: ${Number(id)}`]);
  return row;
}

/** Finds the object a body means where NetBox takes nothing but its id. */
export function resolveId(db: Database, target: string, raw: unknown): number {
  if ((typeof raw !== 'number' && typeof raw !== 'string') || !/^\d+$/.test(String(raw)))
    throw new FieldProblem([`Incorrect type. Expected pk value, received ${pythonType(raw)}.`]);
  if (!db.table(target).rows.has(Number(raw)))
    throw new FieldProblem([`Invalid pk "${String(raw)}" - object does not exist.`]);
  return Number(raw);
}
