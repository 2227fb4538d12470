import { API, type House } from '../../src/tools/house';
import {
  changeEndpoint,
  changesOf,
  guestCount,
  linksOf,
  machine,
  MAIN_STAGES,
  machines,
  openTestHouse,
  someGuest,
} from './open-house';
import { frames, start, streamOf } from './watching';

const WITH_ERRORS = { status: { value: 'completed_with_errors' } };
const WELL = { status: { value: 'completed' }, failed_count: 0 };

describe('a run in which something of Proxmox fails', () => {
  let house: House;
  const failuresOf = async (run: { id: number }) => changesOf(house, run.id, '&status=failed');
  beforeAll(async () => {
    house = await openTestHouse({ stages: MAIN_STAGES, proxmox: { guests: 24 } });
  });
  afterAll(() => house.close());

  it('does the rest, never says completed, and tells each failure with its object and reason', async () => {
    const broken = someGuest(house, 'lab-a', 'pve-a1');
    const path = `/nodes/*/qemu/${broken.vmid}/config`;
    const fault = house.proxmox.faults.add({ path, cluster: 'lab-a', status: 500, reason: 'broken disk' });
    house.proxmox.faults.nodeDown('pve-a2');
    const refused = someGuest(house, 'lab-b');
    house.proxmox.changeGuest('lab-b', refused.vmid, { memoryMb: 3_000_000_000 });

    const run = await start(house);
    const told = await frames(house, streamOf(run));
    const { data } = await house.api.get<{ failed_count: number }>(`${API}/sync/runs/${run.id}/`);
    expect(data).toMatchObject({ ...WITH_ERRORS, failed_count: 3 });
    expect(told.at(-1)).toMatchObject({ event: 'complete', data: { ok: true } });
    const failures = Object.fromEntries((await failuresOf(run)).map(({ key, error }) => [key, error]));
    expect(failures).toEqual({
      [`cluster/lab-a/guest/${broken.vmid}`]: expect.stringContaining('broken disk') as string,
      'cluster/lab-a/node/pve-a2': expect.stringContaining('Node pve-a2 of lab-a is offline') as string,
      [`cluster/lab-b/guest/${refused.vmid}`]: expect.stringContaining('memory') as string,
    });
    const reasons = told.filter(({ event }) => event === 'error_detail').map((frame) => frame.data.message);
    expect(reasons.join(' ')).toContain('broken disk');

    const onDeadNode = [...house.proxmox.world.clusters[0].guests.values()].filter(
      ({ node }) => node === 'pve-a2',
    );
    expect(machines(house)).toHaveLength(guestCount(house) - onDeadNode.length - 2);
    const left = await changesOf(house, run.id, '&status=skipped');
    expect(left.map(({ key }) => key).sort()).toEqual(
      onDeadNode.map(({ vmid }) => `cluster/lab-a/guest/${vmid}`).sort(),
    );

    house.proxmox.faults.remove(fault);
    house.proxmox.faults.nodeUp('pve-a2');
    house.proxmox.changeGuest('lab-b', refused.vmid, { memoryMb: 2048 });
    expect(await house.run()).toMatchObject(WELL);
    expect(machines(house)).toHaveLength(guestCount(house));
  });

  it('takes nothing for gone that it could not read', async () => {
    house.proxmox.faults.nodeDown('pve-a2');
    house.proxmox.faults.add({ path: '/nodes/pve-b*/config', cluster: 'lab-b', status: 500 });
    const run = await house.run();
    expect(run).toMatchObject({ ...WITH_ERRORS, deleted_count: 0 });
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
    house.proxmox.faults.nodeUp('pve-a2');
    house.proxmox.faults.clear();
    expect(await house.run()).toMatchObject(WELL);
  });

  it.each([
    ['no right to see guests', { '/': ['Sys.Audit', 'Datastore.Audit'] }],
    ['a single guest only', { '/': ['Sys.Audit', 'Datastore.Audit'], '/vms/101': ['VM.Audit'] }],
    [
      'another, weaker right on one guest',
      { '/': ['Sys.Audit', 'Datastore.Audit', 'VM.Audit'], '/vms/101': ['VM.Console'] },
    ],
    ['no right on any guest below', { '/': ['Sys.Audit', 'Datastore.Audit', 'VM.Audit'], '/vms': [] }],
  ])('does not take for gone what a token does not show that has %s', async (_what, rights) => {
    house.proxmox.faults.restrict('lab-a', rights);
    const run = await house.run();
    expect(run).toMatchObject({ netbox_writes: 0, deleted_count: 0 });
    expect(machine(house, 101)).toBeDefined();
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
    house.proxmox.faults.restrict('lab-a', null);
  });

  it('keeps the storages that a weaker token no longer shows', async () => {
    const count = async () => (await linksOf(house, 'target=proxmox-storage')).length;
    const before = await count();
    house.proxmox.faults.restrict('lab-a', { '/': ['Sys.Audit', 'VM.Audit'] });
    expect(await house.run()).toMatchObject({ deleted_count: 0 });
    expect(await count()).toBe(before);
    house.proxmox.faults.restrict('lab-a', null);
  });

  it('goes on without an optional stage of one cluster, and tells it', async () => {
    house.proxmox.faults.add({ path: '/storage', cluster: 'lab-a', status: 500, reason: 'storage trouble' });
    house.proxmox.changeGuest('lab-a', 101, { name: 'still-done' });
    const run = await house.run();
    expect(run).toMatchObject({ ...WITH_ERRORS, failed_count: 1, updated_count: 1 });
    expect(machine(house, 101).name).toBe('still-done');
    expect(await failuresOf(run)).toMatchObject([
      { stage: 'storage', label: 'lab-a', error: expect.stringContaining('storage trouble') as string },
    ]);
    house.proxmox.faults.clear();
  });

  it('ends for a cluster whose required stage cannot be read, and goes on for the others', async () => {
    house.proxmox.faults.add({
      path: '/cluster/resources',
      cluster: 'lab-a',
      status: 500,
      reason: 'no list',
    });
    house.proxmox.changeGuest('lab-a', 101, { name: 'not-seen' });
    house.proxmox.changeGuest('lab-b', 101, { name: 'seen' });
    const run = await house.run();
    expect(run).toMatchObject({ ...WITH_ERRORS, updated_count: 1 });
    expect([machine(house, 101, 'lab-a').name, machine(house, 101, 'lab-b').name]).toEqual([
      'still-done',
      'seen',
    ]);
    const failures = await failuresOf(run);
    expect(failures).toMatchObject([{ stage: 'virtual-machines', key: 'cluster/lab-a', label: 'lab-a' }]);
    expect(failures[0].error).toContain('no list');
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
    house.proxmox.faults.clear();
    expect(await house.run()).toMatchObject({ ...WELL, updated_count: 1 });
  });

  it('does the other clusters where one endpoint is down, and tells it', async () => {
    await changeEndpoint(house, 'lab-b', { port: 1 });
    house.proxmox.changeGuest('lab-a', 101, { name: 'while-b-is-away' });
    const run = await house.run();
    expect(run).toMatchObject({ ...WITH_ERRORS, updated_count: 1 });
    expect(machine(house, 101).name).toBe('while-b-is-away');
    const failures = await failuresOf(run);
    expect(failures).toMatchObject([{ stage: 'connect', target: 'proxmox-endpoint', label: 'lab-b' }]);
    expect(failures[0].error).toContain('127.0.0.1:1 cannot be reached');
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
  });

  it('does the other clusters where the address of one endpoint is not known yet, and tells it', async () => {
    const { id: address } = house.netbox.create('ipam/ip-addresses', { address: '127.0.0.9/8' });
    const { status, data } = await house.api.post<{ id: number }>(`${API}/endpoints/proxmox/`, {
      name: 'nowhere',
      ip_address: address,
      token_name: 'x',
      token_value: '00000000-0000-4000-8000-000000000000',
    });
    expect(status).toBe(201);
    await house.serving.program.dataSource.query('DELETE FROM proxbox_netbox_object WHERE object_id = $1', [
      address,
    ]);
    house.proxmox.changeGuest('lab-a', 101, { name: 'while-one-is-nowhere' });
    const run = await house.run();
    expect(run).toMatchObject({ ...WITH_ERRORS, updated_count: 1 });
    const failures = await failuresOf(run);
    expect(failures.map(({ label }) => label).sort()).toEqual(['lab-b', 'nowhere']);
    await house.api.delete(`${API}/endpoints/proxmox/${data.id}/`);
  });

  it('fails where no endpoint can be reached, names each, and writes nothing', async () => {
    await changeEndpoint(house, 'lab-a', { port: 1 });
    await changeEndpoint(house, 'pve-solo', { port: 1 });
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'failed' }, netbox_writes: 0, deleted_count: 0 });
    for (const name of ['lab-a', 'lab-b', 'pve-solo']) expect(run.error).toContain(name);
    expect(await failuresOf(run)).toHaveLength(3);
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
  });
});

