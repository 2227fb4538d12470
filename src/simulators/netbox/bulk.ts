import { type Author } from './changes';
import { type Database, type Table } from './database';
import { type Row, type Values } from './definition';
import { detail, pythonType, Refusal } from './refusal';
import { Protected, remove } from './remove';
import { type Draft, save, validate, type WriteMode } from './write';

type AfterSave = (row: Row) => void;

/** Runs `work`, giving back the body of a refusal instead of throwing it; what it wrote until then is undone. */
function attempt<T>(db: Database, work: () => T): { result: T } | { refusal: Refusal } {
  try {
    return { result: db.transaction(work) };
  } catch (error) {
    if (error instanceof Refusal && (error.status === 400 || error.status === 403)) return { refusal: error };
    throw error;
  }
}

/** What a list is told about one of its objects. */
const errorsOf = ({ status, body }: Refusal): unknown =>
  status === 403 ? { __all__: ['You do not have permission to perform this action on this object.'] } : body;

function refuseFailed(failed: unknown[], total: number, verb: string, status = 400): void {
  if (failed.length === 0) return;
  throw new Refusal(status, { detail: `${failed.length} of ${total} objects ${verb}.`, errors: failed });
}

/**
 * POST of a list. Up to 4.6 all objects are validated before any is saved, so two equal ones are only stopped by the
 * database; 4.7 takes them one after the other and names each bad one by its index.
 */
export function createMany(
  db: Database,
  table: Table,
  items: unknown[],
  author: Author,
  afterSave: AfterSave,
): Row[] {
  const create = (item: unknown): Row => {
    const row = save(db, validate(db, table, item, 'create'), author);
    afterSave(row);
    return row;
  };
  if (db.minor >= 7) {
    const outcomes = items.map((item) => attempt(db, () => create(item)));
    const refusals = outcomes.flatMap((one, index) =>
      'refusal' in one ? [{ index, refusal: one.refusal }] : [],
    );
    refuseFailed(
      refusals.map(({ index, refusal }) => ({ index, errors: errorsOf(refusal) })),
      items.length,
      'could not be created',
      refusals.every(({ refusal }) => refusal.status === 403) ? 403 : 400,
    );
    return outcomes.flatMap((one) => ('result' in one ? [one.result] : []));
  }
  if (table.definition.createsOneByOne) return items.map(create);
  const checked = items.map((item) => attempt<Draft>(db, () => validate(db, table, item, 'create')));
  if (checked.some((one) => 'refusal' in one))
    throw new Refusal(
      400,
      checked.map((one) => ('refusal' in one ? one.refusal.body : {})),
    );
  return checked.flatMap((one) => {
    if (!('result' in one)) return [];
    const row = save(db, one.result, author);
    afterSave(row);
    return [row];
  });
}

interface Item {
  row: Row;
  body: Values;
}

/** 4.7 refuses a list that names an object twice. */
function refuseRepeated(items: Values[]): void {
  const ids = items.map((item) => Number(item.id));
  const repeated = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  const times = (id: number): number => ids.filter((one) => one === id).length;
  refuseFailed(
    repeated.map((id) => ({
      id,
      errors: { id: [`Each object may be specified only once; ID ${id} is listed ${times(id)} times`] },
    })),
    items.length,
    'are listed more than once',
  );
}

/** The objects that a bulk PATCH, PUT or DELETE names; up to 4.6 unknown ids are silently left out. */
function itemsOf(db: Database, body: unknown, hasBody: boolean, rows: Row[]): Item[] {
  if (!Array.isArray(body)) {
    if (db.minor < 7)
      throw new Refusal(400, { non_field_errors: ['Expected a list of items but got type "dict".'] });
    throw detail(
      400,
      `Expected a list of objects, but ${hasBody ? `got ${pythonType(body)}` : 'no data was submitted'}.`,
    );
  }
  const problems = body.map((item: unknown) => {
    const id = (item as Values | null)?.id;
    if (id === undefined) return { id: ['This field is required.'] };
    if (id === null) return { id: ['This field may not be null.'] };
    return /^\d+$/.test(String(id)) ? undefined : { id: ['A valid integer is required.'] };
  });
  if (problems.some((one) => one !== undefined)) {
    if (db.minor < 7)
      throw new Refusal(
        400,
        problems.map((one) => one ?? {}),
      );
    refuseFailed(
      problems.flatMap((errors, index) => (errors ? [{ index, errors }] : [])),
      body.length,
      'failed validation',
    );
  }
  if (db.minor >= 7) refuseRepeated(body as Values[]);
  const byId = new Map((body as Values[]).map((item) => [Number(item.id), item]));
  const unknown = [...byId.keys()].filter((id) => !rows.some((row) => row.id === id));
  if (db.minor >= 7)
    refuseFailed(
      unknown.map((id) => ({ id, errors: { id: [`Object with ID ${id} does not exist`] } })),
      body.length,
      'could not be found',
    );
  return rows.filter((row) => byId.has(row.id)).map((row) => ({ row, body: byId.get(row.id) as Values }));
}

/** PATCH or PUT of a list; `rows` are those the caller may change, in the list's own order, which is the reply's too. */
export function changeMany(
  db: Database,
  table: Table,
  request: {
    body: unknown;
    hasBody: boolean;
    mode: WriteMode;
    rows: Row[];
    author: Author;
    afterSave: AfterSave;
  },
): Row[] {
  const items = itemsOf(db, request.body, request.hasBody, request.rows);
  const change = (item: Item): Row => {
    const row = save(
      db,
      validate(db, table, item.body, request.mode, table.rows.get(item.row.id)),
      request.author,
    );
    request.afterSave(row);
    return row;
  };
  if (db.minor < 7) return items.map(change);
  const outcomes = items.map((item) => ({ item, outcome: attempt(db, () => change(item)) }));
  refuseFailed(
    outcomes.flatMap(({ item, outcome }) =>
      'refusal' in outcome ? [{ id: item.row.id, errors: errorsOf(outcome.refusal) }] : [],
    ),
    items.length,
    'could not be updated',
  );
  return outcomes.flatMap(({ outcome }) => ('result' in outcome ? [outcome.result] : []));
}

/** DELETE of a list: all or nothing. */
export function removeMany(
  db: Database,
  table: Table,
  request: { body: unknown; hasBody: boolean; rows: Row[]; author: Author },
): void {
  const items = itemsOf(db, request.body, request.hasBody, request.rows);
  const blocked: unknown[] = [];
  for (const item of items) {
    const row = table.rows.get(item.row.id);
    if (!row) continue;
    try {
      remove(db, table, row, request.author, String(item.body.changelog_message ?? ''));
    } catch (error) {
      if (!(error instanceof Protected) || db.minor < 7) throw error;
      const text = `Unable to delete: ${error.names.length} dependent object(s) prevent deletion.`;
      blocked.push({ id: row.id, errors: { __all__: [text] } });
    }
  }
  refuseFailed(blocked, items.length, 'could not be deleted', 409);
}
