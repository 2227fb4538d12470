import { defineModel, type Row } from '../core/model/define-model';
import { bool, decimal, int, secret, text } from '../core/model/kinds';
import { audited } from './audited';
import { networks } from './networks';
import { checkSyncSettings, syncSettingCards, syncSettings } from './sync-settings';

const SMALL = 32767;

const atLeastOne = (standard: number, help: string) => int({ default: standard, min: 1, max: SMALL, help });
const seconds = (digits: number, standard: number, help: string) =>
  decimal({ digits, places: 2, min: 0, default: standard, help });

type Cards = typeof syncSettingCards;

function namesOf(cards: Cards): Record<keyof Cards, (keyof typeof syncSettings)[]> {
  return Object.fromEntries(
    Object.entries(cards).map(([title, fields]) => [title, Object.keys(fields)]),
  ) as Record<keyof Cards, (keyof typeof syncSettings)[]>;
}

/** How Proxbox behaves; one row, made at start. */
export const settings = defineModel({
  name: 'settings',
  label: 'Proxbox plugin settings',
  labelPlural: 'Proxbox plugin settings',
  path: 'settings',
  menu: 'Configuration',
  menuLabel: 'Settings',
  singleton: true,
  actions: ['view', 'change'],
  fields: {
    singletonKey: text({ max: 32, default: 'default', readOnly: true }),
    useGuestAgentInterfaceName: bool({
      default: true,
      help: 'Name VM interfaces as the guest agent does (ens18) rather than net0.',
    }),
    proxboxFetchMaxConcurrency: atLeastOne(8, 'Proxmox requests in flight per endpoint.'),
    ignoreIpv6LinkLocalAddresses: bool({ default: true, help: 'Leave out fe80::/64.' }),
    netboxMaxConcurrent: atLeastOne(2, 'Writing requests to NetBox in flight at first.'),
    netboxMaxRetries: int({ default: 5, min: 0, max: SMALL, help: 'Repeats after a passing NetBox error.' }),
    netboxRetryDelay: seconds(5, 2, 'Base of the back-off between repeats, in seconds.'),
    netboxGetCacheTtl: seconds(7, 60, 'Kept for old clients; a run reads each list once.'),
    bulkBatchSize: int({ default: 100, min: 1, max: 1000, help: 'Objects in one bulk request to NetBox.' }),
    bulkBatchDelayMs: int({ default: 0, min: 0, help: 'Kept for old clients; batches do not wait.' }),
    vmSyncMaxConcurrency: atLeastOne(4, 'Proxmox requests in flight per node.'),
    customFieldsRequestDelay: seconds(5, 0, 'Kept for old clients; fields are made in one request.'),
    backendLogFilePath: text({ default: '/var/log/proxbox.log', help: 'Kept for old clients.' }),
    ssrfProtectionEnabled: bool({ default: true, help: 'Refuse endpoints on reserved addresses.' }),
    allowPrivateIps: bool({ default: true, help: 'RFC 1918 addresses are not reserved.' }),
    additionalAllowedIpRanges: networks({ help: 'Networks that are always allowed, one per line.' }),
    explicitlyBlockedIpRanges: networks({ help: 'Networks that are always refused, one per line.' }),
    encryptionKey: secret({ help: 'Kept for old clients; Proxbox encrypts under PROXBOX_ENCRYPTION_KEY.' }),
    netboxTimeout: int({ default: 120, min: 1, max: SMALL, help: 'Seconds that NetBox may be silent.' }),
    netboxWriteConcurrency: atLeastOne(
      8,
      'Most writing requests to NetBox in flight, as far as it bears them.',
    ),
    driftReportHours: int({ default: 0, min: 0, max: 8760, help: 'Hours between looks for drift; 0: none.' }),
    resumeAutomatically: bool({ default: true, help: 'Go on by itself, once, where a worker died.' }),
    ...syncSettings,
  },
  identity: ['singletonKey'],
  list: ['proxboxFetchMaxConcurrency', 'netboxMaxConcurrent', 'bulkBatchSize'],
  detail: {
    'Sync Settings': ['useGuestAgentInterfaceName', 'proxboxFetchMaxConcurrency', 'ignoreIpv6LinkLocalAddresses', 'backendLogFilePath'], // prettier-ignore
    'NetBox Integration': ['netboxMaxConcurrent', 'netboxMaxRetries', 'netboxRetryDelay', 'netboxGetCacheTtl', 'bulkBatchSize', 'bulkBatchDelayMs', 'vmSyncMaxConcurrency', 'customFieldsRequestDelay', 'netboxTimeout', 'netboxWriteConcurrency'], // prettier-ignore
    'SSRF Protection': ['ssrfProtectionEnabled', 'allowPrivateIps', 'additionalAllowedIpRanges', 'explicitlyBlockedIpRanges'], // prettier-ignore
    Runs: ['driftReportHours', 'resumeAutomatically'],
    ...namesOf(syncSettingCards),
  },
  brief: [],
  check: checkSyncSettings,
  effects: audited('Settings', 'settings_changed'),
  display: () => 'Proxbox plugin settings',
});

export type Settings = Row<typeof settings>;
