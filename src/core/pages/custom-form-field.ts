import { type CustomField } from '../features/custom-field.model';
import { type AnyField } from '../model/field';
import { bool, datetime, float, int, json, longText, text } from '../model/kinds';
import { customColumn, customLabel } from './custom-columns';
import { type FieldState, formField, type FormField, type FormOption } from './form-field';

/** The input of a custom field, as that of a field of its kind. */
export function customFormField(
  custom: CustomField,
  state: Omit<FieldState, 'options' | 'lookup'>,
): FormField {
  const key = customColumn(custom);
  const values = state.values.getAll(key);
  const isSelection = custom.type === 'select' || custom.type === 'multiselect';
  return formField(
    key,
    fieldOf(custom),
    {
      ...state,
      ...(isSelection && { options: optionsOf(custom, values) }),
      isMultiple: custom.type === 'multiselect',
    },
    key,
  );
}

function fieldOf(custom: CustomField): AnyField {
  const about = { label: customLabel(custom), help: custom.description, optional: !custom.required };
  const line = text(about) as AnyField;
  switch (custom.type) {
    case 'longtext':
      return { ...longText({ ...about, markdown: true }), isBlankAllowed: false } as AnyField;
    case 'integer':
      return int({ ...about, big: true }) as AnyField;
    case 'decimal':
      return float(about) as AnyField;
    case 'boolean':
      // Nothing is a third value.
      return bool({ ...about, optional: true }) as AnyField;
    case 'date':
      return { ...line, widget: 'date' };
    case 'datetime':
      return datetime(about) as AnyField;
    case 'json':
      return json(about) as AnyField;
    case 'select':
    case 'multiselect':
      return { ...line, widget: 'select' };
    default:
      return line;
  }
}

function optionsOf({ choices, required, type }: CustomField, values: readonly string[]): FormOption[] {
  const options = choices.map(([value, label]) => ({ value, label, isSelected: values.includes(value) }));
  const isBlankOffered = type === 'select' && (!required || !options.some(({ isSelected }) => isSelected));
  return isBlankOffered
    ? [{ value: '', label: '---------', isSelected: values.length === 0 }, ...options]
    : options;
}
