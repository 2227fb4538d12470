import { type Observable } from 'rxjs';
import { type WhenGone } from '../../core/plan/plan-target';
import { type Ref } from '../../core/plan/value';
import { type Source } from '../source/source';
import { type Target } from './target';

/** An object that was seen, but could not be read: it is told as a failure, left as it is, and never taken for gone. */
export class Lost {
  constructor(
    readonly key: string,
    readonly label: string,
    readonly error: Error,
    /** Left alone on purpose, e.g. because its node is known to be down: told, but no failure of its own. */
    readonly isExpected: boolean = false,
    /** Another part of the run tells it already. */
    readonly isTold: boolean = false,
  ) {}
}

/** One object as Proxmox wants it: `values` names every field of the target; undefined is "not known now". */
export interface Item<V> {
  readonly key: string;
  readonly label: string;
  readonly values: V;
  /** What besides the key proves the identity. */
  readonly proof?: string;
  /** Used only where the object is made, for fields that are not known now. */
  readonly onCreate?: Partial<V>;
  /** Used instead where another object of ours has what may exist only once, e.g. its name. */
  readonly ifTaken?: Partial<V>;
  /** Where it belongs, e.g. its cluster: helps to find it, and is never written. */
  readonly scope?: Readonly<Record<string, number | string | Ref>>;
}

/** The values a row must give: every field by name, a pointer where an id goes, undefined for "not known now". */
export type Wanted<V> = { readonly [K in keyof V]: Pointable<V[K]> | undefined };
type Pointable<T> = T extends readonly (infer E)[] ? readonly (E | Ref)[] : number extends T ? T | Ref : T;

/** The row that a target takes: `ItemOf<typeof cluster>`. */
export type ItemOf<T> = T extends { readonly values?: infer V } ? Item<Wanted<NonNullable<V>>> : never;

/** One target that a stage fills, and how. */
export interface Part<Raw, V> {
  readonly target: Target<V>;
  /** Fetches and joins; no decisions. */
  readonly read: (source: Source) => Observable<Raw | Lost>;
  /** Translates; pure. */
  readonly row: (raw: Raw) => Item<Wanted<NoInfer<V>>>;
  /** Whether Proxmox would have told us about an object of this source, had it still been there. */
  readonly covers: (source: Source) => boolean;
  /** What becomes of an object that Proxmox no longer has: `as-set` is what the settings say of missing objects. */
  readonly whenGone: Exclude<WhenGone, (...args: never) => unknown> | 'as-set';
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the parts of one stage have different rows
export type AnyPart = Part<any, any>;

export interface Stage {
  /** The slug that people know: REST, schedule, stream and console use it. */
  readonly name: string;
  readonly label: string;
  /** Stages that must have run before; choosing this one chooses them too. */
  readonly after: readonly string[];
  /** `required`: where it fails, nothing more is done for that cluster. `optional`: it is told, and the run goes on. */
  readonly importance: 'required' | 'optional';
  /** Filled in this order; a later part may point at objects of an earlier one. */
  readonly parts: readonly AnyPart[];
}

/** Makes a stage from its one declarative value. */
export function defineStage(stage: Stage): Stage {
  if (!/^[a-z][a-z0-9-]*$/.test(stage.name))
    throw new Error(`Stage ${stage.name}: its name must be kebab-case.`);
  if (stage.parts.length === 0) throw new Error(`Stage ${stage.name}: it fills nothing.`);
  return stage;
}

/** One part of a stage, with its row checked against the target's values. */
export function part<Raw, V>(value: Part<Raw, V>): Part<Raw, V> {
  return value;
}
