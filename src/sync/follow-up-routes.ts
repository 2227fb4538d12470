import { blocked } from '../core/openapi/answers';
import { type RouteDescription } from '../core/openapi/describe';
import { component } from '../core/openapi/schema';
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
