import { type ConfigValue, type SimGuest } from '../world/guests';

const KIB = 1024;
const UNITS: Record<string, number> = { K: KIB, M: KIB ** 2, G: KIB ** 3, T: KIB ** 4 };
const SLOT = /^(?:(?:ide|sata|scsi|virtio|efidisk|tpmstate|unused|mp)\d+|rootfs)$/;

/** A volume that a guest's config names. */
export interface Drive {
  /** `storage:volume`. */
  volid: string;
  /** Bytes, where the config tells them. */
  size?: number;
}

/** The guest's own volumes on a storage, cloud-init drives among them; no ISO image. */
export function drivesOn(storage: string, { config }: Pick<SimGuest, 'config'>): Drive[] {
  const prefix = `${storage}:`;
  return Object.entries(config).flatMap(([slot, line]) => {
    if (typeof line !== 'string' || !line.startsWith(prefix) || !SLOT.test(slot)) return [];
    const volid = line.split(',', 1)[0];
    return volid.startsWith('iso/', prefix.length) ? [] : [{ volid, size: sizeOf(line) }];
  });
}

/** Bytes; undefined where no size is told. */
export function sizeOf(line: ConfigValue | undefined): number | undefined {
  const match = /(?:^|,)size=([\d.]+)([KMGT])?/.exec(String(line ?? ''));
  return match ? Math.floor(Number(match[1]) * (match[2] ? UNITS[match[2]] : 1)) : undefined;
}
