import 'reflect-metadata';
import { Agent } from 'node:http';
import { parseArgs } from 'node:util';
import { readConfig } from '../config/config';
import { openDatabase } from '../core/database/open-database';
import { createTestDatabase } from '../core/database/test-database';
import { Invalid } from '../core/errors/errors';
import { vmTaskHistory } from '../models/vm-task-history.model';
import { fail } from '../process';
import { startNetboxSimulator } from '../simulators/netbox/simulator';
import { answered, type Ask, load, type LoadOptions, type Speed } from './benchmark/load';
import { Child } from './benchmark/protocol';
import { type ServerAnswer } from './benchmark/rest-server';
import { fillTaskHistory, newTask } from './benchmark/task-rows';
import { API } from './house';

const options = {
  /** Sizes of the list that is measured, smallest first. */
  rows: { type: 'string', default: '10000,1000000' },
  seconds: { type: 'string', default: '5' },
  clients: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
} as const;

const LIST = `${API}/${vmTaskHistory.path}/`;
const PAGE = `/plugins/proxbox/${vmTaskHistory.path}/`;
let made = 0;

/** What is measured, by name; `rows` is the size of the list. */
const cases: Readonly<Record<string, (n: number, rows: number) => Ask>> = {
  list: () => ({ path: LIST }),
  'filtered list': () => ({ path: `${LIST}?task_type=vzdump&ordering=-end_time` }),
  'filtered by a guest': (n) => ({ path: `${LIST}?virtual_machine_id=${1 + (n % 1000)}&ordering=node` }),
  'ordered by node': () => ({ path: `${LIST}?ordering=-node` }),
  'ordered by guest': () => ({ path: `${LIST}?ordering=virtual_machine` }),
  'searched, few found': (n, rows) => ({ path: `${LIST}?q=tail+${1000 * (1 + (n % (rows / 1000)))}` }),
  'searched, most found': () => ({ path: `${LIST}?q=root@pam` }),
  'offset 5,000': () => ({ path: `${LIST}?offset=5000` }),
  'offset in the middle': (_n, rows) => ({ path: `${LIST}?ordering=start_time&offset=${rows / 2}` }),
  detail: (n, rows) => ({ path: `${LIST}${1 + ((n * 7919) % rows)}/` }),
  'list page': () => ({ path: PAGE, accept: 'text/html' }),
  create: () => ({ path: LIST, method: 'POST', body: newTask((made += 1)) }),
  'bulk create of 100': () => ({
    path: LIST,
    method: 'POST',
    body: Array.from({ length: 100 }, () => newTask((made += 1))),
  }),
};

/** `npm run bench:rest`: how fast lists, rows and writes are, and what an export of everything takes of memory. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  const sizes = values.rows.split(',').map(Number);
  if (sizes.some((size) => !Number.isInteger(size) || size < 1000)) {
    throw new Invalid('Give sizes of 1000 rows and more: npm run bench:rest -- --rows 10000,1000000');
  }
  const config = readConfig(process.env);
  const server = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir });
  const database = await createTestDatabase(server.url);
  const netbox = await startNetboxSimulator();
  const { url, token } = netbox;
  const task = { databaseUrl: database.url, dataDir: config.dataDir, netbox: { url, token }, endpoints: [] };
  const proxbox = new Child<ServerAnswer>('rest-server', task);
  const served = (await proxbox.answer()) as { url: string };
  const target: LoadOptions = {
    url: served.url,
    authorization: `${token.startsWith('nbt_') ? 'Bearer' : 'Token'} ${token}`,
    clients: Number(values.clients),
    seconds: Number(values.seconds),
  };
  const peak = async () => {
    proxbox.send({});
    return ((await proxbox.answer()) as { peak_rss_mb: number }).peak_rss_mb;
  };
  const results: Record<string, Record<string, unknown>> = {};
  for (const rows of sizes) {
    process.stderr.write(`${rows} rows …\n`);
    await fillTaskHistory(database.url, rows);
    results[rows] = { speed: await speeds(target, rows), export: await exportFiles(target, peak) };
    if (!values.json) show(rows, results[rows]);
  }
  proxbox.stop();
  await netbox.stop();
  await database.drop();
  await server.stop();
  if (values.json) console.log(JSON.stringify(results));
}

async function speeds(target: LoadOptions, rows: number): Promise<Record<string, Speed>> {
  const found: Record<string, Speed> = {};
  for (const [name, ask] of Object.entries(cases)) found[name] = await load(target, (n) => ask(n, rows));
  return found;
}

/** Everything as a file: its size and how long it takes, and the highest memory of the program beside that before. */
async function exportFiles(
  target: LoadOptions,
  peak: () => Promise<number>,
): Promise<Record<string, object>> {
  const found: Record<string, object> = {};
  await peak();
  for (const format of ['csv', 'json']) {
    const before = await peak();
    const start = performance.now();
    const bytes = await answered(target, new Agent(), { path: `${PAGE}export/?_format=${format}` });
    const seconds = Math.round((performance.now() - start) / 100) / 10;
    found[format] = {
      seconds,
      mb: Math.round(bytes / 1024 / 1024),
      rss_before_mb: before,
      peak_rss_mb: await peak(),
    };
  }
  return found;
}

function show(rows: number, { speed, export: exported }: Record<string, unknown>): void {
  console.log(`\n${rows.toLocaleString('en-US')} rows`);
  console.table(speed);
  console.table(exported);
}

main().then(
  () => process.exit(0),
  (error: unknown) => fail(error),
);
