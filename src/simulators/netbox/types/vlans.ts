import { type Database } from '../database';
import {
  type Problems,
  type ResourceDefinition,
  type Row,
  type Values,
  type WriteContext,
} from '../definition';
import {
  choice,
  comments,
  computed,
  count,
  customFields,
  description,
  fixed,
  flag,
  genericReference,
  integer,
  json,
  name,
  optionalChoice,
  owner,
  reference,
  slug,
  tags,
  text,
  times,
} from '../fields';
import { genericProblems, scopeTypes } from './generic';
import { slugged } from './organization';

export const vrfs: ResourceDefinition = {
  path: 'ipam/vrfs',
  contentType: 'ipam.vrf',
  modelName: 'VRF',
  label: 'VRF',
  fields: [
    name(100),
    text('rd', 21, { isNullable: true }),
    reference('tenant', 'tenancy/tenants'),
    flag('enforce_unique', true),
    description,
    owner,
    comments(),
    fixed('import_targets', []),
    fixed('export_targets', []),
    tags,
    customFields,
    ...times,
    count('ipaddress_count', 'ipam/ip-addresses', 'vrf'),
    count('prefix_count', 'ipam/prefixes', 'vrf'),
  ],
  brief: ['id', 'url', 'display', 'name', 'rd', 'description', 'prefix_count'],
  display: (row) => (row.rd == null ? String(row.name) : `${String(row.name)} (${String(row.rd)})`),
  unique: [
    {
      fields: ['rd'],
      level: 'field',
      message: 'VRF with this route distinguisher already exists.',
      constraint: 'ipam_vrf_rd_key',
    },
  ],
  ordering: ['name', 'rd'],
  search: ['name', 'rd', 'description'],
};

type Range = [number, number];
const rangesOf = (value: unknown): Range[] => (Array.isArray(value) ? (value as Range[]) : []);

/** The share of a group's VLAN IDs that are taken, in percent with two places. */
function utilization(db: Database, group: Row): string {
  const total = rangesOf(group.vid_ranges).reduce((sum, [first, last]) => sum + last - first + 1, 0);
  const used = db.table('ipam/vlans').pointingAt('group', group.id).size;
  const percent = used === 0 ? '0.0' : String(Math.round((used / total) * 10_000) / 100);
  return percent.includes('.') ? percent : `${percent}.0`;
}

function groupProblems(group: Values, { db, minor }: WriteContext): Problems | undefined {
  if (minor >= 7 && group.scope_type == null && group.scope_id != null)
    return { scope_type: ['Please select a scope type.'] };
  const wrong = genericProblems(db, group, 'scope', (label) => ({
    __all__: [minor >= 7 ? `Please select a ${label}.` : 'Cannot set scope_type without scope_id.'],
  }));
  if (wrong || minor < 7) return wrong;
  const backwards = rangesOf(group.vid_ranges).find(([first, last]) => first > last);
  const range = backwards?.join('-');
  return (
    backwards && {
      vid_ranges: [
        `Ending VLAN ID in range must be greater than or equal to the starting VLAN ID (${String(range)})`,
      ],
    }
  );
}

function vlanProblems(vlan: Values, { db }: WriteContext): Problems | undefined {
  const group = db.row('ipam/vlan-groups', vlan.group);
  const ranges = rangesOf(group?.vid_ranges);
  const isForeign = group?.scope_type === 'dcim.site' && vlan.site != null && vlan.site !== group.scope_id;
  if (isForeign) {
    const [scope, site] = [group.scope_id, vlan.site].map((id) => String(db.row('dcim/sites', id)?.name));
    const name = String(group.name);
    return {
      __all__: [`VLAN is assigned to group ${name} (scope: ${scope}); cannot also assign to site ${site}.`],
    };
  }
  if (group && !ranges.some(([first, last]) => first <= Number(vlan.vid) && Number(vlan.vid) <= last)) {
    const text = ranges.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(',');
    return { vid: [`VID must be in ranges ${text} for VLANs in group ${String(group.name)}`] };
  }
  if (vlan.qinq_svlan != null && vlan.qinq_role !== 'cvlan')
    return { qinq_svlan: ['Only Q-in-Q customer VLANs maybe assigned to a service VLAN.'] };
  if (vlan.qinq_role === 'cvlan' && vlan.qinq_svlan == null)
    return { qinq_role: ['A Q-in-Q customer VLAN must be assigned to a service VLAN.'] };
  return undefined;
}

