import { type Author } from './changes';
import { type Database } from './database';
import { type Presenter } from './present';

/** The y of NetBox 4.y: what a version can do is decided by comparing it. */
export type Minor = 4 | 5 | 6 | 7;

export type Values = Record<string, unknown>;

/** A stored object: references as ids, choices as bare values, `tags` as tag ids, `custom_fields` as raw data. */
export type Row = Values & { id: number };

/** What a refused field or object is told, as NetBox words it: field name (or `__all__`) to sentences. */
export type Problems = Record<string, unknown>;

export type FieldKind =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'boolean'
  | 'choice'
  | 'datetime'
  | 'json'
  | 'reference'
  | 'references'
  | 'contentType'
  | 'objectTypes'
  | 'tags'
  | 'customFields'
  | 'computed';

/** One field of an object type: how it is written, checked, stored and read back. */
export interface Field {
  name: string;
  kind: FieldKind;
  /** First version that has it. */
  since?: Minor;
  /** Last version that has it. */
  until?: Minor;
  isRequired?: boolean;
  isNullable?: boolean;
  mayBeBlank?: boolean;
  isReadOnly?: boolean;
  isWriteOnly?: boolean;
  /** Kept in the row and indexed, never on the wire. */
  isHidden?: boolean;
  /** PUT without it sets the default instead of keeping the value. */
  resetsOnPut?: boolean;
  default?: unknown;
  maxLength?: number;
  min?: number;
  max?: number;
  minMessage?: string;
  decimals?: number;
  choices?: Record<string, string>;
  /** Allowed `app.model` names of a content type. */
  contentTypes?: string[];
  target?: string;
  onDelete?: 'protect' | 'restrict' | 'cascade' | 'null';
  /** Keys of the object a reference shows, where they are not the usual nested ones. */
  nestedKeys?: string[];
  /** A column that nothing here fills, but the change log shows. */
  isLogged?: boolean;
  patterns?: { test: RegExp; message: string }[];
  /** Brings a value into its stored form; throws FieldProblem. */
  clean?: (value: string, minor: Minor) => string;
  compute?: (row: Row, present: Presenter) => unknown;
  /** Reads differently from what is stored. */
  present?: (row: Row, present: Presenter) => unknown;
  /** A count that NetBox annotates on reads only: 4.4 leaves it out of the answer to a POST. */
  isCount?: boolean;
  /** The filter is named so instead of like the field. */
  filterName?: string;
  /** Attribute a reference is filtered by without `_id`: slug where the target has one, else name. */
  filterBy?: string;
  isFilterless?: boolean;
}

/** A uniqueness rule; NULL in any field lets duplicates pass, as in PostgreSQL. */
export interface UniqueRule {
  fields: string[];
  since?: Minor;
  until?: Minor;
  ignoresCase?: boolean;
  when?: (row: Values) => boolean;
  /** `field`: refused with the field's errors. `model`: under `__all__`. `database`: only the insert fails (500). */
  level: 'field' | 'model' | 'database';
  message: string | ((minor: Minor) => string);
  constraint: string;
  /** The key columns as PostgreSQL prints them. */
  columns?: string;
}

export interface WriteContext {
  db: Database;
  minor: Minor;
  before?: Row;
}

/** What a hook gets once something was stored or deleted: it may store more and sign for it. */
export interface AfterContext extends WriteContext {
  author: Author;
}

/** A pair of columns that points at a row of any of several types. */
export interface GenericReference {
  type: string;
  id: string;
  onDelete: 'cascade' | 'none';
}

export interface ExtraFilter {
  names: string[];
  /** Gets all values of the parameter; throws FilterProblem on a bad one. */
  match: (values: string[], db: Database) => (row: Row) => boolean;
}

/** Everything about one object type; adding a type is writing one of these. */
export interface ResourceDefinition {
  /** Below /api/, without slashes at the ends. */
  path: string;
  since?: Minor;
  /** Below the host, where the pages of this type are; the path unless told. */
  pagePath?: string;
  contentType: string;
  modelName: string;
  label: string;
  fields: Field[];
  brief: string[];
  /** What a reference to such an object shows; `brief` without counts unless told. */
  nested?: string[] | ((minor: Minor) => string[]);
  /** Counts inside references are always 0 (trees: the annotation is missing there). */
  hasEmptyNestedCounts?: boolean;
  display: (row: Row, db: Database) => string;
  unique?: UniqueRule[];
  generics?: GenericReference[];
  ordering: string[];
  compare?: (a: Row, b: Row, db: Database) => number;
  search?: string[];
  filters?: ExtraFilter[];
  isReadOnly?: boolean;
  /** `fields` and `omit` are ignored before this version. */
  selectsSince?: Minor;
  isUnlogged?: boolean;
  /** A bulk create validates and saves one by one, and answers with the bare errors of the first bad one. */
  createsOneByOne?: boolean;
  etagField?: string | null;
  validate?: (candidate: Values, context: WriteContext) => Problems | undefined;
  beforeSave?: (candidate: Values, context: WriteContext) => void;
  afterSave?: (row: Row, context: AfterContext) => void;
  afterDelete?: (row: Row, context: AfterContext) => void;
}
