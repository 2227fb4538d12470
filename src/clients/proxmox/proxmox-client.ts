import { concatMap, defer, EMPTY, expand, map, type Observable, of, reduce } from 'rxjs';
import { type BackupFile, backupFilesOf } from './backup-files';
import { failureOf } from './failures';
import { type GuestConfig, guestConfigOf, type GuestType } from './guest-config';
import { agentInterfacesOf, containerInterfacesOf, type SeenInterface } from './guest-network';
import { type GuestSnapshot, guestSnapshotsOf } from './guest-snapshots';
import {
  type ClusterStatusRow,
  clusterStatusOf,
  type NodeRow,
  nodeRowOf,
  type NodeStatus,
  nodeStatusOf,
  type Permissions,
  permissionsOf,
  type PoolRow,
  poolRowOf,
  type ProxmoxVersion,
  type StorageRow,
  storageRowOf,
  versionOf,
} from './inventory';
import { Lanes } from './lanes';
import { type NodeInterface, nodeInterfacesOf } from './node-network';
import { type ResourceRow, resourceOf } from './resources';
import {
  type BackupJob,
  backupJobOf,
  type ReplicationJob,
  replicationJobOf,
  type ReplicationState,
  replicationStateOf,
} from './schedules';
import { type SignIn, TicketSignIn, TokenSignIn } from './sign-in';
import { type StoragePoint, storageHistoryOf } from './storage-history';
import { tagColorsOf } from './tag-colors';
import { credentialsOf, placeOf, type ProxmoxTarget } from './target';
import { type Task, tasksOf } from './tasks';
import { type Outcome, type ProxmoxObserver, Transport } from './transport';
import { volumeSizesOf } from './volume-sizes';
import { WireRow } from './wire-row';

const MAX_IN_FLIGHT = 8;
const MAX_IN_FLIGHT_PER_NODE = 4;
/** A dead agent answers after three seconds and more: the slow lane is as wide as one node stands. */
const MAX_AGENTS_PER_NODE = 2;
const MAX_AGENTS_IN_FLIGHT = 64;
/** Each request reads the whole index of the node, so few large pages. */
const TASKS_AT_ONCE = 1000;

interface Read {
  path: string;
  /** The node that has to answer, where it is not whichever was reached. */
  node?: string;
}

/**
 * Reads one Proxmox VE (a cluster through any of its nodes, or a standalone host).
 *
 * Every call is a cold Observable that asks when subscribed, emits one value, and aborts its request when unsubscribed.
 * Errors: Unreachable (nobody answered, or the node is down), NotAllowed (credentials, privileges), NotFound and Refused
 * (what Proxmox VE said; Refused also for a certificate that is not trusted), Invalid (parameters). The constructor
 * throws Invalid for incomplete credentials or a malformed fingerprint.
 *
 * A token that may not see a row gets the others with status 200: compare `permissions` before taking a missing
 * row for a deletion.
 */
export class ProxmoxClient {
  private readonly place: string;
  private readonly who: string;
  private readonly lanes: Lanes;
  private readonly agentLanes: Lanes;
  private readonly transport: Transport;
  private readonly signIn: SignIn;

  constructor(target: ProxmoxTarget, observer: ProxmoxObserver = {}) {
    const credentials = credentialsOf(target);
    this.place = placeOf(target);
    this.who = credentials.who;
    this.lanes = new Lanes(
      target.maxInFlight ?? MAX_IN_FLIGHT,
      target.maxInFlightPerNode ?? MAX_IN_FLIGHT_PER_NODE,
    );
    this.agentLanes = new Lanes(MAX_AGENTS_IN_FLIGHT, MAX_AGENTS_PER_NODE);
    this.transport = new Transport(target, observer);
    this.signIn =
      credentials.kind === 'token'
        ? new TokenSignIn(credentials)
        : new TicketSignIn(credentials, this.transport, this.place);
  }

  /** HTTP requests sent so far, repetitions and logins included. */
  get requests(): number {
    return this.transport.requests;
  }

  version(): Observable<ProxmoxVersion> {
    return this.one({ path: '/version' }, versionOf);
  }

