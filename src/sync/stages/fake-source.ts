import { from, type Observable, of, throwError } from 'rxjs';
import { defaultSettings, type EffectiveSettings } from '../../models/effective-settings';
import {
  type BackupFile,
  type BackupJob,
  type Guest,
  type GuestConfig,
  type GuestSnapshot,
  guestKey,
  type KnownPrefix,
  nodeKey,
  type NodeInterface,
  type Place,
  type ReplicationJob,
  type SeenInterface,
  type Source,
  type SourceNode,
  type StorageDefinition,
  type Task,
  type TaskMarks,
} from '../source/source';

/** A node as a row needs it; for the specs of stages. */
export function aNode(source: Pick<Source, 'key'>, news: Partial<SourceNode> = {}): SourceNode {
  const name = news.name ?? 'pve1';
  return {
    key: nodeKey(source.key, name),
    name,
    nodeId: 1,
    ip: '192.0.2.11',
    isOnline: true,
    isLocal: true,
    level: '',
    cpus: 16,
    memory: 64 * 1024 ** 3,
    fingerprint: 'AA:BB',
    ...news,
  };
}

export function aGuest(source: Pick<Source, 'key'>, news: Partial<Guest> = {}): Guest {
  const vmid = news.vmid ?? 101;
  return {
    key: guestKey(source.key, vmid),
    vmid,
    type: 'qemu',
    node: 'pve1',
    name: 'web-01',
    status: 'running',
    isTemplate: false,
    cpus: 4,
    memory: 8 * 1024 ** 3,
    ...news,
  };
}

export function aConfig(news: Partial<GuestConfig> = {}): GuestConfig {
  return {
    name: 'web-01',
    startsAtBoot: true,
    hasAgent: true,
    isUnprivileged: false,
    isTemplate: false,
    searchDomain: undefined,
    cpus: 4,
    memory: 8192,
    uuid: undefined,
    tags: [],
    notes: undefined,
    osType: undefined,
    unusedVolumes: {},
    disks: [],
    cards: [],
    ...news,
  };
}

export interface FakeContent {
  key?: string;
  name?: string;
  mode?: 'cluster' | 'standalone';
  nodes?: readonly SourceNode[];
  guests?: readonly Guest[];
  storages?: readonly StorageDefinition[];
  backupJobs?: readonly BackupJob[];
  replicationJobs?: readonly ReplicationJob[];
  /** What a second list says; the same as the first unless told. */
  guestsLater?: readonly Guest[];
  /** By VMID, or by `101 on pve1`; an error is what asking for that guest's configuration gives. */
  configs?: Readonly<Record<number | string, GuestConfig | Error>>;
  /** By node. */
  interfaces?: Readonly<Record<string, readonly NodeInterface[] | Error>>;
  /** By VMID. */
  snapshots?: Readonly<Record<number, readonly GuestSnapshot[] | Error>>;
  /** By `nas on pve1`. */
  backups?: Readonly<Record<string, readonly BackupFile[] | Error>>;
  /** Is told of each look at a storage. */
  onBackups?: (storage: string, node: string) => void;
  /** By node. */
  tasks?: Readonly<Record<string, readonly Task[] | Error>>;
  /** Is told of each list of tasks. */
  onTasks?: (node: string, since: number) => void;
  taskMarks?: Partial<TaskMarks>;
  /** Privileges that are not held: `VM.Backup on /vms`. */
  lacks?: readonly string[];
  /** What guests see of their network, by VMID; an error is what asking gives. */
  networks?: Readonly<Record<number, readonly SeenInterface[] | Error>>;
  settings?: Partial<EffectiveSettings>;
  volumeSizes?: Readonly<Record<string, number>> | Error;
  release?: string;
  tagColors?: Readonly<Record<string, string>>;
  prefixes?: readonly KnownPrefix[];
  place?: Place;
}

/** A source that answers from memory. */
export function fakeSource(content: FakeContent = {}): Source {
  const { mode = 'cluster', name = 'lab-a' } = content;
  const source: Source = {
    get whole() {
      return source;
    },
    isNarrowed: false,
    key: content.key ?? `${mode === 'cluster' ? 'cluster' : 'node'}/${name}`,
    name,
    cluster: { name, mode, isQuorate: true, configVersion: mode === 'cluster' ? 7 : undefined },
    endpointId: 3,
    webUrl: 'https://192.0.2.11:8006',
    nodes: () => from(content.nodes ?? []),
    guests: () => from(content.guests ?? []),
    guestsAnew: () => of(content.guestsLater ?? content.guests ?? []),
    guestConfig: (guest): Observable<GuestConfig> => {
      const { configs } = content;
      return answer(configs?.[`${guest.vmid} on ${guest.node}`] ?? configs?.[guest.vmid] ?? aConfig());
    },
    guestInterfaces: (guest) => {
      const seen = content.networks?.[guest.vmid];
      return seen instanceof Error ? throwError(() => seen) : of(seen);
    },
    volumeSizes: () =>
      content.volumeSizes instanceof Error
        ? throwError(() => content.volumeSizes)
        : of(new Map(Object.entries(content.volumeSizes ?? {}))),
    nodeRelease: () => of(content.release),
    tagColors: () => of(new Map(Object.entries(content.tagColors ?? {}))),
    prefixes: () => of(content.prefixes ?? []),
    place: () => of(content.place ?? {}),
    settings: { ...defaultSettings, ...content.settings },
    interfaces: (node) => answer(content.interfaces?.[node] ?? []),
    storages: () => from(content.storages ?? []),
    backupJobs: () => from(content.backupJobs ?? []),
    replicationJobs: () => from(content.replicationJobs ?? []),
    snapshots: (guest) => answer(content.snapshots?.[guest.vmid] ?? []),
    backups: (storage, node) => {
      content.onBackups?.(storage, node);
      return answer(content.backups?.[`${storage} on ${node}`] ?? []);
    },
    tasks: (node, since) => {
      content.onTasks?.(node, since);
      return answer(content.tasks?.[node] ?? []);
    },
    taskMarks: () =>
      of<TaskMarks>({
        horizon: 0,
        since: new Map(),
        running: new Map(),
        settled: new Set(),
        ...content.taskMarks,
      }),
    sees: (path, privilege) => !(content.lacks ?? []).includes(`${privilege} on ${path}`),
    lacks: [],
  };
  return source;
}

function answer<T>(value: T | Error): Observable<T> {
  return value instanceof Error ? throwError(() => value) : of(value);
}
