import { defineModel, type Row } from '../core/model/define-model';
import { bool, choice, secret, text } from '../core/model/kinds';
import {
  checkEndpoint,
  comments,
  hostFields,
  hostOf,
  netboxRef,
  port,
  refuseForbiddenHost,
  tlsFields,
} from './fields';
import { refuseSecretOfOtherVersion } from './netbox-token';

/** The NetBox that is kept true: address and API token. The first one, by id, is used. */
export const netboxEndpoint = defineModel({
  name: 'netbox-endpoint',
  label: 'NetBox endpoint',
  path: 'endpoints/netbox',
  menu: 'Configuration',
  menuLabel: 'NetBox API',
  fields: {
    name: text({ optional: true, default: 'NetBox Endpoint' }),
    ...hostFields,
    port: port(443),
    tokenVersion: choice(
      { v1: { label: 'v1 Token', color: 'blue' }, v2: { label: 'v2 Token', color: 'green' } },
      { default: 'v1', plain: true },
    ),
    token: netboxRef('users.token', { optional: true, help: 'Kept for old clients; always empty.' }),
    tokenKey: text({ blank: true, help: 'Key of a v2 token (the part after "nbt_", before the dot).' }),
    tokenSecret: secret({ help: 'Secret of a v2 token, or a whole v1 token.' }),
    ...tlsFields,
    useHttps: bool({ label: 'Use HTTPS', default: true }),
    basePath: text({ blank: true, help: 'Where NetBox does not live at "/": its path, e.g. /netbox.' }),
    comments,
  },
  identity: ['name', 'ipAddress'],
  order: ['name'],
  list: ['name', 'domain', 'ipAddress', 'port', 'useHttps', 'verifySsl', 'tokenVersion'],
  detail: {
    'NetBox endpoint': ['name', 'domain', 'ipAddress', 'port', 'useHttps', 'basePath'],
    Access: ['tokenVersion', 'tokenKey', 'verifySsl', 'caCertificate'],
    Comments: ['comments'],
  },
  brief: ['name', 'domain', 'port'],
  nested: ['name'],
  search: ['name', 'domain'],
  displayThrough: ['ipAddress'],
  display: (row, nameOf) =>
    row.name || row.domain || hostOf(nameOf('ipAddress')) || `NetBoxEndpoint(${row.id})`,
  // Only a v2 token has a key; a client that sends both means the other version's.
  effects: {
    follow: (row) => (row.tokenVersion === 'v1' ? { tokenKey: '' } : {}),
    check: async (work, row, before) =>
      (await refuseSecretOfOtherVersion(work, row, before)) ?? refuseForbiddenHost(work, row, before),
  },
  check: (row) => {
    const errors = checkEndpoint(row) ?? {};
    if (row.token !== null) {
      errors.token = [
        'NetBox does not show the secret of a token that it keeps. ' +
          'Leave this empty and enter the token: a v1 token as token_secret, a v2 token as token_key and token_secret.',
      ];
    }
    if (row.tokenVersion === 'v2' && row.tokenKey.trim() === '') {
      errors.token_key = ['Token key is required when using a v2 token.'];
    } else if (row.tokenVersion === 'v2' && row.tokenSecret.trim() === '') {
      errors.token_secret = ['Token secret is required when using a v2 token.'];
    }
    return Object.keys(errors).length > 0 ? errors : undefined;
  },
});

export type NetboxEndpoint = Row<typeof netboxEndpoint>;
