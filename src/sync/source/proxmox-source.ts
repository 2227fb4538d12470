import {
  catchError,
  concatMap,
  defer,
  from,
  map,
  type Observable,
  of,
  share,
  tap,
  throwError,
  toArray,
} from 'rxjs';
import { type GuestConfig as WireConfig } from '../../clients/proxmox/guest-config';
import { cardsOf, disksOf, unusedVolumesOf } from '../../clients/proxmox/guest-hardware';
import { type ClusterNodeRow, type NodeRow, type StorageRow } from '../../clients/proxmox/inventory';
import { type ProxmoxClient } from '../../clients/proxmox/proxmox-client';
import { type GuestResource, type ResourceRow } from '../../clients/proxmox/resources';
import { NotAllowed } from '../../core/errors/errors';
import { type EffectiveSettings } from '../../models/effective-settings';
import { type Connection } from './connection';
import { type Lack, lacksOf, reachOf } from './rights';
import {
  type BackupFile,
  type BackupJob,
  type ClusterFacts,
  type Guest,
  type GuestConfig,
  type GuestSnapshot,
  guestKey,
  nodeKey,
  type KnownPrefix,
  type NodeInterface,
  type Place,
  type ReplicationJob,
  type SeenInterface,
  type Source,
  type SourceNode,
  type StorageDefinition,
  type Task,
  type TaskMarks,
} from './source';

/** The endpoint that stands for a cluster, whichever of its endpoints is read. */
export interface Home {
  readonly endpointId: number;
  readonly webUrl: string;
}

/** A cluster or standalone host that is read through one endpoint. */
export class ProxmoxSource implements Source {
  readonly whole = this;
  readonly isNarrowed = false;
  readonly cluster: ClusterFacts;
  readonly endpointId: number;
  readonly webUrl: string;
  private readonly client: ProxmoxClient;
  private readonly nodeList: Observable<readonly SourceNode[]>;
  private readonly guestList: Observable<readonly Guest[]>;
  private readonly laterGuestList: Observable<readonly Guest[]>;
  private readonly storageList: Observable<readonly StorageDefinition[]>;
  private readonly backupJobList: Observable<readonly BackupJob[]>;
  private readonly replicationList: Observable<readonly ReplicationJob[]>;
  private readonly configs = new Map<string, Observable<GuestConfig>>();
  private readonly networks = new Map<string, Observable<readonly SeenInterface[] | undefined>>();

  private readonly releases = new Map<string, Observable<string | undefined>>();
  private readonly colorMap: Observable<ReadonlyMap<string, string>>;
  private readonly nodeNetworks = new Map<string, Observable<readonly NodeInterface[]>>();

  constructor(
    readonly key: string,
    readonly name: string,
    private readonly connection: Connection,
    home: Home,
    readonly settings: EffectiveSettings,
  ) {
    this.client = connection.client;
    this.endpointId = home.endpointId;
    this.webUrl = home.webUrl;
    this.cluster = clusterFactsOf(connection);
    this.nodeList = once(this.client.nodes().pipe(map((rows) => nodesOf(key, connection.nodes, rows))));
    const guests = this.client.resources().pipe(map((rows) => guestsOf(key, rows)));
    this.guestList = once(guests);
    this.laterGuestList = once(guests);
    this.storageList = once(this.client.storages().pipe(map((rows) => rows.map(storageOf))));
    this.backupJobList = once(this.client.backupJobs());
    this.colorMap = once(this.client.tagColors());
    this.replicationList = once(this.client.replicationJobs());
  }

  nodes(): Observable<SourceNode> {
    return this.nodeList.pipe(concatMap((nodes) => nodes));
  }

  guests(): Observable<Guest> {
    return this.guestList.pipe(concatMap((guests) => guests));
  }

  guestsAnew(): Observable<readonly Guest[]> {
    return this.laterGuestList;
  }

  guestConfig(guest: Guest): Observable<GuestConfig> {
    const place = `${guest.key} on ${guest.node}`;
    let config = this.configs.get(place);
    if (!config) {
      config = once(this.client.guestConfig(guest.node, guest.type, guest.vmid).pipe(map(configOf)));
      this.configs.set(place, config);
    }
    return config;
  }

  guestInterfaces(guest: Guest, config: GuestConfig): Observable<readonly SeenInterface[] | undefined> {
    const isAsked = guest.type === 'lxc' || (config.hasAgent && this.settings.askGuestAgent);
    if (guest.status !== 'running' || !isAsked) return of(undefined);
    let network = this.networks.get(guest.key);
    if (!network) {
      const { client } = this;
      const asked =
        guest.type === 'lxc'
          ? client.containerInterfaces(guest.node, guest.vmid)
          : client.agentInterfaces(guest.node, guest.vmid);
      network = once(asked.pipe(catchError(orSilence)));
      this.networks.set(guest.key, network);
    }
    return network;
  }

  volumeSizes(guest: Guest, storage: string): Observable<ReadonlyMap<string, number>> {
    return this.client.volumeSizes(guest.node, storage, guest.vmid);
  }

  nodeRelease(node: string): Observable<string | undefined> {
    let release = this.releases.get(node);
    if (!release) {
      release = once(
        this.client.nodeStatus(node).pipe(
          map(({ pveVersion }) => pveVersion?.split('/')[1]),
          catchError(() => of(undefined)),
        ),
      );
      this.releases.set(node, release);
    }
    return release;
  }

  tagColors(): Observable<ReadonlyMap<string, string>> {
    return this.colorMap;
  }

  prefixes(): Observable<readonly KnownPrefix[]> {
    return this.connection.endpoint.prefixes();
  }

