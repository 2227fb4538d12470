import { type GuestType } from './guest-config';
import { type NetworkCard, parseDrive, parseNetworkCard, parseProperties } from './property-string';
import { type Raw } from './wire-row';

/** A disk of a guest that holds data: no CD-ROM and no cloud-init drive. */
export interface GuestDisk {
  /** `scsi0`, `rootfs`, `mp1` … */
  slot: string;
  /** `local-lvm:vm-101-disk-0`, or the path of a device that is passed through. */
  volume: string;
  /** Storage of the volume; absent where it is a path. */
  storage?: string;
  /** `qcow2`, `raw` …, where the configuration or the name of the file says so. */
  format?: string;
  /** Absent for passed-through devices and bind mounts, whose configuration tells none. */
  sizeBytes?: number;
}

/** A network card in its slot. */
export interface GuestCard extends NetworkCard {
  /** `net0` …; slots may be left free. */
  slot: string;
  /** Addresses that are set in the configuration, with their mask; not `dhcp`, `auto` or `manual`. */
  addresses: string[];
}

const SLOTS: Record<GuestType, RegExp> = {
  qemu: /^(?:(?:ide|sata|scsi|virtio)\d+|efidisk0|tpmstate0)$/,
  lxc: /^(?:rootfs|mp\d+)$/,
};

/** The disks in a configuration, in the order of their slots. */
export function disksOf(type: GuestType, raw: Raw): GuestDisk[] {
  return entriesOf(raw, SLOTS[type]).flatMap(([slot, text]) => {
    const { volume, isCdrom, sizeBytes } = parseDrive(text);
    // cloud-init drives are CD-ROMs too, but a hand-edited line may have lost its media=cdrom.
    if (isCdrom || volume === '' || volume === 'none' || /(^|[:-])cloudinit$/.test(volume)) return [];
    const storage = volume.startsWith('/') ? undefined : volume.split(':')[0];
    const format = parseProperties(text).format ?? /\.(qcow2|raw|vmdk)$/.exec(volume)?.[1];
    return [{ slot, volume, storage, format, sizeBytes }];
  });
}

/** The volumes that a guest owns and does not use, by their key: `unused0` -> `local-lvm:vm-101-disk-3`. */
export function unusedVolumesOf(raw: Raw): Record<string, string> {
  return Object.fromEntries(
    entriesOf(raw, /^unused\d+$/).map(([slot, text]) => [slot, parseDrive(text).volume]),
  );
}

/** The network cards in a configuration. `ipconfigN` (cloud-init) tells the addresses of a virtual machine's card N. */
export function cardsOf(type: GuestType, raw: Raw): GuestCard[] {
  return entriesOf(raw, /^net\d+$/).map(([slot, text]) => {
    const addresses = parseProperties(type === 'lxc' ? text : textOf(raw[`ipconfig${slot.slice(3)}`]));
    return {
      ...parseNetworkCard(text),
      slot,
      addresses: [addresses.ip, addresses.ip6].filter((one) => one !== undefined && one.includes('/')),
    };
  });
}

function entriesOf(raw: Raw, pattern: RegExp): [slot: string, text: string][] {
  return Object.entries(raw)
    .filter((entry): entry is [string, string] => pattern.test(entry[0]) && typeof entry[1] === 'string')
    .sort(([left], [right]) => left.localeCompare(right, 'en', { numeric: true }));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
