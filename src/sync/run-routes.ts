import { blocked, forbidden, invalid } from '../core/openapi/answers';
import { type Answer, type RouteDescription } from '../core/openapi/describe';
import { component, listOf, orNull, type Parameter, type Schema } from '../core/openapi/schema';
import { syncRun } from '../models/sync-run.model';
import { driftSchemas } from './drift.controller';
import { checkSchemas } from './endpoint-checks.controller';
import { decisionSchemas } from './follow-up-routes';
import { jobSchemas, workProperties } from './job-routes';

const run = component(syncRun.className);
const count: Schema = { type: 'integer' };
const text: Schema = { type: 'string' };

/** Shapes of the routes that start, watch and stop runs, by their names in the OpenAPI document. */
export const runSchemas: Readonly<Record<string, Schema>> = {
  ...jobSchemas,
  ...checkSchemas,
  ...driftSchemas,
  ...decisionSchemas,
  SyncRunRequest: {
    type: 'object',
    properties: {
      ...workProperties,
      stages: orNull({ ...listOf(text), description: 'Names of stages; all unless told.' }),
      endpoints: orNull({
        ...listOf(count),
        description: 'Ids of Proxmox endpoints; all that are enabled unless told.',
      }),
    },
  },
  FullUpdate: {
    type: 'object',
    description:
      'Besides these keys, each stage has its summary under its name and its count under its name with _count.',
    properties: { status: text, run: count },
    required: ['status', 'run'],
    additionalProperties: true,
  },
  FullUpdateError: {
    type: 'object',
    properties: { message: text, detail: text, python_exception: orNull(text) },
    required: ['message', 'detail', 'python_exception'],
  },
};

const lastEventId: Parameter = {
  name: 'Last-Event-ID',
  in: 'header',
  description: 'The id of the last event that was received; the stream goes on after it.',
  schema: text,
};

const events: Answer = {
  description:
    'Server-Sent Events step, discovery, substep, item_progress, phase_summary, error_detail and error, from the ' +
    'beginning of the run; complete is the last. The data of each is one line of JSON.',
  schema: text,
  contentTypes: ['text/event-stream'],
};

const failed: Answer = {
  description: 'The run could not be started, or did not end well.',
  schema: component('FullUpdateError'),
};

const named = { tag: syncRun.labelPlural } as const;

export const startRun: RouteDescription = {
  ...named,
  operationId: 'plugins_proxbox_sync_runs_create',
  summary: 'Start a run',
  description: 'The same request while one is open answers with that one.',
  body: component('SyncRunRequest'),
  isBodyOptional: true,
  answers: {
    201: {
      description: 'The run, which goes on in the background.',
      schema: run,
      headers: {
        Location: { description: 'Address of the run.', schema: { type: 'string', format: 'uri' } },
      },
    },
    400: invalid,
    409: blocked,
  },
};

export const watchRun: RouteDescription = {
  ...named,
  operationId: 'plugins_proxbox_sync_runs_stream_retrieve',
  summary: 'Watch a run',
  parameters: [lastEventId],
  answers: { 200: events },
};

export const cancelRun: RouteDescription = {
  ...named,
  operationId: 'plugins_proxbox_sync_runs_cancel_create',
  summary: 'Ask a run to stop',
  description: 'What it has written stays, and is recorded.',
  answers: { 202: { description: 'The run as it is now.', schema: run }, 409: blocked },
};

const everything = { tag: 'Full update', needsHeader: true } as const;

export const runAll: RouteDescription = {
  ...everything,
  operationId: 'full_update_retrieve',
  summary: 'Run everything and wait for the end',
  answers: {
    200: { description: 'What the run did.', schema: component('FullUpdate') },
    400: failed,
    403: forbidden,
  },
};

export const streamAll: RouteDescription = {
  ...everything,
  operationId: 'full_update_stream_retrieve',
  summary: 'Run everything and watch',
  description: 'The run goes on when the client leaves.',
  parameters: [lastEventId],
  answers: { 200: events, 400: failed, 403: forbidden },
};
