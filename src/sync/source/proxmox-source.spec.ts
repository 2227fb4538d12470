import { lastValueFrom, of, toArray } from 'rxjs';
import { type GuestResource, resourceOf } from '../../clients/proxmox/resources';
import { WireRow } from '../../clients/proxmox/wire-row';
import { defaultSettings } from '../../models/effective-settings';
import { type Connection } from './connection';
import { ProxmoxSource } from './proxmox-source';

const guestRow = (node: string, news: object): GuestResource =>
  resourceOf(
    new WireRow({ id: 'qemu/101', type: 'qemu', vmid: 101, node, ...news }, '/cluster/resources'),
  ) as GuestResource;

/** A source whose cluster lists these guests, and of which NetBox knows these clusters. */
function sourceOf(rows: readonly GuestResource[], netboxClusters: readonly object[] = []): ProxmoxSource {
  const none = () => of([]);
  const client = {
    resources: () => of(rows),
    nodes: none,
    storages: none,
    backupJobs: none,
    replicationJobs: none,
    tagColors: () => of(new Map()),
  };
  const connection = {
    client,
    clusterRow: { name: 'lab-a', isQuorate: true, raw: {} },
    nodes: [],
    endpoint: { netboxClusters: () => of(netboxClusters) },
  } as unknown as Connection;
  return new ProxmoxSource(
    'cluster/lab-a',
    'lab-a',
    connection,
    { endpointId: 1, webUrl: '' },
    defaultSettings,
  );
}

test('a guest that is listed on two nodes while it migrates is taken once, where it has statistics', async () => {
  const rows = [
    guestRow('pve1', { status: 'unknown' }),
    guestRow('pve2', { status: 'running', name: 'web' }),
  ];
  for (const all of [rows, [...rows].reverse()]) {
    const guests = await lastValueFrom(sourceOf(all).guests().pipe(toArray()));
    expect(guests).toMatchObject([{ vmid: 101, node: 'pve2', name: 'web', status: 'running' }]);
  }
});

const place = { site: 7 };

test.each([
  ['of the cluster that is linked', [{ key: 'cluster/lab-a', name: 'Production', place }], place],
  ['of that of its name, while none is linked', [{ key: undefined, name: 'LAB-A', place }], place],
  ['of none that stands for another', [{ key: 'cluster/lab-b', name: 'lab-a', place }], {}],
  ['of none without one', [{ key: 'cluster/lab-a', name: 'lab-a', place: {} }], {}],
])('its place is that %s', async (_what, clusters, there) => {
  expect(await lastValueFrom(sourceOf([], clusters).place())).toEqual(there);
});
