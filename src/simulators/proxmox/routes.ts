import { guestConfig, guestCurrentStatus, guestResource, guestStatus } from './guest-rows';
import {
  clusterStatus,
  isStorageOn,
  nodeNetwork,
  nodeResource,
  nodeRow,
  nodeStatus,
  nodeStorage,
  storageDefinition,
  storageResource,
  versionReply,
} from './inventory-rows';
import { ApiFailure } from './reply';
import { hasAny, permissionTable, type Rights } from './rights';
import { type SimCluster, type SimGuest, type SimNode, type World } from './world';

/** What a route answers from. `node` is set on every path below `/nodes/{node}`. */
export interface Call {
  world: World;
  cluster: SimCluster;
  rights: Rights;
  node: SimNode;
  /** From the path. */
  params: Record<string, string>;
  query: Record<string, string>;
}

export interface Route {
  path: string;
  /** Query parameters: a type, or the values allowed. */
  query?: Record<string, 'string' | 'boolean' | readonly string[]>;
  /** Path template and privileges, any one of which is enough; absent for the paths that filter instead of refusing. */
  needs?: { path: string; privileges: readonly string[] };
  data: (call: Call) => unknown;
}

const STORAGE_READERS = ['Datastore.Audit', 'Datastore.AllocateSpace'];
const GUEST_READERS = { path: '/vms/{vmid}', privileges: ['VM.Audit'] };
const NETWORK_TYPES =
  'bridge bond eth alias vlan fabric OVSBridge OVSBond OVSPort OVSIntPort vnet any_bridge any_local_bridge include_sdn';
const CONFIG_QUERY = { current: 'boolean', snapshot: 'string' } as const;

/** Every GET path that is answered; all others are 501. */
export const ROUTES: readonly Route[] = [
  { path: '/version', data: ({ world }) => versionReply(world) },
  {
    path: '/access/permissions',
    query: { path: 'string', userid: 'string' },
    data: ({ rights }) => permissionTable(rights),
  },
  {
    path: '/cluster/status',
    needs: { path: '/', privileges: ['Sys.Audit'] },
    data: ({ cluster }) => clusterStatus(cluster),
  },
  {
    path: '/cluster/resources',
    query: { type: ['vm', 'storage', 'node', 'sdn'] },
    data: (call) => resources(call),
  },
  {
    path: '/nodes',
    data: ({ cluster, rights }) => cluster.nodes.map((node) => nodeRow(node, seesUsage(rights, node))),
  },
  {
    path: '/nodes/{node}/status',
    needs: { path: '/nodes/{node}', privileges: ['Sys.Audit'] },
    data: ({ node, world }) => nodeStatus(node, world),
  },
  {
    path: '/nodes/{node}/network',
    query: { type: NETWORK_TYPES.split(' ') },
    data: ({ node, rights, query }) =>
      nodeNetwork(node).filter(
        ({ type, iface }) =>
          (query.type === undefined || query.type === type) &&
          (type !== 'bridge' ||
            hasAny(rights, `/sdn/zones/localnetwork/${String(iface)}`, ['SDN.Audit', 'SDN.Use'])),
      ),
  },
  {
    path: '/nodes/{node}/storage',
    query: { content: 'string', enabled: 'boolean', format: 'boolean', storage: 'string', target: 'string' },
    data: ({ cluster, node, rights, query }) =>
      readableStorages(cluster, rights)
        .filter((storage) => isStorageOn(storage, node))
        .filter(({ storage }) => query.storage === undefined || query.storage === storage)
        .filter(({ isDisabled }) => query.enabled !== '1' || !isDisabled)
        .map(nodeStorage),
  },
  {
    path: '/nodes/{node}/qemu',
    query: { full: 'boolean' },
    data: (call) => guestsOfNode(call, 'qemu'),
  },
  { path: '/nodes/{node}/lxc', data: (call) => guestsOfNode(call, 'lxc') },
  ...(['qemu', 'lxc'] as const).flatMap((type): Route[] => [
    {
      path: `/nodes/{node}/${type}/{vmid}/config`,
      needs: GUEST_READERS,
      query: CONFIG_QUERY,
      data: (call) => guestConfig(guestOfPath(call, type)),
    },
    {
      path: `/nodes/{node}/${type}/{vmid}/status/current`,
      needs: GUEST_READERS,
      data: (call) => guestCurrentStatus(call.world, guestOfPath(call, type), call.node),
    },
  ]),
  {
    path: '/storage',
    query: { type: 'string' },
    data: ({ cluster, rights, query }) =>
      readableStorages(cluster, rights)
        .filter(({ type }) => query.type === undefined || query.type === type)
        .map(storageDefinition),
  },
  {
    path: '/storage/{storage}',
    needs: { path: '/storage/{storage}', privileges: ['Datastore.Allocate'] },
    data: ({ cluster, params }) => {
      const storage = cluster.storages.find((candidate) => candidate.storage === params.storage);
      if (!storage) throw new ApiFailure(500, `storage '${params.storage}' does not exist`);
      return storageDefinition(storage);
    },
  },
  {
    path: '/pools',
    query: { poolid: 'string', type: ['qemu', 'lxc', 'storage'] },
    data: (call) => pools(call),
  },
];

