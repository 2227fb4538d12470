import { type FieldErrors } from '../core/errors/errors';
import { type FieldOptions } from '../core/model/field';
import { bool, choice, int, json, longText } from '../core/model/kinds';
import { netboxRef } from './fields';
import { networks } from './networks';

/** Whose value stays in a field: ours in any case, ours until somebody else changes it, or theirs once there is one. */
export const overwritePolicies = ['always', 'untouched', 'never'] as const;
export type OverwritePolicy = (typeof overwritePolicies)[number];
/** By kind of object, then by field: `{ "virtual-machine": { "role": "never" } }`. */
export type OverwritePolicies = Readonly<Record<string, Readonly<Record<string, OverwritePolicy>>>>;

const hours = (standard: number, help: string) => int({ default: standard, min: 0, max: 87_600, help });

const guests = {
  includeTemplates: bool({ default: true, help: 'Bring templates too, like any other guest.' }),
  syncVmTypes: bool({
    label: 'Sync VM types',
    default: true,
    help: 'Give machines the type QEMU or LXC, where NetBox knows types (4.6 and later).',
  }),
  syncTags: bool({ default: true, help: 'Give machines the tags that their guests have in Proxmox VE.' }),
  syncNotes: bool({
    default: false,
    help: 'Put the notes of a guest into the comments of its machine, where these are empty or ours.',
  }),
  syncPlatforms: bool({
    default: false,
    help: 'Set platforms: the release of Proxmox VE on devices, the kind of system on machines.',
  }),
  includeUnusedDisks: bool({
    default: false,
    help: 'Bring volumes that a guest owns but does not use; their sizes are told to who has VM.Config.Disk.',
  }),
} as const;

const network = {
  askGuestAgent: bool({
    default: true,
    help: 'Ask guest agents for interfaces and addresses; without it only the configuration tells them.',
  }),
  ignoredInterfaces: longText({
    default:
      'lo docker* br-???????????? veth* cali* cni* flannel* kube* podman* virbr* vnet* lxcbr* lxdbr* fwbr* fwpr* fwln* tap*'
        .split(' ')
        .join('\n'),
    help: 'Interfaces inside a guest or on a node that are left out, one name per line; * stands for anything, ? for one character.',
  }),
  allowedNetworks: networks({
    help: 'Only addresses in these networks are brought, one per line; every address where it is empty.',
  }),
  ignoredNetworks: networks({ help: 'Addresses in these networks are left out, one per line.' }),
  primaryIpPreference: choice(
    { ipv4: { label: 'IPv4', color: 'blue' }, ipv6: { label: 'IPv6', color: 'teal' } },
    {
      label: 'Primary IP preference',
      default: 'ipv4',
      help:
        'Kept for clients that know it: NetBox has a primary address of each family, and both are set. Which one it shows ' +
        'first is a setting of its own, PREFER_IPV4.',
    },
  ),
  preferredNetworks: networks({
    help: 'Primary addresses are taken from these networks first, one per line, in this order.',
  }),
  maskFromPrefix: bool({
    default: true,
    help: 'An address that is told without a mask takes that of the smallest prefix NetBox knows around it.',
  }),
  vrfFromPrefix: bool({
    label: 'VRF from prefix',
    default: false,
    help: 'A new address goes into the VRF of the smallest prefix NetBox knows around it.',
  }),
  vlanFromPrefix: bool({
    label: 'VLAN from prefix',
    default: false,
    help:
      'A card without a VLAN of its own is in that of the smallest prefix NetBox knows around its addresses: untagged, as ' +
      'its bridge decides.',
  }),
  tenantFromPrefix: bool({
    default: false,
    help: 'A new address belongs to the tenant of the smallest prefix NetBox knows around it.',
  }),
} as const;

const role = {
  optional: true,
  help: 'Role while nobody has chosen another; one of our own where it is empty.',
} as const;