  place(): Observable<Place> {
    return this.connection.endpoint.netboxClusters().pipe(
      map((all) => {
        const name = this.name.toLowerCase();
        const mine =
          all.find(({ key }) => key === this.key) ??
          all.find((one) => one.key === undefined && one.name.toLowerCase() === name);
        return mine?.place ?? {};
      }),
    );
  }

  interfaces(node: string): Observable<readonly NodeInterface[]> {
    let interfaces = this.nodeNetworks.get(node);
    if (!interfaces) {
      interfaces = once(this.client.nodeInterfaces(node));
      this.nodeNetworks.set(node, interfaces);
    }
    return interfaces;
  }

  storages(): Observable<StorageDefinition> {
    return this.storageList.pipe(concatMap((storages) => storages));
  }

  backupJobs(): Observable<BackupJob> {
    return this.backupJobList.pipe(concatMap((jobs) => jobs));
  }

  replicationJobs(): Observable<ReplicationJob> {
    return this.replicationList.pipe(concatMap((jobs) => jobs));
  }

  snapshots(guest: Guest): Observable<readonly GuestSnapshot[]> {
    return this.client.guestSnapshots(guest.node, guest.type, guest.vmid);
  }

  backups(storage: string, node: string): Observable<readonly BackupFile[]> {
    return this.client.backupFiles(node, storage);
  }

  tasks(node: string, since: number): Observable<readonly Task[]> {
    return this.client.tasks(node, since);
  }

  taskMarks(): Observable<TaskMarks> {
    return defer(() => this.connection.endpoint.taskMarks());
  }

  get lacks(): readonly Lack[] {
    return lacksOf(this.connection.permissions);
  }

  sees(path: string, privilege: string): boolean {
    return reachOf(this.connection.permissions, path, privilege) === 'all';
  }
}

/** A guest that does not answer is nothing out of the ordinary; that nobody may ask it is. */
function orSilence(error: unknown): Observable<undefined> {
  return error instanceof NotAllowed ? throwError(() => error) : of(undefined);
}

/** What failed is not asked again during the run either: another part would wait for the same failure. */
function once<T>(read: Observable<T>): Observable<T> {
  // Thousands of guests: what came is kept, and not the request that it came by.
  let told: Observable<T> | undefined;
  let asked: Observable<T> | undefined = read.pipe(
    toArray(),
    map((all) => from(all)),
    catchError((error: unknown) => of(throwError(() => error))),
    tap((answer) => {
      told = answer;
      asked = undefined;
    }),
    concatMap((answer) => answer),
    share(),
  );
  return defer(() => told ?? asked!);
}

function clusterFactsOf({ clusterRow, nodes }: Connection): ClusterFacts {
  return clusterRow
    ? {
        name: clusterRow.name,
        mode: 'cluster',
        isQuorate: clusterRow.isQuorate,
        configVersion: typeof clusterRow.raw.version === 'number' ? clusterRow.raw.version : undefined,
      }
    : { name: nodes[0].name, mode: 'standalone', isQuorate: true, configVersion: undefined };
}

function nodesOf(
  sourceKey: string,
  members: readonly ClusterNodeRow[],
  rows: readonly NodeRow[],
): readonly SourceNode[] {
  const byName = new Map(rows.map((row) => [row.node, row]));
  return [...members]
    .sort((left, right) => left.name.localeCompare(right.name))
    .map((member) => {
      const row = byName.get(member.name);
      return {
        key: nodeKey(sourceKey, member.name),
        name: member.name,
        nodeId: member.nodeId,
        ip: member.ip,
        isOnline: member.isOnline,
        isLocal: member.isLocal,
        level: member.level ?? '',
        cpus: row?.cpuCount,
        memory: row?.memoryBytes,
        fingerprint: row?.sslFingerprint,
      };
    });
}

/** While a guest migrates, Proxmox VE may list it on two nodes for a moment; the row with statistics is the real one. */
function guestsOf(sourceKey: string, rows: readonly ResourceRow[]): readonly Guest[] {
  const byVmid = new Map<number, GuestResource>();
  for (const row of rows) {
    if (row.type !== 'qemu' && row.type !== 'lxc') continue;
    const other = byVmid.get(row.vmid);
    if (!other || other.status === 'unknown') byVmid.set(row.vmid, row);
  }
  return [...byVmid.values()]
    .sort((left, right) => left.vmid - right.vmid)
    .map((row) => ({
      key: guestKey(sourceKey, row.vmid),
      vmid: row.vmid,
      type: row.type,
      node: row.node,
      name: row.name,
      status: row.status,
      isTemplate: row.isTemplate ?? false,
      cpus: row.cpuCount,
      memory: row.memoryBytes,
      pool: row.pool,
      tags: row.tags,
    }));
}

function configOf(config: WireConfig): GuestConfig {
  const cores = config.type === 'qemu' ? (config.sockets ?? 1) * (config.cores ?? 1) : config.cores;
  return {
    name: config.name,
    startsAtBoot: config.isOnBoot,
    hasAgent: config.isAgentEnabled,
    isUnprivileged: config.isUnprivileged ?? false,
    isTemplate: config.isTemplate,
    searchDomain: config.searchDomain,
    cpus: config.vcpus ?? cores,
    memory: config.memoryMib,
    uuid: config.smbiosUuid,
    tags: config.tags,
    notes: config.description,
    osType: config.osType,
    unusedVolumes: unusedVolumesOf(config.raw),
    disks: disksOf(config.type, config.raw),
    cards: cardsOf(config.type, config.raw),
  };
}

function storageOf(row: StorageRow): StorageDefinition {
  return { ...row.raw, storage: row.storage, type: row.type };
}
