import { type Database } from '../database';
import {
  type Field,
  type Problems,
  type ResourceDefinition,
  type Row,
  type UniqueRule,
  type Values,
  type WriteContext,
} from '../definition';
import { withContacts, withContactsAndImages } from '../features';
import {
  choice,
  comments,
  computed,
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

const plainKeys = ['id', 'url', 'display_url', 'display', 'name'];
export const slugged = ['id', 'url', 'display', 'name', 'slug', 'description'];
const tail: Field[] = [tags, customFields, ...times];

/** Each of the fields unique on its own, refused with the field: `site with this name already exists.` */
export const uniqueNames = (label: string, table: string, fields: string[]): UniqueRule[] =>
  fields.map((field) => ({
    fields: [field],
    level: 'field',
    message: `${label} with this ${field} already exists.`,
    constraint: `${table}_${field}_key`,
  }));

export const uniqueNameAndSlug = (label: string, table: string): UniqueRule[] =>
  uniqueNames(label, table, ['name', 'slug']);

/** Of sites and of locations. */
export const placeStatus = choice(
  'status',
  {
    planned: 'Planned',
    staging: 'Staging',
    active: 'Active',
    decommissioning: 'Decommissioning',
    retired: 'Retired',
  },
  { default: 'active' },
);

export const sites: ResourceDefinition = {
  path: 'dcim/sites',
  contentType: 'dcim.site',
  modelName: 'Site',
  label: 'site',
  features: withContactsAndImages,
  fields: [
    name(100),
    slug(),
    placeStatus,
    noReference('region'),
    noReference('group'),
    reference('tenant', 'tenancy/tenants'),
    text('facility', 50),
    fixed('time_zone', null, { isLogged: true }),
    description,
    text('physical_address', 200),
    text('shipping_address', 200),
    decimal('latitude', 6, { digits: 8, min: -90, max: 90 }),
    decimal('longitude', 6, { digits: 9, min: -180, max: 180 }),
    owner,
    comments(),
    fixed('asns', [], { isLogged: true, logged: [] }),
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
  features: withContacts,
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
  features: withContacts,
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
  brief: slugged,
  display: (row) => String(row.name),
  unique: uniqueNameAndSlug('manufacturer', 'dcim_manufacturer'),
  ordering: ['name'],
  search: ['name', 'slug', 'description'],
};

/** How deep an object sits in its tree. */
const depth = (path: string): Field =>
  computed('_depth', (row, { db }) => {
    let levels = 0;
    for (let at = db.row(path, row.parent); at; at = db.row(path, at.parent)) levels++;
    return levels;
  });

/** Trees are listed branch by branch: a child comes after its parent. */
function compareInTree(path: string, a: Row, b: Row, db: Database): number {
  const [left, right] = [a, b].map((row) => branchOf(path, row, db));
  for (const [index, name] of left.entries()) {
    if (right[index] === undefined) return 1;
    const order = name.localeCompare(right[index], 'und', { numeric: true });
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function branchOf(path: string, row: Row, db: Database): string[] {
  const parent = db.row(path, row.parent);
  return [...(parent ? branchOf(path, parent, db) : []), String(row.name)];
}

function treeProblems(path: string, values: Values, { db, before }: WriteContext): Problems | undefined {
  for (let at = db.row(path, values.parent); at && before; at = db.row(path, at.parent))
    if (at.id === before.id) return { parent: ['Cannot assign self or a descendant as parent.'] };
  return undefined;
}

/** Nested types: unique among their siblings, and here all are top level unless they have a parent. */
function treeUnique(
  label: string,
  table: string,
  message: (field: string) => UniqueRule['message'],
  inParent = (field: string): UniqueRule['message'] =>
    `A ${label} with this ${field} already exists within the specified parent.`,
): UniqueRule[] {
  return ['name', 'slug'].flatMap((field) => [
    {
      fields: ['parent', field],
      level: 'model' as const,
      message: inParent(field),
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
    reference('parent', 'dcim/device-roles', { onDelete: 'cascade', nestedKeys: plainKeys }),
    description,
    tags,
    customFields,
    ...times,
    ...treeCounts('role'),
    owner,
    comments(),
    depth('dcim/device-roles'),
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
    (field) => (minor) =>
      minor >= 7
        ? `A device role with this ${field} already exists.`
        : `A device role with this ${field} already exists within the specified parent.`,
  ),
  ordering: ['name'],
  compare: (a, b, db) => compareInTree('dcim/device-roles', a, b, db),
  search: ['name', 'slug', 'description', 'comments'],
  validate: (values, context) => treeProblems('dcim/device-roles', values, context),
};

export const platforms: ResourceDefinition = {
  path: 'dcim/platforms',
  contentType: 'dcim.platform',
  modelName: 'Platform',
  label: 'platform',
  fields: [
    reference('parent', 'dcim/platforms', { onDelete: 'cascade', nestedKeys: plainKeys }),
    name(100),
    slug(),
    reference('manufacturer', 'dcim/manufacturers'),
    noReference('config_template'),
    description,
    owner,
    comments(),
    ...tail,
    ...treeCounts('platform'),
    depth('dcim/platforms'),
  ],
  brief: [...slugged, 'device_count', 'virtualmachine_count', '_depth'],
  hasEmptyNestedCounts: true,
  display: (row) => String(row.name),
  unique: treeUnique('platform', 'dcim_platform', (field) => `Platform ${field} must be unique.`),
  ordering: ['name'],
  compare: (a, b, db) => compareInTree('dcim/platforms', a, b, db),
  search: ['name', 'slug', 'description', 'comments'],
  validate: (values, context) => treeProblems('dcim/platforms', values, context),
};
