import { withContactsAndImages, withImages } from '../features';
import {
  type Field,
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
  decimal,
  description,
  fixed,
  flag,
  integer,
  json,
  name,
  noReference,
  optionalChoice,
  owner,
  reference,
  slug,
  tags,
  text,
  times,
} from '../fields';
import { type Database } from '../database';
import { localContextProblems } from './local-context';
import { primaryIp, primaryIpFilters } from './primary-ip';

const airflow = {
  'front-to-rear': 'Front to rear',
  'rear-to-front': 'Rear to front',
  'left-to-right': 'Left to right',
  'right-to-left': 'Right to left',
  'side-to-rear': 'Side to rear',
  'rear-to-side': 'Rear to side',
  'bottom-to-top': 'Bottom to top',
  'top-to-bottom': 'Top to bottom',
  passive: 'Passive',
  mixed: 'Mixed',
};

const cooling = { air: 'Air', liquid: 'Liquid', hybrid: 'Hybrid', immersion: 'Immersion' };

const templateCounts = [
  'console_port',
  'console_server_port',
  'power_port',
  'power_outlet',
  'interface',
  'front_port',
  'rear_port',
  'device_bay',
  'module_bay',
  'inventory_item',
];

export const deviceTypes: ResourceDefinition = {
  path: 'dcim/device-types',
  contentType: 'dcim.devicetype',
  modelName: 'DeviceType',
  label: 'device type',
  features: withImages,
  fields: [
    reference('manufacturer', 'dcim/manufacturers', { isRequired: true }),
    reference('default_platform', 'dcim/platforms', { onDelete: 'null' }),
    text('model', 100, { isRequired: true }),
    slug(),
    text('part_number', 50),
    decimal('u_height', 1, { digits: 4, isNullable: false, default: 1, min: 0 }),
    flag('exclude_from_utilization', false),
    flag('is_full_depth', true),
    optionalChoice('subdevice_role', { parent: 'Parent', child: 'Child' }),
    optionalChoice('airflow', airflow),
    decimal('weight', 2, { digits: 8 }),
    optionalChoice('weight_unit', { kg: 'Kilograms', g: 'Grams', lb: 'Pounds', oz: 'Ounces' }),
    fixed('cooling_method', null, { since: 7, isLogged: true, choices: cooling }),
    fixed('end_of_life', null, { since: 7 }),
    fixed('front_image', null),
    fixed('rear_image', null),
    description,
    owner,
    comments(),
    tags,
    customFields,
    ...times,
    count('device_count', 'dcim/devices', 'device_type'),
    ...templateCounts.map((one) => fixed(`${one}_template_count`, 0)),
    fixed('cooling_intake_template_count', 0, { since: 7 }),
    fixed('cooling_outflow_template_count', 0, { since: 7 }),
  ],
  brief: ['id', 'url', 'display', 'manufacturer', 'model', 'slug', 'description', 'device_count'],
  nested: (minor) => {
    const keys = ['id', 'url', 'display', 'manufacturer', 'model', 'slug', 'description'];
    return minor === 4 ? keys : [...keys, 'device_count'];
  },
  display: (row) => String(row.model),
  unique: ['model', 'slug'].map((field) => ({
    fields: ['manufacturer', field],
    level: 'model' as const,
    message: `Device type with this Manufacturer and ${field === 'model' ? 'Model' : 'Slug'} already exists.`,
    constraint: `dcim_devicetype_unique_manufacturer_${field}`,
  })),
  ordering: ['manufacturer', 'model'],
  search: ['model', 'part_number', 'description', 'comments'],
};

const isInTenant = (row: Values): boolean => row.tenant != null;
const portCounts = templateCounts.filter((one) => one !== 'interface');

function deviceProblems(device: Values, { db }: WriteContext): Problems | undefined {
  const cluster = db.row('virtualization/clusters', device.cluster);
  const location = db.row('dcim/locations', device.location);
  if (location && location.site !== device.site) {
    const [room, site] = [location.name, db.row('dcim/sites', device.site)?.name].map(String);
    return { location: [`Location ${room} does not belong to site ${site}.`] };
  }
  for (const kind of ['site', 'location'] as const) {
    const at = cluster?.[`_${kind}`];
    if (at == null || at === device[kind]) continue;
    const where = String(db.row(`dcim/${kind}s`, at)?.name);
    return { cluster: [`The assigned cluster belongs to a different ${kind} (${where})`] };
  }
  return localContextProblems(device) ?? primaryIp.problems(db, device, 'dcim.device');
}

function displayDevice(row: Row, db: Database): string {
  if (row.name != null && row.name !== '')
    return row.asset_tag == null ? String(row.name) : `${String(row.name)} (${String(row.asset_tag)})`;
  const type = db.row('dcim/device-types', row.device_type);
  return `${String(db.row('dcim/manufacturers', type?.manufacturer)?.name)} ${String(type?.model)} (${row.id})`;
}

