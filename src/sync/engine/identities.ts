import { Ref, type Values } from '../../core/plan/value';

/** Which id an object has, by target and key; filled while a run plans and applies. */
export class Identities {
  private readonly ids = new Map<string, number>();
  private readonly keys = new Map<string, string>();

  set(target: string, key: string, id: number): void {
    this.ids.set(`${target} ${key}`, id);
    this.keys.set(`${target} ${id}`, key);
  }

  /** The key of what has an id; of several the last. */
  keyOf(target: string, id: number): string | undefined {
    return this.keys.get(`${target} ${id}`);
  }

  get({ target, key }: Ref): number | undefined {
    return this.ids.get(`${target} ${key}`);
  }

  /** The values with every pointer to a known object replaced by its id. */
  resolve(values: Values): Values {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, this.resolveValue(value)]),
    );
  }

  private resolveValue(value: unknown): unknown {
    if (value instanceof Ref) return this.get(value) ?? value;
    if (Array.isArray(value)) return value.map((one) => this.resolveValue(one));
    return value;
  }
}

/** The pointers that are still open in some values. */
export function openRefs(values: Values): readonly Ref[] {
  return Object.values(values)
    .flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter((value) => value instanceof Ref);
}
