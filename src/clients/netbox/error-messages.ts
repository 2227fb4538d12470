import { type FieldErrors } from '../../core/errors/errors';

/** The key of messages that are about the whole object, as NetBox's models name it. */
export const WHOLE_OBJECT = '__all__';

/** NetBox and the REST framework under it put messages about a whole object under any of these. */
const WHOLE_OBJECT_KEYS = new Set([WHOLE_OBJECT, 'non_field_errors', 'detail', 'error']);

const MESSAGE_LIMIT = 600;

/** The messages of any error body that NetBox sends, by field; what lies deeper gets a dotted name (`custom_fields.vmid`). */
export function fieldErrorsOf(body: unknown): FieldErrors {
  const fields: FieldErrors = {};
  collect(body, '', fields);
  return fields;
}

/** Field messages as one line for people; messages about the whole object stand without a name. */
export function sentenceOf(fields: FieldErrors): string {
  const parts = Object.entries(fields).map(([field, messages]) =>
    field === WHOLE_OBJECT ? messages.join(' ') : `${field}: ${messages.join(' ')}`,
  );
  return shortened(parts.join('; '));
}

/** What a page that is not JSON seems to be: its title, or its first words. */
export function pageTitleOf(text: string): string {
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1] ?? text.replace(/<[^>]*>/g, ' ');
  return title.replace(/\s+/g, ' ').trim().slice(0, 80);
}

function collect(value: unknown, path: string, into: FieldErrors): void {
  if (value === null || value === undefined || value === '') return;
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) =>
      collect(item, isNested(item) ? join(path, String(index)) : path, into),
    );
  } else if (typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, WHOLE_OBJECT_KEYS.has(key) ? path : join(path, key), into);
    }
  } else {
    const messages = (into[path === '' ? WHOLE_OBJECT : path] ??= []);
    if (!messages.includes(String(value))) messages.push(String(value));
  }
}

function isNested(item: unknown): boolean {
  return typeof item === 'object' && item !== null;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function shortened(text: string): string {
  return text.length <= MESSAGE_LIMIT ? text : `${text.slice(0, MESSAGE_LIMIT - 1)}…`;
}
