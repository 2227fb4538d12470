import { type DataSource } from 'typeorm';
import { inSight } from '../core/crud/sight';
import { proxmoxCluster } from '../models/proxmox-cluster.model';
import { proxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { proxmoxNode } from '../models/proxmox-node.model';
import { replication } from '../models/replication.model';
import { syncLink } from '../models/sync-link.model';
import { vmBackup } from '../models/vm-backup.model';
import { vmSnapshot } from '../models/vm-snapshot.model';

/** A cluster with what its nodes add up to. Sums are null where a node does not tell its part; memory in bytes. */
export interface ClusterFacts {
  readonly id: number;
  readonly name: string;
  readonly mode: string;
  readonly quorate: boolean;
  /** Identity of the cluster in Proxbox; null for a row that no sync has made. */
  readonly key: string | null;
  readonly nodes: number;
  readonly online: number;
  readonly cpus: number | null;
  readonly memory: number | null;
  readonly replications: number;
  readonly replicationsDisabled: number;
}

/** Guests of one cluster that are alike, with what was given to them; memory in MiB. */
export interface GuestFacts {
  readonly cluster: string;
  readonly type: string | null;
  readonly state: string | null;
  readonly count: number;
  readonly vcpus: number;
  readonly memory: number;
}

/** A guest with its latest backup. */
export interface BackupFacts {
  readonly cluster: string;
  /** Id in NetBox. */
  readonly machine: number;
  readonly name: string;
  readonly latest: Date | null;
}

/** Bytes of the backups there are that were taken in one week. */
export interface GrowthFacts {
  readonly cluster: string;
  readonly week: Date;
  readonly bytes: number;
}

/** A snapshot that is old; `count` is how many the cluster has. */
export interface SnapshotFacts {
  readonly cluster: string;
  readonly id: number;
  readonly machine: string;
  readonly name: string;
  readonly taken: Date;
  readonly count: number;
}

export interface DashboardFacts {
  /** How many clusters there are; `clusters` has those of one page. */
  readonly count: number;
  readonly clusters: readonly ClusterFacts[];
  readonly guests: readonly GuestFacts[];
  readonly backups: readonly BackupFacts[];
  readonly growth: readonly GrowthFacts[];
  readonly snapshots: readonly SnapshotFacts[];
}

const SNAPSHOTS_SHOWN = 10;
const CLUSTER_OF_GUEST = `split_part(guest.key, '/guest/', 1)`;
const GUESTS = `"${syncLink.table}" guest`;
const IS_GUEST = `guest.target = 'virtual-machine' AND guest.missing_since IS NULL`;

/** A sum that is unknown as soon as one part is. */
const whole = (value: string) =>
  `CASE WHEN count(*) = count(${value}) AND count(*) > 0 THEN sum(${value}) END`;

/** Everything that a page of the dashboard is made of, in six queries over our own tables, however many clusters there are. */
export async function dashboardFacts(
  dataSource: DataSource,
  oldFrom: Date,
  { page, perPage }: { page: number; perPage: number },
): Promise<DashboardFacts> {
  const seen = inSight([proxmoxCluster, proxmoxEndpoint], proxmoxCluster, 'cluster') ?? 'true';
  const [[{ count }], clusters, guests, backups, growth, snapshots] = await Promise.all([
    dataSource.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM "${proxmoxCluster.table}" cluster WHERE ${seen}`,
    ),
    dataSource.query<ClusterFacts[]>(
      `SELECT cluster.id, cluster.name, cluster.mode, cluster.quorate, link.key,
              node.nodes, node.online, node.cpus, node.memory,
              copies.replications, copies."replicationsDisabled"
         FROM "${proxmoxCluster.table}" cluster
         LEFT JOIN "${syncLink.table}" link ON link.target = '${proxmoxCluster.name}' AND link.object_id = cluster.id
         CROSS JOIN LATERAL (
           SELECT count(*)::int AS nodes, count(*) FILTER (WHERE online)::int AS online,
                  ${whole('max_cpu')}::float AS cpus, ${whole('max_memory')}::float AS memory
             FROM "${proxmoxNode.table}" WHERE proxmox_cluster_id = cluster.id) node
         CROSS JOIN LATERAL (
           SELECT count(*)::int AS replications, count(*) FILTER (WHERE disable)::int AS "replicationsDisabled"
             FROM "${replication.table}" copy
             JOIN ${GUESTS} ON ${IS_GUEST} AND guest.object_id = copy.virtual_machine_id
            WHERE ${CLUSTER_OF_GUEST} = link.key) copies
        WHERE ${seen}
        ORDER BY cluster.name, cluster.id LIMIT $1 OFFSET $2`,
      [perPage, (page - 1) * perPage],
    ),
    dataSource.query<GuestFacts[]>(
      `SELECT ${CLUSTER_OF_GUEST} AS cluster, written ->> 'vmType' AS type, written ->> 'proxmoxStatus' AS state,
              count(*)::int AS count, coalesce(sum((written ->> 'vcpus')::float), 0) AS vcpus,
              coalesce(sum((written ->> 'memory')::float), 0) AS memory
         FROM ${GUESTS} WHERE ${IS_GUEST} GROUP BY 1, 2, 3`,
    ),
    dataSource.query<BackupFacts[]>(
      `SELECT ${CLUSTER_OF_GUEST} AS cluster, guest.object_id AS machine,
              coalesce(guest.written ->> 'name', guest.key) AS name, max(backup.creation_time) AS latest
         FROM ${GUESTS} LEFT JOIN "${vmBackup.table}" backup ON backup.virtual_machine_id = guest.object_id
        WHERE ${IS_GUEST} GROUP BY guest.id ORDER BY latest NULLS FIRST, name`,
    ),
    dataSource.query<GrowthFacts[]>(
      `SELECT ${CLUSTER_OF_GUEST} AS cluster, date_trunc('week', backup.creation_time) AS week,
              sum(backup.size)::float AS bytes
         FROM ${GUESTS} JOIN "${vmBackup.table}" backup ON backup.virtual_machine_id = guest.object_id
        WHERE ${IS_GUEST} AND backup.size IS NOT NULL AND backup.creation_time IS NOT NULL
        GROUP BY 1, 2 ORDER BY 2`,
    ),
    dataSource.query<SnapshotFacts[]>(
      `SELECT * FROM (
         SELECT ${CLUSTER_OF_GUEST} AS cluster, snapshot.id, coalesce(guest.written ->> 'name', guest.key) AS machine,
                snapshot.name, snapshot.snaptime AS taken,
                (count(*) OVER (PARTITION BY ${CLUSTER_OF_GUEST}))::int AS count,
                row_number() OVER (PARTITION BY ${CLUSTER_OF_GUEST} ORDER BY snapshot.snaptime) AS place
           FROM ${GUESTS} JOIN "${vmSnapshot.table}" snapshot ON snapshot.virtual_machine_id = guest.object_id
          WHERE ${IS_GUEST} AND snapshot.snaptime < $1) old
        WHERE place <= ${SNAPSHOTS_SHOWN} ORDER BY taken`,
      [oldFrom],
    ),
  ]);
  return { count, clusters, guests, backups, growth, snapshots };
}
