import { SCOPES } from '../core/access/needs';
import { blocked, forbidden, invalid } from '../core/openapi/answers';
import { type RouteDescription } from '../core/openapi/describe';
import { component, listOf, type Schema } from '../core/openapi/schema';
import { apiKey } from '../models/api-key.model';

const text: Schema = { type: 'string' };
const flag: Schema = { type: 'boolean' };
const oldKey = component('RegisteredKey');
const tag = apiKey.labelPlural;

/** Shapes of the routes about API keys, by their names in the OpenAPI document. */
export const apiKeySchemas: Readonly<Record<string, Schema>> = {
  NewApiKeyRequest: {
    type: 'object',
    properties: {
      label: { ...text, minLength: 1, maxLength: 100, pattern: '\\S' },
      scopes: { ...listOf({ ...text, enum: SCOPES }), minItems: 1, default: ['view'] },
      expires: { type: 'string', format: 'date-time', nullable: true },
    },
    required: ['label'],
  },
  NewApiKey: {
    allOf: [
      component(apiKey.className),
      {
        type: 'object',
        properties: { key: { ...text, description: 'Shown this once.' } },
        required: ['key'],
      },
    ],
  },
  RegisteredKey: {
    type: 'object',
    properties: {
      id: { type: 'integer' },
      label: text,
      is_active: flag,
      created_at: { type: 'string', format: 'date-time' },
    },
    required: ['id', 'label', 'is_active', 'created_at'],
  },
};

export const makeKey: RouteDescription = {
  operationId: 'plugins_proxbox_api_keys_create',
  summary: 'Make an API key',
  tag,
  body: component('NewApiKeyRequest'),
  answers: {
    201: { description: 'The key and its row.', schema: component('NewApiKey') },
    400: invalid,
  },
};

export const bootstrapStatus: RouteDescription = {
  operationId: 'auth_bootstrap_status_retrieve',
  summary: 'Whether the first API key is still to be registered',
  tag,
  answers: {
    200: {
      description: 'It is, or not.',
      schema: {
        type: 'object',
        properties: { needs_bootstrap: flag, has_db_keys: flag },
        required: ['needs_bootstrap', 'has_db_keys'],
      },
    },
  },
};

export const registerKey: RouteDescription = {
  operationId: 'auth_register_key_create',
  summary: 'Register the first API key',
  description: 'Open to everybody as long as there is no key. The key may view, edit and run.',
  tag,
  body: {
    type: 'object',
    properties: { api_key: { ...text, minLength: 32 }, label: text },
    required: ['api_key'],
  },
  answers: {
    201: {
      description: 'From now on it opens what it may.',
      schema: { type: 'object', properties: { detail: text }, required: ['detail'] },
    },
    400: invalid,
    409: blocked,
  },
};

export const listKeys: RouteDescription = {
  operationId: 'auth_keys_list',
  summary: 'List API keys, newest first',
  tag,
  answers: {
    200: {
      description: 'All of them.',
      schema: { type: 'object', properties: { keys: listOf(oldKey) }, required: ['keys'] },
    },
  },
};

export const makeOldKey: RouteDescription = {
  operationId: 'auth_keys_create',
  summary: 'Make an API key that may view, edit and run',
  tag,
  body: { type: 'object', properties: { label: text } },
  isBodyOptional: true,
  answers: {
    201: {
      description: 'The key, shown this once.',
      schema: {
        allOf: [oldKey, { type: 'object', properties: { raw_key: text }, required: ['raw_key'] }],
      },
    },
  },
};

export const deleteKey: RouteDescription = {
  operationId: 'auth_keys_destroy',
  summary: 'Delete an API key, but never the last one',
  tag,
  answers: { 204: { description: 'It is gone.' }, 409: blocked },
};

const changed = (operation: string, summary: string): RouteDescription => ({
  operationId: `auth_keys_${operation}_create`,
  summary,
  tag,
  answers: { 200: { description: 'The key as it is now.', schema: oldKey }, 403: forbidden },
});

export const activateKey = changed('activate', 'Let an API key open something again');
export const deactivateKey = changed('deactivate', 'Let an API key open nothing');
