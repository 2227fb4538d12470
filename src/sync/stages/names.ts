import { type GuestType } from '../source/source';

/** NetBox takes no longer names for virtual machines and devices. */
const MAX = 64;

interface Named {
  readonly vmid: number;
  readonly type: GuestType;
  readonly name: string | undefined;
}

/**
 * The names that guests of one cluster get in NetBox, by VMID. NetBox wants a name once per cluster, whatever its case;
 * Proxmox VE does not care. The lowest VMID keeps the plain name, the others carry their VMID; a guest without a name is
 * called as Proxmox VE itself shows it in its lists: `VM 103`, `CT202`.
 */
export function guestNames(guests: readonly Named[]): ReadonlyMap<number, string> {
  const taken = new Set<string>();
  const names = new Map<number, string>();
  for (const guest of [...guests].sort((left, right) => left.vmid - right.vmid)) {
    const plain = guest.name?.trim() || `${guest.type === 'qemu' ? 'VM ' : 'CT'}${guest.vmid}`;
    let name = plain.slice(0, MAX);
    if (taken.has(name.toLowerCase())) name = withSuffix(plain, ` (${guest.vmid})`);
    taken.add(name.toLowerCase());
    names.set(guest.vmid, name);
  }
  return names;
}

/** A name with something behind it, cut where NetBox would find it too long. */
export function withSuffix(name: string, suffix: string): string {
  return name.slice(0, MAX - suffix.length).trimEnd() + suffix;
}
