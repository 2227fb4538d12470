import { guestResource } from '../rows/guests';
import { clusterStatus, nodeResource, versionReply } from '../rows/nodes';
import { storageResource } from '../rows/storages';
import { hasAny } from '../rights';
import { type SimCluster } from '../world';
import { isStorageOn } from '../world/storages';
import { AUDITOR_OF_ALL, type Call, type Route, type Row } from './route';
import { seesPool, seesUsage, visibleGuests } from './sight';

export const CLUSTER_ROUTES: readonly Route[] = [
  { path: '/version', data: ({ world }) => versionReply(world) },
  { path: '/cluster/status', needs: AUDITOR_OF_ALL, data: ({ cluster }) => clusterStatus(cluster) },
  {
    path: '/cluster/resources',
    query: { type: { type: 'string', enum: ['vm', 'storage', 'node', 'sdn'] } },
    data: (call) => resources(call),
  },
  { path: '/cluster/options', data: (call) => datacenterOptions(call) },
  { path: '/cluster/backup', needs: AUDITOR_OF_ALL, data: ({ cluster }) => cluster.backupJobs },
];

function resources(call: Call): Row[] {
  const { cluster, rights, query } = call;
  const wants = (type: string) => query.type === undefined || query.type === type;
  const nodes = wants('node') ? cluster.nodes.map((node) => nodeResource(node, seesUsage(rights, node))) : [];
  const storages = wants('storage')
    ? cluster.nodes.flatMap((node) =>
        cluster.storages
          .filter((storage) => !storage.isDisabled && isStorageOn(storage, node.name))
          .filter(({ storage }) => hasAny(rights, `/storage/${storage}`, ['Datastore.Audit']))
          .map((storage) => storageResource(storage, node)),
      )
    : [];
  return [
    ...(query.type === undefined ? poolResources(call) : []),
    ...(wants('vm') ? visibleGuests(call) : []),
    ...nodes,
    ...storages,
    ...networkResources(call, wants('sdn')),
  ];
}

/**
 * The zones of each node. Since 9.1 the local network is a `network` row, which no type filter knows;
 * in earlier releases it was an `sdn` row like the others.
 */
function networkResources({ world, cluster, rights, query }: Call, wantsZones: boolean): Row[] {
  const sees = (zone: string) => hasAny(rights, `/sdn/zones/${zone}`, ['SDN.Audit']);
  const isNew = world.version === '9.1';
  const zones = cluster.zones.filter(({ zone }) => wantsZones && sees(zone));
  return cluster.nodes.flatMap(({ name: node, isDown }) => {
    const status = isDown ? 'unknown' : 'available';
    const row = (sdn: string, type?: string): Row => ({
      id: `sdn/${node}/${sdn}`,
      sdn,
      node,
      type: 'sdn',
      status,
      ...(isNew && type !== undefined ? { 'zone-type': type } : {}),
    });
    const id = `network/${node}/zone/localnetwork`;
    const local: Row = isNew
      ? {
          id,
          type: 'network',
          'network-type': 'zone',
          network: 'localnetwork',
          node,
          status: isDown ? 'unknown' : 'ok',
        }
      : row('localnetwork');
    const wantsLocal = sees('localnetwork') && (isNew ? query.type === undefined : wantsZones);
    return [...zones.map(({ zone, type }) => row(zone, type)), ...(wantsLocal ? [local] : [])];
  });
}

/** The sums count every running guest, also those that the asker does not see. */
function poolResources({ world, cluster, rights }: Call): Row[] {
  return cluster.pools
    .filter(({ poolid }) => seesPool(rights, poolid))
    .map(({ poolid }) => {
      const running = [...cluster.guests.values()]
        .filter(({ pool, status }) => pool === poolid && status !== 'stopped')
        .map((guest) => guestResource(world, cluster, guest, true));
      const sum = (key: string) => running.reduce((total, row) => total + Number(row[key] ?? 0), 0);
      const sums = { cpu: sum('cpu'), maxcpu: sum('maxcpu'), mem: sum('mem'), maxmem: sum('maxmem') };
      const uptime = running.reduce((most, row) => Math.max(most, Number(row.uptime ?? 0)), 0);
      return {
        id: `/pool/${poolid}`,
        pool: poolid,
        type: 'pool',
        ...(running.length > 0 ? { uptime, ...sums } : {}),
      };
    });
}

function colorMap(colors: SimCluster['tagColors'] = {}): Row {
  const entries = Object.entries(colors).map(([tag, color]) => `${tag}:${color}`);
  return entries.length === 0 ? {} : { 'color-map': entries.join(';') };
}

/** Without Sys.Audit on `/`, only what the pages need to draw themselves. */
function datacenterOptions({ rights, cluster }: Call): Row {
  const open = { console: 'html5', 'allowed-tags': ['infra', 'prod', 'test', 'web'] };
  if (!hasAny(rights, '/', ['Sys.Audit'])) return open;
  return {
    ...open,
    keyboard: 'en-us',
    mac_prefix: 'BC:24:11',
    migration: { type: 'secure' },
    'tag-style': { ordering: 'alphabetical', ...colorMap(cluster.tagColors) },
    description: 'Simulated cluster',
  };
}
