import { defineModel, type Row } from '../core/model/define-model';
import { bool, choice, json, secret, text } from '../core/model/kinds';
import { proxmoxModes } from './choices';
import { ownSettingsProblems } from './effective-settings';
import { checkEndpoint, comments, hostFields, hostOf, port, refuseForbiddenHost, tlsFields } from './fields';
import { ownSettings } from './sync-settings';

const FINGERPRINT = /^([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$|^[0-9A-Fa-f]{64}$/;

/** Address and credentials of one Proxmox VE host; any node of a cluster stands for the whole cluster. */
export const proxmoxEndpoint = defineModel({
  name: 'proxmox-endpoint',
  label: 'Proxmox endpoint',
  path: 'endpoints/proxmox',
  menu: 'Configuration',
  menuLabel: 'Proxmox API',
  scope: 'root',
  fields: {
    name: text({ optional: true, default: 'Proxmox Endpoint' }),
    ...hostFields,
    port: port(8006),
    mode: choice(proxmoxModes, { default: 'undefined', help: 'Found by the sync.' }),
    version: text({ optional: true, max: 20, help: 'Proxmox VE release; filled by the sync.' }),
    repoid: text({ label: 'Repository ID', optional: true, max: 16, help: 'Build of Proxmox VE.' }),
    username: text({ default: 'root@pam', help: 'Login with its realm: user@realm.' }),
    password: secret({ optional: true, help: 'Only without an API token.' }),
    tokenName: text({ blank: true, help: 'Name of the API token, without user and "!".' }),
    tokenValue: secret({ help: 'Secret of the API token.' }),
    ...tlsFields,
    fingerprint: text({
      label: 'SHA-256 fingerprint',
      blank: true,
      help: 'Accept exactly the certificate with this SHA-256 fingerprint (AA:BB:…), whoever signed it.',
    }),
    enabled: bool({ default: true, help: 'Take part in a sync.' }),
    clusterKey: text({
      optional: true,
      help: 'Identity of the cluster or host behind it, set at first contact. Clear it to lead to another one.',
    }),
    nodeFingerprints: json<string[]>({
      default: [],
      readOnly: true,
      help: 'Certificates of the nodes behind this endpoint, by which two clusters of one name are told apart.',
    }),
    settings: json<Record<string, unknown>>(ownSettings),
    comments,
  },
  identity: ['name', 'ipAddress', 'domain'],
  order: ['name'],
  list: ['name', 'domain', 'ipAddress', 'port', 'mode', 'version', 'verifySsl', 'enabled'],
  detail: {
    'Proxmox endpoint': ['name', 'domain', 'ipAddress', 'port', 'enabled', 'mode', 'version', 'repoid'],
    Access: ['username', 'tokenName', 'verifySsl', 'fingerprint', 'caCertificate', 'clusterKey', 'nodeFingerprints'], // prettier-ignore
    Settings: ['settings'],
    Comments: ['comments'],
  },
  brief: ['name', 'domain', 'port'],
  nested: ['name'],
  search: ['name', 'domain'],
  effects: { check: refuseForbiddenHost },
  displayThrough: ['ipAddress'],
  display: (row, nameOf) =>
    row.name || row.domain || hostOf(nameOf('ipAddress')) || `ProxmoxEndpoint(${row.id})`,
  title: (row, nameOf) => {
    const host = hostOf(nameOf('ipAddress')) || row.domain;
    return `${row.name || 'Proxmox endpoint'}${host ? ` (${host})` : ''}`;
  },
  check: (row) => {
    const errors = checkEndpoint(row) ?? {};
    if (row.fingerprint !== '' && !FINGERPRINT.test(row.fingerprint)) {
      errors.fingerprint = ['Enter the 32 bytes of a SHA-256 fingerprint in hexadecimal, e.g. AA:BB:CC:….'];
    }
    const problems = ownSettingsProblems(row.settings);
    if (problems.length > 0) errors.settings = [...problems];
    return Object.keys(errors).length > 0 ? errors : undefined;
  },
});

export type ProxmoxEndpoint = Row<typeof proxmoxEndpoint>;
