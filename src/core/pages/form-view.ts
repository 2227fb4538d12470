import { ownPath } from '../access/own-path';
import { type FieldErrors } from '../errors/errors';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { snakeCase } from '../model/naming';
import { type Crumb, type Tab } from './detail-view';
import { customColumn } from './custom-columns';
import { ADD_TAGS, CHANGE_MESSAGE, REMOVE_TAGS, TAGS } from './feature-form';
import { type FormField, type FormSet } from './form-field';
import { type CustomField } from '../features/custom-field.model';
import { editableFields } from './form-values';
import { detailPath, listPath } from './page-address';

/** What `generic/edit.njk` shows. */
export interface FormView {
  readonly title: string;
  readonly breadcrumbs: readonly Crumb[];
  readonly tabs: readonly Tab[];
  readonly sets: readonly FormSet[];
  /** Why the person writes; absent for a model without a change log. */
  readonly messageField?: FormField;
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
  readonly messageField?: FormField;
  readonly customFields: readonly CustomField[];
  readonly errors: FieldErrors;
  readonly action: string;
  readonly returnPath: string;
  /** The row that is edited, and what it is called; without it the form makes a new one. */
  readonly row?: AnyRow;
  readonly name?: string;
  readonly version: string;
}

export function formView(model: AnyModel, options: FormViewOptions): FormView {
  const { sets, messageField, customFields, errors, action, returnPath, row, name = '', version } = options;
  const place = row ? detailPath(model, row.id) : listPath(model);
  return {
    title: row ? `Editing ${model.label} ${name}` : `Add a new ${model.label}`,
    breadcrumbs: [
      { label: model.labelPlural, href: listPath(model) },
      ...(row && !model.isSingleton ? [{ label: name, href: place, isName: true }] : []),
    ],
    tabs: [{ label: row ? 'Edit' : 'Create', href: action, isCurrent: true }],
    sets,
    messageField,
    formErrors: errorsBeside(model, errors, customFields),
    action,
    cancelHref: returnPath || place,
    returnPath,
    isNew: row === undefined,
    version,
  };
}

/** The messages that no field of the form shows. */
export function errorsBeside(
  model: AnyModel,
  errors: FieldErrors,
  customFields: readonly CustomField[] = [],
): string[] {
  const beside = model.isPlain ? [] : [TAGS, ADD_TAGS, REMOVE_TAGS];
  const message = model.isLogged ? [CHANGE_MESSAGE] : [];
  const shown = new Set([
    ...editableFields(model).map(([name]) => snakeCase(name)),
    ...beside,
    ...message,
    ...customFields.map(customColumn),
  ]);
  return Object.entries(errors).flatMap(([key, messages]) => (shown.has(key) ? [] : messages));
}

/** A path of ours that a form or an address says to go back to, or nothing. */
export function returnPathOf(wanted: string | null): string {
  return wanted ? ownPath(wanted) : '';
}
