import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Logger } from '@nestjs/common';
import { openDatabase } from '../core/database/open-database';
import { OutageLog } from '../core/jobs/outage-log';
import { type SyncRun, syncRun } from '../models/sync-run.model';
import { fail } from '../process';
import { NONE } from '../sync/engine/counts';
import { type SyncEvent } from '../sync/engine/event';
import { RunTeller } from '../sync/run-teller';
import { type Seen } from './benchmark/stream-viewers';
import { API, type House, openHouse } from './house';

interface Measured {
  viewers: number;
  /** Told in the paced part, which the delays are of. */
  paced_per_second: number;
  delay_p50_ms: number;
  delay_p99_ms: number;
  /** Events of a burst until every viewer had the last. */
  burst_events_per_second: number;
  frames_per_second: number;
  rss_mib: number;
}

/** `npm run bench:stream`: how fast events reach viewers, through the database and over HTTP, with 1, 50 and 500 of them. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      viewers: { type: 'string', default: '1,50,500' },
      rate: { type: 'string', default: '100' },
      seconds: { type: 'string', default: '10' },
      burst: { type: 'string', default: '5000' },
      json: { type: 'boolean', default: false },
    },
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'proxbox-bench-'));
  chmodSync(dataDir, 0o711);
  const database = await openDatabase({ url: process.env.DATABASE_URL, dataDir, isDurable: false });
  const house = await openHouse({ databaseUrl: database.url, dataDir, config: { logLevel: 'error' } });
  try {
    const all: Measured[] = [];
    for (const viewers of values.viewers.split(',').map(Number)) {
      all.push(
        await measure(house, viewers, Number(values.rate), Number(values.seconds), Number(values.burst)),
      );
    }
    if (values.json) console.log(JSON.stringify(all));
    else console.table(all);
  } finally {
    await house.close();
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(
  house: House,
  viewers: number,
  perSecond: number,
  seconds: number,
  burst: number,
): Promise<Measured> {
  const paced = await watched(house, viewers, async (tell) => {
    const start = performance.now();
    for (let told = 0; told < perSecond * seconds; told += 1) {
      tell();
      const aheadMs = (told * 1000) / perSecond - (performance.now() - start);
      if (aheadMs > 5) await pause(aheadMs);
    }
  });
  const rush = await watched(house, viewers, (tell) => {
    for (let told = 0; told < burst; told += 1) tell();
    return Promise.resolve();
  });
  const rushSeconds = (rush.seen.endedAt - rush.startedAt) / 1000;
  const delays = [...paced.seen.delays].sort((one, other) => one - other);
  const at = (share: number) => Math.round(delays[Math.ceil(delays.length * share) - 1] * 10) / 10;
  return {
    viewers,
    paced_per_second: perSecond,
    delay_p50_ms: at(0.5),
    delay_p99_ms: at(0.99),
    burst_events_per_second: Math.round(burst / rushSeconds),
    frames_per_second: Math.round(rush.seen.frames / rushSeconds),
    rss_mib: Math.round(process.memoryUsage().rss / 1024 / 1024),
  };
}

/** A run of which only the events are real: told by `work` while so many viewers of another process watch. */
async function watched(
  house: House,
  viewers: number,
  work: (tell: () => void) => Promise<void>,
): Promise<{ seen: Seen; startedAt: number }> {
  const { dataSource, hub } = house.serving.program;
  const runs = dataSource.getRepository<SyncRun>(syncRun.name);
  const { id } = await runs.save(runs.create({ status: 'running', mode: 'apply' }));
  const child = fork(require.resolve('./benchmark/stream-viewers'), [
    `${house.serving.url}${API}/sync/runs/${id}/stream/`,
    String(house.api.defaults.headers.Authorization),
    String(viewers),
  ]);
  await once(child, 'message');
  const seen = once(child, 'message');
  const outages = new OutageLog(new Logger('Benchmark'), 'Telling viewers');
  const teller = new RunTeller(hub.events, id, outages);
  const startedAt = performance.timeOrigin + performance.now();
  await work(() => teller.tell(item()));
  await runs.update(id, { status: 'completed' });
  teller.tell({
    type: 'run-finished',
    runId: id,
    status: 'completed',
    message: '',
    counts: NONE,
    results: [],
  });
  await teller.flush();
  const [message] = (await seen) as [Seen];
  return { seen: message, startedAt };
}

/** Named by the moment in which it is told. */
function item(): SyncEvent {
  const label = String(performance.timeOrigin + performance.now());
  return {
    type: 'item', stage: 'virtual-machines', target: 'virtual-machine', key: `cluster/lab-a/guest/${label}`, label,
    action: 'update', id: 1, current: 1, total: 1,
  }; // prettier-ignore
}

main().then(
  () => process.exit(0),
  (error: unknown) => fail(error),
);
