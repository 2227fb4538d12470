import { type Parameters } from '../parameters';
import { ApiFailure } from '../reply';
import {
  digestOf,
  fullQemuStatus,
  guestConfig,
  guestCurrentStatus,
  guestPending,
  guestStatus,
} from '../rows/guests';
import { lxcInterfaces } from '../rows/interfaces';
import { type SimGuest } from '../world/guests';
import { type Call, GUEST_READER, type Route, type Row } from './route';
import { guestOfPath, seesGuest } from './sight';

const CONFIG_QUERY: Parameters = {
  current: { type: 'boolean' },
  snapshot: { type: 'string', format: 'pve-configid', maxLength: 40 },
};

export const GUEST_ROUTES: readonly Route[] = [
  {
    path: '/nodes/{node}/qemu',
    query: { full: { type: 'boolean' } },
    data: (call) => guestsOfNode(call, 'qemu'),
  },
  { path: '/nodes/{node}/lxc', data: (call) => guestsOfNode(call, 'lxc') },
  ...(['qemu', 'lxc'] as const).flatMap(routesOf),
  {
    path: '/nodes/{node}/lxc/{vmid}/interfaces',
    needs: GUEST_READER,
    // Of a stopped container nothing is known, and that is no failure.
    data: (call) => {
      const guest = guestOfPath(call, 'lxc');
      return guest.status === 'stopped' ? null : lxcInterfaces(guest);
    },
  },
];

function routesOf(type: SimGuest['type']): Route[] {
  const path = `/nodes/{node}/${type}/{vmid}`;
  return [
    {
      path: `${path}/config`,
      needs: GUEST_READER,
      query: CONFIG_QUERY,
      data: (call) => config(guestOfPath(call, type), call.query),
    },
    { path: `${path}/pending`, needs: GUEST_READER, data: (call) => guestPending(guestOfPath(call, type)) },
    {
      path: `${path}/status/current`,
      needs: GUEST_READER,
      data: (call) => guestCurrentStatus(call.world, call.cluster, guestOfPath(call, type), call.node),
    },
    { path: `${path}/snapshot`, needs: GUEST_READER, data: (call) => snapshots(guestOfPath(call, type)) },
  ];
}

function guestsOfNode({ world, cluster, rights, node, query }: Call, type: SimGuest['type']): Row[] {
  return [...cluster.guests.values()]
    .filter((guest) => guest.type === type && guest.node === node.name && seesGuest(rights, guest.vmid))
    .map((guest) => ({
      ...guestStatus(world, guest, node),
      ...(query.full === '1' ? fullQemuStatus(guest) : {}),
    }));
}

function config(guest: SimGuest, { current, snapshot: name }: Call['query']): Row {
  if (name === undefined) return guestConfig(guest, current === '1');
  const snapshot = guest.snapshots.find((candidate) => candidate.name === name);
  if (!snapshot) throw new ApiFailure(500, `snapshot '${name}' does not exist`);
  const { parent, snaptime, description, vmstate } = snapshot;
  return {
    ...snapshot.config,
    snaptime,
    ...(description === '' ? {} : { description }),
    ...(parent === undefined ? {} : { parent }),
    ...(vmstate === undefined ? {} : { vmstate }),
    digest: digestOf(guest.config),
  };
}

/** Ends with the present state, which is no snapshot. */
function snapshots({ type, status, config, snapshots: taken }: SimGuest): Row[] {
  const rows = taken.map(({ name, parent, snaptime, description, vmstate }) => ({
    name,
    description,
    snaptime,
    ...(parent === undefined ? {} : { parent }),
    ...(type === 'qemu' ? { vmstate: vmstate === undefined ? 0 : 1 } : {}),
  }));
  const current = {
    name: 'current',
    description: 'You are here!',
    digest: digestOf(config),
    running: status === 'stopped' ? 0 : 1,
    ...(config.parent === undefined ? {} : { parent: config.parent }),
  };
  return [...rows, current];
}
