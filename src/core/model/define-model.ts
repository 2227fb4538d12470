import { type FieldErrors } from '../errors/errors';
import { type Schema } from '../openapi/schema';
import { type Effects } from './effects';
import { type AnyField, type Field } from './field';
import { pascalCase, snakeCase } from './naming';
import { checkScopes } from './check-scopes';
import { fieldsOfScope, type Scope, type Ties } from './scope';

export type Fields = Readonly<Record<string, AnyField>>;
type TypeOf<F> = F extends Field<infer T> ? T : never;

/** What a row holds besides its fields. */
export interface Standard {
  readonly id: number;
  readonly created: Date;
  readonly lastUpdated: Date;
}
/** What a row of a model that is not plain holds besides these. */
export interface Features {
  readonly tagIds?: readonly number[];
  /** Values of the custom fields by their names. */
  readonly customFieldData?: Readonly<Record<string, unknown>>;
}
export const STANDARD_NAMES = ['id', 'created', 'lastUpdated'] as const;
/** Columns that rows of every model have unless it is plain. */
export const FEATURE_COLUMNS = ['tagIds', 'customFieldData'] as const;
/** What these are called where a row is shown. */
export const FEATURE_NAMES = ['tags', 'customFields'] as const;

/** The field values of one row that is not stored yet. */
export type DraftOf<F extends Fields> = { [K in keyof F]: TypeOf<F[K]> };
/** One stored row. */
export type RowOf<F extends Fields> = Standard & DraftOf<F>;

export type Action = 'view' | 'add' | 'change' | 'delete';
export const ALL_ACTIONS: readonly Action[] = ['view', 'add', 'change', 'delete'];

/** A value that is shown and sent, but made from the row rather than stored. */
export interface Computed<Row> {
  readonly label?: string;
  readonly help?: string;
  readonly of: (row: Row) => unknown;
  /** Of what `of` gives, for OpenAPI. */
  readonly schema: Schema;
}

type Member<F extends Fields, C> = (keyof F & string) | (keyof C & string) | (typeof STANDARD_NAMES)[number];

/** The name of what a field of the row points at; empty where it points at nothing. */
export type NameOf<D extends string = string> = (field: D) => string;

/** How a model keeps the names of objects of another program, by which rows that point at them are searched and ordered. */
export interface Mirror<F extends Fields> {
  /** Field with the type of the object, as `externalRef` names it. */
  readonly type: keyof F & string;
  /** Field with its id there. */
  readonly id: keyof F & string;
  /** Field that sorts them. */
  readonly order: keyof F & string;
}

export interface ModelOptions<
  F extends Fields,
  C extends Record<string, Computed<RowOf<F>>>,
  D extends keyof F & string = never,
