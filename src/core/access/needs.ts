import { type CustomDecorator, SetMetadata } from '@nestjs/common';
import { type Action } from '../model/define-model';

/** Parts of what a role may do, for credentials that shall do less than their owner. */
export const SCOPES = ['view', 'edit', 'run', 'administer'] as const;
export type Scope = (typeof SCOPES)[number];

/** What can be allowed beside viewing and editing rows, and the scope that it belongs to. */
export const VERBS = {
  run: 'run',
  plan: 'run',
  apply: 'run',
  cancel: 'run',
  schedule: 'run',
  undo: 'run',
  'export secrets': 'administer',
  'read metrics': 'view',
} as const satisfies Record<string, Scope>;
export type Verb = keyof typeof VERBS;

/** What a caller must be allowed to do: `change proxmox-endpoint`, `run`, or merely to be known. */
export type Need = `${Action} ${string}` | Verb | 'sign in';

const NEED = 'proxbox:need';

/** Says of a route, or of a whole controller, what its caller must be allowed to do; without it only administrators get in. */
export const Needs = (need: Need): CustomDecorator => SetMetadata(NEED, need);

/** What was said of a route, or of its controller; undefined where somebody forgot. */
export function needOf(action: object, controller: object): Need | undefined {
  return (Reflect.getMetadata(NEED, action) ?? Reflect.getMetadata(NEED, controller)) as Need | undefined;
}
