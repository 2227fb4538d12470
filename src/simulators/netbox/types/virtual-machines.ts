import {
  type Problems,
  type ResourceDefinition,
  type UniqueRule,
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
  json,
  name,
  noReference,
  owner,
  positive,
  reference,
  slug,
  tags,
  text,
  times,
} from '../fields';
import { withContactsAndImages } from '../features';
import { type Database } from '../database';
import { slugged } from './organization';
import { localContextProblems } from './local-context';
import { primaryIp, primaryIpFilters } from './primary-ip';

const path = 'virtualization/virtual-machines';
const disks = 'virtualization/virtual-disks';
const typesPath = 'virtualization/virtual-machine-types';
const clustersPath = 'virtualization/clusters';
const smallestVcpus =
  'Ensure this value is greater than or equal to 0.01000000000000000020816681711721685132943093776702880859375.';

function placeProblems(vm: Values, { db, minor }: WriteContext): Problems | undefined {
  const cluster = db.row(clustersPath, vm.cluster);
  const device = db.row('dcim/devices', vm.device);
  const site = db.row('dcim/sites', vm.site);
  if (minor >= 6 && !site && !cluster && !device)
    return { __all__: ['A virtual machine must be assigned to a site, cluster, or device.'] };
  if (minor < 6 && !site && !cluster)
    return { cluster: ['A virtual machine must be assigned to a site and/or cluster.'] };
  if (cluster?._site != null && site && cluster._site !== site.id)
    return {
      cluster: [
        `The selected cluster (${String(cluster.name)}) is not assigned to this site (${String(site.name)}).`,
      ],
    };
  if (!device) return undefined;
  const label = String(device.name);
  if (cluster && device.cluster !== cluster.id)
    return {
      device: [`The selected device (${label}) is not assigned to this cluster (${String(cluster.name)}).`],
    };
  if (cluster) return undefined;
  if (minor < 6) return { device: ['Must specify a cluster when assigning a host device.'] };
  if (device.cluster != null) {
    const needed = String(db.row(clustersPath, device.cluster)?.name);
    return {
      cluster: [
        `Must specify the assigned device's cluster (${needed}) when assigning host device ${label}.`,
      ],
    };
  }
  if (site && device.site !== site.id)
    return {
      [minor >= 7 ? 'site' : 'device']: [
        `The selected device (${label}) is not assigned to this site (${String(site.name)}).`,
      ],
    };
  return undefined;
}

function diskSum(db: Database, vmId: number): number | null {
  const ids = [...db.table(disks).pointingAt('virtual_machine', vmId)];
  return ids.length === 0 ? null : ids.reduce((sum, id) => sum + Number(db.row(disks, id)?.size), 0);
}

function vmProblems(vm: Values, context: WriteContext): Problems | undefined {
  const { db, before } = context;
  const misplaced = placeProblems(vm, context);
  if (misplaced) return misplaced;
  const sum = before ? diskSum(db, before.id) : null;
  if (sum !== null && vm.disk !== sum)
    return vm.disk == null || vm.disk === before?.disk
      ? undefined
      : {
          disk: [
            `The specified disk size (${String(vm.disk)}) must match the aggregate size of assigned virtual disks (${sum}).`,
          ],
        };
  return localContextProblems(vm) ?? primaryIp.problems(db, vm, 'virtualization.virtualmachine');
}

/**
 * The site comes from the cluster or the host when none is given, and taking the cluster away keeps it; a new machine
 * takes what it was not told from its type.
 */
function derive(vm: Values, { db, minor, before }: WriteContext): void {
  const device = minor >= 6 ? db.row('dcim/devices', vm.device) : undefined;
  vm.site ??= db.row(clustersPath, vm.cluster)?._site ?? device?.site ?? null;
  const type = before ? undefined : db.find(typesPath) && db.row(typesPath, vm.virtual_machine_type);
  vm.platform ??= type?.default_platform ?? null;
  vm.vcpus ??= type?.default_vcpus ?? null;
  vm.memory ??= type?.default_memory ?? null;
}

const perCluster = (fields: string[], when: (row: Values) => boolean, place: string): UniqueRule => ({
  fields: ['name', place, ...fields],
  ignoresCase: true,
  when,
  level: 'model',
  message: (minor) => {
    if (minor >= 7) return `Virtual machine name must be unique per ${place} and tenant.`;
    return fields.length === 0
      ? `Virtual machine name must be unique per ${place}.`
      : `Constraint “virtualization_virtualmachine_unique_name_${place}_tenant” is violated.`;
  },
  constraint: ['virtualization_virtualmachine_unique_name', place, ...fields].join('_'),
  columns: ['lower(name::text)', `${place}_id`, ...fields.map((field) => `${field}_id`)].join(', '),
});

