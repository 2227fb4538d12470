import { forbidden, invalid, notFound } from '../core/openapi/answers';
import { type RouteDescription } from '../core/openapi/describe';
import { component, orNull, type Schema } from '../core/openapi/schema';

const text: Schema = { type: 'string' };

/** Shapes of what is said about the events of NetBox, by their names in the OpenAPI document. */
export const eventsSchemas: Readonly<Record<string, Schema>> = {
  NetboxEvents: {
    type: 'object',
    properties: {
      is_registered: { type: 'boolean' },
      payload_url: orNull({ ...text, description: 'Where NetBox sends them.' }),
      objects: {
        type: 'object',
        additionalProperties: { type: 'integer' },
        description: 'Ids in NetBox, as webhook and event_rule.',
      },
      last_event: orNull({ ...text, format: 'date-time' }),
    },
    required: ['is_registered', 'payload_url', 'objects', 'last_event'],
  },
  NetboxEventsRequest: {
    type: 'object',
    properties: {
      url: orNull({ ...text, description: 'Where NetBox reaches Proxbox; what people type unless told.' }),
    },
  },
  NetboxEvent: {
    type: 'object',
    description: 'What NetBox sends where a webhook has no template of its own.',
    properties: {
      event: text,
      object_type: text,
      data: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] },
    },
    required: ['object_type', 'data'],
  },
};

const tag = 'Inside NetBox';
const state = component('NetboxEvents');

export const readEvents: RouteDescription = {
  tag,
  operationId: 'plugins_proxbox_inside_events_retrieve',
  summary: 'Whether NetBox tells of its changes',
  answers: { 200: { description: 'How it stands.', schema: state } },
};

export const registerEvents: RouteDescription = {
  tag,
  operationId: 'plugins_proxbox_inside_events_create',
  summary: 'Let NetBox tell of its changes',
  description: 'Makes a webhook and an event rule in NetBox, or renews them under another secret.',
  body: component('NetboxEventsRequest'),
  isBodyOptional: true,
  answers: { 200: { description: 'They are there.', schema: state }, 400: invalid },
};

export const removeEvents: RouteDescription = {
  tag,
  operationId: 'plugins_proxbox_inside_events_destroy',
  summary: 'Let NetBox be silent again',
  description: 'Takes the webhook and the event rule away.',
  answers: { 204: { description: 'They are gone.' }, 404: notFound },
};

export const receiveEvent: RouteDescription = {
  tag,
  operationId: 'plugins_proxbox_inside_netbox_event_create',
  summary: 'Take an event of NetBox',
  description: 'X-Hook-Signature has to be the HMAC-SHA512 of the body under the secret of the webhook.',
  body: component('NetboxEvent'),
  answers: { 204: { description: 'It was looked up, and noted.' }, 400: invalid, 403: forbidden },
};
