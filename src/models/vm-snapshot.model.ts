import { defineModel, type Draft } from '../core/model/define-model';
import { choice, datetime, int, longText, ref, text } from '../core/model/kinds';
import { presence } from './choices';
import { comments, netboxRef } from './fields';

/** A snapshot of one guest, as Proxmox VE lists it. */
export const vmSnapshot = defineModel({
  name: 'vm-snapshot',
  label: 'VM Snapshot',
  path: 'snapshots',
  menu: 'Data Protection',
  menuLabel: 'Snapshots',
  scope: { through: 'virtualMachine' },
  fields: {
    proxmoxStorage: ref('proxmox-storage', { optional: true, help: 'Storage that holds the snapshot.' }),
    virtualMachine: netboxRef('virtualization.virtualmachine', { help: 'The guest in NetBox.' }),
    name: text(),
    description: longText({ optional: true }),
    vmid: int({ label: 'VM ID', min: 0 }),
    node: text({ help: 'Name of the Proxmox node.' }),
    snaptime: datetime({ label: 'Snapshot time', optional: true, help: 'When Proxmox took it.' }),
    parent: text({ label: 'Parent snapshot', optional: true }),
    subtype: choice(
      { qemu: { label: 'QEMU', color: 'green' }, lxc: { label: 'LXC', color: 'blue' } },
      { default: 'qemu', required: true },
    ),
    status: choice(presence, { default: 'active', required: true }),
    comments,
  },
  // Two clusters may have the same VMID, node and snapshot names, and a guest takes its snapshots along to another node.
  identity: ['virtualMachine', 'name'],
  upsert: true,
  order: ['virtualMachine', 'node', 'name'],
  list: ['proxmoxStorage', 'name', 'virtualMachine', 'vmid', 'node', 'subtype', 'status', 'snaptime', 'parent'], // prettier-ignore
  detail: {
    'VM Snapshot': ['virtualMachine', 'proxmoxStorage', 'name', 'description', 'vmid', 'node', 'snaptime', 'parent', 'subtype', 'status'], // prettier-ignore
    Comments: ['comments'],
  },
  brief: ['proxmoxStorage', 'virtualMachine', 'name', 'status'],
  search: ['virtualMachine.name', 'proxmoxStorage.name', 'name', 'node', 'description'],
  displayThrough: ['virtualMachine'],
  display: (row, nameOf) => `${nameOf('virtualMachine')} - ${row.name}`,
});

export type VmSnapshot = Draft<typeof vmSnapshot>;
