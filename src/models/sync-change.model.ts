import { defineModel, type Row } from '../core/model/define-model';
import { choice, int, json, longText, ref, text } from '../core/model/kinds';

const actions = {
  create: 'green',
  update: 'yellow',
  delete: 'red',
  keep: 'gray',
  conflict: 'orange',
} as const;
const decisions = { undecided: 'gray', accepted: 'green', refused: 'red' } as const;

/** What can become of an object. */
export const ACTIONS = Object.keys(actions) as (keyof typeof actions)[];
/** What people can say of a change that is still to be made. */
export const DECISIONS = Object.keys(decisions) as (keyof typeof decisions)[];

/** One line of a plan: what is to become of one object, why, and what became of it. */
export const syncChange = defineModel({
  name: 'sync-change',
  label: 'Sync change',
  path: 'sync/changes',
  menu: 'Sync & Operations',
  actions: ['view'],
  plain: true,
  scope: { below: 'key', key: 'clusterKey' },
  fields: {
    run: ref('sync-run'),
    stage: text(),
    target: text({ help: 'Kind of object.' }),
    key: text({ max: 512, help: 'Identity in Proxmox.' }),
    label: text({ max: 512, help: 'Name of the object.' }),
    action: choice(actions),
    status: choice(
      { planned: 'cyan', applied: 'green', failed: 'red', skipped: 'gray', held: 'orange' },
      { default: 'planned' },
    ),
    decision: choice(decisions, { default: 'undecided', help: 'Whether somebody wants it done.' }),
    objectId: int({ label: 'Object ID', optional: true, help: 'Id in NetBox or in Proxbox.' }),
    before: json<Record<string, unknown> | null>({ optional: true }),
    after: json<Record<string, unknown> | null>({ optional: true }),
    conflicts: json<Record<string, unknown>[]>({ default: [], help: 'Fields that both sides changed.' }),
    conflictCount: int({ label: 'Conflicts', default: 0, help: 'How many fields both sides changed.' }),
    written: json<Record<string, unknown> | null>({
      optional: true,
      help: 'What is remembered as last written once the change is done.',
    }),
    proof: text({ blank: true, help: 'What else proves the identity.' }),
    reason: longText(),
    error: longText(),
  },
  order: ['run', 'id'],
  // What became of one object, and of all below it, is found by the beginning of the key.
  indexes: [['key']],
  list: ['label', 'run', 'stage', 'target', 'action', 'status', 'reason', 'error'],
  detail: {
    'Sync change': ['run', 'stage', 'target', 'label', 'key', 'proof', 'action', 'status', 'decision', 'conflictCount', 'objectId', 'reason', 'error'], // prettier-ignore
    Difference: ['before', 'after', 'conflicts', 'written'],
  },
  brief: ['label', 'action', 'status'],
  nested: ['label', 'action', 'status'],
  search: ['label', 'key', 'reason', 'error'],
  display: (change) => `${change.action} ${change.target} ${change.label}`,
});

export type SyncChange = Row<typeof syncChange>;
