import { INT4_MAX } from '../core/model/parse';
import { blocked, invalid } from '../core/openapi/answers';
import { type RouteDescription } from '../core/openapi/describe';
import { component, listOf, orNull, type Schema } from '../core/openapi/schema';
import { ACTIONS, DECISIONS } from '../models/sync-change.model';
import { syncRun } from '../models/sync-run.model';

const named = { tag: syncRun.labelPlural } as const;
const answers = {
  201: { description: 'The new run, which goes on in the background.', schema: component(syncRun.className) },
  409: blocked,
} as const;

export const resumeRun: RouteDescription = {
  ...named,
  operationId: 'plugins_proxbox_sync_runs_resume_create',
  summary: 'Go on with the plan of a run',
  description:
    'A run does what the given run planned and did not get to: it died, was stopped, or was meant to plan only. What has ' +
    'been done already is not done again, and what was changed since is left.',
  answers,
};

export const undoRun: RouteDescription = {
  ...named,
  operationId: 'plugins_proxbox_sync_runs_undo_create',
  summary: 'Undo a run',
  description:
    'A run takes back what the given run did, as far as nobody touched it since: fields get back what they held and what ' +
    'was made is deleted. Its plan says what could not be taken back. What was made comes back with the next run, as long ' +
    'as Proxmox VE has it.',
  answers,
};

export const approveRun: RouteDescription = {
  ...named,
  operationId: 'plugins_proxbox_sync_runs_approve_create',
  summary: 'Approve of what a run held back',
  description:
    'A run reads everything again, and marks or deletes the objects whose changes the given run held back because they ' +
    'were too many at once, as far as they are still gone.',
  answers,
};

export const applyRun: RouteDescription = {
  ...named,
  operationId: 'plugins_proxbox_sync_runs_apply_create',
  summary: 'Apply what was accepted of a plan',
  description:
    'A run does what was accepted of the plan of the given run, and what that cannot be without. What has been done already ' +
    'is not done again, and what was changed since is left.',
  answers,
};

export const decideRun: RouteDescription = {
  ...named,
  operationId: 'plugins_proxbox_sync_runs_decisions_create',
  summary: 'Accept or refuse changes of a plan',
  description:
    'Says of changes that are still to be made whether they are wanted: those that are named, or all of a stage, kind and ' +
    'action. Nothing is written to NetBox by that.',
  body: component('PlanDecision'),
  answers: {
    200: { description: 'How many changes it was said of.', schema: component('PlanDecided') },
    400: invalid,
    409: blocked,
  },
};

const text: Schema = { type: 'string' };

export const decisionSchemas: Readonly<Record<string, Schema>> = {
  PlanDecision: {
    type: 'object',
    properties: {
      decision: { ...text, enum: DECISIONS, description: '`undecided` takes it back.' },
      changes: orNull({
        ...listOf({ type: 'integer', minimum: 1, maximum: INT4_MAX }),
        description: 'Ids of changes; all unless told.',
      }),
      stage: orNull({ ...text, description: 'Name of a stage; all unless told.' }),
      target: orNull({ ...text, description: 'Kind of object; all unless told.' }),
      action: orNull({ ...text, enum: ACTIONS, description: 'All unless told.' }),
    },
    required: ['decision'],
  },
  PlanDecided: {
    type: 'object',
    properties: { count: { type: 'integer' } },
    required: ['count'],
  },
};
