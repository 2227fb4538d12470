import { type SimGuest } from './guests';
import { type Place } from './place';

export interface SimBackup {
  volid: string;
  storage: string;
  /** The host whose local storage has it; absent on shared storages, which list it on every node. */
  node?: string;
  vmid: number;
  subtype: 'qemu' | 'lxc';
  format: string;
  /** Epoch seconds of its start. */
  ctime: number;
  size: number;
  /** First line of the notes. */
  notes?: string;
  isProtected?: boolean;
  /** Only on a Proxmox Backup Server: the key's fingerprint, or `1`. */
  encrypted?: string;
  verification?: { state: 'ok' | 'failed'; upid: string };
}

/** The clocks of the simulated hosts are an hour ahead of UTC, which shows in the names of vzdump files alone. */
const LOCAL_OFFSET_SECONDS = 3600;
const DAY = 86_400;
const UNREADABLE_SIZE = 1;

interface Target {
  storage: string;
  node?: string;
}

/** Nightly backups of the guests: where and how many follow from their position, or from the world's sizes. */
export function generateBackups(guests: Iterable<SimGuest>, place: Place): SimBackup[] {
  const count = place.sizes.backups;
  const backups: SimBackup[] = [];
  let position = 0;
  for (const guest of guests) {
    const nas: Target = { storage: 'nas' };
    const server: Target = place.isStandalone ? nas : { storage: 'pbs' };
    const targets =
      count === undefined
        ? usualTargets(position, guest, server, nas)
        : Array.from({ length: count }, (_, index) => (index % 2 === 0 ? server : nas));
    targets.forEach((target, index) => {
      const start = nightOf(place.now, index) + 3 + position * 61;
      backups.push(backupOf(guest, target, start, place.clusterName, position + index));
    });
    position += 1;
  }
  if (count === undefined && !place.isStandalone) backups.push(orphan());
  return backups;
}

/** A backup of a guest as vzdump or a Proxmox Backup Server names it; `turn` decides what else is known about it. */
export function backupOf(
  guest: Pick<SimGuest, 'vmid' | 'type' | 'config'>,
  { storage, node }: Target,
  ctime: number,
  clusterName: string,
  turn = 0,
): SimBackup {
  const { vmid, type, config } = guest;
  const name = String(config.name ?? config.hostname ?? vmid);
  const base = { storage, node, vmid, subtype: type, ctime, notes: `${name} on ${clusterName}` };
  const size = (1 + (vmid % 40)) * 1_073_741_824 + turn;
  const isProtected = turn % 9 === 0 ? { isProtected: true } : {};
  if (storage.startsWith('pbs')) {
    const kind = type === 'qemu' ? 'vm' : 'ct';
    const state = turn % 11 === 5 ? 'failed' : 'ok';
    return {
      ...base,
      ...isProtected,
      volid: `${storage}:backup/${kind}/${vmid}/${new Date(ctime * 1000).toISOString().replace('.000', '')}`,
      format: `pbs-${kind}`,
      size,
      ...(turn % 4 === 3 ? { encrypted: turn % 8 === 3 ? '1' : 'aa:bb:cc:dd:ee:ff:00:11' } : {}),
      ...(turn % 3 === 2 ? {} : { verification: { state, upid: verificationUpid(ctime) } }),
    };
  }
  const format = type === 'qemu' ? 'vma.zst' : 'tar.zst';
  return {
    ...base,
    ...isProtected,
    volid: `${storage}:backup/vzdump-${type}-${vmid}-${localStamp(ctime)}.${format}`,
    format,
    size,
  };
}

function usualTargets(position: number, guest: SimGuest, server: Target, nas: Target): Target[] {
  if (guest.config.template === 1) return [];
  const targets = position % 2 === 0 ? [server, server] : [nas];
  return position % 7 === 1 ? [...targets, { storage: 'local', node: guest.node }] : targets;
}

/** Of a guest that is gone, with a manifest that cannot be read. */
function orphan(): SimBackup {
  const ctime = Date.UTC(2024, 0, 1) / 1000;
  return {
    volid: 'pbs:backup/vm/999/2024-01-01T00:00:00Z',
    storage: 'pbs',
    vmid: 999,
    subtype: 'qemu',
    format: 'pbs-vm',
    ctime,
    size: UNREADABLE_SIZE,
    verification: { state: 'failed', upid: verificationUpid(ctime) },
  };
}

function nightOf(now: number, daysAgo: number): number {
  return now - (now % DAY) - daysAgo * DAY + 2 * 3600;
}

function localStamp(ctime: number): string {
  const [date, time] = new Date((ctime + LOCAL_OFFSET_SECONDS) * 1000).toISOString().split(/[T.]/);
  return `${date.replaceAll('-', '_')}-${time.replaceAll(':', '_')}`;
}

function verificationUpid(ctime: number): string {
  const start = (ctime + 7200).toString(16).toUpperCase().padStart(8, '0');
  return `UPID:pbs1:000003E8:0001A2B3:00000002:${start}:verify:main:root@pam:`;
}