describe('a run in which NetBox fails', () => {
  let house: House;
  beforeEach(async () => {
    house = await openTestHouse({ stages: MAIN_STAGES, proxmox: { standalone: false } });
  });
  afterEach(() => house.close());
  const machinesAreWhole = () => {
    const names = machines(house).map((row) => `${(row.cluster as { id: number }).id} ${String(row.name)}`);
    expect(new Set(names).size).toBe(guestCount(house));
    expect(names).toHaveLength(guestCount(house));
  };

  it('repeats a write that met a 503, and makes nothing twice when an answer is lost', async () => {
    house.netbox.faults.add({ on: 'write', nth: 2, status: 503 });
    house.netbox.faults.add({ on: 'write', path: 'custom-fields', nth: 1, status: 'drop', applied: true });
    house.netbox.faults.add({ on: 'write', path: 'virtual-machines', nth: 1, status: 'drop', applied: true });
    house.netbox.faults.add({ on: 'read', nth: 5, status: 'drop' });
    expect(await house.run()).toMatchObject(WELL);
    machinesAreWhole();
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
  });

  it('finds the one object that NetBox cannot write, does the others, and makes it good later', async () => {
    house.netbox.faults.add({ on: 'write', path: '/virtual-machines/', nth: 1, status: 500 });
    expect(await house.run()).toMatchObject(WELL);
    machinesAreWhole();
    const vmid = 101;
    house.netbox.faults.clear();
    house.netbox.faults.add({ on: 'write', path: '/virtual-machines/', every: 1, status: 500 });
    house.proxmox.changeGuest('lab-a', vmid, { name: 'refused' });
    house.proxmox.changeGuest('lab-b', vmid, { status: 'stopped' });
    const run = await house.run();
    expect(run).toMatchObject({ ...WITH_ERRORS, updated_count: 0, failed_count: 2 });
    const failures = await changesOf(house, run.id, '&status=failed');
    expect(failures.map(({ key }) => key)).toEqual(['cluster/lab-a/guest/101', 'cluster/lab-b/guest/101']);
    for (const { error } of failures) expect(error).toContain('simulated failure');
    house.netbox.faults.clear();
    expect(await house.run()).toMatchObject({ ...WELL, updated_count: 2 });
  });

  it('tells the guests that cannot be made because what they stand on could not, each with its reason', async () => {
    house.netbox.faults.add({ on: 'write', path: '/dcim/devices/', every: 1, status: 500 });
    const run = await house.run();
    expect(run.status.value).toBe('completed_with_errors');
    const failures = await changesOf(house, run.id, '&status=failed');
    expect(new Set(failures.map(({ target }) => target))).toEqual(new Set(['device']));
    const guests = await changesOf(house, run.id, '&status=skipped&target=virtual-machine');
    expect(guests).toHaveLength(guestCount(house));
    for (const { error } of guests) expect(error).toMatch(/^It needs device .*, which could not be made\.$/);
    house.netbox.faults.clear();
    expect(await house.run()).toMatchObject(WELL);
    machinesAreWhole();
  });

  it('fails when NetBox goes away in the middle, keeps what it did, and the next one does the rest', async () => {
    house.netbox.faults.add({ on: 'any', path: '/virtual-machines/', every: 1, status: 503 });
    const run = await house.run();
    expect(run.status.value).toBe('failed');
    expect(run.error).toContain('NetBox');
    const clusters = house.netbox.rows('virtualization/clusters').length;
    house.netbox.faults.clear();
    const next = await house.run();
    expect(next).toMatchObject(WELL);
    expect(clusters + next.created_count).toBeGreaterThan(guestCount(house));
    machinesAreWhole();
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
  });
});
