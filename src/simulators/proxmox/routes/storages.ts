import { ApiFailure } from '../reply';
import { hasAll, hasAny, type Rights } from '../rights';
import { nodeStorage, storageDefinition, storageHistory } from '../rows/storages';
import { backupRow, diskRows, fileRow, type VolumeRow } from '../rows/volumes';
import { type SimVersion } from '../world';
import { isStorageOn, type SimStorage } from '../world/storages';
import { type Call, type Route, type Row, STORAGE_READERS } from './route';
import { readableStorages } from './sight';

const STORAGE_TYPES =
  'btrfs cephfs cifs dir esxi iscsi iscsidirect lvm lvmthin nfs pbs rbd zfs zfspool'.split(' ');

export const STORAGE_ROUTES: readonly Route[] = [
  {
    path: '/storage',
    query: { type: { type: 'string', enum: storageTypes } },
    data: (call) =>
      readableStorages(call)
        .filter(({ type }) => call.query.type === undefined || call.query.type === type)
        .map(storageDefinition),
  },
  {
    path: '/storage/{storage}',
    needs: { path: '/storage/{storage}', privileges: ['Datastore.Allocate'] },
    data: (call) => storageDefinition(storageOfPath(call)),
  },
  {
    path: '/nodes/{node}/storage',
    query: {
      content: { type: 'string', format: 'pve-storage-content-list' },
      enabled: { type: 'boolean' },
      format: { type: 'boolean' },
      storage: { type: 'string', format: 'pve-storage-id' },
      target: { type: 'string', format: 'pve-node' },
    },
    data: (call) => storagesOfNode(call),
  },
  {
    path: '/nodes/{node}/storage/{storage}/content',
    needs: { path: '/storage/{storage}', privileges: STORAGE_READERS },
    query: {
      content: { type: 'string', format: 'pve-storage-content' },
      vmid: { type: 'integer', minimum: 100, maximum: 999_999_999 },
    },
    data: (call) => content(call),
    waits: (call) => (storageOfPath(call).type === 'pbs' ? 'backupServerDelayMs' : undefined),
  },
  {
    path: '/nodes/{node}/storage/{storage}/rrddata',
    needs: { path: '/storage/{storage}', privileges: STORAGE_READERS },
    query: {
      timeframe: { type: 'string', isRequired: true, enum: ['hour', 'day', 'week', 'month', 'year'] },
      cf: { type: 'string', enum: ['AVERAGE', 'MAX'] },
    },
    data: (call) => storageHistory(storageOfPath(call), call.query.timeframe!, call.world),
  },
];

function storageTypes(version: SimVersion): string[] {
  return version === '8.4' ? [...STORAGE_TYPES, 'glusterfs'].sort() : STORAGE_TYPES;
}

function storagesOfNode(call: Call): Row[] {
  const { node, query, world } = call;
  const wanted = query.content?.split(/[,; ]/);
  return readableStorages(call)
    .filter((storage) => isStorageOn(storage, node.name))
    .filter((storage) => query.target === undefined || isStorageOn(storage, query.target))
    .filter(({ storage }) => query.storage === undefined || query.storage === storage)
    .filter(({ isDisabled }) => query.enabled !== '1' || !isDisabled)
    .filter(({ content }) => !wanted || content.split(',').some((kind) => wanted.includes(kind)))
    .map((storage) => nodeStorage(storage, query.format === '1', world.version));
}

function storageOfPath({ cluster, params }: Call): SimStorage {
  const storage = cluster.storages.find((candidate) => candidate.storage === params.storage);
  if (!storage) throw new ApiFailure(500, `storage '${params.storage}' does not exist`);
  return storage;
}

/** What lies on a storage, as far as the asker may see each of it. */
function content(call: Call): VolumeRow[] {
  const { cluster, node, rights, query } = call;
  const storage = storageOfPath(call);
  failUnlessReached(storage, node.name);
  const vmid = query.vmid === undefined ? undefined : Number(query.vmid);
  const wants = (kind: string) => query.content === undefined || query.content === kind;
  const disks = wants('images') || wants('rootdir') ? diskRows(cluster, storage, node.name, vmid) : [];
  const files = vmid === undefined ? storage.files.map(fileRow) : [];
  const backups = wants('backup') ? (cluster.backups.get(storage.storage) ?? []) : [];
  return [
    ...[...disks, ...files].filter((row) => wants(row.content)),
    ...backups
      .filter((backup) => backup.node === undefined || backup.node === node.name)
      .filter((backup) => vmid === undefined || backup.vmid === vmid)
      .map(backupRow),
  ].filter((row) => seesVolume(rights, storage.storage, row));
}

function failUnlessReached(storage: SimStorage, node: string): void {
  const { storage: name, type, isDisabled, isOffline, settings } = storage;
  if (isDisabled) throw new ApiFailure(500, `storage '${name}' is disabled`);
  if (!isStorageOn(storage, node)) {
    throw new ApiFailure(500, `storage '${name}' is not available on node '${node}'`);
  }
  if (!isOffline) return;
  if (type !== 'pbs') throw new ApiFailure(500, `storage '${name}' is not online`);
  const cause = `500 Can't connect to ${settings.server}:8007 (No route to host)`;
  const failure = new ApiFailure(500, `${name}: error listing snapshots - ${cause}`);
  throw Object.assign(failure, { waits: 'backupServerDelayMs' });
}

/** pve-storage, check_volume_access: who may list a storage does not see all that lies on it. */
function seesVolume(rights: Rights, storage: string, { content, vmid }: VolumeRow): boolean {
  const onStorage = `/storage/${storage}`;
  if (hasAny(rights, onStorage, ['Datastore.Allocate'])) return true;
  const onOwner = (privilege: string) => hasAny(rights, `/vms/${vmid}`, [privilege]);
  if (content === 'backup') {
    return hasAll(rights, onStorage, ['Datastore.AllocateSpace']) && onOwner('VM.Backup');
  }
  if (content === 'images' || content === 'rootdir') {
    return hasAll(rights, onStorage, ['Datastore.Audit']) && onOwner('VM.Config.Disk');
  }
  return hasAny(rights, onStorage, STORAGE_READERS);
}