> {
  /** Kebab-case and singular: table, class name and template folder derive from it. */
  name: string;
  /** As people read it: "Proxmox endpoint". */
  label: string;
  /** "Proxmox endpoints" unless told. */
  labelPlural?: string;
  /** Below `/api/plugins/proxbox/` and `/plugins/proxbox/`, without slashes at the ends. */
  path: string;
  /** Section of the menu; without it the model has pages, but no entry. */
  menu?: string;
  /** What its entry in the menu is called; the plural unless told. */
  menuLabel?: string;
  fields: F;
  /** These fields together are unique. */
  identity?: readonly (keyof F & string)[];
  /** Default order; a leading minus is descending. `id` is added at the end by itself. */
  order?: readonly string[];
  /** Columns of the list page. */
  list: readonly Member<F, C>[];
  /** Cards of the detail page, by title; one card with every field unless told. */
  detail?: Readonly<Record<string, readonly Member<F, C>[]>>;
  /** Fieldsets of the form, by title; the cards of `detail` unless told. Fields that no set names follow their neighbour. */
  form?: Readonly<Record<string, readonly (keyof F & string)[]>>;
  /** Fields of `?brief=true` besides id, url and display. */
  brief?: readonly Member<F, C>[];
  /** Fields of the nested form in other rows besides id, url and display; `name` unless told. */
  nested?: readonly Member<F, C>[];
  /** Fields that `?q=` looks into; `storage.name` is a field of what `storage` points at. */
  search?: readonly ((keyof F & string) | `${keyof F & string}.${string}`)[];
  /**
   * Order of the JSON keys after `display`: the fields, then the computed, unless told. What it does not name of `tags`,
   * `customFields`, `created`, `lastUpdated` follows in this order.
   */
  rest?: readonly (Member<F, C> | (typeof FEATURE_NAMES)[number])[];
  computed?: C;
  /** What a row is called; it may name what the fields of `displayThrough` point at. */
  display: (row: RowOf<F>, nameOf: NameOf<D>) => string;
  displayThrough?: readonly D[];
  /** What REST sends as `display` where the row itself was asked for; `display` unless told. */
  title?: (row: RowOf<F>, nameOf: NameOf<D>) => string;
  /** A rule over several fields, checked on the row as it would be stored. */
  check?: (row: DraftOf<F>) => FieldErrors | undefined;
  /** What REST and pages offer; everything unless told. */
  actions?: readonly Action[];
  /** A create request whose identity exists already changes that row and answers with it. */
  upsert?: boolean;
  /** The rows are the names of objects of another program; one model at most. */
  mirror?: Mirror<F>;
  /** There is exactly one row, made at start. */
  singleton?: boolean;
  /** Without tags, custom fields, journal and change log: for rows that the program writes, not people. */
  plain?: boolean;
  /** Whether writes of people are kept in the change log: those of every model that is not plain, unless told. */
  logged?: boolean;
  /** Fields that lists are often narrowed by, besides references and the identity; several together make one index. */
  indexes?: readonly (readonly (keyof F & string)[])[];
  /**
   * Fields by which pages of a long list are sorted and narrowed at once: each has an index together with the id. For models
   * that may have hundreds of thousands of rows; an index costs time in every write.
   */
  sortedBy?: readonly (keyof F & string)[];
  /** `?q=` has an index, where PostgreSQL offers pg_trgm; for such models too. */
  searchIndex?: boolean;
  /** What a write of a row does to other rows. */
  effects?: Effects;
  /** Whose rows people see who are limited; without it everybody sees all of them who may see any. */
  scope?: Scope;
  /** The rows tie objects of another program to what they belong to. */
  ties?: Ties;
}

export interface Model<
  F extends Fields = Fields,
  C extends Record<string, Computed<RowOf<F>>> = Record<string, Computed<RowOf<F>>>,
> {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly path: string;
  readonly menu?: string;
  readonly menuLabel: string;
  readonly table: string;
  readonly className: string;
  readonly fields: F;
  readonly identity: readonly string[];
  readonly order: readonly string[];
  readonly list: readonly string[];
  readonly detail: Readonly<Record<string, readonly string[]>>;
  readonly form: Readonly<Record<string, readonly string[]>>;
  readonly brief: readonly string[];
  readonly nested: readonly string[];
  readonly search: readonly string[];
  readonly rest: readonly string[];
  readonly computed: C;
  /** Without `nameOf` what it points at is named by its number. */
  readonly display: (row: RowOf<F>, nameOf?: NameOf) => string;
  readonly displayThrough: readonly string[];
  readonly title: (row: RowOf<F>, nameOf?: NameOf) => string;
  readonly check: (row: DraftOf<F>) => FieldErrors | undefined;
  readonly actions: readonly Action[];
  readonly isUpsert: boolean;
  readonly mirror?: Mirror<F>;
  readonly isSingleton: boolean;
  readonly isPlain: boolean;
  readonly isLogged: boolean;
  readonly indexes: readonly (readonly string[])[];
  readonly sortedBy: readonly string[];
  readonly hasSearchIndex: boolean;
  readonly effects: Effects;
  readonly scope?: Scope;
  readonly ties?: Ties;
}

