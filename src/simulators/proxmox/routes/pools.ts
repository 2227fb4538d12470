import { type Parameters } from '../parameters';
import { ApiFailure } from '../reply';
import { storageResource } from '../rows/storages';
import { type SimPool } from '../world';
import { isStorageOn } from '../world/storages';
import { type Call, type Route, type Row } from './route';
import { readableStorages, seesPool, visibleGuests } from './sight';

const MEMBER_TYPE = { type: 'string', enum: ['qemu', 'lxc', 'storage'] } as const;
const LIST_QUERY: Parameters = {
  poolid: { type: 'string', format: 'pve-poolid' },
  type: { ...MEMBER_TYPE, requires: 'poolid' },
};

export const POOL_ROUTES: readonly Route[] = [
  {
    path: '/pools',
    query: LIST_QUERY,
    data: (call) => {
      const { cluster, rights, query } = call;
      const seen = cluster.pools.filter(({ poolid }) => seesPool(rights, poolid));
      if (query.poolid === undefined) return seen.map(poolRow);
      const pool = seen.find(({ poolid }) => poolid === query.poolid) ?? missing(query.poolid);
      return [{ ...poolRow(pool), members: members(call, pool) }];
    },
  },
  {
    path: '/pools/{poolid}',
    needs: { path: '/pool/{poolid}', privileges: ['Pool.Audit'] },
    query: { type: MEMBER_TYPE },
    data: (call) => {
      const { poolid } = call.params;
      const pool = call.cluster.pools.find((candidate) => candidate.poolid === poolid) ?? missing(poolid);
      return { ...poolRow(pool), members: members(call, pool) };
    },
  },
];

function poolRow({ poolid, comment }: SimPool): Row {
  return { poolid, ...(comment === undefined ? {} : { comment }) };
}

/** Guests and storages mixed, as in `/cluster/resources`; a storage once. */
function members(call: Call, { poolid, storages = [] }: SimPool): Row[] {
  const { cluster, query } = call;
  const wants = (type: unknown) => query.type === undefined || query.type === type;
  const guests = visibleGuests(call)
    .filter((row) => cluster.guests.get(Number(row.vmid))?.pool === poolid && wants(row.type))
    .map(({ pool: _, ...row }) => row);
  const ofPool = readableStorages(call).filter(
    ({ storage }) => storages.includes(storage) && wants('storage'),
  );
  const rows = ofPool.flatMap((storage) => {
    const node = cluster.nodes.find(({ name }) => isStorageOn(storage, name));
    return node ? [storageResource(storage, node)] : [];
  });
  return [...guests, ...rows];
}

function missing(poolid: string): never {
  throw new ApiFailure(500, `pool '${poolid}' does not exist`);
}
