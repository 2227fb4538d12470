import { defineModel, type Row } from '../core/model/define-model';
import { bool, secret, text } from '../core/model/kinds';
import { comments } from './fields';

/** Where other programs are told how runs end. */
export const webhook = defineModel({
  name: 'webhook',
  label: 'Webhook',
  path: 'webhooks',
  menu: 'Sync & Operations',
  fields: {
    name: text({ max: 150, unique: true }),
    payloadUrl: text({
      label: 'URL',
      max: 500,
      patterns: [{ test: /^https?:\/\/[^\s/@]+(\/\S*)?$/, message: 'Enter a valid URL.' }],
      help: 'Is sent a POST with JSON. A user name in it is not accepted.',
    }),
    secret: secret({ help: 'The HMAC-SHA512 of the body under it is sent as X-Hook-Signature.' }),
    enabled: bool({ default: true }),
    onFinished: bool({ label: 'Run finished', default: true, help: 'A run came to its end.' }),
    onFailed: bool({
      label: 'Run failed',
      default: true,
      help: 'A run broke, was stopped or was cancelled.',
    }),
    onDrift: bool({ label: 'Drift found', default: false, help: 'A plan found NetBox different.' }),
    sslVerification: bool({ label: 'Verify SSL', default: true }),
    comments,
  },
  order: ['name'],
  list: ['name', 'payloadUrl', 'enabled', 'onFinished', 'onFailed', 'onDrift'],
  detail: {
    Webhook: ['name', 'payloadUrl', 'enabled', 'sslVerification'],
    Events: ['onFinished', 'onFailed', 'onDrift'],
    Comments: ['comments'],
  },
  form: {
    Webhook: ['name', 'payloadUrl', 'secret', 'enabled', 'sslVerification'],
    Events: ['onFinished', 'onFailed', 'onDrift'],
    Comments: ['comments'],
  },
  search: ['name', 'payloadUrl'],
  display: ({ name }) => name,
});

export type Webhook = Row<typeof webhook>;
