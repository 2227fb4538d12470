import axios from 'axios';
import { API, type House } from '../../src/tools/house';
import { census, changeEndpoint, changesOf, endpointNamed, openTestHouse } from './open-house';

describe('a run that was asked for wrongly', () => {
  let house: House;
  let empty: Record<string, number>;
  beforeAll(async () => {
    house = await openTestHouse();
    empty = census(house);
  });
  afterAll(() => house.close());
  const runCount = async () => (await house.api.get<{ count: number }>(`${API}/sync/runs/`)).data.count;

  it.each([
    [{ stages: ['vms'] }, 'stages', 'devices, storage, virtual-machines'],
    [{ stages: 'devices' }, 'stages', 'list of names'],
    [{ endpoints: [99] }, 'endpoints', 'There is no Proxmox endpoint with the id 99.'],
    [{ endpoints: ['one'] }, 'endpoints', 'integer'],
    [{ mode: 'delete' }, 'mode', '"plan" or "apply"'],
  ])('is answered with a sentence: %j', async (body, field, sentence) => {
    const { status, data } = await house.api.post<Record<string, string[]>>(`${API}/sync/runs/`, body);
    expect(status).toBe(400);
    expect(data[field].join(' ')).toContain(sentence);
    expect(await runCount()).toBe(0);
  });

  it('is refused without credentials, and with wrong ones', async () => {
    for (const headers of [{}, { Authorization: 'Token nothing' }]) {
      const answer = await axios.post<{ detail: string }>(
        `${house.serving.url}${API}/sync/runs/`,
        {},
        { headers, validateStatus: () => true },
      );
      expect(answer.status).toBe(403);
      expect(answer.data.detail).toEqual(expect.any(String));
    }
    expect(await runCount()).toBe(0);
  });

  it('is refused where no endpoint is enabled', async () => {
    for (const { name } of house.proxmox.endpoints) await changeEndpoint(house, name, { enabled: false });
    const { status, data } = await house.api.post<{ endpoints: string[] }>(`${API}/sync/runs/`, {});
    expect(status).toBe(400);
    expect(data.endpoints[0]).toContain('no enabled Proxmox endpoint');
    for (const { name } of house.proxmox.endpoints) await changeEndpoint(house, name, { enabled: true });
  });

  it('is not found, watched or stopped where it never was', async () => {
    expect((await house.api.get(`${API}/sync/runs/4711/`)).status).toBe(404);
    expect((await house.api.get(`${API}/sync/runs/4711/stream/`)).status).toBe(404);
    expect((await house.api.post(`${API}/sync/runs/4711/cancel/`, {})).status).toBe(404);
  });

  it('says which certificate it saw where it does not trust it, and works once that is pinned', async () => {
    for (const { name } of house.proxmox.endpoints) await changeEndpoint(house, name, { fingerprint: '' });
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'failed' }, netbox_writes: 0 });
    for (const { name, fingerprint } of house.proxmox.endpoints) {
      expect(run.error).toContain(fingerprint);
      const { fingerprint: pinned } = { fingerprint };
      await changeEndpoint(house, name, { fingerprint: pinned });
    }
    expect(census(house)).toEqual(empty);
    const plan = await house.run({ mode: 'plan' });
    expect(plan.status.value).toBe('completed');
  });

  it('names the endpoint whose token Proxmox does not know, and does the others', async () => {
    await changeEndpoint(house, 'lab-a', { token_value: '00000000-0000-4000-8000-000000000000' });
    const run = await house.run({ mode: 'plan' });
    expect(run.status.value).toBe('completed_with_errors');
    const [line] = await changesOf(house, run.id, '&status=failed');
    expect(line).toMatchObject({ stage: 'connect', label: 'lab-a' });
    expect(line.error).toMatch(/does not accept|authentication|token/i);
    expect(line.error).not.toContain('00000000-0000-4000-8000');
    const { tokenValue } = house.proxmox.endpoints[0];
    await changeEndpoint(house, 'lab-a', { token_value: tokenValue });
  });

  it('says that NetBox does not know the token, and writes nothing', async () => {
    const endpoints = house.serving.program.dataSource.getRepository('netbox-endpoint');
    const [stored] = await endpoints.find();
    await endpoints.update(stored.id as number, { tokenSecret: 'wrong'.repeat(8) });
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'failed' }, netbox_writes: 0 });
    expect(run.error).toContain(`NetBox at ${house.netbox.url} does not accept the credentials`);
    expect(run.error).not.toContain('wrongwrong');
    await endpoints.update(stored.id as number, { tokenSecret: stored.tokenSecret });
  });

  it('says where no NetBox answers, and writes nothing', async () => {
    house.netbox.faults.add({
      on: 'any',
      path: 'status|virtualization|dcim|extras',
      every: 1,
      status: 'drop',
    });
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'failed' }, netbox_writes: 0 });
    expect(run.error).toContain(house.netbox.url);
    const old = await house.api.get<{ message: string; detail: string }>('/full-update');
    expect(old.status).toBe(400);
    expect(old.data.detail).toContain(house.netbox.url);
    house.netbox.faults.clear();
  });

  it('has lost nothing by then: the next one that is right does everything', async () => {
    expect(census(house)).toEqual(empty);
    expect((await endpointNamed(house, 'lab-a')).cluster_key).toBe('cluster/lab-a');
    expect(await house.run()).toMatchObject({ status: { value: 'completed' }, failed_count: 0 });
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
  });
});
