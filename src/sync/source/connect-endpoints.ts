import { catchError, from, map, mergeMap, type Observable, of, reduce } from 'rxjs';
import { type ProxmoxClient } from '../../clients/proxmox/proxmox-client';
import { assignKeys, type KnownKey } from './assign-keys';
import { connect, type Connection, type EndpointFacts } from './connection';
import { type Home, ProxmoxSource } from './proxmox-source';
import { type Source, type Unreached } from './source';

/** What an endpoint taught us about itself, to be kept with it. */
export interface Learnt {
  readonly endpointId: number;
  readonly clusterKey: string;
  readonly nodeFingerprints: readonly string[];
  readonly mode: 'cluster' | 'standalone';
  readonly version: string;
  readonly repoid: string | null;
}

/** An endpoint there is, whether this run asks it or not. */
export interface KnownEndpoint extends KnownKey {
  readonly id: number;
  readonly isEnabled: boolean;
  /** Undefined where its address is not known. */
  readonly webUrl: string | undefined;
}

export interface Connected {
  readonly sources: readonly Source[];
  readonly unreached: readonly Unreached[];
  readonly learnt: readonly Learnt[];
}

type Attempt =
  { endpoint: EndpointFacts; connection: Connection } | { endpoint: EndpointFacts; error: Error };

/**
 * Contacts the endpoints of a run, all at once, and makes one source of each cluster, however many endpoints lead to it.
 * `known` are all endpoints there are, so that a cluster keeps its key while another of the same name is away, and its
 * address while another of its endpoints is asked.
 */
export function connectEndpoints(
  endpoints: readonly EndpointFacts[],
  known: readonly KnownEndpoint[],
  clientFor: (endpoint: EndpointFacts) => ProxmoxClient,
): Observable<Connected> {
  return from(endpoints).pipe(
    mergeMap((endpoint) => attempt(endpoint, clientFor)),
    reduce((all, one) => all.concat(one), [] as Attempt[]),
    map((attempts) => group(attempts, known)),
  );
}

function attempt(
  endpoint: EndpointFacts,
  clientFor: (endpoint: EndpointFacts) => ProxmoxClient,
): Observable<Attempt> {
  return of(endpoint).pipe(
    mergeMap(() => connect(endpoint, clientFor(endpoint))),
    map((connection) => ({ endpoint, connection })),
    catchError((error: unknown) =>
      of({ endpoint, error: error instanceof Error ? error : new Error(String(error)) }),
    ),
  );
}

function group(attempts: readonly Attempt[], known: readonly KnownEndpoint[]): Connected {
  const unreached: Unreached[] = attempts.flatMap((one) =>
    'error' in one ? [{ label: one.endpoint.name, error: one.error }] : [],
  );
  const connections = new Map(
    attempts
      .flatMap((one) => ('connection' in one ? [one.connection] : []))
      .sort((left, right) => left.endpointId - right.endpointId)
      .map((connection) => [connection.endpointId, connection]),
  );
  const sources = new Map<string, Source>();
  const learnt: Learnt[] = [];
  for (const assignment of assignKeys([...connections.values()].map(presentedOf), known)) {
    const connection = connections.get(assignment.endpointId)!;
    if ('error' in assignment) {
      unreached.push({ label: connection.endpoint.name, error: assignment.error });
      continue;
    }
    const { key, name } = assignment;
    if (!sources.has(key)) {
      const home = homeOf(key, connection, known);
      sources.set(key, new ProxmoxSource(key, name, connection, home, connection.endpoint.settings));
    }
    learnt.push({
      endpointId: connection.endpointId,
      clusterKey: key,
      nodeFingerprints: connection.nodeFingerprints,
      mode: modeOf(connection),
      version: connection.version,
      repoid: connection.repoId ?? null,
    });
  }
  return { sources: [...sources.values()], unreached, learnt };
}

/** The first endpoint of a cluster stands for it: else each change of the endpoint that is asked would be a change of every link. */
function homeOf(key: string, connection: Connection, known: readonly KnownEndpoint[]): Home {
  const own = { endpointId: connection.endpointId, webUrl: connection.webUrl };
  const others = known.flatMap(({ id, webUrl, clusterKey, isEnabled }) =>
    clusterKey === key && isEnabled && webUrl !== undefined ? [{ endpointId: id, webUrl }] : [],
  );
  return [own, ...others].reduce((first, one) => (one.endpointId < first.endpointId ? one : first));
}

function presentedOf(connection: Connection) {
  return {
    endpointId: connection.endpointId,
    endpointName: connection.endpoint.name,
    name: connection.clusterRow?.name ?? connection.nodes[0].name,
    mode: modeOf(connection),
    fingerprints: connection.nodeFingerprints,
    clusterKey: connection.endpoint.clusterKey,
  };
}

function modeOf({ clusterRow }: Connection): 'cluster' | 'standalone' {
  return clusterRow ? 'cluster' : 'standalone';
}
