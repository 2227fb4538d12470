import { type Database } from '../database';
import { type Problems, type Values } from '../definition';

/** Checks a type and id pair: both or none, and the object must exist. */
export function genericProblems(
  db: Database,
  values: Values,
  prefix: string,
  withoutId: (label: string) => Problems,
): Problems | undefined {
  const type = values[`${prefix}_type`];
  const id = values[`${prefix}_id`];
  if (type == null)
    return id != null && db.minor >= 7 ? { [`${prefix}_type`]: ['This field cannot be null.'] } : undefined;
  const table = db.tableOf(type);
  if (id == null) return withoutId(table?.definition.label ?? String(type));
  if (!table?.rows.has(Number(id)))
    return { [`${prefix}_id`]: [`Related object not found using the provided value: ${String(id)}.`] };
  return undefined;
}

export const scopeTypes = ['dcim.region', 'dcim.sitegroup', 'dcim.site', 'dcim.location'];

export const scopeProblems = (db: Database, values: Values): Problems | undefined =>
  genericProblems(db, values, 'scope', (label) => ({ __all__: [`Please select a ${label}.`] }));

/** The site and the location a scope leads to, kept in columns of their own as NetBox does. */
export function cacheScope(values: Values, { db }: { db: Database }): void {
  const { scope_type: type, scope_id: id } = values;
  values._location = type === 'dcim.location' ? (id ?? null) : null;
  const site = type === 'dcim.site' ? id : db.row('dcim/locations', values._location)?.site;
  values._site = site ?? null;
}
