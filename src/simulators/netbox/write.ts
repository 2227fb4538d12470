import { type Author, logChange, snapshot } from './changes';
import { customFieldProblem, mergeCustomFields } from './custom-fields';
import { type Database, type Table } from './database';
import { type Field, type Problems, type Row, type Values, worded } from './definition';
import { parseField } from './parse';
import { DatabaseProblem, detail, FieldProblem, pythonType, Refusal } from './refusal';

export type WriteMode = 'create' | 'put' | 'patch';

/** An object that passed validation and waits for its save, as NetBox validates a whole list before it saves any. */
export interface Draft {
  table: Table;
  before?: Row;
  values: Values;
  message: string;
}

const isDictionary = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readTags(
  field: Field,
  body: Values,
  before: Row | undefined,
  db: Database,
  values: Values,
  problems: Problems,
): void {
  const kept = (before?.tags as number[] | undefined) ?? [];
  const read = (name: string): number[] | undefined => {
    if (!(name in body)) return undefined;
    try {
      return parseField(field, body[name], db) as number[];
    } catch (error) {
      if (!(error instanceof FieldProblem)) throw error;
      // NetBox reads these two outside its own error handling.
      if (name !== 'tags') throw new DatabaseProblem('ValidationError', String(error.messages));
      problems[name] = error.messages;
      return undefined;
    }
  };
  values.tags = read('tags') ?? kept;
  if (db.minor < 6) return;
  const added = read('add_tags') ?? [];
  const removed = read('remove_tags') ?? [];
  const isSet = 'tags' in body && (values.tags as number[]).length > 0;
  if (isSet && added.length + removed.length > 0)
    problems.tags = ['Cannot specify "tags" together with "add_tags" or "remove_tags".'];
  values.tags = [...new Set([...(values.tags as number[]), ...added])].filter((id) => !removed.includes(id));
}

function readField(
  table: Table,
  field: Field,
  body: Values,
  before: Row | undefined,
  mode: WriteMode,
  db: Database,
): unknown {
  const isGiven = field.name in body;
  if (field.kind === 'customFields' && body[field.name] !== null)
    return mergeCustomFields(db, table, body[field.name], before);
  if (isGiven) return parseField(field, body[field.name], db);
  if (field.isRequired && mode !== 'patch') throw new FieldProblem(['This field is required.']);
  if (before && !(mode === 'put' && field.resetsOnPut)) return before[field.name];
  return field.default ?? (field.isWriteOnly ? undefined : null);
}

function fieldUniqueProblems(table: Table, field: Field, value: unknown, before: Row | undefined): string[] {
  return table.unique
    .filter((rule) => rule.level === 'field' && rule.fields[0] === field.name)
    .filter((rule) => table.clash(rule, { [field.name]: value }, before?.id) !== undefined)
    .map((rule) => worded(rule.message, 4));
}

/** Checks a body against fields first and the whole object second, as NetBox's serializers and models do. */
export function validate(db: Database, table: Table, body: unknown, mode: WriteMode, before?: Row): Draft {
  if (Array.isArray(body) && before && db.minor >= 7)
    throw new DatabaseProblem(
      'NotImplementedError',
      'Serializers with many=True do not support multiple update',
    );
  if (!isDictionary(body))
    throw new Refusal(400, {
      [db.minor >= 7 ? '__all__' : 'non_field_errors']: [
        `Invalid data. Expected a dictionary, but got ${pythonType(body)}.`,
      ],
    });
  const problems: Problems = {};
  const values: Values = {};
  for (const field of table.fields) {
    if (field.isReadOnly) continue;
    if (field.isHidden) {
      values[field.name] = before?.[field.name] ?? field.default ?? null;
      continue;
    }
    if (field.kind === 'tags') {
      readTags(field, body, before, db, values, problems);
      continue;
    }
    try {
      values[field.name] = readField(table, field, body, before, mode, db);
      const taken = field.name in body ? fieldUniqueProblems(table, field, values[field.name], before) : [];
      if (taken.length > 0) throw new FieldProblem(taken);
    } catch (error) {
      if (!(error instanceof FieldProblem)) throw error;
      problems[field.name] = error.messages;
    }
  }
  if (Object.keys(problems).length > 0) throw new Refusal(400, problems);
  checkObject(db, table, values, before);
  return {
    table,
    before,
    values,
    message: typeof body.changelog_message === 'string' ? body.changelog_message : '',
  };
}

function checkObject(db: Database, table: Table, values: Values, before: Row | undefined): void {
  const candidate = { ...before, ...values };
  const hasCustomFields = table.fields.some((field) => field.kind === 'customFields');
  const custom = hasCustomFields
    ? customFieldProblem(db, table, values.custom_fields as Values, before?.id)
    : undefined;
  const problems: Problems =
    custom !== undefined
      ? { __all__: [custom] }
      : (table.definition.validate?.(candidate, { db, minor: db.minor, before }) ?? {});
  const clashes = table.unique
    .filter((rule) => rule.level === 'model' && table.clash(rule, candidate, before?.id) !== undefined)
    .map((rule) => worded(rule.message, db.minor));
  if (clashes.length > 0)
    problems.__all__ = [...((problems.__all__ as string[] | undefined) ?? []), ...clashes];
  if (Object.keys(problems).length > 0) throw new Refusal(400, problems);
}

function refuseForeignTags(db: Database, table: Table, row: Row): void {
  for (const id of (row.tags as number[] | undefined) ?? []) {
    const tag = db.row('extras/tags', id);
    const types = (tag?.object_types as string[] | undefined) ?? [];
    if (types.length > 0 && !types.includes(table.definition.contentType))
      throw detail(400, `Tag ${String(tag?.name)} cannot be assigned to ${table.definition.label} objects.`);
  }
}

/** Stores a draft: new id or new last_updated, derived columns, database rules, change log, consequences for others. */
export function save(db: Database, draft: Draft, author: Author): Row {
  const { table, before, values } = draft;
  const { definition } = table;
  const context = { db, minor: db.minor, before, author };
  const prechange = before ? snapshot(db, table, before) : null;
  const candidate: Values = { ...before, ...values };
  definition.beforeSave?.(candidate, context);
  const created = before?.created ?? db.now();
  const id = before?.id ?? table.takeId();
  db.put(table, { ...candidate, id, created, last_updated: db.now() });
  const stored = table.rows.get(id) as Row;
  definition.afterSave?.(stored, context);
  const row = table.rows.get(id) as Row;
  logChange(
    db,
    table,
    {
      action: before ? 'update' : 'create',
      id,
      before: prechange,
      after: snapshot(db, table, row),
      label: definition.display(row, db),
    },
    author,
    draft.message,
  );
  refuseForeignTags(db, table, row);
  return row;
}