function resources(call: Call): unknown[] {
  const { world, cluster, rights, query } = call;
  const wants = (type: string) => query.type === undefined || query.type === type;
  const poolRows = query.type === undefined ? poolResources(call) : [];
  const nodes = wants('node') ? cluster.nodes.map((node) => nodeResource(node, seesUsage(rights, node))) : [];
  const storages = wants('storage')
    ? cluster.nodes.flatMap((node) =>
        readableStorages(cluster, rights)
          .filter((storage) => !storage.isDisabled && isStorageOn(storage, node))
          .map((storage) => storageResource(storage, node)),
      )
    : [];
  const seesNetwork = hasAny(rights, '/sdn/zones/localnetwork', ['SDN.Audit']);
  // 9.1 lists the local network as a `network` row, which no type filter knows; earlier releases as an `sdn` row.
  const wantsNetworks = world.version === '9.1' ? query.type === undefined : wants('sdn');
  const networks = seesNetwork && wantsNetworks ? cluster.nodes.map((node) => networkRow(world, node)) : [];
  return [...poolRows, ...(wants('vm') ? visibleGuests(call) : []), ...nodes, ...storages, ...networks];
}

function networkRow({ version }: World, { name: node, isDown }: SimNode) {
  const status = isDown ? 'unknown' : 'ok';
  if (version !== '9.1')
    return { id: `sdn/${node}/localnetwork`, sdn: 'localnetwork', node, type: 'sdn', status };
  const id = `network/${node}/zone/localnetwork`;
  return { id, type: 'network', 'network-type': 'zone', network: 'localnetwork', node, status };
}

function visibleGuests({ world, cluster, rights }: Call): Record<string, unknown>[] {
  return [...cluster.guests.values()]
    .filter(({ vmid }) => hasAny(rights, `/vms/${vmid}`, GUEST_READERS.privileges))
    .map((guest) => guestResource(world, cluster, guest, seesPool(rights, guest.pool)));
}

function poolResources({ world, cluster, rights }: Call): unknown[] {
  return cluster.pools
    .filter(({ poolid }) => seesPool(rights, poolid))
    .map(({ poolid }) => {
      const running = [...cluster.guests.values()]
        .filter(({ pool, status }) => pool === poolid && status !== 'stopped')
        .map((guest) => guestResource(world, cluster, guest, true));
      const sum = (key: string) => running.reduce((total, row) => total + Number(row[key] ?? 0), 0);
      const sums = { cpu: sum('cpu'), maxcpu: sum('maxcpu'), mem: sum('mem'), maxmem: sum('maxmem') };
      return { id: `/pool/${poolid}`, pool: poolid, type: 'pool', ...(running.length > 0 ? sums : {}) };
    });
}

function pools(call: Call): unknown[] {
  const { cluster, rights, query } = call;
  const seen = cluster.pools.filter(({ poolid }) => seesPool(rights, poolid));
  if (query.poolid === undefined) return seen;
  const pool = seen.find(({ poolid }) => poolid === query.poolid);
  if (!pool) throw new ApiFailure(500, `pool '${query.poolid}' does not exist`);
  return [{ ...pool, members: visibleGuests(call).filter((row) => row.pool === pool.poolid) }];
}

function guestsOfNode({ world, cluster, rights, node }: Call, type: SimGuest['type']): unknown[] {
  return [...cluster.guests.values()]
    .filter((guest) => guest.type === type && guest.node === node.name)
    .filter(({ vmid }) => hasAny(rights, `/vms/${vmid}`, GUEST_READERS.privileges))
    .map((guest) => guestStatus(world, guest, node));
}

function guestOfPath({ cluster, node, params }: Call, type: SimGuest['type']): SimGuest {
  const guest = cluster.guests.get(Number(params.vmid));
  if (guest?.type === type && guest.node === node.name) return guest;
  const folder = type === 'qemu' ? 'qemu-server' : 'lxc';
  throw new ApiFailure(
    500,
    `Configuration file 'nodes/${node.name}/${folder}/${params.vmid}.conf' does not exist`,
  );
}

function readableStorages(cluster: SimCluster, rights: Rights) {
  return cluster.storages.filter(({ storage }) => hasAny(rights, `/storage/${storage}`, STORAGE_READERS));
}

function seesUsage(rights: Rights, node: SimNode): boolean {
  return hasAny(rights, `/nodes/${node.name}`, ['Sys.Audit']);
}

function seesPool(rights: Rights, pool: string | undefined): boolean {
  return pool !== undefined && hasAny(rights, `/pool/${pool}`, ['Pool.Audit']);
}
