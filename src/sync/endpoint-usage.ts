import {
  catchError,
  concatMap,
  firstValueFrom,
  from,
  map,
  mergeMap,
  type Observable,
  of,
  toArray,
} from 'rxjs';
import { type ProxmoxClient } from '../clients/proxmox/proxmox-client';
import { type ResourceRow } from '../clients/proxmox/resources';
import { type ReplicationState } from '../clients/proxmox/schedules';
import { messageOf, NotFound, ProxboxError } from '../core/errors/errors';
import { type EndpointBook } from '../endpoints/endpoint-book';

const NODES_AT_ONCE = 4;

/** How much of something is in use; null where nobody tells. */
export type Use = { readonly used: number; readonly all: number } | null;

/** What moves too fast to be stored. */
export interface EndpointUsage {
  /** Cores of the nodes that tell. */
  readonly cpu: Use;
  /** Bytes of the nodes that tell. */
  readonly memory: Use;
  /** Bytes of the storages that tell, each shared one once. */
  readonly storage: Use;
  /** Replications whose latest run failed. */
  readonly failing: readonly FailingReplication[];
  /** Sentences: what could not be asked. */
  readonly problems: readonly string[];
}

export interface FailingReplication extends ReplicationState {
  /** Of the guest; empty where nothing is known of it. */
  readonly name: string;
}

/** Asks the cluster behind an endpoint how it is just now; nothing of it is stored. */
export class EndpointUsages {
  constructor(private readonly book: EndpointBook) {}

  /** Throws NotFound. */
  async look(id: number): Promise<EndpointUsage> {
    const row = await this.book.proxmoxEndpoint(id);
    if (!row) throw new NotFound('No ProxmoxEndpoint matches the given query.');
    try {
      const client = await this.book.proxmoxClient(row);
      try {
        return await firstValueFrom(usageOf(client));
      } finally {
        client.close();
      }
    } catch (error) {
      if (!(error instanceof ProxboxError)) throw error;
      return { cpu: null, memory: null, storage: null, failing: [], problems: [messageOf(error)] };
    }
  }
}

function usageOf(client: ProxmoxClient): Observable<EndpointUsage> {
  return client.resources().pipe(
    concatMap((rows) =>
      from(rows.flatMap((row) => (row.type === 'node' && row.status === 'online' ? [row.node] : []))).pipe(
        mergeMap((node) => statesOf(client, node), NODES_AT_ONCE),
        toArray(),
        map((states) => ({
          ...usesIn(rows),
          failing: failingOf(
            states.flatMap((one) => one.states),
            rows,
          ),
          problems: states.flatMap((one) => one.problems),
        })),
      ),
    ),
  );
}

function statesOf(client: ProxmoxClient, node: string) {
  return client.replicationStates(node).pipe(
    map((states) => ({ states, problems: [] as string[] })),
    catchError((error: unknown) => of({ states: [], problems: [messageOf(error)] })),
  );
}

/** A shared storage is listed once for every node (`GET /cluster/resources`), with the same figures. Pure. */
export function usesIn(rows: readonly ResourceRow[]): Pick<EndpointUsage, 'cpu' | 'memory' | 'storage'> {
  const nodes = rows.filter((row) => row.type === 'node');
  const storages = new Map(
    rows.flatMap((row) =>
      row.type === 'storage' ? [[row.isShared ? row.storage : row.id, row] as const] : [],
    ),
  );
  return {
    cpu: useOf(nodes.map(({ cpuLoad, cpuCount }) => [times(cpuLoad, cpuCount), cpuCount])),
    memory: useOf(nodes.map(({ memoryUsedBytes, memoryBytes }) => [memoryUsedBytes, memoryBytes])),
    storage: useOf([...storages.values()].map(({ usedBytes, totalBytes }) => [usedBytes, totalBytes])),
  };
}

function useOf(parts: readonly (readonly [used: number | undefined, all: number | undefined])[]): Use {
  const told = parts.filter(([used, all]) => used !== undefined && all !== undefined);
  if (told.length === 0) return null;
  const sum = (place: 0 | 1) => told.reduce((total, part) => total + part[place]!, 0);
  return { used: sum(0), all: sum(1) };
}

function times(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one * other;
}

function failingOf(states: readonly ReplicationState[], rows: readonly ResourceRow[]): FailingReplication[] {
  const nameOf = (vmid: number) =>
    rows.flatMap((row) => ('vmid' in row && row.vmid === vmid ? [row.name ?? ''] : []))[0] ?? '';
  return states
    .filter(({ failCount }) => failCount > 0)
    .map((state) => ({ ...state, name: nameOf(state.vmid) }))
    .sort((a, b) => a.vmid - b.vmid);
}
