import { withContacts } from '../features';
import { type Database } from '../database';
import {
  type Field,
  type Problems,
  type ResourceDefinition,
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
  genericReference,
  name,
  owner,
  reference,
  slug,
  tags,
  times,
} from '../fields';
import { cacheScope, scopeProblems, scopeTypes } from './generic';
import { slugged, uniqueNameAndSlug } from './organization';

const machines = 'virtualization/virtual-machines';

export const clusterTypes: ResourceDefinition = {
  path: 'virtualization/cluster-types',
  contentType: 'virtualization.clustertype',
  modelName: 'ClusterType',
  label: 'cluster type',
  fields: [
    name(100),
    slug(),
    description,
    owner,
    comments(5),
    tags,
    customFields,
    ...times,
    count('cluster_count', 'virtualization/clusters', 'type'),
  ],
  brief: [...slugged, 'cluster_count'],
  display: (row) => String(row.name),
  unique: uniqueNameAndSlug('cluster type', 'virtualization_clustertype'),
  ordering: ['name'],
  search: ['name', 'slug', 'description'],
};

export const clusterGroups: ResourceDefinition = {
  ...clusterTypes,
  path: 'virtualization/cluster-groups',
  contentType: 'virtualization.clustergroup',
  modelName: 'ClusterGroup',
  label: 'cluster group',
  features: withContacts,
  fields: clusterTypes.fields.map((field) =>
    field.name === 'cluster_count' ? count('cluster_count', 'virtualization/clusters', 'group') : field,
  ),
  unique: uniqueNameAndSlug('cluster group', 'virtualization_clustergroup'),
};

/** The sum over the cluster's machines; null while none of them has a value. */
const allocated = (column: string): Field =>
  computed(
    `allocated_${column}`,
    (row, { db }) => {
      const values = [...db.table(machines).pointingAt('cluster', row.id)]
        .map((id) => db.row(machines, id)?.[column])
        .filter((value) => value != null)
        .map(Number);
      return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
    },
    { isCount: true },
  );

function clusterProblems(cluster: Values, { db, before }: WriteContext): Problems | undefined {
  const wrongScope = scopeProblems(db, cluster);
  if (wrongScope || !before) return wrongScope;
  const scope: Values = { ...cluster };
  cacheScope(scope, { db });
  const hosts = [...db.table('dcim/devices').pointingAt('cluster', before.id)];
  for (const kind of ['site', 'location'] as const) {
    const at = scope[`_${kind}`];
    if (at == null) continue;
    const strangers = hosts.filter((id) => db.row('dcim/devices', id)?.[kind] !== at).length;
    if (strangers === 0) continue;
    const where = `${kind} ${String(db.row(`dcim/${kind}s`, at)?.name)}`;
    return {
      scope: [`${strangers} devices are assigned as hosts for this cluster but are not in ${where}`],
    };
  }
  return undefined;
}

/** Saving a cluster with a site moves all its machines there, without change log or last_updated. */
function moveMachines(db: Database, clusterId: number, site: unknown): void {
  for (const id of [...db.table(machines).pointingAt('cluster', clusterId)])
    if (db.row(machines, id)?.site !== site) db.patch(machines, id, { site });
}

export const clusters: ResourceDefinition = {
  path: 'virtualization/clusters',
  contentType: 'virtualization.cluster',
  modelName: 'Cluster',
  label: 'cluster',
  features: withContacts,
  fields: [
    name(100),
    reference('type', 'virtualization/cluster-types', { isRequired: true }),
    reference('group', 'virtualization/cluster-groups', { resetsOnPut: true }),
    choice(
      'status',
      {
        planned: 'Planned',
        staging: 'Staging',
        active: 'Active',
        decommissioning: 'Decommissioning',
        offline: 'Offline',
      },
      { default: 'active' },
    ),
    reference('tenant', 'tenancy/tenants'),
    ...genericReference('scope', scopeTypes),
    reference('_site', 'dcim/sites', { isHidden: true, onDelete: 'cascade', filterName: 'site' }),
    reference('_location', 'dcim/locations', { isHidden: true, onDelete: 'cascade', filterName: 'location' }),
    description,
    owner,
    comments(),
    tags,
    customFields,
    ...times,
    count('device_count', 'dcim/devices', 'cluster'),
    count('virtualmachine_count', machines, 'cluster'),
    allocated('vcpus'),
    allocated('memory'),
    allocated('disk'),
  ],
  brief: ['id', 'url', 'display', 'name', 'description', 'virtualmachine_count'],
  display: (row) => String(row.name),
  unique: [
    {
      fields: ['group', 'name'],
      level: 'model',
      message: 'Cluster with this Group and Name already exists.',
      constraint: 'virtualization_cluster_unique_group_name',
      columns: 'group_id, name',
    },
    {
      fields: ['_site', 'name'],
      level: 'database',
      message: '',
      constraint: 'virtualization_cluster_unique__site_name',
      columns: '_site_id, name',
    },
  ],
  generics: [{ type: 'scope_type', id: 'scope_id', onDelete: 'none' }],
  ordering: ['name'],
  search: ['name', 'description', 'comments'],
  validate: clusterProblems,
  beforeSave: cacheScope,
  afterSave: (row, { db }) => {
    if (row._site != null) moveMachines(db, row.id, row._site);
  },
};