  /** Needs Sys.Audit on `/`. */
  clusterStatus(): Observable<ClusterStatusRow[]> {
    return this.list({ path: '/cluster/status' }, clusterStatusOf);
  }

  /** Guests, nodes, storages and pools of the whole cluster, those on unreachable nodes included. */
  resources(): Observable<ResourceRow[]> {
    return this.list({ path: '/cluster/resources' }, resourceOf);
  }

  permissions(): Observable<Permissions> {
    return this.one({ path: '/access/permissions' }, permissionsOf);
  }

  nodes(): Observable<NodeRow[]> {
    return this.list({ path: '/nodes' }, nodeRowOf);
  }

  /** Needs Sys.Audit on the node; Unreachable when the node is down. */
  nodeStatus(node: string): Observable<NodeStatus> {
    return this.one({ path: `/nodes/${encodeURIComponent(node)}/status`, node }, nodeStatusOf);
  }

  /** The storage definitions of the whole cluster, disabled ones included. */
  storages(): Observable<StorageRow[]> {
    return this.list({ path: '/storage' }, storageRowOf);
  }

  /** Needs VM.Audit on the guest; NotFound when it has left the node since it was listed. */
  guestConfig(node: string, type: GuestType, vmid: number): Observable<GuestConfig> {
    const path = `/nodes/${encodeURIComponent(node)}/${type}/${vmid}/config`;
    return this.one({ path, node }, (row) => guestConfigOf(type, row));
  }

  /**
   * What the guest agent of a running virtual machine sees; undefined where the agent does not tell. Refused where no
   * agent answers; NotAllowed without VM.GuestAgent.Audit (9.x) or VM.Monitor (8.x) on the guest.
   */
  agentInterfaces(node: string, vmid: number): Observable<SeenInterface[] | undefined> {
    const path = `/nodes/${encodeURIComponent(node)}/qemu/${vmid}/agent/network-get-interfaces`;
    return this.texts({ path, node }, this.agentLanes).pipe(
      map((text) => agentInterfacesOf(WireRow.of(text, path, this.place))),
    );
  }

  /** What a running container sees; undefined of a stopped one, which does not tell. */
  containerInterfaces(node: string, vmid: number): Observable<SeenInterface[] | undefined> {
    const path = `/nodes/${encodeURIComponent(node)}/lxc/${vmid}/interfaces`;
    return this.texts({ path, node }).pipe(
      map((text) => containerInterfacesOf(WireRow.listOrNullOf(text, path, this.place))),
    );
  }

  pools(): Observable<PoolRow[]> {
    return this.list({ path: '/pools' }, poolRowOf);
  }

  /** The vzdump jobs of the whole cluster. Needs Sys.Audit on `/`. */
  backupJobs(): Observable<BackupJob[]> {
    return this.list({ path: '/cluster/backup' }, backupJobOf);
  }

  replicationJobs(): Observable<ReplicationJob[]> {
    return this.list({ path: '/cluster/replication' }, replicationJobOf);
  }

  /** The jobs of the guests on one node, without those of guests that the token may not see. */
  replicationStates(node: string): Observable<ReplicationState[]> {
    return this.list({ path: `/nodes/${encodeURIComponent(node)}/replication`, node }, replicationStateOf);
  }

  /** Needs VM.Audit on the guest. */
  guestSnapshots(node: string, type: GuestType, vmid: number): Observable<GuestSnapshot[]> {
    return this.rows({ path: `/nodes/${encodeURIComponent(node)}/${type}/${vmid}/snapshot`, node }).pipe(
      map(guestSnapshotsOf),
    );
  }

  /**
   * The backups on a storage as one of its nodes sees them. Each is hidden, without an error, from who has neither
   * Datastore.Allocate on the storage nor Datastore.AllocateSpace there and VM.Backup on its guest. Refused where the
   * storage does not answer.
   */
  backupFiles(node: string, storage: string): Observable<BackupFile[]> {
    const at = `/nodes/${encodeURIComponent(node)}/storage/${encodeURIComponent(storage)}`;
    return this.rows({ path: `${at}/content?content=backup`, node }).pipe(map(backupFilesOf));
  }

