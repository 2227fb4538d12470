import { type Need } from '../access/needs';
import { type AnyModel } from '../model/define-model';
import { listPath, withParameters } from './page-address';
import { type Pagination } from './pagination';
import { type Rights } from './rights';

/** What the program offers to do with ticked rows besides what every model has. */
export interface PickedAction {
  readonly label: string;
  /** Name of an icon of Material Design Icons, without `mdi-`. */
  readonly icon: string;
  /** Where the ticked rows are posted. */
  readonly path: string;
  /** What somebody must be allowed to do. */
  readonly needs: Need;
}

/** The buttons around a list, as far as the model and the person have them. */
export interface ListActions {
  readonly add?: string;
  readonly import?: string;
  readonly exports: readonly { label: string; href: string }[];
  /** The page that gives out secrets too. */
  readonly exportSecrets?: string;
  readonly columns: string;
  /** Where ticked rows are sent. */
  readonly bulkEdit?: string;
  readonly bulkDelete?: string;
  readonly picked: readonly { label: string; icon: string; href: string }[];
  /** What the buttons of one row may do; the page of the row is the beginning of their addresses. */
  readonly mayEdit: boolean;
  readonly mayDelete: boolean;
  /** Where a form comes back to: the list as it is shown. */
  readonly here: string;
  /** How many rows match on all pages; only where ticking them all is offered. */
  readonly allCount?: string;
}

const FORMATS = [
  { format: 'csv', label: 'CSV' },
  { format: 'json', label: 'JSON' },
  { format: 'yaml', label: 'YAML' },
];

/** `path` is where the list is shown; a list inside another page offers no ticking of all rows. */
export function listActions(
  model: AnyModel,
  rights: Rights,
  parameters: URLSearchParams,
  {
    path,
    pagination,
    shown,
    mayExportSecrets = false,
    picked = [],
  }: {
    path: string;
    pagination: Pagination;
    shown: number;
    mayExportSecrets?: boolean;
    picked?: readonly PickedAction[];
  },
): ListActions {
  const own = listPath(model);
  const isOwn = path === own;
  const here = withParameters(path, parameters, {});
  const to = (below: string, changes: Record<string, string> = {}): string =>
    withParameters(below.startsWith('/') ? below : own + below, isOwn ? parameters : new URLSearchParams(), {
      page: '',
      per_page: '',
      ...changes,
    });
  const exportAs = (columns: string) => (one: (typeof FORMATS)[number]) => ({
    label: `${columns === 'view' ? 'Current View' : 'All Data'} (${one.label})`,
    href: to('export/', { _format: one.format, _columns: columns }),
  });
  return {
    ...(rights.add && isOwn && { add: `${own}add/`, import: `${own}import/` }),
    exports: isOwn ? [...FORMATS.map(exportAs('view')), ...FORMATS.map(exportAs('all'))] : [],
    ...(isOwn && mayExportSecrets && { exportSecrets: `${own}export-with-secrets/` }),
    columns: `${own}columns/?${new URLSearchParams({ return_url: here }).toString()}`,
    ...(rights.change && { bulkEdit: to('edit/') }),
    ...(rights.delete && { bulkDelete: to('delete/') }),
    picked: picked.map((one) => ({ label: one.label, icon: one.icon, href: to(one.path) })),
    mayEdit: rights.change,
    mayDelete: rights.delete,
    here,
    ...(isOwn && pagination.count > shown && { allCount: pagination.countText }),
  };
}
