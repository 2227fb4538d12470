import { ownPath } from '../access/own-path';
import { type FieldErrors } from '../errors/errors';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { snakeCase } from '../model/naming';
import { type Tab } from './detail-view';
import { type FormSet } from './form-builder';
import { editableFields } from './form-values';
import { detailPath, listPath } from './page-address';

/** What `generic/edit.njk` shows. */
export interface FormView {
  readonly title: string;
  readonly breadcrumbs: readonly { label: string; href: string }[];
  readonly tabs: readonly Tab[];
  readonly sets: readonly FormSet[];
  /** What is wrong with the row as a whole. */
  readonly formErrors: readonly string[];
  /** Where the form is sent: the address it came from. */
  readonly action: string;
  readonly cancelHref: string;
  /** Where the person goes afterwards; empty for the page of the row. */
  readonly returnPath: string;
  readonly isNew: boolean;
  /** Of the row when the form was shown, to see whether somebody else was faster. */
  readonly version: string;
}

export interface FormViewOptions {
  readonly sets: readonly FormSet[];
  readonly errors: FieldErrors;
  readonly action: string;
  readonly returnPath: string;
  /** The row that is edited; without it the form makes a new one. */
  readonly row?: AnyRow;
  readonly version: string;
}

export function formView(model: AnyModel, options: FormViewOptions): FormView {
  const { sets, errors, action, returnPath, row, version } = options;
  const place = row && !model.isSingleton ? detailPath(model, row.id) : listPath(model);
  return {
    title: row ? `Editing ${model.label} ${model.display(row)}` : `Add a new ${model.label}`,
    breadcrumbs: [
      { label: model.labelPlural, href: listPath(model) },
      ...(row && !model.isSingleton ? [{ label: model.display(row), href: place }] : []),
    ],
    tabs: [{ label: row ? 'Edit' : 'Create', href: action, isCurrent: true }],
    sets,
    formErrors: errorsBeside(model, errors),
    action,
    cancelHref: returnPath || place,
    returnPath,
    isNew: row === undefined,
    version,
  };
}

/** The messages that no field of the form shows. */
export function errorsBeside(model: AnyModel, errors: FieldErrors): string[] {
  const shown = new Set(editableFields(model).map(([name]) => snakeCase(name)));
  return Object.entries(errors).flatMap(([key, messages]) => (shown.has(key) ? [] : messages));
}

/** A path of ours that a form or an address says to go back to, or nothing. */
export function returnPathOf(wanted: string | null): string {
  return wanted ? ownPath(wanted) : '';
}
