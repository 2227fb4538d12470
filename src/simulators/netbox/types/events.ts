import { ofTaggedSettings } from '../features';
import { type Problems, type ResourceDefinition, type Values, type WriteContext } from '../definition';
import {
  choice,
  computed,
  customFields,
  description,
  flag,
  genericReference,
  integer,
  json,
  name,
  owner,
  tags,
  text,
  times,
} from '../fields';
import { uniqueNames } from './organization';

const eventTypes = {
  object_created: 'Object created',
  object_updated: 'Object updated',
  object_deleted: 'Object deleted',
  job_started: 'Job started',
  job_completed: 'Job completed',
  job_failed: 'Job failed',
  job_errored: 'Job errored',
};
const actionTypes = { webhook: 'Webhook', script: 'Script', notification: 'Notification' };
const badUrl = 'Enter a valid URL, beginning with http:// or https://.';
/** Seconds after which the server ends a background job (RQ_DEFAULT_TIMEOUT). */
const jobTimeout = 300;

function webhookProblems(webhook: Values, { minor }: WriteContext): Problems | undefined {
  const problems: Problems = {};
  if (webhook.ssl_verification === false && webhook.ca_file_path)
    problems.ca_file_path = ['Do not specify a CA certificate file if SSL verification is disabled.'];
  if (minor < 7) return problems;
  const url = String(webhook.payload_url);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1].toLowerCase();
  const isTemplate = /\{\{|\{%|\{#/.test(url);
  const isWeb = scheme === 'http' || scheme === 'https';
  if (isTemplate ? scheme !== undefined && !isWeb : !isWeb || !/^[a-z]+:\/\/[^/]/i.test(url))
    problems.payload_url = [badUrl];
  if (Object.keys(problems).length === 0 && Number(webhook.timeout ?? 0) >= jobTimeout)
    problems.timeout = [`Timeout must be less than the background job timeout (${jobTimeout} seconds).`];
  return problems;
}

export const webhooks: ResourceDefinition = {
  path: 'extras/webhooks',
  contentType: 'extras.webhook',
  modelName: 'Webhook',
  label: 'webhook',
  features: ofTaggedSettings,
  fields: [
    name(150),
    description,
    text('payload_url', 500, { isRequired: true }),
    choice(
      'http_method',
      { GET: 'GET', POST: 'POST', PUT: 'PUT', PATCH: 'PATCH', DELETE: 'DELETE' },
      { isPlain: true, default: 'POST' },
    ),
    text('http_content_type', 100, { default: 'application/json', mayBeBlank: false }),
    text('additional_headers', undefined, { isFilterless: true }),
    text('body_template', undefined, { isFilterless: true }),
    text('secret', 255),
    flag('ssl_verification', true),
    text('ca_file_path', 4096, { isNullable: true }),
    integer('timeout', 1, 3600, { since: 7 }),
    customFields,
    owner,
    tags,
    ...times,
  ],
  brief: ['id', 'url', 'display', 'name', 'description'],
  display: (row) => String(row.name),
  unique: uniqueNames('webhook', 'extras_webhook', ['name']),
  ordering: ['name'],
  search: ['name', 'description', 'payload_url'],
  validate: webhookProblems,
};

function conditionProblems(conditions: unknown): Problems | undefined {
  if (conditions == null || (typeof conditions === 'object' && Object.keys(conditions).length === 0))
    return undefined;
  if (typeof conditions !== 'object' || Array.isArray(conditions)) {
    const type = Array.isArray(conditions)
      ? 'list'
      : { string: 'str', number: 'int', boolean: 'bool' }[typeof conditions as string];
    return { conditions: [`Ruleset must be a dictionary, not <class '${String(type)}'>.`] };
  }
  const keys = Object.keys(conditions);
  return keys.length === 1 && !['and', 'or'].includes(keys[0].toLowerCase())
    ? { conditions: ["Invalid logic type: must be 'AND' or 'OR'. Please check documentation."] }
    : undefined;
}

function ruleProblems(rule: Values, { db, minor }: WriteContext): Problems | undefined {
  const wrong = conditionProblems(rule.conditions);
  if (wrong || minor < 7) return wrong;
  const target = db.tableOf(rule.action_object_type);
  if (!target?.rows.has(Number(rule.action_object_id)))
    return { action_object_id: ['This action requires a target object to be selected.'] };
  const wanted = String(rule.action_type);
  const isRight =
    target.definition.contentType === `extras.${wanted === 'notification' ? 'notificationgroup' : wanted}`;
  if (isRight) return undefined;
  const label = wanted === 'notification' ? 'notification group' : wanted;
  return { action_object_id: [`Selected object is not a valid ${label}.`] };
}

/** The rules are stored and shown; nothing is ever sent. */
export const eventRules: ResourceDefinition = {
  path: 'extras/event-rules',
  contentType: 'extras.eventrule',
  modelName: 'EventRule',
  label: 'event rule',
  features: ofTaggedSettings,
  fields: [
    {
      name: 'object_types',
      kind: 'objectTypes',
      feature: 'event_rules',
      isRequired: true,
      filterName: 'object_type',
    },
    name(150),
    flag('enabled', true),
    { name: 'event_types', kind: 'choices', choices: eventTypes, isRequired: true, filterName: 'event_type' },
    json('conditions'),
    choice('action_type', actionTypes, { isRequired: true }),
    ...genericReference('action_object', undefined, { isRequired: true, until: 6 }).slice(0, 1),
    ...genericReference('action_object', undefined, { since: 7 }).slice(0, 1),
    ...genericReference('action_object', undefined).slice(1),
    computed('action_is_available', () => true, { since: 7 }),
    description,
    customFields,
    owner,
    tags,
    ...times,
  ],
  brief: ['id', 'url', 'display', 'name', 'description'],
  display: (row) => String(row.name),
  unique: uniqueNames('event rule', 'extras_eventrule', ['name']),
  generics: [{ type: 'action_object_type', id: 'action_object_id', onDelete: 'cascade' }],
  ordering: ['name'],
  search: ['name', 'description', 'comments'],
  validate: ruleProblems,
};
