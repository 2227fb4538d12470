import { API, type House, type RunJson } from '../../src/tools/house';
import { openTestHouse } from './open-house';

const MACHINES = 'virtualization/virtual-machines';

async function untilWrites(house: House, count: number): Promise<void> {
  for (let tries = 0; house.netbox.requests().writes < count && tries < 500; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function ended(house: House, id: number): Promise<RunJson> {
  for (let tries = 0; tries < 300; tries += 1) {
    const { status, data } = await house.api.get<RunJson>(`${API}/sync/runs/${id}/`);
    if (status === 200 && !['pending', 'running'].includes(data.status.value)) return data;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Run ${id} did not end.`);
}

describe('a run whose world falls apart', () => {
  let house: House;
  beforeEach(async () => {
    house = await openTestHouse();
  });
  afterEach(() => house.close());

  it('ends in words when the database breaks off, and the next one makes nothing twice', async () => {
    house.netbox.faults.add({ on: 'write', every: 1, delayMs: 200 } as never);
    const { data } = await house.api.post<RunJson>(`${API}/sync/runs/`, {});
    await untilWrites(house, 3);
    const { dataSource } = house.serving.program;
    await dataSource
      .query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      )
      .catch(() => undefined);
    const broken = await ended(house, data.id);
    expect(['failed', 'completed']).toContain(broken.status.value);
    if (broken.status.value === 'failed') expect(broken.error).not.toBe('');
    house.netbox.faults.clear();
    expect((await house.run()).status.value).toBe('completed');
    const names = house.netbox
      .rows(MACHINES)
      .map((row) => `${JSON.stringify(row.cluster)} ${String(row.name)}`);
    expect(new Set(names).size).toBe(names.length);
    expect(await house.run()).toMatchObject({ netbox_writes: 0 });
  });

  it('fails with a sentence when NetBox is not there, and writes nothing', async () => {
    await house.serving.program.dataSource
      .getRepository('netbox-endpoint')
      .update({ name: 'NetBox' }, { port: 1 });
    await house.serving.program.dataSource
      .getRepository('settings')
      .update({ singletonKey: 'default' }, { netboxMaxRetries: 0 });
    const run = await house.serving.program.sync.start({ mode: 'apply', requestedBy: 'a test' });
    for (let tries = 0; tries < 200; tries += 1) {
      const { status } = await house.serving.program.sync.get(run.id);
      if (!['pending', 'running'].includes(status)) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const result = await house.serving.program.sync.get(run.id);
    expect(result).toMatchObject({ status: 'failed', netboxWrites: 0 });
    expect(result.error).toContain('127.0.0.1:1');
  });
});
