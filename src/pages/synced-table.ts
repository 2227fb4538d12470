import { type Table, sortingBy } from '../core/pages/list-view';
import { nameOf, type SyncedColumn } from './synced-kinds';
import { type SyncedRow } from './synced-row';

/** Rows under columns, for `partials/table.njk`. `address` makes the heads sortable. Pure. */
export function syncedTable(
  labelPlural: string,
  columns: readonly SyncedColumn[],
  rows: readonly SyncedRow[],
  address?: { readonly path: string; readonly parameters: URLSearchParams },
): Table {
  return {
    labelPlural,
    columns: columns.map(({ name, label, sort }) => ({
      name,
      label,
      ...(address && sort !== undefined && sortingBy(name, address.path, address.parameters)),
    })),
    rows: rows.map((row) => ({
      id: row.id,
      href: '',
      display: nameOf(row),
      cells: columns.map(({ name, label, shown }) => ({ name, label, help: '', ...shown(row) })),
      linkedCell: -1,
    })),
  };
}