const placement = {
  defaultSite: netboxRef('dcim.site', {
    optional: true,
    help:
      'Site of new clusters, and of devices while nobody has chosen another or given their cluster one; one of our own ' +
      'for each cluster where it is empty. NetBox gives machines the site of their cluster or device.',
  }),
  defaultTenant: netboxRef('tenancy.tenant', {
    optional: true,
    help: 'Tenant of devices, clusters and machines that have none; nothing is set where it is empty.',
  }),
  defaultNodeRole: netboxRef('dcim.devicerole', role),
  defaultRoleQemu: netboxRef('dcim.devicerole', { ...role, label: 'Default role of QEMU machines' }),
  defaultRoleLxc: netboxRef('dcim.devicerole', { ...role, label: 'Default role of LXC containers' }),
} as const;

const missing = {
  missingObjectPolicy: choice(
    { keep: 'gray', mark: 'yellow', delete: 'red' },
    {
      default: 'keep',
      help:
        'What becomes of an object in NetBox when Proxmox VE no longer has it: it stays as it is, is marked, or is ' +
        'deleted. What could not be read is never taken for gone.',
    },
  ),
  missingGraceHours: hours(24, 'How long an object must be gone before it is marked or deleted, in hours.'),
  missingCeilingShare: int({
    default: 10,
    min: 0,
    max: 100,
    help:
      'At most this share of a cluster’s objects of one kind is marked or deleted without approval, in percent; ' +
      'one object always may be.',
  }),
  missingCeilingCount: int({
    default: 50,
    min: 0,
    help: 'At most this many objects of one kind and cluster are marked or deleted without approval.',
  }),
  missingStatus: choice(
    { unchanged: 'gray', offline: 'orange', decommissioning: 'yellow' },
    { default: 'decommissioning', help: 'Status of a machine or device that is marked as missing.' },
  ),
  missingTag: bool({
    default: true,
    help: 'What is marked as missing gets the tag proxbox-missing, and loses it when it is back.',
  }),
} as const;

const keeping = {
  taskHistoryRetentionDays: int({
    default: 365,
    min: 0,
    max: 36_500,
    help: 'Tasks that ended longer ago are forgotten, in days; 0 keeps them.',
  }),
  overwritePolicies: json<OverwritePolicies>({
    default: {},
    help:
      'Who wins in a field, by kind of object and field: {"virtual-machine": {"role": "never"}}. "always" writes ours ' +
      'whatever is there, "untouched" until somebody changes it, "never" only where nothing is. Unless told, facts are ' +
      'written when Proxmox VE changes them, and what people curate is "untouched".',
  }),
} as const;

/** Settings that decide what a sync brings, by the card of the page that shows them. Each endpoint may have its own. */
export const syncSettingCards = {
  Guests: guests,
  Network: network,
  Placement: placement,
  'Missing Objects': missing,
  Keeping: keeping,
} as const;

export const syncSettings = { ...guests, ...network, ...placement, ...missing, ...keeping } as const;

/** Rules of the settings that no single field can check. */
export function checkSyncSettings(row: { overwritePolicies: unknown }): FieldErrors | undefined {
  const problem = policyProblem(row.overwritePolicies);
  return problem === undefined ? undefined : { overwrite_policies: [problem] };
}

/** What is wrong with the shape of overwrite policies; which kinds and fields there are, the sync knows. */
export function policyProblem(value: unknown): string | undefined {
  const example = 'Write {"virtual-machine": {"role": "never"}}.';
  if (!isRecord(value)) return `Not an object. ${example}`;
  for (const [kind, fields] of Object.entries(value)) {
    if (!isRecord(fields)) return `"${kind}" does not name fields. ${example}`;
    for (const [field, policy] of Object.entries(fields)) {
      if (!overwritePolicies.some((one) => one === policy)) {
        return `"${String(policy)}" of ${kind}.${field} is not a policy. Choose from ${overwritePolicies.join(', ')}.`;
      }
    }
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Options of the field in which an endpoint keeps its own settings. */
export const ownSettings = {
  label: 'Own settings',
  default: {},
  help: 'Settings that are different for this endpoint, by their names: {"include_templates": false}.',
} as const satisfies FieldOptions<Record<string, unknown>>;
