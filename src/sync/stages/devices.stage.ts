import { concatMap, distinct, EMPTY, from, map, mergeMap, type Observable, of, toArray } from 'rxjs';
import { proxmoxCluster } from '../../models/proxmox-cluster.model';
import { proxmoxNode } from '../../models/proxmox-node.model';
import { refTo } from '../../core/plan/value';
import { defineStage, type ItemOf, part } from '../engine/stage';
import { wantsMissingTag } from '../engine/farewell';
import { cluster, device } from '../resources/inventory';
import {
  clusterType,
  deviceRole,
  deviceType,
  manufacturer,
  MISSING_TAG,
  platform,
  site,
  tag,
} from '../resources/vocabulary';
import { type Place, type Source, type SourceNode } from '../source/source';
import { store } from '../engine/store';
import { PROXBOX_TAG, proxboxTags } from './proxbox-tag';
import { withSuffix } from './names';
import { slugOf } from './slug';

const DEVICE_TYPE = 'proxmox-generic-device';
const MANUFACTURER = 'proxmox';
const NODE_ROLE = 'proxmox-node';

type NodeAt = { source: Source; node: SourceNode };
/** `release` of Proxmox VE, `9.1.4`; undefined where it is not known or not wanted. */
type NodeWithRelease = NodeAt & { release?: string };
/** `place` of the cluster in NetBox. */
type PlacedNode = NodeWithRelease & { place?: Place };
const clusters = store(proxmoxCluster, { curated: ['endpoint'] });
const nodes = store(proxmoxNode, { curated: ['endpoint'] });

const tags = {
  [PROXBOX_TAG]: {
    name: 'Proxbox',
    color: 'ff5722',
    description: 'Proxbox Identifier (used to identify the items the plugin created)',
  },
  [MISSING_TAG]: {
    name: 'Proxbox missing',
    color: '9e9e9e',
    description: 'Proxmox VE no longer has it',
  },
} as const;

/** The tags are the same for every cluster. */
export function tagRow(slug: keyof typeof tags): ItemOf<typeof tag> {
  const { name } = tags[slug];
  return { key: slug, label: name, values: { slug, ...tags[slug] } };
}

function readTags({ settings }: Source): Observable<keyof typeof tags> {
  const slugs = wantsMissingTag(settings) ? ([PROXBOX_TAG, MISSING_TAG] as const) : ([PROXBOX_TAG] as const);
  return from<readonly (keyof typeof tags)[]>(slugs);
}

export function clusterTypeRow({ cluster: { mode } }: Source): ItemOf<typeof clusterType> {
  return {
    key: mode,
    label: mode,
    values: {
      name: mode === 'cluster' ? 'Cluster' : 'Standalone',
      slug: mode,
      description: `Proxmox ${mode} mode`,
      tags: proxboxTags,
    },
  };
}

export function manufacturerRow(): ItemOf<typeof manufacturer> {
  return {
    key: MANUFACTURER,
    label: 'Proxmox',
    values: { name: 'Proxmox', slug: MANUFACTURER, tags: proxboxTags },
  };
}

export function deviceTypeRow(): ItemOf<typeof deviceType> {
  return {
    key: DEVICE_TYPE,
    label: 'Proxmox Generic Device',
    values: {
      manufacturer: refTo('manufacturer', MANUFACTURER),
      model: 'Proxmox Generic Device',
      slug: DEVICE_TYPE,
      tags: proxboxTags,
    },
  };
}

export function nodeRoleRow(): ItemOf<typeof deviceRole> {
  return {
    key: NODE_ROLE,
    label: 'Proxmox Node',
    values: {
      name: 'Proxmox Node',
      slug: NODE_ROLE,
      color: '00bcd4',
      description: '',
      vmRole: false,
      tags: proxboxTags,
    },
  };
}

export function siteRow(source: Source): ItemOf<typeof site> {
  return {
    key: source.key,
    label: source.name,
    values: {
      name: `Proxmox Default Site - ${source.name}`,
      slug: `proxmox-default-site-${slugOf(source.name, 'cluster')}`,
      status: 'active',
      tags: proxboxTags,
    },
  };
}

/** A new cluster is at the site that people chose; later its scope is theirs: NetBox moves no cluster away from its devices. */
export function clusterRow(source: Source): ItemOf<typeof cluster> {
  const { mode } = source.cluster;
  const { defaultSite, defaultTenant } = source.settings;
  return {
    key: source.key,
    label: source.name,
    onCreate: defaultSite === null ? {} : { scopeType: site.objectType, scopeId: defaultSite },
    values: {
      name: source.name,
      type: refTo('cluster-type', mode),
      status: 'active',
      scopeType: undefined,
      scopeId: undefined,
      tenant: defaultTenant ?? undefined,
      description: `Proxmox ${mode} cluster.`,
      tags: proxboxTags,
    },
  };
}

/** Nodes of one release share a platform: `9.1.4` is of the release 9.1. */
export function nodePlatformRow(release: string): ItemOf<typeof platform> {
  const name = `Proxmox VE ${shortOf(release)}`;
  return {
    key: platformKey(release),
    label: name,
    values: { name, slug: slugOf(name, 'proxmox-ve'), tags: proxboxTags },
  };
}

function platformKey(release: string): string {
  return `proxmox-ve/${shortOf(release)}`;
}

function shortOf(release: string): string {
  return release.split('.').slice(0, 2).join('.');
}

