/** Points at an object that may not exist yet, by what the plan calls it; becomes an id before anything is written. */
export class Ref {
  constructor(
    readonly target: string,
    readonly key: string,
  ) {}

  toJSON(): { target: string; key: string } {
    return { target: this.target, key: this.key };
  }
}

/** A pointer to the object that `target` knows under `key`. */
export function refTo(target: string, key: string): Ref {
  return new Ref(target, key);
}

/** Field values by name. `undefined` says "not known now": such a field is neither compared nor written. */
export type Values = Readonly<Record<string, unknown>>;

/** NetBox sends an absent text as "" or null; to a comparison they are the same. */
export function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/** Deep equality of JSON values, dates and pointers; object keys in any order, all empty values alike. */
export function same(left: unknown, right: unknown): boolean {
  if (isEmpty(left) || isEmpty(right)) return isEmpty(left) && isEmpty(right);
  if (left instanceof Date || right instanceof Date) return timeOf(left) === timeOf(right);
  if (left instanceof Ref || right instanceof Ref) {
    return (
      left instanceof Ref && right instanceof Ref && left.target === right.target && left.key === right.key
    );
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => same(item, right[index]));
  }
  if (
    typeof left === 'object' &&
    typeof right === 'object' &&
    !Array.isArray(left) &&
    !Array.isArray(right)
  ) {
    const a = left as Values;
    const b = right as Values;
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => same(a[name], b[name]));
  }
  return left === right;
}

/** Equality of values of which lists have no order. */
export function sameMembers(left: unknown, right: unknown): boolean {
  if (!Array.isArray(left) || !Array.isArray(right)) return same(left, right);
  const others = right as unknown[];
  return left.length === right.length && left.every((one) => others.some((other) => same(one, other)));
}

function timeOf(value: unknown): number {
  return value instanceof Date ? value.getTime() : new Date(String(value)).getTime();
}
