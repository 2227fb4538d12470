import { ALL_ACTIONS, type Action } from '../model/define-model';
import { type Need, type Scope, type Verb, VERBS } from './needs';

/** Each may do what those before it may. */
export const ROLES = ['viewer', 'operator', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** The least role for everything that can be done: the one place that says who may what. */
export interface AccessTable {
  /** Rows of every model, unless `models` says otherwise. */
  readonly rows: Readonly<Record<Action, Role>>;
  /** Exceptions, by the name of a model. */
  readonly models: Readonly<Record<string, Partial<Record<Action, Role>>>>;
  readonly verbs: Readonly<Record<Verb, Role>>;
}

/** Of an application that says nothing of its own. */
export const plainTable: AccessTable = {
  rows: { view: 'viewer', add: 'operator', change: 'operator', delete: 'operator' },
  models: {},
  verbs: {
    run: 'operator',
    plan: 'operator',
    apply: 'operator',
    cancel: 'operator',
    schedule: 'operator',
    undo: 'operator',
    'export secrets': 'administrator',
    'read metrics': 'viewer',
  },
};

/** A role that somebody was given. */
export interface Grant {
  readonly role: Role;
  /** Id of the one row that it is good for, of the model that people can be limited to; undefined for all. */
  readonly only?: number;
}

/** The highest role that somebody has anywhere. */
export function highestRole(grants: readonly Grant[]): Role | undefined {
  return [...ROLES].reverse().find((role) => grants.some((grant) => grant.role === role));
}

/** Ids of the rows for which somebody was given a role that is enough for something; undefined for all of them. */
export function sightFor(
  table: AccessTable,
  grants: readonly Grant[],
  need: Need | undefined,
): readonly number[] | undefined {
  const least = need === 'sign in' ? ROLES[0] : demandOf(table, need).least;
  const enough = grants.filter(({ role }) => ROLES.indexOf(role) >= ROLES.indexOf(least));
  const ids = enough.flatMap(({ only }) => only ?? []);
  return ids.length < enough.length ? undefined : [...new Set(ids)];
}

/** Who asks, as far as it matters here. */
export interface Standing {
  /** Undefined for a person who was given none: they may sign in, and see nothing. */
  readonly role: Role | undefined;
  readonly scopes: readonly Scope[];
}

/** Whether a caller may do something; what nobody has named is for administrators. */
export function isAllowed(table: AccessTable, { role, scopes }: Standing, need: Need | undefined): boolean {
  if (need === 'sign in') return true;
  if (role === undefined) return false;
  const { least, scope } = demandOf(table, need);
  return ROLES.indexOf(role) >= ROLES.indexOf(least) && scopes.includes(scope);
}

/** The least role and the scope of something that can be done. */
export function demandOf(table: AccessTable, need: Need | undefined): { least: Role; scope: Scope } {
  if (need !== undefined && need in VERBS) {
    const verb = need as Verb;
    return { least: table.verbs[verb], scope: VERBS[verb] };
  }
  const [word, model] = (need ?? '').split(' ');
  const action = ALL_ACTIONS.find((one) => one === word);
  if (!action) return { least: 'administrator', scope: 'administer' };
  return {
    least: table.models[model]?.[action] ?? table.rows[action],
    scope: action === 'view' ? 'view' : 'edit',
  };
}

/** Throws a sentence when a table speaks of a model that does not exist. */
export function checkTable(table: AccessTable, models: readonly { readonly name: string }[]): void {
  for (const name of Object.keys(table.models)) {
    if (!models.some((model) => model.name === name)) {
      throw new Error(`The table of rights names the model "${name}", which is not in the list.`);
    }
  }
}
