import { type Observable } from 'rxjs';
import { type BackupFile } from '../../clients/proxmox/backup-files';
import { type GuestSnapshot } from '../../clients/proxmox/guest-snapshots';
import { type NodeInterface } from '../../clients/proxmox/node-network';
import { type BackupJob, type ReplicationJob } from '../../clients/proxmox/schedules';
import { type Task } from '../../clients/proxmox/tasks';
import { type Lack } from './rights';
import { type EffectiveSettings } from '../../models/effective-settings';

export type { BackupFile } from '../../clients/proxmox/backup-files';
export type { GuestSnapshot } from '../../clients/proxmox/guest-snapshots';
export type { NodeInterface } from '../../clients/proxmox/node-network';
export type { BackupJob, BackupSelection, ReplicationJob } from '../../clients/proxmox/schedules';
export type { Task } from '../../clients/proxmox/tasks';

export type GuestType = 'qemu' | 'lxc';

/** A host of the cluster, from `/cluster/status` and `/cluster/resources`; what Proxmox did not say is undefined. */
export interface SourceNode {
  /** Identity: the source's key and the node's name. */
  readonly key: string;
  readonly name: string;
  /** Corosync id; 0 on a host that stands alone. */
  readonly nodeId: number;
  readonly ip: string | undefined;
  readonly isOnline: boolean;
  /** The node that answered us. */
  readonly isLocal: boolean;
  readonly level: string;
  readonly cpus: number | undefined;
  /** Bytes. */
  readonly memory: number | undefined;
  readonly fingerprint: string | undefined;
}

/** A virtual machine or container, from `/cluster/resources`. */
export interface Guest {
  /** Identity: the source's key and the VMID. */
  readonly key: string;
  readonly vmid: number;
  readonly type: GuestType;
  readonly node: string;
  /** Undefined while its node is down and right after a restart of its statistics. */
  readonly name: string | undefined;
  /** As Proxmox says it: running, stopped, paused, unknown … */
  readonly status: string;
  readonly isTemplate: boolean;
  readonly cpus: number | undefined;
  /** Bytes. */
  readonly memory: number | undefined;
  /** The resource pool that it is in. */
  readonly pool?: string;
  /** As Proxmox VE has them. */
  readonly tags?: readonly string[];
}

/** What only the configuration of a guest tells. */
export interface GuestConfig {
  readonly name: string | undefined;
  readonly startsAtBoot: boolean;
  readonly hasAgent: boolean;
  readonly isUnprivileged: boolean;
  readonly isTemplate: boolean;
  readonly searchDomain: string | undefined;
  readonly cpus: number | undefined;
  /** MiB. */
  readonly memory: number | undefined;
  /** SMBIOS UUID of a virtual machine. */
  readonly uuid: string | undefined;
  readonly tags: readonly string[];
  readonly notes: string | undefined;
  /** As Proxmox VE writes it: `l26`, `win11`, `debian`. */
  readonly osType: string | undefined;
  /** Volumes that it owns and does not use, by their key: `unused0` -> `local-lvm:vm-101-disk-3`. */
  readonly unusedVolumes: Readonly<Record<string, string>>;
  readonly disks: readonly GuestDisk[];
  readonly cards: readonly GuestCard[];
}

/** A disk that holds data. */
export interface GuestDisk {
  /** `scsi0`, `rootfs`, `mp1` … */
  readonly slot: string;
  /** Undefined for a device that is passed through. */
  readonly storage?: string;
  readonly format?: string;
  /** Undefined where Proxmox does not say it. */
  readonly sizeBytes?: number;
}

/** A network card as the configuration has it. */
export interface GuestCard {
  /** `net0` … */
  readonly slot: string;
  /** Its name inside a container. */
  readonly name?: string;
  /** Upper case. */
  readonly mac?: string;
  readonly bridge?: string;
  readonly vlan?: number;
  readonly trunks: readonly number[];
  readonly mtu?: number;
  readonly isLinkDown: boolean;
  /** Addresses with masks that the configuration sets. */
  readonly addresses: readonly string[];
}

/** A network interface as the guest itself sees it. */
export interface SeenInterface {
  readonly name: string;
  /** Upper case. */
  readonly mac?: string;
  /** With their mask where it was told. */
  readonly addresses: readonly string[];
}

/** One entry of `/storage`: the definition as Proxmox keeps it, keys in Proxmox's spelling. */
export type StorageDefinition = { readonly storage: string; readonly type: string } & Readonly<
  Record<string, unknown>
>;

/** A prefix of NetBox, with the ids of what belongs to it. */
export interface KnownPrefix {
  /** `192.0.2.0/24`. */
  readonly network: string;
  readonly vrf: number | null;
  readonly tenant: number | null;
  /** With the id of its site; null for one that is valid everywhere. */
  readonly vlan: { readonly id: number; readonly site: number | null } | null;
}

/** A cluster as NetBox has it. */
export interface KnownCluster {
  /** Identity of the source that it stands for; undefined for one that is not linked yet. */
  readonly key: string | undefined;
  readonly name: string;
  /** Where it is, by its scope. */
  readonly place: Place;
}