export const virtualMachines: ResourceDefinition = {
  path,
  contentType: 'virtualization.virtualmachine',
  modelName: 'VirtualMachine',
  label: 'virtual machine',
  features: withContactsAndImages,
  fields: [
    name(64),
    reference('virtual_machine_type', 'virtualization/virtual-machine-types', { since: 6 }),
    reference('role', 'dcim/device-roles'),
    choice(
      'status',
      {
        offline: 'Offline',
        active: 'Active',
        planned: 'Planned',
        staged: 'Staged',
        failed: 'Failed',
        decommissioning: 'Decommissioning',
        paused: 'Paused',
      },
      { default: 'active' },
    ),
    choice('start_on_boot', { on: 'On', off: 'Off', laststate: 'Last State' }, { since: 5, default: 'off' }),
    reference('site', 'dcim/sites', { resetsOnPut: true }),
    reference('cluster', clustersPath, { resetsOnPut: true }),
    reference('device', 'dcim/devices', { resetsOnPut: true }),
    reference('platform', 'dcim/platforms', { onDelete: 'null' }),
    computed('primary_ip', (row, present) =>
      present.nested('ipam/ip-addresses', row.primary_ip6 ?? row.primary_ip4),
    ),
    reference('primary_ip4', 'ipam/ip-addresses', { onDelete: 'null', filterBy: 'address' }),
    reference('primary_ip6', 'ipam/ip-addresses', { onDelete: 'null', filterBy: 'address' }),
    decimal('vcpus', 2, { digits: 6, min: 0.01, minMessage: smallestVcpus }),
    positive('memory'),
    positive('disk'),
    description,
    text('serial', 50),
    reference('tenant', 'tenancy/tenants', { resetsOnPut: true }),
    owner,
    comments(),
    tags,
    json('local_context_data'),
    noReference('config_template'),
    customFields,
    ...times,
    { ...count('interface_count', 'virtualization/interfaces', 'virtual_machine'), isCount: false },
    { ...count('virtual_disk_count', disks, 'virtual_machine'), isCount: false },
    computed('config_context', (row) => row.local_context_data ?? {}),
  ],
  brief: ['id', 'url', 'display', 'name', 'description'],
  display: (row) => String(row.name),
  unique: [
    perCluster(['tenant'], (row) => row.tenant != null, 'cluster'),
    perCluster([], (row) => row.tenant == null, 'cluster'),
    { ...perCluster(['tenant'], (row) => row.tenant != null && row.cluster == null, 'device'), since: 6 },
    { ...perCluster([], (row) => row.tenant == null && row.cluster == null, 'device'), since: 6 },
  ],
  ordering: ['name'],
  search: ['name', 'description', 'comments', 'serial'],
  searchAlso: primaryIp.searchAddress,
  filters: [
    ...primaryIpFilters,
    {
      names: ['mac_address'],
      match: (values, db) =>
        primaryIp.hasMac(
          db,
          values,
          'virtualization/interfaces',
          'virtual_machine',
          'virtualization.vminterface',
        ),
    },
    {
      names: ['cluster_type_id'],
      match: (values, db) => (row) => values.includes(String(db.row(clustersPath, row.cluster)?.type)),
    },
    {
      names: ['cluster_group_id'],
      match: (values, db) => (row) =>
        values.includes(String(db.row(clustersPath, row.cluster)?.group ?? 'null')),
    },
  ],
  validate: vmProblems,
  beforeSave: derive,
};

export const virtualMachineTypes: ResourceDefinition = {
  path: 'virtualization/virtual-machine-types',
  since: 6,
  contentType: 'virtualization.virtualmachinetype',
  modelName: 'VirtualMachineType',
  label: 'virtual machine type',
  fields: [
    name(100),
    slug(),
    reference('default_platform', 'dcim/platforms', { onDelete: 'null' }),
    decimal('default_vcpus', 2, { digits: 6, min: 0.01, minMessage: smallestVcpus }),
    positive('default_memory'),
    description,
    owner,
    comments(),
    tags,
    customFields,
    ...times,
    count('virtual_machine_count', path, 'virtual_machine_type'),
  ],
  brief: slugged,
  display: (row) => String(row.name),
  unique: [
    {
      fields: ['name'],
      ignoresCase: true,
      level: 'model',
      message: 'Virtual machine type name must be unique.',
      constraint: 'virtualization_virtualmachinetype_unique_name',
      columns: 'lower(name::text)',
    },
    {
      fields: ['slug'],
      level: 'field',
      message: 'virtual machine type with this slug already exists.',
      constraint: 'virtualization_virtualmachinetype_slug_key',
    },
  ],
  ordering: ['name'],
  search: ['name', 'slug', 'description'],
};

/** The sum of a machine's disks goes straight into its `disk` column, without change log or last_updated. */
function sumDisks(db: Database, vmId: unknown): void {
  const vm = db.row(path, vmId);
  if (vm) db.patch(path, vm.id, { disk: diskSum(db, vm.id) });
}

export const virtualDisks: ResourceDefinition = {
  path: disks,
  contentType: 'virtualization.virtualdisk',
  modelName: 'VirtualDisk',
  label: 'virtual disk',
  fields: [
    reference('virtual_machine', path, { isRequired: true, onDelete: 'cascade' }),
    name(64),
    description,
    positive('size', {
      isRequired: true,
      isNullable: false,
      label: (minor) => (minor === 4 ? 'Size (MB)' : 'Size'),
    }),
    owner,
    tags,
    customFields,
    ...times,
  ],
  brief: ['id', 'url', 'display', 'virtual_machine', 'name', 'description', 'size'],
  display: (row) => String(row.name),
  unique: [
    {
      fields: ['virtual_machine', 'name'],
      level: 'model',
      message: 'Virtual disk with this Virtual machine and Name already exists.',
      constraint: 'virtualization_virtualdisk_unique_virtual_machine_name',
      columns: 'virtual_machine_id, name',
    },
  ],
  ordering: ['virtual_machine', 'name'],
  // A disk that moves to another machine leaves the sum of the old one as it was.
  afterSave: (row, { db }) => sumDisks(db, row.virtual_machine),
  afterDelete: (row, { db }) => sumDisks(db, row.virtual_machine),
};
