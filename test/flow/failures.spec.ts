import axios from 'axios';
import { API, type House } from '../../src/tools/house';
import { changesOf, machine, openTestHouse, someGuest } from './open-house';

const MACHINES = 'virtualization/virtual-machines';

describe('a run in which something fails', () => {
  let house: House;
  beforeEach(async () => {
    house = await openTestHouse();
  });
  afterEach(() => house.close());

  it('does the rest, never says completed, and tells each failure with its object and reason', async () => {
    const broken = someGuest(house, 'lab-a', 'pve-a1');
    house.proxmox.faults.nodeDown('pve-a2');
    house.proxmox.faults.add({
      path: `/nodes/*/qemu/${broken.vmid}/config`,
      cluster: 'lab-a',
      status: 500,
      reason: 'broken',
    });
    const refused = someGuest(house, 'lab-b');
    house.proxmox.changeGuest('lab-b', refused.vmid, { memoryMb: 3_000_000_000 });
    const run = await house.run();
    expect(run.status.value).toBe('completed_with_errors');
    const failures = await changesOf(house, run.id, '&status=failed');
    expect(failures.map(({ key }) => key).sort()).toEqual([
      `cluster/lab-a/guest/${broken.vmid}`,
      'cluster/lab-a/node/pve-a2',
      `cluster/lab-b/guest/${refused.vmid}`,
    ]);
    expect(run.failed_count).toBe(3);
    expect(failures.map(({ error }) => error).join(' ')).toMatch(/memory/);
    const others = house.netbox.rows(MACHINES).map((row) => (row.cluster as { name: string }).name);
    expect(new Set(others)).toEqual(new Set(['lab-a', 'lab-b', 'pve-solo']));
  });

  it('repeats a write that met a 503, and makes nothing twice when an answer is lost', async () => {
    house.netbox.faults.add({ on: 'write', nth: 2, status: 503 });
    house.netbox.faults.add({ on: 'write', nth: 9, status: 'drop', applied: true });
    expect(await house.run()).toMatchObject({ status: { value: 'completed' }, failed_count: 0 });
    const names = house.netbox
      .rows(MACHINES)
      .map((row) => `${JSON.stringify(row.cluster)} ${String(row.name)}`);
    expect(new Set(names).size).toBe(names.length);
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
  });

  it('does not take what a weaker token no longer shows for gone', async () => {
    await house.run();
    house.proxmox.faults.restrict('lab-a', { '/': ['Sys.Audit'] });
    await house.run();
    const { data } = await house.api.get<{ count: number }>(`${API}/sync/links/?missing_since__empty=false`);
    expect(data.count).toBe(0);
  });

  it('leaves the other clusters untouched by an endpoint that is down', async () => {
    const { data } = await house.api.get<{ results: { id: number }[] }>(
      `${API}/endpoints/proxmox/?name=lab-b`,
    );
    await house.api.patch(`${API}/endpoints/proxmox/${data.results[0].id}/`, { port: 1 });
    const run = await house.run();
    expect(run.status.value).toBe('completed_with_errors');
    expect(machine(house, 101, 'lab-a')).toBeDefined();
    expect(await changesOf(house, run.id, '&stage=connect')).toMatchObject([{ label: 'lab-b' }]);
  });

  it('says which certificate it saw when it does not trust it', async () => {
    const { data } = await house.api.get<{ results: { id: number }[] }>(`${API}/endpoints/proxmox/`);
    for (const { id } of data.results) {
      await house.api.patch(`${API}/endpoints/proxmox/${id}/`, { fingerprint: '' });
    }
    const run = await house.run();
    expect(run.status.value).toBe('failed');
    expect(run.error).toContain(house.proxmox.endpoints[0].fingerprint);
    expect(run.netbox_writes).toBe(0);
  });

  it('says that NetBox cannot be reached or does not know the token, and writes nothing', async () => {
    const { data } = await house.api.get<{ results: { id: number }[] }>(`${API}/endpoints/netbox/`);
    const endpoints = house.serving.program.dataSource.getRepository('netbox-endpoint');
    await endpoints.update(data.results[0].id, { tokenSecret: 'wrong'.repeat(8) });
    const refused = await house.run();
    expect(refused).toMatchObject({ status: { value: 'failed' }, netbox_writes: 0 });
    expect(refused.error).toMatch(/token/i);
  });

  it('answers bad requests with a sentence and starts nothing', async () => {
    const stage = await house.api.post<{ stages: string[] }>(`${API}/sync/runs/`, { stages: ['vms'] });
    expect(stage.status).toBe(400);
    expect(stage.data.stages[0]).toContain('devices, storage, virtual-machines');
    const endpoint = await house.api.post<{ endpoints: string[] }>(`${API}/sync/runs/`, { endpoints: [99] });
    expect(endpoint).toMatchObject({
      status: 400,
      data: { endpoints: ['There is no Proxmox endpoint with the id 99.'] },
    });
    const anonymous = await axios.post(
      `${house.serving.url}${API}/sync/runs/`,
      {},
      { validateStatus: () => true },
    );
    expect(anonymous.status).toBe(403);
    const { data } = await house.api.get<{ count: number }>(`${API}/sync/runs/`);
    expect(data.count).toBe(0);
  });
});
