import { type FieldErrors } from '../errors/errors';
import { type AnyField, isRequired, labelOf, type Color, type Widget } from '../model/field';
import { snakeCase } from '../model/naming';
import { isEmptiable, nullName } from './bulk-input';
import { clearName } from './form-input';

export interface FormOption {
  readonly value: string;
  readonly label: string;
  readonly isSelected: boolean;
  readonly color?: Color;
}

/** Where a script finds the rows that a reference may point at. */
export interface FormLookup {
  /** A REST list; `q` is added to it. */
  readonly path: string;
  /** The key of its rows that is the value. */
  readonly valueKey: string;
  /** What the present value is called. */
  readonly text: string;
}

/** One field of a form, ready for the partial `views/field/<widget>.njk`. */
export interface FormField {
  /** As in JSON. */
  readonly name: string;
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly widget: Widget;
  readonly isRequired: boolean;
  readonly value: string;
  readonly isChecked: boolean;
  /** Of a select; empty for everything else. */
  readonly options: readonly FormOption[];
  /** Whether several options can be picked. */
  readonly isMultiple: boolean;
  readonly errors: readonly string[];
  readonly maxLength?: number;
  readonly step?: string;
  readonly lookup?: FormLookup;
  /** Name of the box that empties a secret which is stored. */
  readonly clearName?: string;
  /** Name of the box that empties the field in many rows. */
  readonly nullName?: string;
  /** Ids of what explains the field. */
  readonly describedBy: string;
}

export interface FieldState {
  readonly values: URLSearchParams;
  readonly errors: FieldErrors;
  /** Whether the form is about a row that exists. */
  readonly isStored: boolean;
  /** Whether the form changes many rows at once: then nothing is required, and blank means untouched. */
  readonly isBulk: boolean;
  readonly options?: readonly FormOption[];
  readonly lookup?: FormLookup;
  /** Whether several of the options can be picked. */
  readonly isMultiple?: boolean;
}

/** A group of fields in a form. */
export interface FormSet {
  /** Without it the set needs no heading: it is the only one. */
  readonly title?: string;
  readonly fields: readonly FormField[];
}

/** What a form begins with. */
export interface FormState {
  readonly values: URLSearchParams;
  readonly errors?: FieldErrors;
  readonly isStored?: boolean;
  /** Whether the form changes many rows at once. */
  readonly isBulk?: boolean;
}

export function stateOf({ values, errors = {}, isStored = false, isBulk = false }: FormState): FieldState {
  return { values, errors, isStored, isBulk };
}

const YES_OR_NO = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];

/** `key` is the name of the input. */
export function formField(
  name: string,
  field: AnyField,
  state: FieldState,
  key: string = snakeCase(name),
): FormField {
  const value = field.isSecret ? '' : (state.values.getAll(key).at(-1) ?? '');
  const errors = state.errors[key] ?? [];
  const isTernary = field.widget === 'checkbox' && (field.isOptional || state.isBulk);
  const choices = isTernary
    ? YES_OR_NO
    : Object.entries(field.choices ?? {}).map(([choice, one]) => ({ value: choice, ...one }));
  return {
    name: key,
    id: `field-${key}`,
    label: labelOf(name, field),
    help: field.help,
    widget: isTernary ? 'select' : field.widget,
    isRequired: !state.isBulk && isFilledIn(field),
    value,
    isChecked: !['', 'false', 'off', '0'].includes(value.toLowerCase()),
    options: state.options ?? withBlank(field, choices, value),
    isMultiple: state.isMultiple ?? false,
    errors,
    ...(field.column.length !== undefined && { maxLength: Number(field.column.length) }),
    ...stepOf(field, value),
    ...(state.lookup && { lookup: state.lookup }),
    ...(field.isSecret && state.isStored && { clearName: clearName(key) }),
    ...(state.isBulk && isEmptiable(field) && { nullName: nullName(key) }),
    describedBy: [field.help && `help-${key}`, errors.length > 0 && `errors-${key}`]
      .filter(Boolean)
      .join(' '),
  };
}

/** A form always sends every field, so that a default does not make one dispensable as it does in REST. */
function isFilledIn(field: AnyField): boolean {
  const isBlankAllowed = field.isOptional || field.isBlankAllowed || field.widget === 'checkbox';
  return isRequired(field) || !isBlankAllowed;
}

function withBlank(
  field: AnyField,
  choices: readonly { value: string; label: string; color?: Color }[],
  value: string,
): FormOption[] {
  if (choices.length === 0) return [];
  const options = choices.map((choice) => ({ ...choice, isSelected: choice.value === value }));
  const isBlankOffered = field.isOptional || !options.some(({ isSelected }) => isSelected);
  return [
    ...(isBlankOffered ? [{ value: '', label: '---------', isSelected: value === '' }] : []),
    ...options,
  ];
}

function stepOf(field: AnyField, value: string): { step?: string } {
  if (field.widget === 'datetime') return { step: value.includes('.') ? '0.001' : '1' };
  if (field.widget === 'number') return { step: field.kind === 'float' ? 'any' : '1' };
  return {};
}
