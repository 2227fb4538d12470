import { type FieldErrors } from '../errors/errors';
import { type AnyField, type Field } from './field';
import { pascalCase, snakeCase } from './naming';

export type Fields = Readonly<Record<string, AnyField>>;
type TypeOf<F> = F extends Field<infer T> ? T : never;

/** What a row holds besides its fields. */
export interface Standard {
  readonly id: number;
  readonly created: Date;
  readonly lastUpdated: Date;
}
export const STANDARD_NAMES = ['id', 'created', 'lastUpdated'] as const;

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
}

type NameOf<F extends Fields, C> = (keyof F & string) | (keyof C & string) | (typeof STANDARD_NAMES)[number];

export interface ModelOptions<F extends Fields, C extends Record<string, Computed<RowOf<F>>>> {
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
  fields: F;
  /** These fields together are unique. */
  identity?: readonly (keyof F & string)[];
  /** Default order; a leading minus is descending. `id` is added at the end by itself. */
  order?: readonly string[];
  /** Columns of the list page. */
  list: readonly NameOf<F, C>[];
  /** Cards of the detail page, by title; one card with every field unless told. */
  detail?: Readonly<Record<string, readonly NameOf<F, C>[]>>;
  /** Fields of `?brief=true` besides id, url and display. */
  brief?: readonly NameOf<F, C>[];
  /** Fields of the nested form in other rows besides id, url and display; `name` unless told. */
  nested?: readonly NameOf<F, C>[];
  /** Fields that `?q=` looks into. */
  search?: readonly (keyof F & string)[];
  /** Order of the JSON keys between `display` and `created`; the fields, then the computed, unless told. */
  rest?: readonly NameOf<F, C>[];
  computed?: C;
  display: (row: RowOf<F>) => string;
  /** A rule over several fields, checked on the row as it would be stored. */
  check?: (row: DraftOf<F>) => FieldErrors | undefined;
  /** What REST and pages offer; everything unless told. */
  actions?: readonly Action[];
  /** There is exactly one row, made at start. */
  singleton?: boolean;
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
  readonly table: string;
  readonly className: string;
  readonly fields: F;
  readonly identity: readonly string[];
  readonly order: readonly string[];
  readonly list: readonly string[];
  readonly detail: Readonly<Record<string, readonly string[]>>;
  readonly brief: readonly string[];
  readonly nested: readonly string[];
  readonly search: readonly string[];
  readonly rest: readonly string[];
  readonly computed: C;
  readonly display: (row: RowOf<F>) => string;
  readonly check: (row: DraftOf<F>) => FieldErrors | undefined;
  readonly actions: readonly Action[];
  readonly isSingleton: boolean;
}

/** Any model, for code that walks over the list without knowing its members. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- `display` takes its own row, so no common supertype exists
export type AnyModel = Model<any, any>;
/** A row of a model that is not known at compile time. */
export type AnyRow = Standard & Record<string, unknown>;

export type Draft<M> = M extends Model<infer F, infer _C> ? DraftOf<F> : never;
export type Row<M> = M extends Model<infer F, infer _C> ? RowOf<F> : never;

const RESERVED = ['id', 'url', 'display', 'created', 'lastUpdated', 'tags', 'customFields'];

/** Makes a model from its one declarative value; throws a sentence when the value contradicts itself. */
export function defineModel<
  const F extends Fields,
  const C extends Record<string, Computed<RowOf<F>>> = Record<never, never>,
>(options: ModelOptions<F, C>): Model<F, C> {
  const names = Object.keys(options.fields);
  const computed = options.computed ?? ({} as C);
  const shown = names.filter((name) => !options.fields[name].isSecret);
  const model: Model<F, C> = {
    name: options.name,
    label: options.label,
    labelPlural: options.labelPlural ?? `${options.label}s`,
    path: options.path,
    menu: options.menu,
    table: `proxbox_${snakeCase(options.name)}`,
    className: pascalCase(options.name),
    fields: options.fields,
    identity: options.identity ?? [],
    order: options.order ?? [],
    list: options.list,
    detail: options.detail ?? { [options.label]: [...shown, ...Object.keys(computed)] },
    brief: options.brief ?? options.nested ?? names.filter((name) => name === 'name'),
    nested: options.nested ?? names.filter((name) => name === 'name'),
    search: options.search ?? [],
    rest: options.rest ?? [...shown, ...Object.keys(computed)],
    computed,
    display: options.display,
    check: options.check ?? (() => undefined),
    actions: options.actions ?? ALL_ACTIONS,
    isSingleton: options.singleton ?? false,
  };
  checkModel(model as AnyModel);
  return model;
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
  const lists = { identity: model.identity, list: model.list, brief: model.brief, nested: model.nested, search: model.search, rest: model.rest, order: model.order.map((name) => name.replace(/^-/, '')), ...model.detail }; // prettier-ignore
  for (const [list, members] of Object.entries(lists)) {
    for (const name of members) {
      if (!known.has(name)) complain(`"${list}" names "${name}", which is not a field of the model.`);
      if (fields[name]?.isSecret) complain(`"${list}" names the secret "${name}", which is never shown.`);
    }
  }
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
  for (const model of models) {
    for (const [name, one] of Object.entries(model.fields as Fields)) {
      if (one.reference && !names.has(one.reference.model)) {
        throw new Error(
          `Model ${model.name}: field "${name}" refers to model "${one.reference.model}", which is not in the list.`,
        );
      }
    }
  }
}
