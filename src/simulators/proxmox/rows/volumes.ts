import { type SimCluster } from '../world';
import { type SimBackup } from '../world/backups';
import { type SimGuest } from '../world/guests';
import { type SimFile, type SimStorage } from '../world/storages';
import { drivesOn } from './drives';

/** A row of `…/storage/{storage}/content`. */
export interface VolumeRow {
  volid: string;
  content: string;
  format: string;
  size: number;
  vmid?: number;
  [key: string]: unknown;
}

const GIB = 1024 ** 3;
/** A volume whose size the config does not tell. */
const UNTOLD_SIZE = 8 * GIB;
const STATE_SIZE = 9 * GIB;

/** The disks on a storage as seen from a node: of all guests where it is shared, else of the node's own. */
export function diskRows(cluster: SimCluster, storage: SimStorage, node: string, vmid?: number): VolumeRow[] {
  const known = vmid === undefined ? cluster.guests.values() : [cluster.guests.get(vmid)];
  const rows: VolumeRow[] = [];
  for (const guest of known) {
    if (guest && (storage.isShared || guest.node === node)) rows.push(...disksOf(guest, storage));
  }
  return rows;
}

export function fileRow({ volid, content, format, size, ctime }: SimFile): VolumeRow {
  return { volid, content, format, size, ctime };
}

export function backupRow(backup: SimBackup): VolumeRow {
  const { volid, format, size, vmid, ctime, subtype, notes, verification, encrypted } = backup;
  return {
    volid,
    content: 'backup',
    format,
    size,
    vmid,
    ctime,
    subtype,
    ...(notes === undefined ? {} : { notes }),
    ...(backup.isProtected ? { protected: 1 } : {}),
    ...(encrypted === undefined ? {} : { encrypted }),
    ...(verification ? { verification } : {}),
  };
}

function disksOf(guest: SimGuest, storage: SimStorage): VolumeRow[] {
  const { vmid, type, snapshots } = guest;
  const content = type === 'lxc' ? 'rootdir' : 'images';
  const drives = drivesOn(storage.storage, guest).map(({ volid, size = UNTOLD_SIZE }) => {
    const { own, parent } = cloneParts(volid);
    const row: VolumeRow = { volid, content, format: formatOf(own, storage), size, vmid };
    if (storage.type !== 'zfspool') row.ctime = 1_760_000_000 + vmid;
    if (storage.type === 'nfs' || storage.type === 'dir') row.used = Math.floor(size / 10);
    if (parent !== undefined) row.parent = parent;
    return row;
  });
  const states = snapshots.flatMap(({ vmstate, snaptime }): VolumeRow[] =>
    vmstate?.startsWith(`${storage.storage}:`)
      ? [{ volid: vmstate, content: 'images', format: 'raw', size: STATE_SIZE, vmid, ctime: snaptime }]
      : [],
  );
  return [...drives, ...states];
}

/** `nas:100/base-100-disk-1.qcow2/103/vm-103-disk-1.qcow2` is a linked clone that stands on the first of the two. */
function cloneParts(volid: string): { own: string; parent?: string } {
  const parts = /^[^:]+:(?<parent>.*base-[^/]+)\/(?<own>.+)$/.exec(volid)?.groups;
  return parts ? { own: parts.own, parent: `../${parts.parent}` } : { own: volid };
}

function formatOf(volume: string, { type }: SimStorage): string {
  if (type === 'zfspool') return volume.includes('subvol-') ? 'subvol' : 'raw';
  return /\.(qcow2|vmdk)$/.exec(volume)?.[1] ?? 'raw';
}
