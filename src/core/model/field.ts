import { type EntitySchemaColumnOptions } from 'typeorm';
import { type Schema } from '../openapi/schema';
import { humanize } from './naming';

/** Badge colours that the pages know, as NetBox names them. */
export type Color =
  | 'blue' | 'indigo' | 'purple' | 'pink' | 'red' | 'orange' | 'yellow' | 'green' | 'teal' | 'cyan' | 'gray' | 'brown'; // prettier-ignore

export interface Choice {
  readonly label: string;
  readonly color: Color;
}

/** Which filter lookups a field offers: `text` has `__ic`, `number` has `__gte`, and so on (core/crud/lookups.ts). */
export type LookupFamily =
  'text' | 'number' | 'date' | 'choice' | 'reference' | 'boolean' | 'address' | 'none';

/** The partial in `views/field/` that shows and edits the value. */
export type Widget =
  | 'text' | 'long-text' | 'markdown' | 'number' | 'checkbox' | 'select' | 'date' | 'datetime' | 'json' | 'reference' | 'external' | 'secret'
  | 'address' | 'color' | 'link' | 'tags' | 'object-type' | 'object-types'; // prettier-ignore

export interface Reference {
  /** `name` of the model that is pointed at. */
  readonly model: string;
  readonly onDelete: 'CASCADE' | 'SET NULL' | 'RESTRICT';
}

/** Two fields that name a row of any model: one with its content type, one with its id. */
export interface ObjectReference {
  readonly type: string;
  readonly id: string;
}

/** Everything one column means to the database, the REST API, the filters and the forms. `T` is its TypeScript type. */
export interface Field<T = unknown> {
  readonly kind: string;
  readonly column: EntitySchemaColumnOptions;
  /** The bare value as a write takes it, for OpenAPI; whether it may be null, and how it is shown, follows from the rest. */
  readonly schema: Schema;
  /** class-validator decorators for a value that is neither undefined nor null. */
  readonly rules: readonly PropertyDecorator[];
  readonly lookups: LookupFamily;
  readonly widget: Widget;
  readonly label?: string;
  readonly help: string;
  /** The column takes NULL. */
  readonly isOptional: boolean;
  /** An empty string is a value. */
  readonly isBlankAllowed: boolean;
  readonly default?: T;
  /** A create request must carry it, although there is a default, with which forms begin. */
  readonly isDemanded: boolean;
  /** What a number counts. */
  readonly unit?: 'bytes';
  /** A choice that is sent as its bare value rather than with its label. */
  readonly isPlain: boolean;
  /** Filled by the program: shown, filtered, never taken from a request. */
  readonly isReadOnly: boolean;
  /** Encrypted at rest, accepted on writes, never sent out. */
  readonly isSecret: boolean;
  /** No two rows have the same value. */
  readonly isUnique: boolean;
  readonly choices?: Readonly<Record<string, Choice>>;
  readonly reference?: Reference;
  /** Type of an object that lives in another program, e.g. `virtualization.cluster`; the column holds its id. */
  readonly externalType?: string;
  /** The fields of the row that name what the value is about, so that pages lead there. */
  readonly about?: ObjectReference;
  /** A value from JSON, a form or a query string in the type of the column; throws `BadValue` with the sentence to show. */
  readonly parse: (value: unknown) => T;
}

/** Any field, for code that walks over models without knowing them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- variance: `parse` of a narrower field must still fit
export type AnyField = Field<any>;

/** Raised by `Field.parse`: its message is what the person who sent the value reads. */
export class BadValue extends Error {}

export interface FieldOptions<T> {
  label?: string;
  help?: string;
  optional?: boolean;
  default?: T;
  /** A create request must carry it, although there is a default, with which forms begin. */
  required?: boolean;
  readOnly?: boolean;
  unique?: boolean;
}

/** `T`, or `T | null` when the options say optional. */
export type Value<T, O> = O extends { optional: true } ? T | null : T;

interface Kind<T> {
  kind: string;
  column: EntitySchemaColumnOptions;
  schema: Schema;
  rules?: readonly PropertyDecorator[];
  lookups: LookupFamily;
  widget: Widget;
  parse: (value: unknown) => T;
  isSecret?: boolean;
  isBlankAllowed?: boolean;
  isPlain?: boolean;
  unit?: 'bytes';
  choices?: Readonly<Record<string, Choice>>;
  reference?: Reference;
  externalType?: string;
}

/** Joins what a kind of field is with what one model says about it. */
export function field<T, O extends FieldOptions<T>>(
  kind: Kind<T>,
  options: O | undefined,
): Field<Value<T, O>> {
  const optional = options?.optional ?? false;
  return {
    kind: kind.kind,
    column: { ...kind.column, nullable: optional },
    schema: kind.schema,
    rules: kind.rules ?? [],
    lookups: kind.lookups,
    widget: kind.widget,
    label: options?.label,
    help: options?.help ?? '',
    isOptional: optional,
    isBlankAllowed: kind.isBlankAllowed ?? false,
    default: options?.default as Value<T, O> | undefined,
    isDemanded: options?.required ?? false,
    unit: kind.unit,
    isPlain: kind.isPlain ?? false,
    isReadOnly: options?.readOnly ?? false,
    isSecret: kind.isSecret ?? false,
    isUnique: options?.unique ?? false,
    choices: kind.choices,
    reference: kind.reference,
    externalType: kind.externalType,
    parse: kind.parse as (value: unknown) => Value<T, O>,
  };
}

/** Whether a create request must carry the field. */
export function isRequired(one: AnyField): boolean {
  if (one.isDemanded) return true;
  return !one.isOptional && one.default === undefined && !one.isReadOnly && !one.isBlankAllowed;
}

/** What a person reads in front of the value. */
export function labelOf(name: string, one: AnyField): string {
  return one.label ?? humanize(name);
}
