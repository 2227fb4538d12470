import { type Fallout } from '../crud/fallout';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { type FormField } from './form-field';
import { detailPath, listPath } from './page-address';

interface NamedRow {
  readonly display: string;
  readonly href: string;
}

interface NamedGroup {
  readonly label: string;
  readonly count: number;
  readonly rows: readonly NamedRow[];
  /** Rows that are not named. */
  readonly others: number;
}

/** What `generic/delete.njk` shows. */
export interface DeleteView {
  readonly title: string;
  readonly breadcrumbs: readonly { label: string; href: string }[];
  readonly question: string;
  readonly button: string;
  readonly selected: NamedGroup;
  readonly isSingle: boolean;
  /** What goes too, what only loses its reference, and what forbids the whole. */
  readonly deleted: readonly NamedGroup[];
  readonly loosened: readonly NamedGroup[];
  readonly blocking: readonly NamedGroup[];
  /** Why the person deletes; absent for a model without a change log. */
  readonly messageField?: FormField;
  readonly pk: string;
  readonly action: string;
  readonly cancelHref: string;
  readonly returnPath: string;
}

/** Rows of another model that a delete touches, with what they are called. */
export interface NamedFallout extends Fallout {
  readonly names: readonly string[];
}

export interface DeleteViewOptions {
  /** The first of the rows that are to go, and what they are called. */
  readonly rows: readonly AnyRow[];
  readonly names: readonly string[];
  readonly ids: readonly number[];
  readonly fallout: readonly NamedFallout[];
  readonly messageField?: FormField;
  readonly action: string;
  readonly cancelHref: string;
  readonly returnPath: string;
}

export function deleteView(model: AnyModel, options: DeleteViewOptions): DeleteView {
  const { rows, names, ids, fallout, ...rest } = options;
  const isSingle = ids.length === 1 && rows.length === 1;
  const label = ids.length === 1 ? model.label : model.labelPlural;
  const what = isSingle ? `${model.label} ${names[0]}` : `${ids.length} ${label}`;
  const groups = (onDelete: Fallout['onDelete']) =>
    fallout.filter((one) => one.onDelete === onDelete).map((one) => groupOf(one.model, one));
  return {
    title: `Delete ${what}?`,
    breadcrumbs: [{ label: model.labelPlural, href: listPath(model) }],
    question: `Are you sure that you want to delete ${what}? This cannot be undone.`,
    button: isSingle ? 'Delete' : `Delete ${ids.length} ${label}`,
    selected: groupOf(model, { count: ids.length, rows, names }),
    isSingle,
    deleted: groups('CASCADE'),
    loosened: groups('SET NULL'),
    blocking: groups('RESTRICT'),
    pk: ids.join(','),
    ...rest,
  };
}

function groupOf(
  model: AnyModel,
  { count, rows, names }: Pick<NamedFallout, 'count' | 'rows' | 'names'>,
): NamedGroup {
  return {
    label: count === 1 ? model.label : model.labelPlural,
    count,
    rows: rows.map((row, index) => ({ display: names[index], href: detailPath(model, row.id) })),
    others: count - rows.length,
  };
}
