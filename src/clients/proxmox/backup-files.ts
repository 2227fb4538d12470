import { type GuestType } from './guest-config';
import { type WireRow } from './wire-row';

/** One backup on a storage: a file of vzdump, or a snapshot on a Proxmox Backup Server. */
export interface BackupFile {
  /** `nas:backup/vzdump-qemu-101-2025_12_30-02_00_03.vma.zst`, `pbs:backup/vm/101/2025-12-30T02:00:03Z`. */
  volumeId: string;
  vmid: number;
  /** Undefined where neither the row nor the name tells. */
  type?: GuestType;
  /** As Proxmox VE words it: `vma.zst`, `pbs-vm` … */
  format: string;
  /** Epoch seconds. Not taken from names: vzdump writes the local time of its node into them. */
  takenAt?: number;
  /** Bytes; undefined where the manifest cannot be read. */
  sizeBytes?: number;
  usedBytes?: number;
  /** The first line. */
  notes?: string;
  isProtected: boolean;
  /** Fingerprint of the key, or `1`. */
  encrypted?: string;
  verification?: { state?: string; upid?: string };
}

/** What pve-storage says of a backup whose size it does not know. */
const UNKNOWN_SIZE = 1;

/** Reads `GET /nodes/{node}/storage/{storage}/content?content=backup`; files of nobody are left out. */
export function backupFilesOf(rows: readonly WireRow[]): BackupFile[] {
  return rows.flatMap((row) => {
    const volumeId = row.text('volid');
    if (volumeId === undefined || (row.text('content') ?? 'backup') !== 'backup') return [];
    const named = namePartsOf(volumeId);
    const vmid = row.number('vmid') ?? named.vmid;
    if (vmid === undefined) return [];
    const size = row.number('size') ?? row.number('approximate-size');
    const verification = row.object('verification');
    return [
      {
        volumeId,
        vmid,
        type: typeOf(row.text('subtype')) ?? named.type,
        format: row.text('format') ?? named.format ?? '',
        takenAt: row.number('ctime'),
        sizeBytes: size === UNKNOWN_SIZE ? undefined : size,
        usedBytes: row.number('used'),
        notes: row.text('notes'),
        isProtected: row.flag('protected') ?? false,
        encrypted: row.text('encrypted'),
        verification:
          verification.text('state') === undefined
            ? undefined
            : { state: verification.text('state'), upid: verification.text('upid') },
      },
    ];
  });
}

function typeOf(word: string | undefined): GuestType | undefined {
  if (word === 'qemu' || word === 'vm') return 'qemu';
  return word === 'lxc' || word === 'ct' || word === 'openvz' ? 'lxc' : undefined;
}

/** What the name of a backup tells: of servers that send no subtype or format, and of files that were copied in. */
function namePartsOf(volumeId: string): { type?: GuestType; vmid?: number; format?: string } {
  const server = /:backup\/(?<kind>vm|ct)\/(?<vmid>\d+)\//.exec(volumeId)?.groups;
  if (server) return { type: typeOf(server.kind), vmid: Number(server.vmid), format: `pbs-${server.kind}` };
  const file = /vzdump-(?<kind>qemu|lxc|openvz)-(?<vmid>\d+)-[\d_]+-[\d_]+\.(?<format>.+)$/.exec(
    volumeId,
  )?.groups;
  return file ? { type: typeOf(file.kind), vmid: Number(file.vmid), format: file.format } : {};
}
