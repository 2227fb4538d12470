import { type CustomField } from '../features/custom-field.model';
import { parseMoment } from '../model/parse';
import { humanize } from '../model/naming';
import { type Cell } from './cell';
import { dateTimeText, jsonText, numberText } from './value-text';

/** What the value of a custom field is called in columns, forms and files, as in the filters of REST. */
export const CUSTOM_PREFIX = 'cf_';

type Described = Pick<CustomField, 'name' | 'label'>;

export function customColumn({ name }: Pick<CustomField, 'name'>): string {
  return CUSTOM_PREFIX + name;
}

/** The custom field of a column; undefined for every other column, and for a field that is gone. */
export function customFieldAt<F extends Described>(column: string, fields: readonly F[]): F | undefined {
  return fields.find((field) => customColumn(field) === column);
}

/** As people read it. */
export function customLabel({ label, name }: Described): string {
  return label || humanize(name.toLowerCase());
}

/** What some columns need to be loaded: the value of a custom field needs its definition. */
export function loadedFor(columns: readonly string[]): readonly string[] {
  return columns.some((column) => column.startsWith(CUSTOM_PREFIX)) ? [...columns, 'customFields'] : columns;
}

/** One value of a custom field, ready for the partial of its kind. */
export function customCell(field: CustomField, value: unknown): Cell {
  const head = {
    name: customColumn(field),
    label: customLabel(field),
    help: field.description,
  };
  const isEmpty =
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  if (isEmpty) return { ...head, widget: 'text', isEmpty, text: '' };
  return { ...head, isEmpty, ...shown(field, value) };
}

function shown(
  { type, choices }: CustomField,
  value: unknown,
): Pick<Cell, 'widget' | 'text'> & Partial<Cell> {
  const label = (one: unknown): string => choices.find(([known]) => known === one)?.[1] ?? String(one);
  const plain = typeof value === 'object' ? jsonText(value) : String(value);
  switch (type) {
    case 'boolean':
      return { widget: 'checkbox', text: value ? 'Yes' : 'No', isTrue: Boolean(value) };
    case 'longtext':
      return { widget: 'markdown', text: plain };
    case 'integer':
    case 'decimal':
      return { widget: 'number', text: typeof value === 'number' ? numberText(value) : plain };
    case 'datetime':
      return { widget: 'datetime', ...momentOf(value) };
    case 'url':
      return /^(https?|ftp|ssh):\/\//i.test(plain)
        ? { widget: 'link', text: plain, href: plain }
        : { widget: 'text', text: plain };
    case 'json':
      return { widget: 'json', text: JSON.stringify(value, null, 2) };
    case 'select':
      return { widget: 'text', text: label(value) };
    case 'multiselect':
      return { widget: 'text', text: [value].flat().map(label).join(', ') };
    default:
      return { widget: 'text', text: plain };
  }
}

function momentOf(value: unknown): { text: string; title: string } {
  try {
    const moment = parseMoment(value);
    return { text: dateTimeText(moment), title: moment.toISOString() };
  } catch {
    return { text: String(value), title: String(value) };
  }
}