/** Any model, for code that walks over the list without knowing its members. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- `display` takes its own row, so no common supertype exists
export type AnyModel = Model<any, any>;
/** A row of a model that is not known at compile time. */
export type AnyRow = Standard & Features & Record<string, unknown>;

export type Draft<M> = M extends Model<infer F, infer _C> ? DraftOf<F> : never;
export type Row<M> = M extends Model<infer F, infer _C> ? RowOf<F> : never;

const RESERVED: readonly string[] = [
  ...STANDARD_NAMES, ...FEATURE_COLUMNS, ...FEATURE_NAMES, 'url', 'display', 'addTags', 'removeTags', 'changelogMessage',
]; // prettier-ignore

/** Makes a model from its one declarative value; throws a sentence when the value contradicts itself. */
export function defineModel<
  const F extends Fields,
  const C extends Record<string, Computed<RowOf<F>>> = Record<never, never>,
  const D extends keyof F & string = never,
>(options: ModelOptions<F, C, D>): Model<F, C> {
  const names = Object.keys(options.fields);
  const computed = options.computed ?? ({} as C);
  const shown = names.filter((name) => !options.fields[name].isSecret);
  const named =
    (make: (row: RowOf<F>, nameOf: NameOf) => string) =>
    (row: RowOf<F>, nameOf: NameOf = byNumber(row)) =>
      make(row, nameOf);
  const display = named(options.display);
  const detail = options.detail ?? { [options.label]: [...shown, ...Object.keys(computed)] };
  const model: Model<F, C> = {
    name: options.name,
    label: options.label,
    labelPlural: options.labelPlural ?? `${options.label}s`,
    path: options.path,
    menu: options.menu,
    menuLabel: options.menuLabel ?? options.labelPlural ?? `${options.label}s`,
    table: `proxbox_${snakeCase(options.name)}`,
    className: pascalCase(options.name),
    fields: options.fields,
    identity: options.identity ?? [],
    order: options.order ?? [],
    list: options.list,
    detail,
    form: options.form ?? detail,
    brief: options.brief ?? options.nested ?? names.filter((name) => name === 'name'),
    nested: options.nested ?? names.filter((name) => name === 'name'),
    search: options.search ?? [],
    rest: options.rest ?? [...shown, ...Object.keys(computed)],
    computed,
    display,
    displayThrough: options.displayThrough ?? [],
    title: options.title ? named(options.title) : display,
    check: options.check ?? (() => undefined),
    actions: options.actions ?? ALL_ACTIONS,
    isUpsert: options.upsert ?? false,
    mirror: options.mirror,
    isSingleton: options.singleton ?? false,
    isPlain: options.plain ?? false,
    isLogged: options.logged ?? !options.plain,
    indexes: options.indexes ?? [],
    sortedBy: options.sortedBy ?? [],
    hasSearchIndex: options.searchIndex ?? false,
    effects: options.effects ?? {},
    scope: options.scope,
    ties: options.ties,
  };
  checkModel(model as AnyModel);
  return model;
}

function byNumber(row: object): NameOf {
  return (field) => {
    const id = (row as Record<string, unknown>)[field];
    return id === null || id === undefined ? '' : `#${String(id)}`;
  };
}

