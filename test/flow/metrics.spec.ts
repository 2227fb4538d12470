import axios from 'axios';
import { type House } from '../../src/tools/house';
import { MAIN_STAGES, openTestHouse } from './open-house';

describe('what machines ask about the program', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({ stages: MAIN_STAGES });
  });
  afterAll(() => house.close());

  test('metrics count runs, objects, requests and the queue, for those who are known', async () => {
    const run = await house.run();
    const { status, data, headers } = await house.api.get<string>('/metrics');
    expect([status, headers['content-type']]).toEqual([200, expect.stringContaining('text/plain')]);
    const value = (name: string) =>
      Number(
        data
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')[1],
      );
    expect(value('proxbox_runs{status="completed"}')).toBe(1);
    expect(value('proxbox_run_seconds{status="completed"}')).toBeCloseTo(run.seconds, 3);
    const created = MAIN_STAGES.map((stage) => value(`proxbox_objects{stage="${stage}",action="created"}`));
    expect(created.reduce((sum, count) => sum + count)).toBe(run.created_count);
    expect(value('proxbox_run_requests{system="netbox",kind="write"}')).toBe(run.netbox_writes);
    expect(value('proxbox_jobs{status="running"}')).toBe(0);
    expect(value('proxbox_http_requests_total{system="proxmox",method="GET",status="200"}')).toBe(
      run.proxmox_reads,
    );
    expect(value('proxbox_http_request_duration_seconds_count{system="netbox"}')).toBeGreaterThan(0);
    expect(data).toContain('nodejs_eventloop_lag_p99_seconds');
    expect((await axios.get(`${house.serving.url}/metrics`, { validateStatus: () => true })).status).toBe(
      403,
    );
  });

  test('it is ready while its database and queue answer, which anybody may ask', async () => {
    const ready = () => axios.get<unknown>(`${house.serving.url}/ready`, { validateStatus: () => true });
    expect((await ready()).data).toEqual({ status: 'ok' });
    await house.serving.program.queue.close();
    const { status, data } = await ready();
    expect([status, data]).toEqual([
      503,
      { status: 'not ready', detail: expect.stringContaining('queue') as string },
    ]);
  });
});
