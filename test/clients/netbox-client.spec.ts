import { defaultIfEmpty, lastValueFrom, map, toArray } from 'rxjs';
import { type CreateOptions } from '../../src/clients/netbox/create';
import { NetboxClient } from '../../src/clients/netbox/netbox-client';
import { signIn } from '../../src/clients/netbox/sign-in';
import { Invalid, NotAllowed, NotFound, Refused } from '../../src/core/errors/errors';
import {
  type NetboxSimulator,
  type NetboxVersion,
  startNetboxSimulator,
} from '../../src/simulators/netbox/simulator';

const GUESTS = 'virtualization/virtual-machines';
const VERSIONS: NetboxVersion[] = ['4.4', '4.5', '4.6', '4.7'];

describe.each(VERSIONS)('the NetBox client and NetBox %s', (version) => {
  let netbox: NetboxSimulator;
  let client: NetboxClient;
  let cluster: number;

  beforeEach(async () => {
    netbox = await startNetboxSimulator({ version });
    client = new NetboxClient({ url: netbox.url, token: netbox.token, backoffMs: 1 });
    const type = netbox.create('virtualization/cluster-types', { name: 'Proxmox VE', slug: 'proxmox-ve' });
    cluster = Number(netbox.create('virtualization/clusters', { name: 'lab', type: type['id'] })['id']);
    netbox.resetRequests();
  });
  afterEach(async () => {
    client.close();
    await netbox.stop();
  });

  const guests = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ name: `vm${n}`, cluster, memory: 1024 }));
  const create = (rows: readonly object[], options?: CreateOptions) =>
    lastValueFrom(client.createMany(GUESTS, rows, options).pipe(toArray()));
  const find: CreateOptions['find'] = (row) =>
    client
      .list(GUESTS, { name: (row as { name: string }).name, cluster_id: cluster })
      .pipe(defaultIfEmpty(undefined));
  const stored = () => netbox.rows(GUESTS).map(({ name }) => name);

  it('knows the version and whose token it is', async () => {
    expect(await lastValueFrom(client.capabilities())).toMatchObject({ release: version });
    const user = await lastValueFrom(client.authenticationCheck());
    expect(user).toMatchObject({ username: 'admin' });
    expect(netbox.requests().log.filter(({ path }) => path === '/api/status/')).toHaveLength(1);
  });

  it('signs in with a password, and the token works', async () => {
    const { token, user } = await lastValueFrom(signIn({ url: netbox.url }, 'admin', 'admin'));
    expect(user.username).toBe('admin');
    const own = new NetboxClient({ url: netbox.url, token });
    expect(await lastValueFrom(own.get('virtualization/clusters', cluster))).toMatchObject({ name: 'lab' });
    await expect(lastValueFrom(signIn({ url: netbox.url }, 'admin', 'wrong'))).rejects.toThrow(NotAllowed);
  });

  it('creates 248 of 250 guests and names the two bad ones', async () => {
    const rows = guests(250).map((row, n) => (n === 17 || n === 205 ? { ...row, status: 'nope' } : row));
    const outcomes = await create(rows);
    expect(outcomes.map(({ index }) => index).sort((a, b) => a - b)).toEqual(rows.map((_, n) => n));
    const failed = outcomes.flatMap((one) => (one.status === 'failed' ? [one] : []));
    expect(failed.map(({ index }) => index).sort((a, b) => a - b)).toEqual([17, 205]);
    for (const { error } of failed) {
      expect(error).toBeInstanceOf(Invalid);
      expect(error.fields).toHaveProperty('status');
    }
    for (const one of outcomes) if (one.status === 'done') expect(one.row['name']).toBe(`vm${one.index}`);
    expect(stored()).toHaveLength(248);
    expect(client.counts).toEqual({ reads: 0, writes: netbox.requests().writes });
    expect(client.counts.writes).toBe(5);
  });

  it('creates the first of two equal guests in one list and refuses the second', async () => {
    const outcomes = await create([...guests(3), ...guests(1)]);
    const failed = outcomes.flatMap((one) => (one.status === 'failed' ? [one] : []));
    expect(failed).toMatchObject([{ index: 3, error: expect.any(Invalid) }]);
    expect(stored()).toEqual(['vm0', 'vm1', 'vm2']);
  });

  it('finds what was created though the connection dropped, and creates nothing twice', async () => {
    netbox.faults.add({ on: 'write', nth: 2, status: 'drop', applied: true });
    const outcomes = await create(guests(150), { find });
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(150);
    expect(stored()).toHaveLength(150);
    expect(client.counts.writes).toBe(2);
  });

  it('creates what a dropped connection and a lost answer kept from being created', async () => {
    netbox.faults.add({ on: 'write', nth: 1, status: 'drop' });
    netbox.faults.add({ on: 'write', nth: 2, status: 502 });
    const outcomes = await create(guests(20), { find });
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(20);
    expect(stored()).toHaveLength(20);
  });

  it('creates after a failure inside NetBox what it did not create before it', async () => {
    netbox.faults.add({ on: 'write', nth: 1, status: 500 });
    netbox.faults.add({ on: 'write', nth: 3, status: 500, applied: true });
    const outcomes = await create(guests(20), { find });
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(20);
    expect(stored()).toHaveLength(20);
  });

  it('sends a list again that met a 503 or a 429', async () => {
    netbox.faults.add({ on: 'write', nth: 2, status: 503 });
    netbox.faults.add({ on: 'write', nth: 3, status: 429, retryAfter: 0 });
    const outcomes = await create(guests(250));
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(250);
    expect(stored()).toHaveLength(250);
    expect(client.counts.writes).toBe(5);
  });

  it('reads 2500 rows in three pages, each once, with the fields asked for', async () => {
    await create(guests(2500));
    netbox.resetRequests();
    const rows = await lastValueFrom(client.list(GUESTS, { fields: 'id,name' }).pipe(toArray()));
    expect(rows.map(({ id }) => id)).toEqual(netbox.rows(GUESTS).map(({ id }) => id));
    expect(Object.keys(rows[0]!).sort()).toEqual(['id', 'name']);
    expect(netbox.requests()).toMatchObject({ reads: 3, writes: 0 });
  });

  it('misses no row when a guest is deleted between two pages', async () => {
    await create(guests(30));
    const paging = new NetboxClient({ url: netbox.url, token: netbox.token, pageSize: 10 });
    const [first] = netbox.rows(GUESTS);
    const names = paging.list(GUESTS, { fields: 'id,name' }).pipe(
      map(({ id, name }) => {
        if (id === first!['id']) netbox.remove(GUESTS, id);
        return name;
      }),
      toArray(),
    );
    expect(await lastValueFrom(names)).toEqual(guests(30).map(({ name }) => name));
  });

  it('changes guests by id, and says which are not there or not valid', async () => {
    await create(guests(5));
    const ids = netbox.rows(GUESTS).map(({ id }) => Number(id));
    const rows = [
      ...ids.map((id, n) => (n === 1 ? { id, status: 'nope' } : { id, memory: 2048 })),
      { id: 99_999, memory: 1 },
    ];
    const outcomes = await lastValueFrom(client.updateMany(GUESTS, rows).pipe(toArray()));
    outcomes.sort((a, b) => a.index - b.index);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'done',
      'failed',
      'done',
      'done',
      'done',
      'failed',
    ]);
    expect(outcomes[1]).toMatchObject({ error: expect.any(Invalid) });
    expect(outcomes[5]).toMatchObject({ error: expect.any(NotFound) });
    expect(netbox.rows(GUESTS).map(({ memory }) => memory)).toEqual([2048, 1024, 2048, 2048, 2048]);
  });

  it('changes again what a lost answer left unclear', async () => {
    await create(guests(3));
    netbox.faults.add({ on: 'write', nth: 1, status: 'drop', applied: true });
    const rows = netbox.rows(GUESTS).map(({ id }) => ({ id: Number(id), memory: 4096 }));
    const outcomes = await lastValueFrom(client.updateMany(GUESTS, rows).pipe(toArray()));
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
    expect(netbox.rows(GUESTS).map(({ memory }) => memory)).toEqual([4096, 4096, 4096]);
  });

  it('deletes what can be deleted, counting as done what was gone before', async () => {
    await create(guests(1));
    const type = Number(netbox.rows('virtualization/cluster-types')[0]!['id']);
    const empty = Number(netbox.create('virtualization/clusters', { name: 'empty', type })['id']);
    const outcomes = await lastValueFrom(
      client.deleteMany('virtualization/clusters', [cluster, empty, 99_999]).pipe(toArray()),
    );
    outcomes.sort((a, b) => a.index - b.index);
    expect(outcomes).toMatchObject([
      { status: 'failed', error: expect.any(Refused) },
      { status: 'done' },
      { status: 'done' },
    ]);
    expect(netbox.rows('virtualization/clusters').map(({ name }) => name)).toEqual(['lab']);
  });

  it('tells a token that is wrong from one that may not write', async () => {
    const wrong = new NetboxClient({ url: netbox.url, token: 'f'.repeat(40) });
    await expect(lastValueFrom(wrong.capabilities())).rejects.toMatchObject({
      name: 'NotAllowed',
      category: 'authentication',
    });
    await netbox.stop();
    const readOnly = 'e'.repeat(40);
    netbox = await startNetboxSimulator({ version, tokens: [{ token: readOnly, writeEnabled: false }] });
    const reader = new NetboxClient({ url: netbox.url, token: readOnly });
    const outcomes = await lastValueFrom(
      reader.createMany('extras/tags', [{ name: 'a', slug: 'a' }]).pipe(toArray()),
    );
    expect(outcomes).toMatchObject([
      { status: 'failed', error: { name: 'NotAllowed', category: 'permission' } },
    ]);
  });
});
