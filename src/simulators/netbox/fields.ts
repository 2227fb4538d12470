import { type Database } from './database';
import { type Field, type Minor, type Row } from './definition';
import { type Presenter } from './present';

type More = Partial<Field>;

export const text = (name: string, maxLength: number | undefined, more: More = {}): Field => ({
  name,
  kind: 'text',
  maxLength,
  mayBeBlank: !more.isRequired,
  default: more.isNullable ? null : '',
  ...more,
});

const slugMessage = (minor: Minor): string => {
  const [open, close] = minor >= 7 ? ['"', '"'] : ['“', '”'];
  return `Enter a valid ${open}slug${close} consisting of letters, numbers, underscores or hyphens.`;
};

export const slug = (more: More = {}): Field =>
  text('slug', 100, {
    isRequired: true,
    wrongType: slugMessage,
    patterns: [{ test: /^[-a-zA-Z0-9_]+$/, message: slugMessage }],
    ...more,
  });

export const name = (maxLength: number, more: More = {}): Field =>
  text('name', maxLength, { isRequired: true, ...more });

export const integer = (fieldName: string, min: number, max: number, more: More = {}): Field => ({
  name: fieldName,
  kind: 'integer',
  min,
  max,
  isNullable: true,
  default: null,
  ...more,
});

/** A positive integer column: 0 to 2147483647. */
export const positive = (fieldName: string, more: More = {}): Field =>
  integer(fieldName, 0, 2147483647, more);

export const decimal = (fieldName: string, decimals: number, more: More = {}): Field => ({
  name: fieldName,
  kind: 'decimal',
  decimals,
  isNullable: true,
  default: null,
  ...more,
});

export const flag = (fieldName: string, fallback: boolean, more: More = {}): Field => ({
  name: fieldName,
  kind: 'boolean',
  default: fallback,
  ...more,
});

export const choice = (fieldName: string, choices: Record<string, string>, more: More = {}): Field => ({
  name: fieldName,
  kind: 'choice',
  choices,
  ...more,
});

/** A choice that may stay empty and then reads as null. */
export const optionalChoice = (fieldName: string, choices: Record<string, string>, more: More = {}): Field =>
  choice(fieldName, choices, { isNullable: true, mayBeBlank: true, default: null, ...more });

export const reference = (fieldName: string, target: string, more: More = {}): Field => ({
  name: fieldName,
  kind: 'reference',
  target,
  onDelete: 'protect',
  isNullable: !more.isRequired,
  default: null,
  ...more,
});

export const references = (fieldName: string, target: string, more: More = {}): Field => ({
  name: fieldName,
  kind: 'references',
  target,
  onDelete: 'null',
  default: [],
  ...more,
});

export const json = (fieldName: string, more: More = {}): Field => ({
  name: fieldName,
  kind: 'json',
  isNullable: true,
  default: null,
  isFilterless: true,
  ...more,
});

export const datetime = (fieldName: string, more: More = {}): Field => ({
  name: fieldName,
  kind: 'datetime',
  isNullable: true,
  default: null,
  ...more,
});

export const computed = (
  fieldName: string,
  compute: (row: Row, present: Presenter) => unknown,
  more: More = {},
): Field => ({ name: fieldName, kind: 'computed', isReadOnly: true, compute, isFilterless: true, ...more });

/** A field of NetBox that nothing here fills: it always reads as `value` and writes to it are ignored. */
export const fixed = (fieldName: string, value: unknown, more: More = {}): Field =>
  computed(fieldName, () => value, more);

/** How many rows of `path` point here by `field`. */
export const count = (fieldName: string, path: string, field: string, more: More = {}): Field =>
  computed(fieldName, (row, present) => countOf(present.db, path, field, row.id), { isCount: true, ...more });

export function countOf(db: Database, path: string, field: string, id: number): number {
  return db.table(path).pointingAt(field, id).size;
}

export const noCount = (fieldName: string, more: More = {}): Field =>
  fixed(fieldName, 0, { isCount: true, ...more });

/** A reference to a type that is not simulated: always null. */
export const noReference = (fieldName: string, more: More = {}): Field =>
  fixed(fieldName, null, { isLogged: true, ...more });

export const owner: Field = noReference('owner', { since: 5 });
export const description: Field = text('description', 200);
export const comments = (since?: Minor): Field => text('comments', undefined, { since, isFilterless: true });
export const tags: Field = { name: 'tags', kind: 'tags', isFilterless: true };
export const customFields: Field = { name: 'custom_fields', kind: 'customFields', isFilterless: true };
export const times: Field[] = [
  { name: 'created', kind: 'datetime', isReadOnly: true },
  { name: 'last_updated', kind: 'datetime', isReadOnly: true },
];

/** `scope_type` + `scope_id` + `scope`, or the same with `assigned_object`; any type unless told which. */
export function genericReference(prefix: string, contentTypes?: string[], more: More = {}): Field[] {
  const names = { type: `${prefix}_type`, id: `${prefix}_id` };
  return [
    { name: names.type, kind: 'contentType', contentTypes, isNullable: true, default: null, ...more },
    integer(names.id, 0, Number.MAX_SAFE_INTEGER, more),
    computed(prefix, (row, present) => present.nestedByType(row[names.type], row[names.id])),
  ];
}
