import { Refused } from '../../core/errors/errors';

/** The NetBox releases whose behaviour is known from recordings. */
export type NetboxRelease = '4.4' | '4.5' | '4.6' | '4.7';

/** What a NetBox can do, from its version alone; NetBox has no other way to say it. */
export interface Capabilities {
  /** As NetBox says it: `4.6.8`, `4.7.0-beta1`. */
  version: string;
  /** The row of the table that was used. */
  release: NetboxRelease;
  /** A sentence for people when the version is newer than any known one. */
  notice?: string;
  tokenForms: readonly ('v1' | 'v2')[];
  /** `/api/authentication-check/` exists. */
  hasAuthenticationCheck: boolean;
  /** `start_on_boot` of virtual machines is stored; 4.4 ignores it without a word. */
  hasStartOnBoot: boolean;
  /** `/api/virtualization/virtual-machine-types/` and `virtual_machine_type` exist. */
  hasVmTypes: boolean;
  /** A virtual machine may belong to a device alone, without a cluster. */
  hasVmWithoutCluster: boolean;
  /** `owner` on most objects. */
  hasOwner: boolean;
  /** `omit=` is honoured on lists; 4.4 ignores it. */
  hasOmit: boolean;
  /** `ETag` and `If-Match` on single objects. */
  hasEtag: boolean;
  /** `add_tags` and `remove_tags` beside `tags`, which replaces the whole set. */
  hasTagOperations: boolean;
  /** `start=<id>` pages by id instead of by offset. */
  hasCursor: boolean;
  /** An unknown custom field is answered with 400; 4.4.10 ignores it without a word. */
  refusesUnknownCustomFields: boolean;
  /** How a refused list says which row is bad: by position in a list (creates only), or by index and id. */
  bulkErrors: 'list' | 'indexed';
  /** `mac_address` of interfaces can be written. */
  macWritable: boolean;
  /** A primary MAC address must be assigned to the interface first. */
  needsAssignedPrimaryMac: boolean;
  /** Select custom fields are read as `{ value, label }` instead of the bare value. */
  readsSelectFieldsAsObjects: boolean;
}

type Row = Omit<Capabilities, 'version' | 'release' | 'notice'>;

const v44: Row = {
  tokenForms: ['v1'],
  hasAuthenticationCheck: false,
  hasStartOnBoot: false,
  hasVmTypes: false,
  hasVmWithoutCluster: false,
  hasOwner: false,
  hasOmit: false,
  hasEtag: false,
  hasTagOperations: false,
  hasCursor: false,
  refusesUnknownCustomFields: false,
  bulkErrors: 'list',
  macWritable: false,
  needsAssignedPrimaryMac: false,
  readsSelectFieldsAsObjects: false,
};
const v45: Row = {
  ...v44,
  tokenForms: ['v1', 'v2'],
  hasAuthenticationCheck: true,
  hasStartOnBoot: true,
  hasOwner: true,
  hasOmit: true,
  refusesUnknownCustomFields: true,
};
const v46: Row = {
  ...v45,
  hasVmTypes: true,
  hasVmWithoutCluster: true,
  hasEtag: true,
  hasTagOperations: true,
  hasCursor: true,
};
const v47: Row = {
  ...v46,
  bulkErrors: 'indexed',
  macWritable: true,
  needsAssignedPrimaryMac: true,
  readsSelectFieldsAsObjects: true,
};

const TABLE: Record<NetboxRelease, Row> = { '4.4': v44, '4.5': v45, '4.6': v46, '4.7': v47 };
const NEWEST: NetboxRelease = '4.7';

/** What the body of `/api/status/` says NetBox can do; `Refused` when it is no NetBox or one older than 4.4. */
export function capabilitiesOf(status: unknown): Capabilities {
  const version = versionOf(status);
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (version === undefined || major === undefined || minor === undefined) {
    throw new Refused(
      'The status page has no NetBox version, so this is probably not NetBox. Check the address.',
    );
  }
  const release = `${major}.${minor}`;
  if (isKnown(release)) return { version, release, ...TABLE[release] };
  if (Number(major) < 4 || (Number(major) === 4 && Number(minor) < 4)) {
    throw new Refused(
      `NetBox ${version} is too old for Proxbox, which needs NetBox 4.4 or later. Upgrade NetBox.`,
    );
  }
  const notice = `NetBox ${version} is newer than Proxbox knows; it is treated as NetBox ${NEWEST}.`;
  return { version, release: NEWEST, notice, ...TABLE[NEWEST] };
}

function isKnown(release: string): release is NetboxRelease {
  return Object.hasOwn(TABLE, release);
}

function versionOf(status: unknown): string | undefined {
  if (typeof status !== 'object' || status === null) return undefined;
  const fields = status as Record<string, unknown>;
  const version = fields['netbox-full-version'] ?? fields['netbox-version'];
  return typeof version === 'string' ? version : undefined;
}
