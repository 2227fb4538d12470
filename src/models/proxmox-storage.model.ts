import { defineModel, type Draft } from '../core/model/define-model';
import { bool, int, json, text } from '../core/model/kinds';
import { netboxRef } from './fields';

/** A storage definition of a Proxmox cluster. */
export const proxmoxStorage = defineModel({
  name: 'proxmox-storage',
  label: 'Proxmox Storage',
  path: 'storage',
  menu: 'Infrastructure',
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
  },
  identity: ['cluster', 'name'],
  order: ['cluster', 'name'],
  list: ['name', 'cluster', 'storageType', 'content', 'shared', 'enabled', 'path', 'server'],
  brief: ['cluster', 'name'],
  nested: ['cluster', 'name'],
  search: ['name', 'path'],
  display: (storage) => storage.name,
});

export type ProxmoxStorage = Draft<typeof proxmoxStorage>;
