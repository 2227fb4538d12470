import { ApiFailure } from '../reply';
import { hasAny, type Rights } from '../rights';
import { guestResource } from '../rows/guests';
import { type SimGuest } from '../world/guests';
import { type SimNode } from '../world/nodes';
import { type SimStorage } from '../world/storages';
import { type Call, type Row, STORAGE_READERS } from './route';

/** The rows of the guests that the asker may see, as in `/cluster/resources`. */
export function visibleGuests({ world, cluster, rights }: Call): Row[] {
  return [...cluster.guests.values()]
    .filter(({ vmid }) => seesGuest(rights, vmid))
    .map((guest) => guestResource(world, cluster, guest, seesPool(rights, guest.pool)));
}

export function seesGuest(rights: Rights, vmid: number): boolean {
  return hasAny(rights, `/vms/${vmid}`, ['VM.Audit']);
}

export function seesUsage(rights: Rights, node: SimNode): boolean {
  return hasAny(rights, `/nodes/${node.name}`, ['Sys.Audit']);
}

export function seesPool(rights: Rights, pool: string | undefined): boolean {
  return pool !== undefined && hasAny(rights, `/pool/${pool}`, ['Pool.Audit']);
}

export function readableStorages({ cluster, rights }: Call): SimStorage[] {
  return cluster.storages.filter(({ storage }) => hasAny(rights, `/storage/${storage}`, STORAGE_READERS));
}

/** The guest of the path; throws as a host does whose folder has no such config file. */
export function guestOfPath({ cluster, node, params }: Call, type: SimGuest['type']): SimGuest {
  const guest = cluster.guests.get(Number(params.vmid));
  if (guest?.type === type && guest.node === node.name) return guest;
  const folder = type === 'qemu' ? 'qemu-server' : 'lxc';
  throw new ApiFailure(
    500,
    `Configuration file 'nodes/${node.name}/${folder}/${params.vmid}.conf' does not exist`,
  );
}
