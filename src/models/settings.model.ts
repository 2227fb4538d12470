import { defineModel, type Row } from '../core/model/define-model';
import { bool, float, int, longText, text } from '../core/model/kinds';

const SMALL = 32767;

/** How Proxbox behaves; one row, made at start. */
export const settings = defineModel({
  name: 'settings',
  label: 'Proxbox plugin settings',
  labelPlural: 'Proxbox plugin settings',
  path: 'settings',
  menu: 'Settings',
  singleton: true,
  actions: ['view', 'change'],
  fields: {
    singletonKey: text({ max: 32, default: 'default', readOnly: true }),
    useGuestAgentInterfaceName: bool({
      default: true,
      help: 'Name VM interfaces as the guest agent does (ens18) rather than net0.',
    }),
    proxboxFetchMaxConcurrency: int({
      default: 8,
      min: 1,
      max: SMALL,
      help: 'Proxmox requests in flight per endpoint.',
    }),
    ignoreIpv6LinkLocalAddresses: bool({ default: true, help: 'Leave out fe80::/64.' }),
    netboxMaxConcurrent: int({ default: 2, min: 1, max: SMALL, help: 'NetBox requests in flight.' }),
    netboxMaxRetries: int({ default: 5, min: 0, max: SMALL, help: 'Repeats after a passing NetBox error.' }),
    netboxRetryDelay: float({ default: 2, help: 'Base of the back-off between repeats, in seconds.' }),
    netboxGetCacheTtl: float({ default: 60, help: 'Kept for old clients; a run reads each list once.' }),
    bulkBatchSize: int({ default: 100, min: 1, max: 1000, help: 'Objects in one bulk request to NetBox.' }),
    bulkBatchDelayMs: int({ default: 0, min: 0, help: 'Kept for old clients; batches do not wait.' }),
    vmSyncMaxConcurrency: int({
      default: 4,
      min: 1,
      max: SMALL,
      help: 'Proxmox requests in flight per node.',
    }),
    customFieldsRequestDelay: float({
      default: 0,
      help: 'Kept for old clients; fields are made in one request.',
    }),
    backendLogFilePath: text({ default: '/var/log/proxbox.log', help: 'Kept for old clients.' }),
    ssrfProtectionEnabled: bool({ default: true, help: 'Refuse endpoints on reserved addresses.' }),
    allowPrivateIps: bool({ default: true, help: 'RFC 1918 addresses are not reserved.' }),
    additionalAllowedIpRanges: longText({ help: 'Networks that are always allowed, one per line.' }),
    explicitlyBlockedIpRanges: longText({ help: 'Networks that are always refused, one per line.' }),
  },
  identity: ['singletonKey'],
  list: ['proxboxFetchMaxConcurrency', 'netboxMaxConcurrent', 'bulkBatchSize'],
  brief: [],
  display: () => 'Proxbox plugin settings',
});

export type Settings = Row<typeof settings>;
