import { from, type Observable, of, throwError } from 'rxjs';
import { defaultSettings, type EffectiveSettings } from '../../models/effective-settings';
import {
  type Guest,
  type GuestConfig,
  guestKey,
  nodeKey,
  type SeenInterface,
  type Source,
  type SourceNode,
  type StorageDefinition,
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
    searchDomain: undefined,
    cpus: 4,
    memory: 8192,
    uuid: undefined,
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
  /** An error is what asking for that guest's configuration gives. */
  configs?: Readonly<Record<number, GuestConfig | Error>>;
  /** What guests see of their network, by VMID; an error is what asking gives. */
  networks?: Readonly<Record<number, readonly SeenInterface[] | Error>>;
  settings?: Partial<EffectiveSettings>;
}

/** A source that answers from memory. */
export function fakeSource(content: FakeContent = {}): Source {
  const { mode = 'cluster', name = 'lab-a' } = content;
  return {
    key: content.key ?? `${mode === 'cluster' ? 'cluster' : 'node'}/${name}`,
    name,
    cluster: { name, mode, isQuorate: true, configVersion: mode === 'cluster' ? 7 : undefined },
    endpointId: 3,
    webUrl: 'https://192.0.2.11:8006',
    nodes: () => from(content.nodes ?? []),
    guests: () => from(content.guests ?? []),
    guestConfig: (guest): Observable<GuestConfig> => {
      const config = content.configs?.[guest.vmid] ?? aConfig();
      return config instanceof Error ? throwError(() => config) : of(config);
    },
    guestInterfaces: (guest) => {
      const seen = content.networks?.[guest.vmid];
      return seen instanceof Error ? throwError(() => seen) : of(seen);
    },
    settings: { ...defaultSettings, ...content.settings },
    storages: () => from(content.storages ?? []),
    sees: () => true,
  };
}
