import { type Links } from '../crud/links';
import { familyOf } from '../crud/lookups';
import { type ModelList } from '../crud/model-list';
import { type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { snakeCase } from '../model/naming';
import { type Cell, cellOf, labelOfName } from './cell';
import { detailPath, withParameters } from './page-address';

export interface Column {
  readonly name: string;
  readonly label: string;
  /** Where a click on the head leads: this order, then the reverse, then the model's own. Without it: not sortable. */
  readonly sortHref?: string;
  readonly sorted?: 'ascending' | 'descending';
}

export interface TableRow {
  readonly id: number;
  readonly href: string;
  readonly display: string;
  readonly cells: readonly Cell[];
  /** Place of the cell that leads to the row: the first that leads nowhere else. */
  readonly linkedCell: number;
}

/** Rows of a model under the columns of its list. */
export interface Table {
  readonly labelPlural: string;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}

/** `names` are the columns; the model's own list unless told. `address` makes the heads sortable. */
export function tableOf(
  model: AnyModel,
  rows: readonly AnyRow[],
  links: Links,
  models: ModelList,
  {
    names = model.list,
    address,
  }: { names?: readonly string[]; address?: { path: string; parameters: URLSearchParams } } = {},
): Table {
  // Whether a reference is empty or not, its column is never the way to the row; neither are tags and custom fields.
  const fields = model.fields as Fields;
  const linkedCell = names.findIndex((name) => {
    const isOwn =
      Object.hasOwn(fields, name) || Object.hasOwn(model.computed as object, name) || familyOf(model, name);
    return isOwn && familyOf(model, name) !== 'reference' && !fields[name]?.about;
  });
  return {
    labelPlural: model.labelPlural,
    columns: names.map((name) => ({
      name,
      label: labelOfName(model, name, links.customFields),
      ...(address && sortingOf(model, name, address.path, address.parameters)),
    })),
    rows: rows.map((row) => ({
      id: row.id,
      href: detailPath(model, row.id),
      display: links.display(models, model, row),
      cells: names.map((name) => cellOf(model, row, name, links, models)),
      linkedCell,
    })),
  };
}

function sortingOf(
  model: AnyModel,
  name: string,
  path: string,
  parameters: URLSearchParams,
): Pick<Column, 'sortHref' | 'sorted'> {
  const family = familyOf(model, name);
  return family === undefined || family === 'none' ? {} : sortingBy(snakeCase(name), path, parameters);
}

/** Head of a column by whose key, which the address names, the rows can be sorted. */
export function sortingBy(
  key: string,
  path: string,
  parameters: URLSearchParams,
): Pick<Column, 'sortHref' | 'sorted'> {
  const sort = parameters.get('sort');
  const next = sort === key ? `-${key}` : sort === `-${key}` ? '' : key;
  return {
    sortHref: withParameters(path, parameters, { sort: next, page: '' }),
    ...(sort === key && { sorted: 'ascending' as const }),
    ...(sort === `-${key}` && { sorted: 'descending' as const }),
  };
}
