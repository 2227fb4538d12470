import { defineModel, type Draft } from '../core/model/define-model';
import { bool, choice, datetime, int, longText, ref, text } from '../core/model/kinds';
import { comments, momentText, netboxRef } from './fields';

/** One backup file of a guest. */
export const vmBackup = defineModel({
  name: 'vm-backup',
  label: 'VM Backup',
  path: 'backups',
  menu: 'Data Protection',
  menuLabel: 'Backups',
  scope: { through: 'virtualMachine' },
  fields: {
    proxmoxStorage: ref('proxmox-storage', { optional: true, help: 'Storage that holds the file.' }),
    virtualMachine: netboxRef('virtualization.virtualmachine', { help: 'The guest in NetBox.' }),
    storage: text({ optional: true, help: 'Name of the storage.' }),
    subtype: choice(
      {
        undefined: 'gray',
        lxc: { label: 'LXC', color: 'blue' },
        ct: { label: 'CT', color: 'blue' },
        qemu: { label: 'QEMU', color: 'green' },
        vm: { label: 'VM', color: 'green' },
      },
      { default: 'undefined' },
    ),
    format: choice(
      {
        undefined: 'gray',
        'pbs-vm': { label: 'PBS VM', color: 'blue' },
        'pbs-ct': { label: 'PBS CT', color: 'green' },
        zst: { label: 'ZST', color: 'purple' },
        iso: { label: 'ISO', color: 'yellow' },
        tzst: { label: 'TZST', color: 'purple' },
        tgz: { label: 'TGZ', color: 'red' },
        qcow2: { label: 'QCOW2', color: 'orange' },
        raw: { label: 'RAW', color: 'pink' },
        tar: { label: 'TAR', color: 'brown' },
        tbz: { label: 'TBZ', color: 'gray' },
      },
      { default: 'undefined' },
    ),
    creationTime: datetime({ optional: true, help: 'When the backup was taken.' }),
    size: int({ big: true, unit: 'bytes', optional: true, help: 'Bytes.' }),
    notes: longText({ optional: true }),
    volumeId: text({ label: 'Volume ID', optional: true, help: 'Name of the file in Proxmox VE.' }),
    vmid: int({ label: 'VM ID', optional: true, min: 0 }),
    used: int({ big: true, unit: 'bytes', optional: true, help: 'Bytes on the storage.' }),
    encrypted: text({ blank: true, help: 'Fingerprint of the key; empty when it is not encrypted.' }),
    verificationState: text({ optional: true, help: 'What Proxmox Backup Server found.' }),
    verificationUpid: text({
      label: 'Verification UPID',
      optional: true,
      help: 'The task that verified it.',
    }),
    protected: bool({ default: false, help: 'Kept whatever the retention says.' }),
    comments,
  },
  identity: ['virtualMachine', 'storage', 'subtype', 'format', 'volumeId', 'vmid'],
  order: ['storage', 'virtualMachine', 'creationTime'],
  sortedBy: ['storage', 'creationTime'],
  list: ['proxmoxStorage', 'storage', 'id', 'virtualMachine', 'subtype', 'format', 'creationTime', 'size', 'volumeId', 'encrypted'], // prettier-ignore
  detail: {
    'VM Backup': ['virtualMachine', 'proxmoxStorage', 'storage', 'subtype', 'format', 'creationTime', 'size', 'used', 'volumeId', 'vmid', 'encrypted', 'protected'], // prettier-ignore
    Verification: ['verificationState', 'verificationUpid'],
    Notes: ['notes', 'comments'],
  },
  brief: ['proxmoxStorage', 'storage', 'creationTime'],
  search: ['virtualMachine.name', 'proxmoxStorage.name', 'storage', 'volumeId'],
  displayThrough: ['virtualMachine'],
  display: (row, nameOf) =>
    `${nameOf('virtualMachine')} - ${row.creationTime ? momentText(row.creationTime) : row.volumeId}`,
});

export type VmBackup = Draft<typeof vmBackup>;
