import { defineModel, type Draft } from '../core/model/define-model';
import { bool, int, json, text } from '../core/model/kinds';
import { comments, netboxRef } from './fields';

/** A storage definition of a Proxmox cluster. */
export const proxmoxStorage = defineModel({
  name: 'proxmox-storage',
  label: 'Proxmox Storage',
  labelPlural: 'Proxmox Storages',
  path: 'storage',
  menu: 'Infrastructure',
  menuLabel: 'Storage',
  scope: { through: 'cluster' },
  fields: {
    cluster: netboxRef('virtualization.cluster', { help: 'NetBox cluster that owns the storage.' }),
    name: text({ help: 'Storage id in Proxmox.' }),
    storageType: text({ label: 'Type', max: 100, optional: true }),
    content: text({ optional: true, help: 'Content types, separated by commas.' }),
    path: text({ optional: true }),
    nodes: text({ optional: true, help: 'Nodes it is limited to, separated by commas.' }),
    shared: bool({ default: false, help: 'The same on every node.' }),
    enabled: bool({ default: true }),
    server: text({ optional: true }),
    port: int({ optional: true, min: 0 }),
    username: text({ optional: true }),
    export: text({ optional: true, help: 'NFS export.' }),
    share: text({ optional: true, help: 'CIFS share.' }),
    pool: text({ optional: true, help: 'Ceph, ZFS or LVM pool.' }),
    monhost: text({ optional: true, max: 512, help: 'Ceph monitors.' }),
    namespace: text({ optional: true }),
    datastore: text({ optional: true }),
    subdir: text({ optional: true }),
    mountpoint: text({ optional: true }),
    isMountpoint: text({ optional: true }),
    preallocation: text({ optional: true, max: 50 }),
    format: text({ optional: true, max: 100 }),
    pruneBackups: text({ optional: true, max: 512, help: 'Retention.' }),
    maxProtectedBackups: int({ optional: true }),
    rawConfig: json<Record<string, unknown>>({ default: {}, help: 'The definition as Proxmox gives it.' }),
    comments,
  },
  identity: ['cluster', 'name'],
  upsert: true,
  order: ['cluster', 'name'],
  list: ['cluster', 'name', 'storageType', 'content', 'path', 'server', 'shared', 'enabled'],
  detail: {
    'Proxmox Storage': ['cluster', 'name', 'storageType', 'content', 'path', 'nodes', 'shared', 'enabled'],
    Details: ['server', 'port', 'username', 'export', 'share', 'pool', 'monhost', 'namespace', 'datastore', 'subdir', 'mountpoint', 'isMountpoint', 'preallocation', 'format', 'pruneBackups', 'maxProtectedBackups'], // prettier-ignore
    'Raw configuration': ['rawConfig'],
    Comments: ['comments'],
  },
  brief: ['cluster', 'name'],
  nested: ['cluster', 'name'],
  search: ['name', 'cluster.name', 'path'],
  displayThrough: ['cluster'],
  display: (row, nameOf) => `${nameOf('cluster')}/${row.name}`,
});

export type ProxmoxStorage = Draft<typeof proxmoxStorage>;
