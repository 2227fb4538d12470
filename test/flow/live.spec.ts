import axios from 'axios';
import { API, type House, type RunJson } from '../../src/tools/house';
import { stages } from '../../src/sync/stages';
import { openTestHouse } from './open-house';

interface Frame {
  id: string;
  event: string;
  data: Record<string, unknown>;
}

/** Reads a stream to its end, or as many frames as wanted. */
async function frames(house: House, path: string, headers = {}, most = Infinity): Promise<Frame[]> {
  const stream = await house.api.get<NodeJS.ReadableStream & { destroy(): void }>(path, {
    responseType: 'stream',
    headers,
  });
  const read: Frame[] = [];
  let rest = '';
  for await (const chunk of stream.data) {
    const texts = (rest + String(chunk)).split('\n\n');
    rest = texts.pop() ?? '';
    for (const text of texts) {
      const part = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1] ?? '';
      if (part('event'))
        read.push({ id: part('id'), event: part('event'), data: JSON.parse(part('data')) as never });
      if (read.length >= most) return read;
    }
  }
  return read;
}

const start = async (house: House, body = {}) =>
  (await house.api.post<RunJson>(`${API}/sync/runs/`, body)).data;
const streamOf = ({ id }: RunJson) => `${API}/sync/runs/${id}/stream/`;
const ended = async (house: House, { id }: RunJson): Promise<RunJson> =>
  (await house.api.get<RunJson>(`${API}/sync/runs/${id}/`)).data;

describe('a run that is watched', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse();
  });
  afterAll(() => house.close());

  it('shows every viewer the same, goes on when one leaves, and gives a late one the beginning', async () => {
    const run = await start(house);
    const [leaver, one, two] = await Promise.all([
      frames(house, streamOf(run), {}, 2),
      frames(house, streamOf(run)),
      frames(house, streamOf(run)),
    ]);
    expect(one).toEqual(two);
    expect(one.slice(0, 2)).toEqual(leaver);
    expect(await frames(house, streamOf(run))).toEqual(one);
    expect((await ended(house, run)).status.value).toBe('completed');
  });

  it('tells it in the frames that old clients know', async () => {
    const run = await start(house);
    const all = await frames(house, streamOf(run));
    expect(all[0]).toMatchObject({ event: 'step', data: { step: 'stream', status: 'started' } });
    expect(all[1]).toMatchObject({
      event: 'discovery',
      data: { phase: 'full-update', count: stages.length },
    });
    expect(all[1].data.items).toMatchObject(stages.map(({ name }) => ({ name, type: 'stage' })));
    const steps = all.filter(({ event, data }) => event === 'step' && data.status === 'completed');
    expect(steps.map(({ data }) => data.step)).toEqual(stages.map(({ name }) => name));
    expect(all.find(({ event }) => event === 'phase_summary')?.data.result).toMatchObject({
      created: 0, updated: 0, deleted: 0, failed: 0,
    }); // prettier-ignore
    expect(all.at(-1)).toMatchObject({ event: 'complete', data: { ok: true } });
  });

  it('goes on after the frame that a viewer saw last, without repeats', async () => {
    const run = await start(house);
    const all = await frames(house, streamOf(run));
    const rest = await frames(house, streamOf(run), { 'Last-Event-ID': all[4].id });
    expect(rest).toEqual(all.slice(5));
  });

  it('can be started the old way, with a token but not with a cookie', async () => {
    const { status, data } = await house.api.get<Record<string, unknown>>('/full-update');
    expect(status).toBe(200);
    expect(data).toMatchObject({ status: 'completed', virtual_machines_count: expect.any(Number) as number });
    const all = await frames(house, '/full-update/stream');
    expect(all.at(-1)?.event).toBe('complete');
    const cookie = await axios.get(`${house.serving.url}/full-update`, {
      headers: { Cookie: 'proxbox_session=x' },
      validateStatus: () => true,
    });
    expect(cookie.status).toBe(403);
  });

  it('is the same run for whoever asks for the same while it is open', async () => {
    house.netbox.faults.add({ on: 'any', every: 1, delayMs: 50 } as never);
    const [one, two] = await Promise.all([start(house), start(house)]);
    const three = await start(house);
    expect([one.id, two.id]).toContain(three.id);
    await frames(house, streamOf(one));
    await frames(house, streamOf(two));
    house.netbox.faults.clear();
  });
});

describe('a run that takes too long', () => {
  const slowly = { on: 'write', every: 1, delayMs: 1_500 } as never;

  it('is cancelled at once, keeps what it did, and the next one does the rest', async () => {
    const house = await openTestHouse();
    try {
      house.netbox.faults.add(slowly);
      const run = await start(house);
      for (let tries = 0; house.netbox.requests().writes < 2 && tries < 200; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const cancelled = await house.api.post(`${API}/sync/runs/${run.id}/cancel/`, {});
      expect(cancelled.status).toBe(202);
      const all = await frames(house, streamOf(run));
      expect(all.at(-1)).toMatchObject({ event: 'complete', data: { ok: false } });
      expect(await ended(house, run)).toMatchObject({ status: { value: 'cancelled' } });
      house.netbox.faults.clear();
      expect(await house.run()).toMatchObject({ status: { value: 'completed' } });
      expect(await house.run()).toMatchObject({ netbox_writes: 0 });
      const again = await house.api.post(`${API}/sync/runs/${run.id}/cancel/`, {});
      expect(again.status).toBe(409);
    } finally {
      await house.close();
    }
  });

  it('is stopped at its limit, which it names', async () => {
    const house = await openTestHouse({ config: { syncJobTimeoutMs: 1_000 } });
    try {
      house.netbox.faults.add(slowly);
      const run = await start(house);
      await frames(house, streamOf(run));
      const result = await ended(house, run);
      expect(result.status.value).toBe('timed_out');
      expect(result.error).toContain('1 s');
    } finally {
      await house.close();
    }
  });
});
