import 'reflect-metadata';
import { settingsOf } from '../clients/netbox/target';
import { readConfig } from '../config/config';
import { openDatabase } from '../core/database/open-database';
import { createTestDatabase } from '../core/database/test-database';
import { Refused } from '../core/errors/errors';
import { fail } from '../process';
import { Child } from './benchmark/child';
import { type BenchResult, type Figures, figuresOf, scaled, tableOf } from './benchmark/figures';
import { differenceOf, type Finished } from './benchmark/finished';
import { Knobs } from './benchmark/knobs';
import { type BenchOptions, readOptions } from './benchmark/options';
import { PeakMemory } from './benchmark/peak-memory';
import { ProxboxRuns } from './benchmark/proxbox-runs';
import { readFinished } from './benchmark/read-finished';
import { GUESTS_PATH, type Task, type Told } from './benchmark/reference-client';
import { type Simulators } from './benchmark/simulators';

/** What has to be ended, last opened first. */
type Closing = (() => Promise<void>)[];

/** `npm run bench`: Proxbox beside two reference clients, all against the same simulators, each in its own process. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const closing: Closing = [];
  const close = async () => {
    for (let end = closing.pop(); end; end = closing.pop()) await end();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      close().then(
        () => process.exit(1),
        (error: unknown) => fail(error),
      );
    });
  }
  try {
    const result = await bench(options, closing);
    await close();
    console.log(`\n${tableOf(result)}`);
    if (options.isJson) console.log(JSON.stringify(result));
  } catch (error) {
    await close();
    throw error;
  }
}

async function bench(options: BenchOptions, closing: Closing): Promise<BenchResult> {
  const child = Child.start('simulators', process.argv.slice(2));
  closing.push(() => child.stop());
  const simulators = await child.next<Simulators>();

  const { finished, ...runs } = await proxboxRuns(options, simulators, closing);
  const lasting = await referenceRun('floor', options, simulators, finished);
  const single = await referenceRun('per-object', options, simulators, finished);
  return { guests: options.guests, ...runs, per_object: single, floor: lasting };
}

/** The three runs, and what NetBox holds after the first. */
async function proxboxRuns(
  { guests }: BenchOptions,
  simulators: Simulators,
  closing: Closing,
): Promise<Pick<BenchResult, 'first' | 'unchanged' | 'one_changed'> & { finished: Finished[] }> {
  const config = readConfig(process.env);
  const server = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir });
  closing.push(() => server.stop());
  const database = await createTestDatabase(server.url);
  closing.push(() => database.drop());
  const proxbox = await ProxboxRuns.start(simulators, database.url, config.dataDir);
  closing.push(() => proxbox.stop());

  console.log(`Proxbox, ${guests} guests, first run on an empty NetBox …`);
  const first = tellFigures(await proxbox.run());
  const finished = await readFinished(simulators.proxbox);
  console.log('Proxbox, nothing changed …');
  const unchanged = tellFigures(await proxbox.run());
  await new Knobs(simulators.proxbox, simulators).rename(simulators.guest, 'renamed-by-the-benchmark');
  console.log('Proxbox, one guest renamed …');
  const oneChanged = tellFigures(await proxbox.run());
  await new Knobs(simulators.proxbox, simulators).rename(simulators.guest, nameOf(simulators, finished));
  await proxbox.stop();
  return { first, unchanged, one_changed: oneChanged, finished };
}
