import { map } from 'rxjs';
import { refTo } from '../../core/plan/value';
import { proxmoxStorage } from '../../models/proxmox-storage.model';
import { defineStage, type ItemOf, part } from '../engine/stage';
import { type Source, type StorageDefinition, storageKey } from '../source/source';
import { store } from '../engine/store';

const storages = store(proxmoxStorage);

/** Types whose data is the same on every node, although their definition need not say so (pve-storage 9.1). */
const SHARED_BY_NATURE = new Set(['nfs', 'cifs', 'cephfs', 'rbd', 'iscsi', 'iscsidirect', 'zfs', 'pbs', 'esxi', 'glusterfs']); // prettier-ignore

/** One storage definition. Keys of Proxmox VE carry hyphens (`prune-backups`); values may be text, numbers or objects. */
export function storageRow({
  source,
  storage,
}: {
  source: Source;
  storage: StorageDefinition;
}): ItemOf<typeof storages> {
  const text = (key: string) => textOf(storage[key]);
  return {
    key: storageKey(source.key, storage.storage),
    label: storage.storage,
    values: {
      cluster: refTo('cluster', source.key),
      name: storage.storage,
      storageType: storage.type,
      content: text('content'),
      path: text('path'),
      nodes: text('nodes'),
      shared: isShared(storage),
      enabled: isEnabled(storage),
      server: text('server'),
      port: numberOf(storage.port),
      username: text('username'),
      export: text('export'),
      share: text('share'),
      pool: text('pool'),
      monhost: text('monhost'),
      namespace: text('namespace'),
      datastore: text('datastore'),
      subdir: text('subdir'),
      mountpoint: text('mountpoint'),
      isMountpoint: text('is_mountpoint'),
      preallocation: text('preallocation'),
      format: text('format'),
      pruneBackups: text('prune-backups'),
      maxProtectedBackups: numberOf(storage['max-protected-backups']),
      rawConfig: storage,
      comments: undefined,
    },
  };
}

/** Whether every node sees the same data. */
export function isShared({ shared, type }: StorageDefinition): boolean {
  return isOn(shared) || SHARED_BY_NATURE.has(type);
}

export function isEnabled({ disable }: StorageDefinition): boolean {
  return !isOn(disable);
}

function isOn(value: unknown): boolean {
  return value === true || Number(value) === 1;
}

/** `prune-backups` is text in `/storage` and an object elsewhere; both become `keep-daily=7,keep-weekly=4`. */
function textOf(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([key, one]) => `${key}=${String(one)}`)
    .join(',');
}

function numberOf(value: unknown): number | null {
  const number = Number(value);
  return value === undefined || value === null || !Number.isInteger(number) ? null : number;
}

/** The storage definitions of each cluster. Proxmox VE hides those that the token may not audit. */
export const storage = defineStage({
  name: 'storage',
  label: 'Storage',
  after: ['devices'],
  importance: 'optional',
  parts: [
    part({
      target: storages,
      read: (source) => source.storages().pipe(map((one) => ({ source, storage: one }))),
      row: storageRow,
      covers: (source) => source.sees('/storage', 'Datastore.Audit'),
      whenGone: 'delete',
    }),
  ],
});
