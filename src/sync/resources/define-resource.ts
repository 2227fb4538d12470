import { type Rule } from '../../core/plan/merge-field';
import { type AnyMark, type Mark } from '../../core/plan/mark';
import { isEmpty, type Values } from '../../core/plan/value';

/** How a field looks in NetBox's API: a bare value, a choice (`{value,label}` when read), a reference, a list of references. */
export type Shape = 'plain' | 'choice' | 'reference' | 'references' | 'custom';

/** What not every release of NetBox can do: names of `Capabilities`. */
export type Ability = 'hasStartOnBoot' | 'hasVmTypes';

/** One field of a NetBox object. `T` is the type of its value in a row. */
export interface ResourceField<T = unknown> {
  readonly rule: Rule;
  readonly shape: Shape;
  /** Which NetBox has it; every one unless told. */
  readonly needs?: Ability;
  /** Its name in NetBox's API; the snake_case of ours unless told. For `custom`: the name of the custom field. */
  readonly wire?: string;
  readonly value?: T;
}

/** What Proxmox knows: a change there is written, and wins when both sides moved. */
export function fact<T>(shape: Shape = 'plain'): ResourceField<T> {
  return { rule: 'ours', shape };
}

/** What people curate in NetBox: filled where it is empty, never fought over. */
export function curated<T>(shape: Shape = 'plain'): ResourceField<T> {
  return { rule: 'theirs', shape };
}

/** A field that only some releases of NetBox have. */
export function where<T>(needs: Ability, field: ResourceField<T>): ResourceField<T> {
  return { ...field, needs };
}

/** What people may choose otherwise, but what must not stay empty. */
export function filled<T>(shape: Shape = 'plain'): ResourceField<T> {
  return { rule: 'filled', shape };
}

/** Members of ours beside those of others. */
export function merged<T>(shape: 'references' | 'plain'): ResourceField<readonly T[]> {
  return { rule: 'union', shape };
}

/** A NetBox custom field of ours: nobody else writes it, and NetBox empties it where its definition is deleted and made anew. */
export function custom<T>(wire: string): ResourceField<T> {
  return { rule: 'always', shape: 'custom', wire };
}

export type ResourceFields = Readonly<Record<string, ResourceField>>;
export type ValuesOf<F extends ResourceFields> = {
  readonly [K in keyof F]: F[K] extends ResourceField<infer T> ? T : never;
};

/** A filter of NetBox's list, e.g. `{ slug: ['a', 'b'] }`: repeated values are alternatives. */
export type Narrowing = Readonly<Record<string, readonly (string | number)[]>>;

/** A kind of NetBox object that we fill, as data. It is a target of stages. */
export interface Resource<V = Record<string, unknown>> {
  readonly name: string;
  readonly label: string;
  /** Below `/api/`, e.g. `virtualization/clusters`. */
  readonly path: string;
  /** Content type, e.g. `virtualization.cluster`. */
  readonly objectType: string;
  readonly fields: ResourceFields;
  /** Fields that are read for recognising objects only, by their name in NetBox's API. */
  readonly alsoRead: readonly string[];
  /** Reads no more of the list than could matter; several filters are several reads. */
  readonly narrow: (wanted: readonly Values[]) => readonly Narrowing[];
  readonly rules: Readonly<Record<string, Rule>>;
  readonly adoptBy: readonly AnyMark[];
  readonly blockedBy: readonly AnyMark[];
  /** See `TargetPlanInput.ifMeant`. */
  readonly ifMeant?: string;
  /** See `TargetPlanInput.handsOver`. */
  readonly handsOver?: boolean;
  /** See `Target.tradesBy`. */
  readonly tradesBy?: string;
  /** What belongs to one machine is written by one request, or by requests that follow each other. */
  readonly isPart?: boolean;
  /** Looks once more for what `narrow` did not find. */
  readonly orElseBy?: (wanted: readonly Values[]) => readonly Narrowing[];
  /** Name of the resource that makes these objects; see `Target.completes`. */
  readonly completes?: string;
  /** See `Target.statusTellsMissing`. */
  readonly statusTellsMissing?: boolean;
  /** Which NetBox has such objects; every one unless told. */
  readonly needs?: Ability;
  /** Objects that must stop pointing here before one of these can become part of another object. */
  readonly pinnedBy?: readonly Pin[];
  readonly values?: V;
}

/** A field of other objects that points here: list and field by their names in NetBox's API. */
export interface Pin {
  readonly path: string;
  readonly field: string;
}

interface ResourceOptions<F extends ResourceFields> {
  name: string;
  label: string;
  path: string;
  objectType: string;
  fields: F;
  alsoRead?: readonly string[];
  narrow: (wanted: readonly Values[]) => readonly Narrowing[];
  adoptBy?: readonly AnyMark[];
  blockedBy?: readonly AnyMark[];
  ifMeant?: string;
  handsOver?: boolean;
  tradesBy?: string;
  isPart?: boolean;
  orElseBy?: (wanted: readonly Values[]) => readonly Narrowing[];
  completes?: string;
  statusTellsMissing?: boolean;
  pinnedBy?: readonly Pin[];
  needs?: Ability;
}

/** Makes a resource from its one declarative value. */
export function defineResource<const F extends ResourceFields>(
  options: ResourceOptions<F>,
): Resource<ValuesOf<F>> {
  return {
    ...options,
    alsoRead: options.alsoRead ?? [],
    adoptBy: options.adoptBy ?? [],
    blockedBy: options.blockedBy ?? [],
    rules: Object.fromEntries(Object.entries(options.fields).map(([name, field]) => [name, field.rule])),
  };
}

/** Narrows by the wanted values of one field: `slug=a&slug=b`. */
export function by(wire: string, field: string = wire): (wanted: readonly Values[]) => readonly Narrowing[] {
  return (wanted) => {
    const values = [...new Set(wanted.map((one) => one[field]))].filter(
      (value): value is string | number => typeof value === 'string' || typeof value === 'number',
    );
    return values.length > 0 ? [{ [wire]: values }] : [];
  };
}

/** A mark made of one field, only where all of the others are empty. */
export function unless(field: string, ...others: readonly string[]): Mark {
  return (values) => (others.every((other) => isEmpty(values[other])) ? mark(field)(values) : undefined);
}

/** A mark made of one or more fields; none where a field is empty or points at what does not exist yet. */
export function mark(...fields: readonly string[]): Mark {
  return (values) => {
    const parts = fields.map((field) => values[field]);
    return parts.every((part) => (typeof part === 'string' && part !== '') || typeof part === 'number')
      ? parts.map((part) => String(part).toLowerCase()).join(' ')
      : undefined;
  };
}