const portCount = (one: string): Field => fixed(`${one}_count`, 0);

export const devices: ResourceDefinition = {
  path: 'dcim/devices',
  contentType: 'dcim.device',
  modelName: 'Device',
  label: 'device',
  features: withContactsAndImages,
  createsOneByOne: true,
  fields: [
    name(64, { isRequired: false, isNullable: true, mayBeBlank: true, keepsBlank: true, default: null }),
    reference('device_type', 'dcim/device-types', { isRequired: true }),
    reference('role', 'dcim/device-roles', { isRequired: true }),
    reference('tenant', 'tenancy/tenants', { resetsOnPut: true }),
    reference('platform', 'dcim/platforms', { onDelete: 'null' }),
    text('serial', 50),
    text('asset_tag', 50, { isNullable: true }),
    reference('site', 'dcim/sites', { isRequired: true }),
    reference('location', 'dcim/locations', { resetsOnPut: true }),
    noReference('rack'),
    noReference('position'),
    noReference('face', { choices: { front: 'Front', rear: 'Rear' } }),
    decimal('latitude', 6, { digits: 8, min: -90, max: 90 }),
    decimal('longitude', 6, { digits: 9, min: -180, max: 180 }),
    fixed('parent_device', null),
    choice(
      'status',
      {
        offline: 'Offline',
        active: 'Active',
        planned: 'Planned',
        staged: 'Staged',
        failed: 'Failed',
        inventory: 'Inventory',
        decommissioning: 'Decommissioning',
      },
      { default: 'active' },
    ),
    optionalChoice('airflow', airflow),
    fixed('cooling_method', null, { since: 7, isLogged: true, choices: cooling }),
    computed('primary_ip', (row, present) =>
      present.nested('ipam/ip-addresses', row.primary_ip6 ?? row.primary_ip4),
    ),
    reference('primary_ip4', 'ipam/ip-addresses', { onDelete: 'null', filterBy: 'address' }),
    reference('primary_ip6', 'ipam/ip-addresses', { onDelete: 'null', filterBy: 'address' }),
    reference('oob_ip', 'ipam/ip-addresses', { onDelete: 'null', filterBy: 'address' }),
    reference('cluster', 'virtualization/clusters', { onDelete: 'null' }),
    noReference('virtual_chassis'),
    integer('vc_position', 0, 255),
    integer('vc_priority', 0, 255),
    description,
    owner,
    comments(),
    noReference('config_template'),
    computed('config_context', (row) => row.local_context_data ?? {}),
    json('local_context_data'),
    tags,
    customFields,
    ...times,
    ...portCounts.map(portCount),
    { ...count('interface_count', 'dcim/interfaces', 'device'), isCount: false },
    fixed('cooling_intake_count', 0, { since: 7 }),
    fixed('cooling_outflow_count', 0, { since: 7 }),
  ],
  brief: ['id', 'url', 'display', 'name', 'description'],
  display: displayDevice,
  unique: [
    {
      fields: ['name', 'site', 'tenant'],
      ignoresCase: true,
      when: isInTenant,
      level: 'model',
      message: (minor) =>
        minor >= 7
          ? 'Device name must be unique per site and tenant.'
          : 'Constraint “dcim_device_unique_name_site_tenant” is violated.',
      constraint: 'dcim_device_unique_name_site_tenant',
      columns: 'lower(name::text), site_id, tenant_id',
    },
    {
      fields: ['name', 'site'],
      ignoresCase: true,
      when: (row) => !isInTenant(row),
      level: 'model',
      message: (minor) => `Device name must be unique per site${minor >= 7 ? ' and tenant' : ''}.`,
      constraint: 'dcim_device_unique_name_site',
      columns: 'lower(name::text), site_id',
    },
    {
      fields: ['asset_tag'],
      level: 'field',
      message: 'device with this asset tag already exists.',
      constraint: 'dcim_device_asset_tag_key',
    },
  ],
  ordering: ['name'],
  search: ['name', 'serial', 'asset_tag', 'description', 'comments'],
  filters: [
    ...primaryIpFilters,
    {
      names: ['manufacturer_id'],
      match: (values, db) => (row) =>
        values.includes(String(db.row('dcim/device-types', row.device_type)?.manufacturer)),
    },
    {
      names: ['manufacturer'],
      match: (values, db) => (row) => {
        const type = db.row('dcim/device-types', row.device_type);
        return values.includes(String(db.row('dcim/manufacturers', type?.manufacturer)?.slug));
      },
    },
    {
      names: ['mac_address'],
      match: (values, db) => primaryIp.hasMac(db, values, 'dcim/interfaces', 'device', 'dcim.interface'),
    },
  ],
  validate: deviceProblems,
};