  /**
   * Sizes in bytes of the volumes of one guest on a storage, by their names. Hidden, without an error, from who may not use
   * the storage.
   */
  volumeSizes(node: string, storage: string, vmid: number): Observable<ReadonlyMap<string, number>> {
    const at = `/nodes/${encodeURIComponent(node)}/storage/${encodeURIComponent(storage)}`;
    return this.rows({ path: `${at}/content?vmid=${vmid}`, node }).pipe(map(volumeSizesOf));
  }

  /** How full a storage was during the last month, as one of its nodes has measured it. Needs Datastore.Audit or Datastore.AllocateSpace. */
  storageHistory(node: string, storage: string): Observable<StoragePoint[]> {
    const at = `/nodes/${encodeURIComponent(node)}/storage/${encodeURIComponent(storage)}`;
    return this.rows({ path: `${at}/rrddata?timeframe=month&cf=AVERAGE`, node }).pipe(map(storageHistoryOf));
  }

  /** The colours of tags that are set for the whole cluster; none without Sys.Audit on `/`, which hides them. */
  tagColors(): Observable<ReadonlyMap<string, string>> {
    return this.one({ path: '/cluster/options' }, tagColorsOf);
  }

  /**
   * What a node did and does, begun at `since` (epoch seconds) or later; it keeps the last thousand or two. Others' tasks
   * are hidden from who lacks Sys.Audit on the node.
   */
  tasks(node: string, since: number): Observable<Task[]> {
    const base = `/nodes/${encodeURIComponent(node)}/tasks?source=all&since=${since}&limit=${TASKS_AT_ONCE}`;
    const page = (start: number) => this.rows({ path: `${base}&start=${start}`, node });
    return page(0).pipe(
      map((rows) => ({ rows, start: 0 })),
      expand(({ rows, start }) => {
        if (rows.length < TASKS_AT_ONCE) return EMPTY;
        const next = start + TASKS_AT_ONCE;
        return page(next).pipe(map((more) => ({ rows: more, start: next })));
      }),
      reduce((all, { rows }) => all.concat(tasksOf(rows)), [] as Task[]),
    );
  }

  /** Bridges are hidden, without an error, from who has neither SDN.Audit nor SDN.Use on them. */
  nodeInterfaces(node: string): Observable<NodeInterface[]> {
    return this.rows({ path: `/nodes/${encodeURIComponent(node)}/network`, node }).pipe(
      map(nodeInterfacesOf),
    );
  }

  /** Ends the kept connections; calls made later open them again. */
  close(): void {
    this.transport.close();
  }

  private one<T>(read: Read, parse: (row: WireRow) => T): Observable<T> {
    return this.texts(read).pipe(map((text) => parse(WireRow.of(text, read.path, this.place))));
  }

  private list<T>(read: Read, parse: (row: WireRow) => T): Observable<T[]> {
    return this.rows(read).pipe(map((rows) => rows.map(parse)));
  }

  private rows(read: Read): Observable<WireRow[]> {
    return this.texts(read).pipe(map((text) => WireRow.listOf(text, read.path, this.place)));
  }

  private texts({ path, node }: Read, lanes = this.lanes): Observable<string> {
    return lanes.through(node, this.outcomes(path)).pipe(
      map((outcome) => {
        if (outcome.kind === 'answer' && outcome.status === 200) return outcome.text;
        const { place, who, transport } = this;
        throw failureOf(outcome, { place, method: 'GET', path, who, node, timeoutMs: transport.timeoutMs });
      }),
    );
  }

  private outcomes(path: string, isSecondTry = false): Observable<Outcome> {
    return defer(() => this.signIn.headers()).pipe(
      concatMap((headers) =>
        this.transport.read({ method: 'GET', path, headers }).pipe(
          concatMap((outcome) => {
            const isRefused = outcome.kind === 'answer' && outcome.status === 401;
            const repeats = isRefused && !isSecondTry && this.signIn.isWorthRenewing(headers);
            return repeats ? this.outcomes(path, true) : of(outcome);
          }),
        ),
      ),
    );
  }
}