function checkModel(model: AnyModel): void {
  const complain = (sentence: string): never => {
    throw new Error(`Model ${model.name}: ${sentence}`);
  };
  const fields = model.fields as Fields;
  if (!/^[a-z][a-z0-9-]*$/.test(model.name)) complain('its name must be kebab-case.');
  if (!/^[a-z0-9][a-z0-9/-]*[a-z0-9]$/.test(model.path)) {
    complain(`its path "${model.path}" must be lower-case words without slashes at the ends.`);
  }
  for (const [name, one] of Object.entries(fields)) {
    if (RESERVED.includes(name)) complain(`field "${name}" has a name that every row has already.`);
    if (one.choices && one.default !== undefined && !Object.hasOwn(one.choices, String(one.default))) {
      complain(`the default "${String(one.default)}" of field "${name}" is not one of its choices.`);
    }
  }
  const known = new Set([...Object.keys(fields), ...Object.keys(model.computed), ...STANDARD_NAMES]);
  const lists = { identity: model.identity, list: model.list, brief: model.brief, nested: model.nested, search: model.search.map((name) => name.split('.')[0]), rest: model.rest.filter((name) => !isFeature(model, name)), indexes: model.indexes.flat(), sortedBy: model.sortedBy, order: model.order.map((name) => name.replace(/^-/, '')), ...model.detail }; // prettier-ignore
  for (const [list, members] of Object.entries(lists)) {
    for (const name of members) {
      if (!known.has(name)) complain(`"${list}" names "${name}", which is not a field of the model.`);
      if (fields[name]?.isSecret) complain(`"${list}" names the secret "${name}", which is never shown.`);
    }
  }
  for (const name of [...model.indexes.flat(), ...model.sortedBy]) {
    if (!isIndexable(fields[name])) complain(`field "${name}" may be too long for an index of PostgreSQL.`);
  }
  const pointing = [...model.displayThrough, ...model.search.filter((name) => name.includes('.'))];
  for (const name of pointing.map((one) => one.split('.')[0])) {
    if (fields[name] && !fields[name].reference && !fields[name].externalType) {
      complain(`field "${name}" points at nothing, so that nothing can be shown or searched through it.`);
    }
  }
  if (model.isUpsert && model.identity.length === 0) complain('"upsert" needs an identity.');
  const { kind, id } = model.ties ?? {};
  for (const name of [...fieldsOfScope(model.scope), ...(kind ? [kind] : []), ...(id ? [id] : [])]) {
    if (!Object.hasOwn(fields, name)) complain(`"scope" or "ties" names "${name}", which is not a field.`);
  }
  for (const name of Object.values(model.form).flat()) {
    if (!known.has(name)) complain(`"form" names "${name}", which is not a field of the model.`);
  }
}

/** An entry of a B-tree has 2704 bytes at most, a character up to four; what is longer would be refused when it is stored. */
function isIndexable({ column: { type, length } }: AnyField): boolean {
  if (type === 'text' || type === 'jsonb') return false;
  return type !== 'varchar' || Number(length) * 4 <= 2600;
}

function isFeature(model: AnyModel, name: string): boolean {
  return !model.isPlain && FEATURE_NAMES.some((one) => one === name);
}

/** Checks what only the whole list shows: repeated names and paths, references to models that do not exist. */
export function checkModels(models: readonly AnyModel[]): void {
  for (const key of ['name', 'path', 'table'] as const) {
    const seen = new Map<string, string>();
    for (const model of models) {
      const other = seen.get(model[key]);
      if (other !== undefined)
        throw new Error(`Models ${other} and ${model.name} have the same ${key} "${model[key]}".`);
      seen.set(model[key], model.name);
    }
  }
  const names = new Set(models.map((model) => model.name));
  const [mirror, another] = models.filter((model) => model.mirror);
  if (another)
    throw new Error(`Models ${mirror.name} and ${another.name} both keep the names of other objects.`);
  for (const model of models) {
    for (const [name, one] of Object.entries(model.fields as Fields)) {
      if (one.reference && !names.has(one.reference.model)) {
        throw new Error(
          `Model ${model.name}: field "${name}" refers to model "${one.reference.model}", which is not in the list.`,
        );
      }
    }
    for (const [name, through] of model.search.map((one) => one.split('.'))) {
      const reference = (model.fields as Fields)[name].reference;
      const target = reference ? models.find((one) => one.name === reference.model) : mirror;
      const others = (target?.fields ?? {}) as Fields;
      const isKnown = through === undefined || (Object.hasOwn(others, through) && !others[through].isSecret);
      if (!isKnown)
        throw new Error(`Model ${model.name}: "search" names "${name}.${through}", which is not there.`);
    }
  }
  checkScopes(models);
}
