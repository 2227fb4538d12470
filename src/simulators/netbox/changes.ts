import { type Database, type Table } from './database';
import { type Field, type Row, type Values } from './definition';
import { DatabaseProblem } from './refusal';

/** Who changes something and within which request: what every ObjectChange is signed with. */
export interface Author {
  requestId: string;
  userId: number | null;
  userName: string;
}

export const changesPath = 'core/object-changes';
const counters: Record<string, [string, string, string][]> = {
  'virtualization.virtualmachine': [
    ['interface_count', 'virtualization/interfaces', 'virtual_machine'],
    ['virtual_disk_count', 'virtualization/virtual-disks', 'virtual_machine'],
  ],
};

/** An object as the change log keeps it: references as ids, tags as names, no id and no times. */
export function snapshot(db: Database, table: Table, row: Row): Values {
  const data: Values = {};
  for (const field of table.fields) {
    if (
      (field.kind === 'computed' && !field.isLogged) ||
      field.isHidden ||
      field.isWriteOnly ||
      field.isUnlogged
    )
      continue;
    if (field.name === 'created' || field.name === 'last_updated') continue;
    data[field.name] =
      field.kind === 'tags'
        ? ((row.tags as number[] | undefined) ?? [])
            .map((id) => String(db.row('extras/tags', id)?.name))
            .sort()
        : (field.logged ?? logged(db, field, row[field.name]));
  }
  for (const [name, path, field] of counters[table.definition.contentType] ?? [])
    data[name] = db.find(path)?.pointingAt(field, row.id).size ?? 0;
  return data;
}

/** Decimals are texts with all their places, types of objects are ids. */
function logged(db: Database, { kind, decimals }: Field, value: unknown): unknown {
  const typeId = (type: unknown): unknown =>
    [...(db.find('core/object-types')?.rows.values() ?? [])].find(
      (row) => `${String(row.app_label)}.${String(row.model)}` === type,
    )?.id ?? type;
  if (value == null) return null;
  if (kind === 'decimal') return Number(value).toFixed(decimals);
  if (kind === 'contentType') return typeId(value);
  return kind === 'objectTypes' ? (value as unknown[]).map(typeId) : value;
}

/**
 * Writes one ObjectChange. An update without a difference leaves none (CHANGELOG_SKIP_EMPTY_CHANGES, on by default),
 * and a second change of one object in one request is folded into the first.
 */
export function logChange(
  db: Database,
  table: Table,
  change: {
    action: 'create' | 'update' | 'delete';
    id: number;
    before: Values | null;
    after: Values | null;
    label: string;
  },
  author: Author,
  message = '',
): void {
  if (table.definition.isUnlogged) return;
  if (message.length > 200)
    throw new DatabaseProblem('DataError', 'value too long for type character varying(200)');
  if (change.action === 'update' && JSON.stringify(change.before) === JSON.stringify(change.after)) return;
  const log = db.table(changesPath);
  const earlier = [...log.pointingAtObject('changed_object_type', table.definition.contentType, change.id)]
    .map((id) => log.rows.get(id))
    .find((row) => row?.request_id === author.requestId && row.action !== 'delete');
  if (earlier && change.action === 'update') {
    db.patch(changesPath, earlier.id, { postchange_data: change.after });
    return;
  }
  db.put(log, {
    id: log.takeId(),
    time: db.now(),
    user: author.userId,
    user_name: author.userName,
    request_id: author.requestId,
    action: change.action,
    changed_object_type: table.definition.contentType,
    changed_object_id: change.id,
    object_repr: change.label,
    message,
    prechange_data: change.before,
    postchange_data: change.after,
  });
}
