import { refTo } from '../../core/plan/value';
import { vmBackup } from '../../models/vm-backup.model';
import { defineStage, type ItemOf, part } from '../engine/stage';
import { store } from '../engine/store';
import { storageKey } from '../source/source';
import { backupKey, type BackupOf, readBackups } from './backup-reading';

const target = store(vmBackup);

type Format = NonNullable<NonNullable<ItemOf<typeof target>['values']['format']>>;

/** Formats of Proxmox VE by the word that netbox-proxbox has for them. */
const FORMATS: Readonly<Record<string, Format>> = {
  'pbs-vm': 'pbs-vm',
  'pbs-ct': 'pbs-ct',
  zst: 'tzst',
  tzst: 'tzst',
  'vma.zst': 'tzst',
  'vma.zstd': 'tzst',
  'tar.zst': 'tzst',
  tgz: 'tgz',
  'tar.gz': 'tgz',
  'vma.gz': 'tgz',
  tbz: 'tbz',
  'tar.bz2': 'tbz',
  tar: 'tar',
  qcow2: 'qcow2',
  raw: 'raw',
  iso: 'iso',
};

/** One backup. Its moment is that of Proxmox VE's clock in UTC, whatever the name says in local time. */
export function backupRow({ source, guest, storage, file }: BackupOf): ItemOf<typeof target> {
  return {
    key: backupKey(source, storage, file),
    label: file.volumeId,
    values: {
      proxmoxStorage: refTo('proxmox-storage', storageKey(source.key, storage)),
      virtualMachine: refTo('virtual-machine', guest.key),
      storage,
      subtype: file.type ?? 'undefined',
      format: FORMATS[file.format] ?? 'undefined',
      creationTime: file.takenAt === undefined ? null : new Date(file.takenAt * 1000),
      size: file.sizeBytes ?? null,
      notes: file.notes ?? null,
      volumeId: file.volumeId,
      vmid: file.vmid,
      used: file.usedBytes ?? null,
      encrypted: file.encrypted ?? '',
      verificationState: file.verification?.state ?? null,
      verificationUpid: file.verification?.upid ?? null,
      protected: file.isProtected,
      comments: undefined,
    },
  };
}

/** The backups of guests on every storage that holds some. One that Proxmox VE no longer has cannot be restored. */
export const backups = defineStage({
  name: 'backups',
  label: 'Backups',
  after: ['virtual-machines', 'storage'],
  importance: 'optional',
  parts: [
    part({
      target,
      read: readBackups,
      row: backupRow,
      // Storages that are not listed are not read; what may be hidden on those that are is told apart in `readBackups`.
      covers: (source) => source.sees('/storage', 'Datastore.Audit'),
      whenGone: 'delete',
    }),
  ],
});
