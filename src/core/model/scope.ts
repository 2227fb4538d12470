/**
 * How the rows of a model belong to a row of the one model that people can be limited to (`root`). Who is limited to some
 * of these sees only what belongs to them; what belongs to none is for people without limits.
 */
export type Scope =
  | 'root'
  /** Belongs to what the reference points at; for an object of another program see `Ties`. */
  | { readonly through: string }
  /** A JSON list of ids of the root, which all have to be in sight; `at` is the way to it inside the JSON. */
  | { readonly every: string; readonly at?: readonly string[] }
  /** Text that is the value of a field of the root, or begins with it and a slash. */
  | { readonly below: string; readonly key: string }
  /** Belongs to the row of any model that two fields name by its content type and its id. */
  | { readonly about: { readonly type: string; readonly id: string } };

/** How rows tie objects of another program to what they belong to; one model at most. */
export interface Ties {
  /** Field with the kind of the object. */
  readonly kind: string;
  /** Field with its id there. */
  readonly id: string;
  /** Values of `kind`, by the type of the object as `externalRef` names it. */
  readonly kinds: Readonly<Record<string, string>>;
}

/** The fields of its model that a scope names. */
export function fieldsOfScope(scope: Scope | undefined): readonly string[] {
  if (scope === undefined || scope === 'root') return [];
  if ('through' in scope) return [scope.through];
  if ('every' in scope) return [scope.every];
  return 'below' in scope ? [scope.below] : [scope.about.type, scope.about.id];
}