export function deviceRow({ source, node, release, place }: PlacedNode): ItemOf<typeof device> {
  const { defaultNodeRole, defaultSite, defaultTenant } = source.settings;
  return {
    key: node.key,
    label: node.name,
    // Nodes of several clusters may have one name, and be at one site.
    ifTaken: { name: withSuffix(node.name, ` (${source.name})`) },
    values: {
      name: node.name,
      status: node.isOnline ? 'active' : 'offline',
      cluster: refTo('cluster', source.key),
      deviceType: refTo('device-type', DEVICE_TYPE),
      role: defaultNodeRole ?? refTo('device-role', NODE_ROLE),
      // NetBox takes a device into a cluster only where it is at the site of that, and in its location.
      site: place?.site ?? defaultSite ?? refTo('site', source.key),
      location: place?.location,
      tenant: defaultTenant ?? undefined,
      platform: release === undefined ? undefined : refTo('platform', platformKey(release)),
      description: `Proxmox Node ${node.name}`,
      tags: proxboxTags,
    },
  };
}

export function proxmoxClusterRow({
  source,
  nodeCount,
}: {
  source: Source;
  nodeCount: number;
}): ItemOf<typeof clusters> {
  return {
    key: source.key,
    label: source.name,
    values: {
      endpoint: source.endpointId,
      netboxCluster: refTo('cluster', source.key),
      name: source.name,
      clusterId: source.key,
      mode: source.cluster.mode,
      nodesCount: nodeCount,
      quorate: source.cluster.isQuorate,
      version: source.cluster.configVersion ?? null,
    },
  };
}

/** Load and memory in use change by the second: they are no part of the plan, and are left out. */
export function proxmoxNodeRow({ source, node }: NodeAt): ItemOf<typeof nodes> {
  return {
    key: node.key,
    label: node.name,
    values: {
      endpoint: source.endpointId,
      proxmoxCluster: refTo('proxmox-cluster', source.key),
      netboxDevice: refTo('device', node.key),
      name: node.name,
      nodeId: source.cluster.mode === 'cluster' ? node.nodeId : null,
      ipAddress: node.ip,
      online: node.isOnline,
      local: node.isLocal,
      cpuUsage: undefined,
      maxCpu: node.cpus,
      memoryUsage: undefined,
      maxMemory: node.memory,
      sslFingerprint: node.fingerprint,
      supportLevel: node.level,
    },
  };
}

const nodesAt = (source: Source) => source.nodes().pipe(map((node) => ({ source, node })));
const nodesWithRelease = (source: Source): Observable<NodeWithRelease> =>
  source.nodes().pipe(
    mergeMap((node) => {
      const isTold = source.settings.syncPlatforms && node.isOnline;
      const releases = isTold ? source.nodeRelease(node.name) : of(undefined);
      return releases.pipe(map((release) => ({ source, node, release })));
    }),
  );
const placedNodes = (source: Source): Observable<PlacedNode> =>
  source
    .place()
    .pipe(concatMap((place) => nodesWithRelease(source).pipe(map((node) => ({ ...node, place })))));
/** What stands in where people have chosen none of their own. */
const unlessRoleChosen = (source: Source) => (source.settings.defaultNodeRole === null ? of(source) : EMPTY);
const unlessSiteChosen = (source: Source) =>
  source.settings.defaultSite === null
    ? source.place().pipe(mergeMap(({ site: given }) => (given === undefined ? [source] : [])))
    : EMPTY;
const sourceItself = (source: Source) => of(source);
/** What is shared by all clusters is nobody's to miss. */
const never = () => false;
/** A source is made only where `/cluster/status` answered, and that lists every node, online or not. */
const always = () => true;

/** The hosts: one NetBox cluster and site for each Proxmox cluster, one device for each node, and what these need. */
export const devices = defineStage({
  name: 'devices',
  label: 'Devices',
  after: [],
  importance: 'required',
  parts: [
    part({ target: tag, read: readTags, row: tagRow, covers: never, whenGone: 'keep' }),
    part({ target: clusterType, read: sourceItself, row: clusterTypeRow, covers: never, whenGone: 'keep' }),
    part({ target: manufacturer, read: sourceItself, row: manufacturerRow, covers: never, whenGone: 'keep' }),
    part({ target: deviceType, read: sourceItself, row: deviceTypeRow, covers: never, whenGone: 'keep' }),
    part({
      target: deviceRole,
      read: unlessRoleChosen,
      row: nodeRoleRow,
      covers: never,
      whenGone: 'keep',
    }),
    part({ target: site, read: unlessSiteChosen, row: siteRow, covers: never, whenGone: 'keep' }),
    part({
      target: platform,
      read: (source) =>
        nodesWithRelease(source).pipe(
          mergeMap(({ release }) => (release === undefined ? [] : [release])),
          distinct(),
        ),
      row: nodePlatformRow,
      covers: never,
      whenGone: 'keep',
    }),
    part({ target: cluster, read: sourceItself, row: clusterRow, covers: never, whenGone: 'keep' }),
    part({ target: device, read: placedNodes, row: deviceRow, covers: always, whenGone: 'as-set' }),
    part({
      target: clusters,
      read: (source) =>
        source.nodes().pipe(
          toArray(),
          map((all) => ({ source, nodeCount: all.length })),
        ),
      row: proxmoxClusterRow,
      covers: never,
      whenGone: 'keep',
    }),
    part({ target: nodes, read: nodesAt, row: proxmoxNodeRow, covers: always, whenGone: 'keep' }),
  ],
});
