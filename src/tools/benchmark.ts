import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { readConfig } from '../config/config';
import { openDatabase } from '../core/database/open-database';
import { createTestDatabase } from '../core/database/test-database';
import { Refused } from '../core/errors/errors';
import { fail } from '../process';
import { type Payload, payloadsOf } from './benchmark/payloads';
import { Child, type Measure, type Simulated } from './benchmark/protocol';

/** More would take the client that works object by object many hours. */
const PER_OBJECT_GUESTS = 1000;

const options = {
  guests: { type: 'string', default: '1000' },
  clusters: { type: 'string', default: '2' },
  nodes: { type: 'string', default: '5' },
  /** Of each guest exactly so many, and the share of agents that answer; a mixture with every oddity unless told. */
  nics: { type: 'string' },
  disks: { type: 'string' },
  snapshots: { type: 'string' },
  backups: { type: 'string' },
  agents: { type: 'string' },
  'netbox-workers': { type: 'string', default: '2' },
  'netbox-version': { type: 'string', default: '4.6' },
  /** Without, NetBox answers at once: for a look at Proxbox alone. */
  cost: { type: 'boolean', default: true },
  /** It takes ten times as long as everything else together; without a word, it is measured for a thousand guests at most. */
  'per-object': { type: 'boolean' },
  json: { type: 'boolean', default: false },
} as const;

/** `npm run bench`: Proxbox beside two reference clients, against the same simulators, in one go. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options, allowNegative: true });
  const config = readConfig(process.env);
  const server = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir });
  const database = await createTestDatabase(server.url);
  const simulators = new Child<Simulated>('simulators', {
    netbox: {
      version: values['netbox-version'],
      cost: values.cost && { workers: Number(values['netbox-workers']) },
    },
    proxmox: {
      guests: Number(values.guests),
      clusters: Number(values.clusters),
      nodes: Number(values.nodes),
      now: Math.floor(Date.now() / 1000),
      ...sizesOf(values),
    },
  });
  const { netbox, endpoints } = await simulators.answer();
  const say = (text: string) => process.stderr.write(`${text}\n`);

  say('Proxbox, first run …');
  const proxbox = new Child<Measure>('proxbox', {
    databaseUrl: database.url,
    dataDir: config.dataDir,
    netbox: netbox.proxbox,
    endpoints,
  });
  const first = await proxbox.answer();
  const payloads = await payloadsOf(netbox.proxbox);
  say('Proxbox, unchanged run …');
  proxbox.send({});
  const unchanged = await proxbox.answer();
  say('Proxbox, one guest changed …');
  simulators.send({ rename: 'renamed-by-the-benchmark' });
  await simulators.answer();
  proxbox.send({});
  const oneChanged = await proxbox.answer();
  proxbox.send({ end: true });
  await proxbox.answer();
  proxbox.stop();

  say('floor …');
  const floor = await reference('floor', { netbox: netbox.floor, payloads });
  assertEqual(payloads, await payloadsOf(netbox.floor));
  let perObject: Measure | undefined;
  if (values['per-object'] ?? Number(values.guests) <= PER_OBJECT_GUESTS) {
    say('per-object …');
    perObject = await reference('per-object', { netbox: netbox.perObject, endpoints, payloads });
    assertEqual(payloads, await payloadsOf(netbox.perObject));
  } else if (values['per-object'] === undefined) {
    say(
      `per-object is left out above ${PER_OBJECT_GUESTS} guests, since it takes hours; --per-object measures it.`,
    );
  }

  simulators.stop();
  await database.drop();
  await server.stop();
  const measured = { first, unchanged, one_changed: oneChanged };
  const results = { ...measured, ...(perObject && { per_object: perObject }), floor };
  if (values.json) console.log(JSON.stringify({ guests: Number(values.guests), ...results }));
  else show(results);
}

const SIZES = ['nics', 'disks', 'snapshots', 'backups', 'agents'] as const;

function sizesOf(values: Partial<Record<(typeof SIZES)[number], string>>) {
  const given = SIZES.flatMap((name) => (values[name] === undefined ? [] : [[name, Number(values[name])]]));
  return Object.fromEntries(given) as Partial<Record<(typeof SIZES)[number], number>>;
}

async function reference(program: string, task: object): Promise<Measure> {
  const child = new Child<Measure>(program, task);
  const measure = await child.answer();
  child.stop();
  return measure;
}

/** All clients must have ended in the same NetBox, or their times cannot be compared. */
function assertEqual(wanted: readonly Payload[], got: readonly Payload[]): void {
  const names = ({ rows }: Payload) => rows.map(nameOf).sort().join('\n');
  for (const [index, payload] of wanted.entries()) {
    if (names(payload) !== names(got[index])) {
      throw new Refused(`The clients did not end with the same ${payload.label}s; the times mean nothing.`);
    }
  }
}

function nameOf(row: Record<string, unknown>): string {
  return String(row.name ?? row.model ?? row.mac_address ?? row.address ?? row.id);
}

function show(results: Record<string, Measure>): void {
  console.table(results);
  const ratio = (left: Measure, right: Measure) => (left.seconds / right.seconds).toFixed(2);
  console.log(`first run / floor:      ${ratio(results.first, results.floor)}`);
  if (results.per_object) console.log(`per-object / first run: ${ratio(results.per_object, results.first)}`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => fail(error),
);
