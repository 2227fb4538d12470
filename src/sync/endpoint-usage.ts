import {
  catchError,
  concatMap,
  firstValueFrom,
  forkJoin,
  from,
  last,
  map,
  mergeMap,
  type Observable,
  of,
} from 'rxjs';
import { type ProxmoxClient } from '../clients/proxmox/proxmox-client';
import { type ResourceRow, type StorageResource } from '../clients/proxmox/resources';
import { type ReplicationState } from '../clients/proxmox/schedules';
import { messageOf, NotFound, ProxboxError } from '../core/errors/errors';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { type Growth, growthOf } from './storage-growth';

const ASKED_AT_ONCE = 4;
/** Each is a request; the largest ones are asked. */
export const STORAGES_ASKED = 20;

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
  /** What the storages that tell held together over the last month, oldest first; of many only the largest are asked. */
  readonly growth: readonly Growth[];
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
      return {
        cpu: null,
        memory: null,
        storage: null,
        growth: [],
        failing: [],
        problems: [messageOf(error)],
      };
    }
  }
}

function usageOf(client: ProxmoxClient): Observable<EndpointUsage> {
  return client.resources().pipe(
    concatMap((rows) => {
      const nodes = rows.flatMap((row) => (row.type === 'node' && row.status === 'online' ? [row.node] : []));
      return forkJoin([
        allOf(nodes, (node) => client.replicationStates(node)),
        allOf(largest(storagesIn(rows)), ({ node, storage }) => client.storageHistory(node, storage)),
      ]).pipe(
        map(([states, histories]) => ({
          ...usesIn(rows),
          growth: growthOf(histories.answers),
          failing: failingOf(states.answers.flat(), rows),
          problems: [...states.problems, ...histories.problems],
        })),
      );
    }),
  );
}

/** Asks for each, and goes on where one cannot be asked. */
function allOf<Asked, Answer>(all: readonly Asked[], ask: (one: Asked) => Observable<Answer>) {
  const answers: Answer[] = [];
  const problems: string[] = [];
  return from(all).pipe(
    mergeMap(
      (one) =>
        ask(one).pipe(
          map((answer) => answers.push(answer)),
          catchError((error: unknown) => of(problems.push(messageOf(error)))),
        ),
      ASKED_AT_ONCE,
    ),
    last(undefined, 0),
    map(() => ({ answers, problems })),
  );
}

function largest(storages: readonly StorageResource[]): readonly StorageResource[] {
  return storages
    .filter(({ status, totalBytes }) => status === 'available' && totalBytes !== undefined)
    .sort((left, right) => right.totalBytes! - left.totalBytes!)
    .slice(0, STORAGES_ASKED);
}

/** A shared storage is listed once for every node (`GET /cluster/resources`); here it is there once. */
function storagesIn(rows: readonly ResourceRow[]): StorageResource[] {
  const storages = rows.filter((row) => row.type === 'storage');
  // Where it is available comes last, and stays.
  const ordered = [...storages].sort(
    (left, right) => Number(left.status === 'available') - Number(right.status === 'available'),
  );
  return [...new Map(ordered.map((row) => [row.isShared ? row.storage : row.id, row])).values()];
}

/** How much is in use of what the cluster lists. Pure. */
export function usesIn(rows: readonly ResourceRow[]): Pick<EndpointUsage, 'cpu' | 'memory' | 'storage'> {
  const nodes = rows.filter((row) => row.type === 'node');
  return {
    cpu: useOf(nodes.map(({ cpuLoad, cpuCount }) => [times(cpuLoad, cpuCount), cpuCount])),
    memory: useOf(nodes.map(({ memoryUsedBytes, memoryBytes }) => [memoryUsedBytes, memoryBytes])),
    storage: useOf(storagesIn(rows).map(({ usedBytes, totalBytes }) => [usedBytes, totalBytes])),
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
