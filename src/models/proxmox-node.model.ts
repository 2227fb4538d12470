import { defineModel, type Draft } from '../core/model/define-model';
import { address, bool, float, int, ref, text } from '../core/model/kinds';
import { netboxRef } from './fields';

/** A Proxmox VE host. */
export const proxmoxNode = defineModel({
  name: 'proxmox-node',
  label: 'Proxmox node',
  path: 'nodes',
  menu: 'Infrastructure',
  menuLabel: 'Nodes (Devices)',
  scope: { through: 'endpoint' },
  fields: {
    endpoint: ref('proxmox-endpoint'),
    proxmoxCluster: ref('proxmox-cluster', { optional: true }),
    netboxDevice: netboxRef('dcim.device', { label: 'NetBox device', optional: true }),
    name: text(),
    nodeId: int({ label: 'Node ID', optional: true, help: 'Corosync node id.' }),
    ipAddress: address({ label: 'IP address', optional: true }),
    online: bool({ default: false }),
    local: bool({ default: false, help: 'The node that the endpoint itself talks to.' }),
    cpuUsage: float({ label: 'CPU usage', optional: true, help: 'Share of all CPUs, 0 to 1.' }),
    maxCpu: int({ label: 'CPUs', optional: true }),
    memoryUsage: int({ label: 'Memory used', big: true, unit: 'bytes', optional: true, help: 'Bytes.' }),
    maxMemory: int({ label: 'Memory', big: true, unit: 'bytes', optional: true, help: 'Bytes.' }),
    sslFingerprint: text({ label: 'SSL fingerprint', blank: true }),
    supportLevel: text({ blank: true, max: 100 }),
  },
  identity: ['endpoint', 'name'],
  order: ['endpoint', 'name'],
  list: ['name', 'endpoint', 'proxmoxCluster', 'ipAddress', 'online', 'maxCpu', 'maxMemory', 'netboxDevice'],
  brief: ['name', 'online'],
  nested: ['name', 'nodeId', 'online'],
  search: ['name', 'ipAddress', 'sslFingerprint'],
  computed: {
    cpuUsagePercent: {
      label: 'CPU usage',
      of: (node) => node.cpuUsage,
      schema: { type: 'number', format: 'double', nullable: true },
    },
    memoryUsagePercent: {
      label: 'Memory usage',
      help: 'Percent.',
      of: (node) =>
        node.memoryUsage !== null && node.maxMemory ? (node.memoryUsage / node.maxMemory) * 100 : null,
      schema: { type: 'number', format: 'double', nullable: true },
    },
  },
  rest: [
    'endpoint', 'proxmoxCluster', 'netboxDevice', 'name', 'nodeId', 'ipAddress', 'online', 'local', 'cpuUsage',
    'cpuUsagePercent', 'maxCpu', 'memoryUsage', 'memoryUsagePercent', 'maxMemory', 'sslFingerprint', 'supportLevel',
    'created', 'lastUpdated', 'customFields', 'tags',
  ], // prettier-ignore
  detail: {
    'Proxmox node': ['name', 'endpoint', 'proxmoxCluster', 'nodeId', 'ipAddress', 'online', 'local', 'netboxDevice'], // prettier-ignore
    Hardware: ['maxCpu', 'maxMemory', 'memoryUsage', 'sslFingerprint', 'supportLevel'],
  },
  displayThrough: ['endpoint'],
  display: (row, nameOf) => `${row.name} (${nameOf('endpoint')})`,
});

export type ProxmoxNode = Draft<typeof proxmoxNode>;
