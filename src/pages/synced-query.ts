import { Invalid } from '../core/errors/errors';
import { type SyncedColumn, type SyncedKind } from './synced-kinds';
import { SYNCED_STATES, type SyncedState } from './synced-row';

/** Which objects of a kind, and in which order. */
export interface SyncedQuery {
  /** Words to find in names and identities. */
  readonly q?: string;
  /** Identity of a cluster or lone host. */
  readonly cluster?: string;
  readonly state?: SyncedState;
  /** State of a guest in the words of Proxmox VE. */
  readonly status?: string;
  /** Name of the node that a guest is on. */
  readonly node?: string;
  /** Identity of the guest or node that they hang on. */
  readonly below?: string;
  /** Undefined for the order of the identities. */
  readonly sort?: { readonly by: SyncedColumn; readonly isDescending: boolean };
}

/** Reads the query string of a list. Throws Invalid, by the names of the parameters, for what cannot be one. */
export function syncedQuery(kind: SyncedKind, parameters: URLSearchParams): SyncedQuery {
  const given = (name: string): string | undefined => parameters.get(name)?.trim() || undefined;
  const [q, cluster, status, node] = ['q', 'cluster', 'status', 'node'].map(given);
  return {
    q,
    cluster,
    state: stateIn(given('state')),
    ...(kind.hasStatus && { status, node }),
    sort: sortIn(kind, given('sort')),
  };
}

function stateIn(text: string | undefined): SyncedState | undefined {
  const state = SYNCED_STATES.find((one) => one === text);
  if (text !== undefined && !state) {
    throw Invalid.of({ state: [`"${text}" is no state; there are ${SYNCED_STATES.join(', ')}.`] });
  }
  return state;
}

function sortIn({ columns }: SyncedKind, text: string | undefined): SyncedQuery['sort'] {
  if (text === undefined) return undefined;
  const isDescending = text.startsWith('-');
  const by = columns.find((one) => one.sort !== undefined && one.name === text.replace(/^-/, ''));
  if (!by) throw Invalid.of({ sort: [`The list cannot be sorted by "${text}".`] });
  return { by, isDescending };
}
