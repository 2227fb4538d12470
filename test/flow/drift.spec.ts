import { webhookDelivery } from '../../src/models/webhook-delivery.model';
import { DriftTimer } from '../../src/sync/drift-timer';
import { API, type House, type RunJson } from '../../src/tools/house';
import { endpointNamed, listed, machine, MACHINES, openTestHouse, someGuest } from './open-house';
import { ended } from './watching';

interface PartJson {
  stage: string;
  endpoint: { id: number; display: string } | null;
  to_create: number;
  to_update: number;
  conflicts: number;
}
interface DriftJson extends PartJson {
  run: { id: number; url: string };
  is_outdated: boolean;
  has_drift: boolean;
  since: string | null;
  started: string;
  to_delete: number;
  parts: PartJson[];
}

let house: House;
beforeAll(async () => {
  house = await openTestHouse({ proxmox: { guests: 12, standalone: false } });
});
afterAll(() => house.close());

const report = () => house.api.get<DriftJson>(`${API}/sync/drift/`);
const timer = () => {
  const { dataSource, book, sync } = house.serving.program;
  return new DriftTimer(dataSource, book, sync);
};
const reports = () => listed<RunJson & { requested_by: string }>(house, 'sync/runs/?purpose=drift');
const setHours = (drift_report_hours: number) =>
  house.api.patch(`${API}/settings/1/`, { drift_report_hours });
/** As if the last report had been made so many hours ago. */
const hoursPass = (hours: number) =>
  house.serving.program.dataSource.query(
    `UPDATE proxbox_sync_run SET created = created - $1 * interval '1 hour' WHERE purpose = 'drift'`,
    [hours],
  );

describe('the drift report', () => {
  test('is not there before a plan of everything, and says what to do', async () => {
    await house.run({ mode: 'plan', stages: ['devices'] });
    const { status, data } = await report();
    expect([status, data]).toEqual([
      404,
      { detail: expect.stringContaining('There is no plan of everything yet.') as string },
    ]);
  });

  test('is not made unless the setting asks for it, and then by one process, of everything', async () => {
    await house.api.post(`${API}/webhooks/`, {
      name: 'drift', payload_url: 'http://127.0.0.1:1/', on_drift: true, on_finished: false, on_failed: false,
    }); // prettier-ignore
    await timer().look();
    expect(await reports()).toEqual([]);
    await setHours(24);
    await Promise.all([timer().look(), timer().look(), timer().look()]);
    const [run, ...others] = await reports();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ mode: { value: 'plan' }, requested_by: '' });
    expect(await ended(house, run)).toMatchObject({ status: { value: 'completed' }, netbox_writes: 0 });
  });

  test('tells what would be done, by stage and endpoint', async () => {
    const [run] = await reports();
    const { data } = await report();
    expect(data).toMatchObject({
      run: { id: run.id, url: expect.stringContaining(`/sync/runs/${run.id}/`) as string },
      is_outdated: false,
      has_drift: true,
      to_create: run.created_count,
      to_update: run.updated_count,
      to_delete: 0,
      since: data.started,
    });
    const of = (stage: string) => data.parts.filter((part) => part.stage === stage);
    const byEndpoint = of('virtual-machines').map(({ endpoint, to_create }) => [
      endpoint?.display,
      to_create,
    ]);
    const { id } = await endpointNamed(house, 'lab-a');
    expect(of('virtual-machines').map(({ endpoint }) => endpoint?.id)).toContain(id);
    expect(byEndpoint).toContainEqual(['lab-a', house.proxmox.world.clusters[0].guests.size]);
    expect(of('devices').some(({ endpoint }) => endpoint === null)).toBe(true);
    const sum = data.parts.reduce((total, { to_create }) => total + to_create, 0);
    expect(sum).toBe(run.created_count);
    const metrics = (await house.api.get<string>('/metrics')).data;
    const guests = of('virtual-machines').reduce((total, { to_create }) => total + to_create, 0);
    expect(metrics).toContain(`proxbox_drift_objects{stage="virtual-machines",action="create"} ${guests}`);
    expect(metrics).toMatch(/proxbox_drift_report_timestamp_seconds \d+/);
  });

  test('is outdated once a run has written, and is made again when it is due, once for all that was missed', async () => {
    await house.run();
    expect((await report()).data.is_outdated).toBe(true);
    await timer().look();
    expect(await reports()).toHaveLength(1);
    await hoursPass(80);
    await timer().look();
    await timer().look();
    const [second, ...earlier] = await reports();
    expect(earlier).toHaveLength(1);
    await ended(house, second);
    expect((await report()).data).toMatchObject({
      run: { id: second.id },
      is_outdated: false,
      has_drift: false,
      since: null,
      parts: [],
    });
  });

  test('tells since when there is drift, and webhooks of drift alone', async () => {
    house.netbox.patch(MACHINES, machine(house, 101).id, { vcpus: 9 });
    house.proxmox.changeGuest('lab-a', 101, { cores: 7 });
    const first = await house.run({ mode: 'plan' });
    const second = await house.run({ mode: 'plan' });
    const { data } = await report();
    expect(data).toMatchObject({ run: { id: second.id }, to_update: 1, conflicts: 1 });
    expect(data.since).toBe((first as RunJson & { started: string }).started);
    const told = await house.serving.program.dataSource
      .getRepository<{ id: number; run: number }>(webhookDelivery.name)
      .find({ order: { id: 'ASC' } });
    const [newest, oldest] = await reports();
    expect(told.map(({ run }) => run)).toEqual(expect.arrayContaining([oldest.id, first.id, second.id]));
    expect(told.map(({ run }) => run)).not.toContain(newest.id);
  });

  test('is not begun while somebody writes', async () => {
    house.netbox.faults.add({ on: 'any', every: 1, delayMs: 1_000 } as never);
    const { data: run } = await house.api.post<RunJson>(`${API}/sync/runs/`, { stages: ['devices'] });
    await hoursPass(80);
    await timer().look();
    expect(await reports()).toHaveLength(2);
    house.netbox.faults.clear();
    await ended(house, run);
    await timer().look();
    expect(await reports()).toHaveLength(3);
    await ended(house, (await reports())[0]);
  });

  test('is kept with its lines until a later one has taken its place, unless somebody decided about it', async () => {
    const lines = async (run: RunJson) =>
      (await listed(house, `sync/changes/?run=${run.id}&limit=1`)).length > 0;
    const another = async () => {
      await hoursPass(80);
      await timer().look();
      const [run] = await reports();
      return ended(house, run);
    };
    const vmid = someGuest(house, 'lab-a').vmid;
    house.proxmox.changeGuest('lab-a', vmid, { memoryMb: 1536 });
    const decided = await another();
    const [{ id }] = await listed<{ id: number }>(house, `sync/changes/?run=${decided.id}&action=update`);
    const answer = await house.api.post(`${API}/sync/runs/${decided.id}/decisions/`, { changes: [id], decision: 'refused' }); // prettier-ignore
    expect(answer.status).toBe(200);
    const [first, second, third] = [await another(), await another(), await another()];
    expect(await Promise.all([decided, first, second, third].map(lines))).toEqual([true, false, true, true]);
    expect((await report()).data).toMatchObject({ run: { id: third.id }, has_drift: true });
  });
});
