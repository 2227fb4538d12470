import { type GuestConfig, type SimGuest } from './guests';
import { type Place } from './place';

export interface SimSnapshot {
  name: string;
  /** The snapshot that it grew from. */
  parent?: string;
  /** Epoch seconds. */
  snaptime: number;
  description: string;
  /** Volume with the memory of a virtual machine that ran. */
  vmstate?: string;
  /** The config at that time. */
  config: GuestConfig;
}

const DAY = 86_400;

/** By the guest's position modulo 5: a chain, or a tree whose present state is not the newest leaf. */
const SHAPES: Record<number, [name: string, parent?: string, description?: string][]> = {
  1: [
    ['before-upgrade', undefined, 'before apt full-upgrade\n'],
    ['auto_daily', 'before-upgrade'],
  ],
  3: [
    ['base', undefined, 'fresh install'],
    ['tuned', 'base', 'sysctl tuned\nsee ticket 17'],
    ['experiment', 'base'],
  ],
};

/** Gives the guest the snapshots of its position, or a chain as long as the world's sizes say. */
export function takeSnapshots(guest: SimGuest, position: number, { now, sizes }: Place): void {
  const { snapshots: count } = sizes;
  const shape =
    count === undefined
      ? (SHAPES[position % 5] ?? [])
      : Array.from({ length: count }, (_, index): [string, string?, string?] => [
          `daily-${index + 1}`,
          index === 0 ? undefined : `daily-${index}`,
        ]);
  shape.forEach(([name, parent, description = ''], index) => {
    const snaptime = now - DAY * (10 * (shape.length - index)) - position * 60;
    const hasMemory = index === 0 && guest.type === 'qemu' && guest.status === 'running';
    const config = { ...guest.config };
    const vmstate = hasMemory ? `local-lvm:vm-${guest.vmid}-state-${name}` : undefined;
    guest.snapshots.push({ name, parent, snaptime, description, vmstate, config });
  });
  const current = count === undefined && position % 5 === 3 ? shape[1] : shape.at(-1);
  if (current) guest.config.parent = current[0];
}
