import { from, lastValueFrom, of, toArray } from 'rxjs';
import { planLanes } from '../../clients/netbox/batch-plan';
import { type NetboxClient } from '../../clients/netbox/netbox-client';
import { type Change } from '../../core/plan/plan-object';
import { Identities } from '../engine/identities';
import { type Resource } from '../resources/define-resource';
import { virtualDisk } from '../resources/guest-parts';
import { platform } from '../resources/vocabulary';
import { NetboxAdapter } from './netbox-adapter';

type Options = { parentOf: (row: unknown) => unknown };
const ABILITIES = { hasStartOnBoot: true, hasVmTypes: true };
const LIST_SIZE = 2;

/** A client that keeps how rows would be cut into lists, and answers lists from memory. */
function clientOf(lists: readonly object[] = []) {
  const lanes: unknown[][] = [];
  const queries: object[] = [];
  const write = (_path: string, rows: readonly unknown[], { parentOf }: Options) => {
    lanes.push(...planLanes(rows, LIST_SIZE, parentOf).map((lane) => lane.flat()));
    return from([]);
  };
  const client = {
    createMany: write,
    updateMany: write,
    deleteMany: write,
    pages: () => of(1),
    list: (_path: string, { fields: _fields, ...query }: Record<string, unknown>) => {
      queries.push(query);
      const [[name, values]] = Object.entries(query) as [[string, unknown[]]];
      return from(lists.filter((row) => values.includes((row as Record<string, unknown>)[name])));
    },
  } as unknown as NetboxClient;
  return { client, lanes, queries };
}

function adapterOf(resource: Resource, client: NetboxClient): NetboxAdapter {
  return new NetboxAdapter(resource, client, new Identities(), () => undefined, ABILITIES);
}

const disk = (guest: number, slot: string, id: number | null): Change => ({
  key: `cluster/lab-a/guest/${guest}/disk/${slot}`,
  label: slot,
  action: 'update',
  id,
  before: null,
  after: { name: slot, size: 1024 },
  conflicts: [],
  reason: '',
  written: {},
});

test('the disks of one machine never travel in two requests at once, whatever is done to them', async () => {
  const { client, lanes } = clientOf();
  const adapter = adapterOf(virtualDisk as Resource, client);
  const changes = [disk(1, 'scsi0', 1), disk(2, 'scsi0', 2), disk(2, 'scsi1', 3)];
  for (const write of ['create', 'update', 'remove'] as const) {
    await lastValueFrom(adapter[write](changes).pipe(toArray()));
  }
  expect(lanes.map((lane) => lane.length)).toEqual([1, 2, 1, 2, 1, 2]);
});

test('what NetBox wants to have once by name is found under another slug, and looked for again only where it has to be', async () => {
  const lists = [
    { id: 1, name: 'Linux', slug: 'linux-os' },
    { id: 2, name: 'Debian', slug: 'debian' },
  ];
  const { client, queries } = clientOf(lists);
  const adapter = adapterOf(platform as Resource, client);
  const wanted = lists.map(({ name }) => {
    const slug = name.toLowerCase();
    return { key: slug, label: name, values: { name, slug } };
  });
  const [found] = await lastValueFrom(adapter.load(wanted, []).pipe(toArray()));
  expect(found.map(({ id }) => id).sort()).toEqual([1, 2]);
  expect(queries).toEqual([{ slug: ['linux', 'debian'] }, { name: ['Linux'] }]);
  queries.length = 0;
  await lastValueFrom(adapter.load(wanted.slice(1), []).pipe(toArray()));
  expect(queries).toEqual([{ slug: ['debian'] }]);
});