export const vlanGroups: ResourceDefinition = {
  path: 'ipam/vlan-groups',
  contentType: 'ipam.vlangroup',
  modelName: 'VLANGroup',
  label: 'VLAN group',
  fields: [
    name(100),
    slug(),
    ...genericReference('scope', [
      ...scopeTypes,
      'dcim.rack',
      'virtualization.clustergroup',
      'virtualization.cluster',
    ]),
    json('vid_ranges', { default: [[1, 4094]], isNullable: false, isList: true }),
    computed(
      'total_vlan_ids',
      (row) => rangesOf(row.vid_ranges).reduce((sum, [first, last]) => sum + last - first + 1, 0),
      { since: 6 },
    ),
    reference('tenant', 'tenancy/tenants'),
    description,
    owner,
    comments(5),
    tags,
    customFields,
    ...times,
    count('vlan_count', 'ipam/vlans', 'group'),
    computed('utilization', (row, { db }) => utilization(db, row), { isCount: true }),
  ],
  brief: [...slugged, 'vlan_count'],
  display: (row) => String(row.name),
  unique: ['name', 'slug'].map((field) => ({
    fields: ['scope_type', 'scope_id', field],
    level: 'model' as const,
    message: `VLAN group with this Scope type, Scope id and ${field === 'name' ? 'Name' : 'Slug'} already exists.`,
    constraint: `ipam_vlangroup_unique_scope_${field}`,
    columns: `scope_type_id, scope_id, ${field}`,
  })),
  generics: [{ type: 'scope_type', id: 'scope_id', onDelete: 'cascade' }],
  ordering: ['name'],
  search: ['name', 'description'],
  validate: groupProblems,
};

export const vlans: ResourceDefinition = {
  path: 'ipam/vlans',
  contentType: 'ipam.vlan',
  modelName: 'VLAN',
  label: 'VLAN',
  fields: [
    reference('site', 'dcim/sites'),
    reference('group', 'ipam/vlan-groups'),
    integer('vid', 1, 4094, { isRequired: true, isNullable: false }),
    name(64),
    reference('tenant', 'tenancy/tenants'),
    choice(
      'status',
      { active: 'Active', reserved: 'Reserved', deprecated: 'Deprecated' },
      { default: 'active' },
    ),
    fixed('role', null),
    description,
    optionalChoice('qinq_role', { svlan: 'Service', cvlan: 'Customer' }),
    reference('qinq_svlan', 'ipam/vlans', { filterBy: 'vid' }),
    owner,
    comments(),
    fixed('l2vpn_termination', null),
    tags,
    customFields,
    ...times,
    count('prefix_count', 'ipam/prefixes', 'vlan'),
  ],
  brief: ['id', 'url', 'display', 'vid', 'name', 'description'],
  display: (row) => `${String(row.name)} (${String(row.vid)})`,
  unique: ['vid', 'name'].map((field) => ({
    fields: ['group', field],
    level: 'model' as const,
    message: `VLAN with this Group and ${field === 'vid' ? 'VLAN ID' : 'Name'} already exists.`,
    constraint: `ipam_vlan_unique_group_${field}`,
    columns: `group_id, ${field}`,
  })),
  ordering: ['site', 'group', 'vid'],
  search: ['name', 'vid', 'description'],
  validate: vlanProblems,
};
