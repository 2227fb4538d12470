import { type DataSource } from 'typeorm';
import { Logger } from '@nestjs/common';
import { NONE } from '../../src/sync/engine/counts';
import { type SyncEvent } from '../../src/sync/engine/event';
import { Hub } from '../../src/sync/hub';
import { RunEvents } from '../../src/sync/run-events';
import { runEventsSchema } from '../../src/sync/run-events.schema';
import { freshTables } from '../setup/database';

const reading = (stage: string): SyncEvent => ({ type: 'stage-reading', stage, label: stage });
const end: SyncEvent = {
  type: 'run-finished', runId: 1, status: 'completed', message: '', counts: NONE, results: [],
}; // prettier-ignore
const many = (count: number) => Array.from({ length: count }, (_, index) => reading(`s${index + 1}`));
const nobody = () => new AbortController().signal;

describe('a hub', () => {
  let database: Awaited<ReturnType<typeof freshTables>>;
  let dataSource: DataSource;
  let events: RunEvents;
  let hubs: Hub[];
  let runId = 0;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await freshTables({ models: [], extraEntities: [runEventsSchema] });
    ({ dataSource } = database);
    events = new RunEvents(dataSource);
  });
  afterAll(async () => {
    await database.drop();
    Logger.overrideLogger(['error', 'warn', 'log']);
  });
  beforeEach(() => {
    runId += 1;
    hubs = [];
  });
  afterEach(() => Promise.all(hubs.map((hub) => hub.close())));

  /** As another process would have it. */
  async function open(): Promise<Hub> {
    const hub = new Hub(new RunEvents(dataSource), database.url);
    await hub.open();
    hubs.push(hub);
    return hub;
  }

  async function told(hub: Hub, lastId = 0): Promise<number[]> {
    const ids: number[] = [];
    for await (const news of hub.watch(runId, lastId, nobody())) ids.push(...news.map(({ id }) => id));
    return ids;
  }

  it('tells viewers in every process the same, live or from the beginning', async () => {
    const [one, other] = [await open(), await open()];
    const early = [told(one), told(one), told(other)];
    await events.add(runId, 1, [reading('devices')]);
    await events.add(runId, 2, [reading('storage')]);
    const late = told(other);
    await events.add(runId, 3, [end]);
    expect(await Promise.all([...early, late])).toEqual(Array(4).fill([1, 2, 3]));
    expect([one.watched, other.watched]).toEqual([0, 0]);
  });

  it('goes on after the event that a viewer saw last, also inside of what was stored together', async () => {
    await events.add(runId, 1, [...many(4), end]);
    expect(await told(await open(), 2)).toEqual([3, 4, 5]);
  });

  it('gives a viewer that takes its time everything, and holds up nobody for it', async () => {
    const hub = await open();
    const slow = hub.watch(runId, 0, nobody());
    await events.add(runId, 1, many(10));
    expect((await slow.next()).value).toHaveLength(10);
    const quick = told(hub);
    await events.add(runId, 11, many(5_000));
    await events.add(runId, 5_011, [end]);
    const all = Array.from({ length: 5_011 }, (_, index) => index + 1);
    expect(await quick).toEqual(all);
    const rest: number[] = [];
    for await (const news of slow) rest.push(...news.map(({ id }) => id));
    expect(rest).toEqual(all.slice(10));
  });

  it('reads for a hundred viewers as for one', async () => {
    const hub = await open();
    const reads = jest.spyOn(hub.events, 'after');
    const viewers = Array.from({ length: 100 }, () => told(hub));
    for (let id = 1; id <= 20; id += 1) await events.add(runId, id, [reading('devices')]);
    await events.add(runId, 21, [end]);
    const ids = await Promise.all(viewers);
    expect(new Set(ids.map(String)).size).toBe(1);
    expect(ids[0]).toHaveLength(21);
    expect(hub.watched).toBe(0);
    // Two for each notice at most, and one for each viewer that came after the first events: not each event for each viewer.
    expect(reads.mock.calls.length).toBeLessThan(2 * 21 + viewers.length);
  });

  it('catches up when its connection was lost', async () => {
    const hub = await open();
    const viewer = hub.watch(runId, 0, nobody());
    await events.add(runId, 1, [reading('devices')]);
    await viewer.next();
    await dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`,
    );
    await events.add(runId, 2, [end]);
    expect((await viewer.next()).value).toMatchObject([{ id: 2 }]);
  });

  it('lets a viewer go that leaves while it waits', async () => {
    const hub = await open();
    const left = new AbortController();
    const viewer = hub.watch(runId, 0, left.signal);
    const next = viewer.next();
    left.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(hub.watched).toBe(0);
  });
});