/** Ids of what people have given a cluster as its scope in NetBox; a location is at a site. */
export interface Place {
  readonly site?: number;
  readonly location?: number;
}

/** What earlier runs know of tasks. */
export interface TaskMarks {
  /** Epoch seconds: what ended earlier is not kept. */
  readonly horizon: number;
  /** Epoch seconds by the key of a node: when its oldest task began that still ran, else the newest that is known. */
  readonly since: ReadonlyMap<string, number>;
  /** UPIDs of tasks that still ran, by the key of their node. */
  readonly running: ReadonlyMap<string, readonly string[]>;
  /** Keys of guests of which no task is missing before the marks. */
  readonly settled: ReadonlySet<string>;
}

export interface ClusterFacts {
  readonly name: string;
  readonly mode: 'cluster' | 'standalone';
  readonly isQuorate: boolean;
  /** Version of the Corosync configuration; undefined on a host that stands alone. */
  readonly configVersion: number | undefined;
}

/**
 * One Proxmox cluster, or one host that stands alone, as a stage may read it during one run. Every read is made at most
 * once and shared; a read that fails ends its Observable with a typed error.
 */
export interface Source {
  /** Identity of the cluster or host: `cluster/lab-a`, `node/pve-solo`. */
  readonly key: string;
  /** Name for people; two clusters of the same name are told apart by their endpoint. */
  readonly name: string;
  readonly cluster: ClusterFacts;
  /** Id of the endpoint that stands for it; another one may be read. */
  readonly endpointId: number;
  /** Where the web interface of Proxmox VE is: `https://host:8006`. */
  readonly webUrl: string;
  /** The settings that count for this cluster. */
  readonly settings: EffectiveSettings;
  /** The same with all of its guests, where this one has some of them only: what lists of the cluster are compared with. */
  readonly whole: Source;
  /** Whether the run looks at some guests only, and at nothing of the others. */
  readonly isNarrowed: boolean;
  nodes(): Observable<SourceNode>;
  guests(): Observable<Guest>;
  /** The guests as a second, later list has them: where those are now that had left their node when they were asked for. */
  guestsAnew(): Observable<readonly Guest[]>;
  /** NotFound where the guest has left the node, or is no more. */
  guestConfig(guest: Guest): Observable<GuestConfig>;
  /** What a running guest sees of its network; undefined where nobody in it tells. NotAllowed when the token may not ask. */
  guestInterfaces(guest: Guest, config: GuestConfig): Observable<readonly SeenInterface[] | undefined>;
  /** Sizes in bytes of the volumes that a guest has on a storage, by their names: `local-lvm:vm-101-disk-0`. */
  volumeSizes(guest: Guest, storage: string): Observable<ReadonlyMap<string, number>>;
  /** The release of Proxmox VE on a node that is online: `9.1.4`; undefined where it is not told. */
  nodeRelease(node: string): Observable<string | undefined>;
  /** The colours that the cluster gives its tags, by tag: six hexadecimal digits. */
  tagColors(): Observable<ReadonlyMap<string, string>>;
  /** The prefixes that NetBox knows. */
  prefixes(): Observable<readonly KnownPrefix[]>;
  /** Where people have put the cluster in NetBox; empty where they have not. */
  place(): Observable<Place>;
  /** The network of a node. */
  interfaces(node: string): Observable<readonly NodeInterface[]>;
  storages(): Observable<StorageDefinition>;
  backupJobs(): Observable<BackupJob>;
  replicationJobs(): Observable<ReplicationJob>;
  /** Read by one part only, and not kept. */
  snapshots(guest: Guest): Observable<readonly GuestSnapshot[]>;
  /** What lies on a storage as one node sees it; read by one part only, and not kept. */
  backups(storage: string, node: string): Observable<readonly BackupFile[]>;
  /** Tasks of a node that began at `since` (epoch seconds) or later; read by one part only, and not kept. */
  tasks(node: string, since: number): Observable<readonly Task[]>;
  taskMarks(): Observable<TaskMarks>;
  /** What the credentials do not show. */
  readonly lacks: readonly Lack[];
  /** Whether the credentials see everything of a kind, so that what is absent is gone: `sees('/vms', 'VM.Audit')`. */
  sees(path: string, privilege: string): boolean;
}

/** An endpoint that could not be read, so that its cluster is left as it is; or something else that was asked for in vain. */
export interface Unreached {
  /** Kind of thing; a Proxmox endpoint unless told. */
  readonly target?: string;
  readonly label: string;
  readonly error: Error;
}

/** Identity of a node. */
export function nodeKey(sourceKey: string, name: string): string {
  return `${sourceKey}/node/${name}`;
}

/** Identity of a guest: VMIDs repeat from cluster to cluster. */
export function guestKey(sourceKey: string, vmid: number): string {
  return `${sourceKey}/guest/${vmid}`;
}

/** Identity of a storage: defined once for the whole cluster. */
export function storageKey(sourceKey: string, name: string): string {
  return `${sourceKey}/storage/${name}`;
}
