import { forkJoin, map, type Observable } from 'rxjs';
import { type ClusterNodeRow, type ClusterRow, type Permissions } from '../../clients/proxmox/inventory';
import { type ProxmoxClient } from '../../clients/proxmox/proxmox-client';
import { Refused } from '../../core/errors/errors';
import { type EffectiveSettings } from '../../models/effective-settings';
import { type KnownCluster, type KnownPrefix, type TaskMarks } from './source';

/** What is known of an endpoint before it is asked. */
export interface EndpointFacts {
  readonly id: number;
  readonly name: string;
  readonly webUrl: string;
  /** Identity of what was behind it so far; null before the first contact. */
  readonly clusterKey: string | null;
  /** SHA-256 fingerprints of the nodes that were behind it. */
  readonly nodeFingerprints: readonly string[];
  /** The settings that count for it. */
  readonly settings: EffectiveSettings;
  readonly taskMarks: () => Promise<TaskMarks>;
  readonly prefixes: () => Observable<readonly KnownPrefix[]>;
  readonly netboxClusters: () => Observable<readonly KnownCluster[]>;
}

/** An endpoint that answered, and what it said of itself. */
export interface Connection {
  readonly endpointId: number;
  readonly endpoint: EndpointFacts;
  readonly webUrl: string;
  readonly client: ProxmoxClient;
  /** Undefined for a host that stands alone. */
  readonly clusterRow: ClusterRow | undefined;
  readonly nodes: readonly ClusterNodeRow[];
  readonly nodeFingerprints: readonly string[];
  readonly permissions: Permissions;
  readonly version: string;
  readonly repoId: string | undefined;
}

/** Asks an endpoint who it is; fails with the typed errors of the client. */
export function connect(endpoint: EndpointFacts, client: ProxmoxClient): Observable<Connection> {
  return forkJoin({
    version: client.version(),
    status: client.clusterStatus(),
    nodeRows: client.nodes(),
    permissions: client.permissions(),
  }).pipe(
    map(({ version, status, nodeRows, permissions }) => {
      const nodes = status.filter((row) => row.type === 'node');
      if (nodes.length === 0) {
        throw new Refused(`Endpoint ${endpoint.name} says that its cluster has no nodes.`);
      }
      return {
        endpointId: endpoint.id,
        endpoint,
        webUrl: endpoint.webUrl,
        client,
        clusterRow: status.find((row) => row.type === 'cluster'),
        nodes,
        nodeFingerprints: nodeRows.flatMap((row) => row.sslFingerprint ?? []),
        permissions,
        version: version.version,
        repoId: version.repoId,
      };
    }),
  );
}
