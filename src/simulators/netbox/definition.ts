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

/** A sentence that may be another one in another version. */
export type Wording = string | ((minor: Minor) => string);

export const worded = (wording: Wording, minor: Minor): string =>
  typeof wording === 'string' ? wording : wording(minor);

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
  | 'choices'
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
  /** Digits in all, those before and after the point together. */
  digits?: number;
  choices?: Record<string, string>;
  /** First version of each choice that is not in all of them. */
  choicesSince?: Partial<Record<string, Minor>>;
  /** A choice that reads as the bare value, and whose refusal puts quotes around the wrong one. */
  isPlain?: boolean;
  /** Allowed `app.model` names of a content type. */
  contentTypes?: string[];
  /** Only types that have this feature may be named. */
  feature?: string;
  target?: string;
  /** JSON that is a list, and what each of its items is. */
  isList?: boolean;
  items?: 'text' | 'list';
  /** A reference written as an id only. */
  isIdOnly?: boolean;
  onDelete?: 'protect' | 'restrict' | 'cascade' | 'null';
  /** Emptying it with its target leaves no trace in the change log. */
  isSilent?: boolean;
  /** Keys of the object a reference shows, where they are not the usual nested ones. */
  nestedKeys?: string[];
  /** A column that nothing here fills, but the change log shows. */
  isLogged?: boolean;
  /** A field that is no column, so that the change log does not know it. */
  isUnlogged?: boolean;
  patterns?: { test: RegExp; message: Wording }[];
  /** What a value of a wrong type is told. */
  wrongType?: Wording;
  /** How a null that was sent is told from nothing that was sent. */
  nullAs?: string;
  /** An empty text stays one, although null is possible too. */
  keepsBlank?: boolean;
  /** What an empty text is told. */
  blank?: string;
  /** The value in the change log of a field that nothing here fills. */
  logged?: unknown;
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
  /** How OPTIONS calls the field, where that is not its name with spaces. */
  label?: (minor: Minor) => string;
  /** The type OPTIONS gives, where that is not the usual one of the kind. */
  metadataType?: string;
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
  message: Wording;
  constraint: string;
  /** The key columns as PostgreSQL prints them. */
  columns?: string;
}

export interface WriteContext {
  db: Database;
  minor: Minor;
  before?: Row;
}

/** What a hook gets while something is stored or deleted: it may store more and sign for it. */
export interface SaveContext extends WriteContext {
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
  /** Below the host, where the pages of this type are; the path unless told, null where it has none. */
  pagePath?: string | null;
  /** The same list at a second path, up to a version. */
  alias?: { path: string; until: Minor };
  contentType: string;
  modelName: string;
  /** How OPTIONS names the list, where that is not the model's name. */
  viewName?: string;
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
  /** What a search finds besides the fields. */
  searchAlso?: (wanted: string, db: Database) => (row: Row) => boolean;
  filters?: ExtraFilter[];
  isReadOnly?: boolean;
  /** Whoever is signed in may read these. */
  isOpen?: boolean;
  /** Further methods of an object. */
  extraMethods?: string[];
  /** `fields` and `omit` are ignored before this version. */
  selectsSince?: Minor;
  isUnlogged?: boolean;
  /** Not among the types people may point at. */
  isPrivate?: boolean;
  /** What else NetBox can do with such objects, in its own words; those of most types unless told. */
  features?: readonly string[];
  /** Rows that are there from the beginning. */
  seed?: (db: Database) => Values[];
  /** A bulk create validates and saves one by one, and answers with the bare errors of the first bad one. */
  createsOneByOne?: boolean;
  etagField?: string | null;
  validate?: (candidate: Values, context: WriteContext) => Problems | undefined;
  beforeSave?: (candidate: Values, context: SaveContext) => void;
  afterSave?: (row: Row, context: SaveContext) => void;
  afterDelete?: (row: Row, context: SaveContext) => void;
}
