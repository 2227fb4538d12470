import { type Field, type ResourceDefinition, type UniqueRule } from '../definition';
import {
  choice,
  comments,
  count,
  customFields,
  decimal,
  description,
  fixed,
  flag,
  name,
  noCount,
  noReference,
  owner,
  reference,
  slug,
  tags,
  text,
  times,
} from '../fields';

export const slugged = ['id', 'url', 'display', 'name', 'slug', 'description'];
const tail: Field[] = [tags, customFields, ...times];

/** Name and slug each unique on their own, refused with the field: `site with this name already exists.` */
export const uniqueNameAndSlug = (label: string, table: string): UniqueRule[] =>
  ['name', 'slug'].map((field) => ({
    fields: [field],
    level: 'field',
    message: `${label} with this ${field} already exists.`,
    constraint: `${table}_${field}_key`,
  }));

export const sites: ResourceDefinition = {
  path: 'dcim/sites',
  contentType: 'dcim.site',
  modelName: 'Site',
  label: 'site',
  fields: [
    name(100),
    slug(),
    choice(
      'status',
      {
        planned: 'Planned',
        staging: 'Staging',
        active: 'Active',
        decommissioning: 'Decommissioning',
        retired: 'Retired',
      },
      { default: 'active' },
    ),
    noReference('region'),
    noReference('group'),
    reference('tenant', 'tenancy/tenants'),
    text('facility', 50),
    fixed('time_zone', null),
    description,
    text('physical_address', 200),
    text('shipping_address', 200),
    decimal('latitude', 6, { min: -90, max: 90 }),
    decimal('longitude', 6, { min: -180, max: 180 }),
    owner,
    comments(),
    fixed('asns', []),
    ...tail,
    noCount('circuit_count'),
    count('device_count', 'dcim/devices', 'site'),
    count('prefix_count', 'ipam/prefixes', '_site'),
    noCount('rack_count'),
    count('virtualmachine_count', 'virtualization/virtual-machines', 'site'),
    count('vlan_count', 'ipam/vlans', 'site'),
  ],
  brief: slugged,
  display: (row) => String(row.name),
  unique: uniqueNameAndSlug('site', 'dcim_site'),
  ordering: ['name'],
  search: ['name', 'facility', 'description', 'physical_address', 'shipping_address', 'comments'],
};

const tenantMessage =
  (field: string) =>
  (minor: number): string =>
    minor >= 7
      ? `Tenant ${field} must be unique per group.`
      : `Constraint “tenancy_tenant_unique_${field}” is violated.`;

export const tenants: ResourceDefinition = {
  path: 'tenancy/tenants',
  contentType: 'tenancy.tenant',
  modelName: 'Tenant',
  label: 'tenant',
  fields: [
    name(100),
    slug(),
    noReference('group'),
    description,
    owner,
    comments(),
    ...tail,
    noCount('circuit_count'),
    count('device_count', 'dcim/devices', 'tenant'),
    count('ipaddress_count', 'ipam/ip-addresses', 'tenant'),
    count('prefix_count', 'ipam/prefixes', 'tenant'),
    noCount('rack_count'),
    count('site_count', 'dcim/sites', 'tenant'),
    count('virtualmachine_count', 'virtualization/virtual-machines', 'tenant'),
    count('vlan_count', 'ipam/vlans', 'tenant'),
    count('vrf_count', 'ipam/vrfs', 'tenant'),
    count('cluster_count', 'virtualization/clusters', 'tenant'),
  ],
  brief: slugged,
  display: (row) => String(row.name),
  unique: ['name', 'slug'].map((field) => ({
    fields: [field],
    level: 'model' as const,
    message: tenantMessage(field),
    constraint: `tenancy_tenant_unique_${field}`,
  })),
  ordering: ['name'],
  search: ['name', 'slug', 'description', 'comments'],
};

export const manufacturers: ResourceDefinition = {
  path: 'dcim/manufacturers',
  contentType: 'dcim.manufacturer',
  modelName: 'Manufacturer',
  label: 'manufacturer',
  fields: [
    name(100),
    slug(),
    description,
    owner,
    comments(5),
    ...tail,
    count('devicetype_count', 'dcim/device-types', 'manufacturer'),
    noCount('moduletype_count', { since: 5 }),
    noCount('inventoryitem_count'),
    count('platform_count', 'dcim/platforms', 'manufacturer'),
  ],
  brief: [...slugged, 'devicetype_count'],
  display: (row) => String(row.name),
  unique: uniqueNameAndSlug('manufacturer', 'dcim_manufacturer'),
  ordering: ['name'],
  search: ['name', 'slug', 'description'],
};

/** Nested types: unique among their siblings, and here all are top level unless they have a parent. */
function treeUnique(
  label: string,
  table: string,
  message: (field: string) => UniqueRule['message'],
): UniqueRule[] {
  return ['name', 'slug'].flatMap((field) => [
    {
      fields: ['parent', field],
      level: 'model' as const,
      message: `A ${label} with this ${field} already exists within the specified parent.`,
      constraint: `${table}_parent_${field}`,
    },
    {
      fields: [field],
      when: (row) => row.parent == null,
      level: 'model' as const,
      message: message(field),
      constraint: `${table}_${field}`,
    },
  ]);
}

const treeCounts = (field: string): Field[] => [
  { ...count('device_count', 'dcim/devices', field), isCount: false },
  { ...count('virtualmachine_count', 'virtualization/virtual-machines', field), isCount: false },
];

export const deviceRoles: ResourceDefinition = {
  path: 'dcim/device-roles',
  contentType: 'dcim.devicerole',
  modelName: 'DeviceRole',
  label: 'device role',
  fields: [
    name(100),
    slug(),
    text('color', 6, {
      default: '9e9e9e',
      patterns: [{ test: /^[0-9a-f]{6}$/, message: 'Enter a valid hexadecimal RGB color code.' }],
    }),
    flag('vm_role', true),
    noReference('config_template'),
    reference('parent', 'dcim/device-roles', { onDelete: 'cascade' }),
    description,
    tags,
    customFields,
    ...times,
    ...treeCounts('role'),
    owner,
    comments(),
    fixed('_depth', 0),
  ],
  brief: [...slugged, 'device_count', 'virtualmachine_count', '_depth'],
  hasEmptyNestedCounts: true,
  display: (row) => String(row.name),
  unique: treeUnique(
    'device role',
    'dcim_devicerole',
    (field) => (minor) =>
      minor >= 7
        ? `A device role with this ${field} already exists.`
        : `A top-level device role with this ${field} already exists.`,
  ),
  ordering: ['name'],
  search: ['name', 'slug', 'description'],
};

export const platforms: ResourceDefinition = {
  path: 'dcim/platforms',
  contentType: 'dcim.platform',
  modelName: 'Platform',
  label: 'platform',
  fields: [
    reference('parent', 'dcim/platforms', { onDelete: 'cascade' }),
    name(100),
    slug(),
    reference('manufacturer', 'dcim/manufacturers'),
    noReference('config_template'),
    description,
    owner,
    comments(),
    ...tail,
    ...treeCounts('platform'),
    fixed('_depth', 0),
  ],
  brief: [...slugged, 'device_count', 'virtualmachine_count', '_depth'],
  hasEmptyNestedCounts: true,
  display: (row) => String(row.name),
  unique: treeUnique('platform', 'dcim_platform', (field) => `Platform ${field} must be unique.`),
  ordering: ['name'],
  search: ['name', 'slug', 'description'],
};
