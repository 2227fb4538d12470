import { defineModel, type Draft } from '../core/model/define-model';
import { bool, choice, int, ref, text } from '../core/model/kinds';
import { proxmoxModes } from './choices';
import { netboxRef } from './fields';

/** A Proxmox cluster, or a host that stands alone, as found through an endpoint. */
export const proxmoxCluster = defineModel({
  name: 'proxmox-cluster',
  label: 'Proxmox cluster',
  path: 'clusters',
  menu: 'Infrastructure',
  menuLabel: 'Clusters',
  scope: { through: 'endpoint' },
  fields: {
    endpoint: ref('proxmox-endpoint'),
    netboxCluster: netboxRef('virtualization.cluster', { label: 'NetBox cluster', optional: true }),
    name: text({ label: 'Cluster name' }),
    clusterId: text({ blank: true, help: 'Identity of the cluster inside Proxbox.' }),
    mode: choice(proxmoxModes, { default: 'cluster', required: true }),
    nodesCount: int({ label: 'Nodes', default: 0, min: 0 }),
    quorate: bool({ default: false, help: 'The cluster has quorum.' }),
    version: int({ label: 'Corosync version', optional: true }),
  },
  identity: ['endpoint', 'name'],
  order: ['endpoint', 'name'],
  list: ['name', 'endpoint', 'mode', 'nodesCount', 'quorate', 'netboxCluster'],
  nested: ['name'],
  search: ['name', 'clusterId'],
  rest: [
    'endpoint',
    'netboxCluster',
    'name',
    'clusterId',
    'mode',
    'nodesCount',
    'nodeCount',
    'quorate',
    'version',
    'created',
    'lastUpdated',
    'customFields',
    'tags',
  ],
  computed: {
    nodeCount: {
      help: 'The same as nodes_count.',
      of: (cluster) => cluster.nodesCount,
      schema: { type: 'integer' },
    },
  },
  detail: {
    'Proxmox cluster': ['name', 'endpoint', 'mode', 'nodesCount', 'quorate', 'version', 'netboxCluster'],
  },
  displayThrough: ['endpoint'],
  display: (row, nameOf) => `${row.name} (${nameOf('endpoint')})`,
});

export type ProxmoxCluster = Draft<typeof proxmoxCluster>;
