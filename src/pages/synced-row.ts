import { type SyncLink } from '../models/sync-link.model';

/** The guest or node that something hangs on. */
export interface Owner {
  readonly key: string;
  readonly name: string;
  /** Its page here; undefined where there is none. */
  readonly href?: string;
  /** Its page in the web interface of Proxmox VE; undefined where that is not known. */
  readonly proxmoxHref?: string;
}

/** One synced object of NetBox with what is known of it here. */
export interface SyncedRow extends Pick<
  SyncLink,
  'id' | 'target' | 'key' | 'objectId' | 'written' | 'lastSeen' | 'missingSince' | 'deletedInNetbox'
> {
  /** What NetBox calls it; empty where it was not read yet. */
  readonly name: string;
  /** Its page in NetBox; empty where that is not known. */
  readonly pageUrl: string;
  /** Undefined for what hangs on nothing. */
  readonly owner?: Owner;
  /** What NetBox calls the interface that it is on, for an address. */
  readonly interfaceName?: string;
}

/** How it stands with a synced object; the values of the filter. */
export const SYNCED_STATES = ['present', 'missing', 'deleted'] as const;
export type SyncedState = (typeof SYNCED_STATES)[number];

/** A deletion in NetBox counts more than what Proxmox VE says: there is nothing left to look at. */
export function stateOf({
  deletedInNetbox,
  missingSince,
}: Pick<SyncedRow, 'deletedInNetbox' | 'missingSince'>): SyncedState {
  if (deletedInNetbox) return 'deleted';
  return missingSince ? 'missing' : 'present';
}

/** The identity of the guest or node that a key lies below; undefined for what hangs on neither. */
export function ownerKeyOf(key: string): string | undefined {
  return /^(.*?\/guest\/\d+)\//.exec(key)?.[1] ?? /^(.*?\/node\/[^/]+)\//.exec(key)?.[1];
}

/** The identity of the cluster or lone host of a node: `cluster/lab-a/node/pve-a1` -> `cluster/lab-a`. */
export function sourceOf(nodeKey: string): string {
  return nodeKey.replace(/\/node\/[^/]+$/, '');
}
