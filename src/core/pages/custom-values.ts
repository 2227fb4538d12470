import { type CustomField } from '../features/custom-field.model';
import { isEmpty } from '../features/custom-field-values';

type Typed = Pick<CustomField, 'type'>;

/** A value of a custom field as the texts that a form or a table shows: several only for a multiple selection. */
export function customTexts({ type }: Typed, value: unknown): string[] {
  if (isEmpty(value)) return [];
  if (type === 'json') return [JSON.stringify(value, null, 2)];
  // The input of a moment takes no zone; everything here is in UTC.
  if (type === 'datetime') return [String(value).replace(/(\.000)?(Z|\+00:00)$/, '')];
  return [value].flat().map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one)));
}

/**
 * What somebody wrote as the value of a custom field, in its type; null for nothing. What cannot be one stays text, which the
 * store then refuses in words.
 */
export function customValue({ type }: Typed, texts: readonly string[]): unknown {
  const given = texts.filter((text) => text.trim() !== '');
  if (given.length === 0) return null;
  if (type === 'multiselect') return given;
  const [text] = given.slice(-1);
  switch (type) {
    case 'integer':
    case 'decimal':
      return /^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(text) ? Number(text) : text;
    case 'boolean':
      return { true: true, false: false }[text.trim().toLowerCase()] ?? text;
    case 'json':
      return JSON.parse(text) as unknown;
    case 'longtext':
      return text.replace(/\r\n/g, '\n');
    default:
      return text;
  }
}
