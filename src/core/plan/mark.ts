import { type Actual, type Desired, known } from './plan-object';
import { type Values } from './value';

/** A mark by which an object is recognised without memory; undefined where the values do not give one. */
export type Mark = (values: Values) => string | undefined;

/** A mark that is made in one way of what is wanted and in another of what is there. */
export interface TwoSidedMark {
  readonly wanted: Mark;
  readonly actual: Mark;
}

export type AnyMark = Mark | TwoSidedMark;

/** Both sides of a mark. */
export function sidesOf(mark: AnyMark): TwoSidedMark {
  return typeof mark === 'function' ? { wanted: mark, actual: mark } : mark;
}

/** What an object is recognised by: what is known of it, and of what it is in. */
export function markedValues({ scope, values }: Desired): Values {
  return { ...scope, ...known(values) };
}

/** Objects that are there, by one of their marks. */
export type Index = ReadonlyMap<string, readonly Actual[]>;

export function indexBy(actual: readonly Actual[], mark: Mark): Index {
  const index = new Map<string, Actual[]>();
  for (const one of actual) {
    const text = mark(one.values);
    if (text === undefined) continue;
    const same = index.get(text);
    if (same) same.push(one);
    else index.set(text, [one]);
  }
  return index;
}

export function lookUp(index: Index, mark: Mark, values: Values): readonly Actual[] {
  const text = mark(values);
  return text === undefined ? [] : (index.get(text) ?? []);
}
