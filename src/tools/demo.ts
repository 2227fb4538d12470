import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { readConfig } from '../config/config';
import { openDatabase } from '../core/database/open-database';
import { createTestDatabase } from '../core/database/test-database';
import { fail } from '../process';
import { type House, openHouse, type RunJson } from './house';

const PORT = 8800;

const options = {
  /** Two full updates, a change of one guest, a third, and the end. */
  once: { type: 'boolean', default: false },
  clusters: { type: 'string', default: '2' },
  nodes: { type: 'string', default: '5' },
  guests: { type: 'string', default: '60' },
  netbox: { type: 'string', default: '4.6' },
} as const;

/** `npm run demo`: Proxbox between a simulated Proxmox VE and a simulated NetBox, to look at and to click through. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  const config = readConfig(process.env);
  const server = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir });
  const database = await createTestDatabase(server.url);
  const house = await openHouse({
    databaseUrl: database.url,
    dataDir: config.dataDir,
    netbox: { version: values.netbox as never },
    proxmox: {
      clusters: Number(values.clusters),
      nodes: Number(values.nodes),
      guests: Number(values.guests),
      // Tasks of long ago would not be kept.
      now: Math.floor(Date.now() / 1000),
    },
    config: { port: values.once ? 0 : process.env.PORT ? config.port : PORT },
  });
  const close = async () => {
    await house.close();
    await database.drop();
    await server.stop();
  };
  introduce(house);
  if (values.once) {
    const runs = await threeRuns(house);
    await close();
    console.log(JSON.stringify({ runs }));
    process.exit(0);
  }
  await run(house, 'Full update');
  console.log(`\nOpen ${house.serving.url}/ and sign in as admin / admin. Ctrl+C ends the demo.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      close().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
  }
}

function introduce({ serving, netbox, proxmox }: House): void {
  console.log('Proxbox demo: everything below is simulated, on this machine only.\n');
  console.log(`  Proxbox   ${serving.url}/   (admin / admin)`);
  console.log(`  NetBox    ${netbox.url}/api/`);
  for (const endpoint of proxmox.endpoints) {
    console.log(`  Proxmox   https://${endpoint.host}:${endpoint.port}/   ${endpoint.name}`);
  }
  console.log('');
}

async function threeRuns(house: House): Promise<Record<string, unknown>[]> {
  const first = await run(house, 'First full update');
  const second = await run(house, 'Full update with nothing changed');
  const [cluster] = house.proxmox.world.clusters;
  const guest = [...cluster.guests.values()].find(({ status }) => status === 'running')!;
  house.proxmox.changeGuest(cluster.name, guest.vmid, { name: 'renamed-by-the-demo' });
  const third = await run(house, `Full update after guest ${guest.vmid} of ${cluster.name} was renamed`);
  return [first, second, third].map(reportOf);
}

async function run(house: House, title: string): Promise<RunJson> {
  console.log(`${title} …`);
  const result = await house.run({}, (event, data) => tell(event, data));
  console.log(
    `  ${result.status.label} in ${result.seconds.toFixed(1)} s: NetBox ${result.netbox_reads} reads and ` +
      `${result.netbox_writes} writes, Proxmox ${result.proxmox_reads} reads\n`,
  );
  return result;
}

/** Stages as they end, and whatever went wrong; single objects would fill the terminal. */
function tell(event: string, data: { message?: string; suggestion?: string }): void {
  if (event === 'phase_summary') console.log(`  ${data.message}`);
  if (event === 'error_detail' || event === 'error')
    console.log(`  ! ${data.message} ${data.suggestion ?? ''}`);
}

function reportOf(result: RunJson): Record<string, unknown> {
  return {
    status: result.status.value,
    created: result.created_count,
    updated: result.updated_count,
    deleted: result.deleted_count,
    unchanged: result.unchanged_count,
    conflicts: result.conflict_count,
    failed: result.failed_count,
    netbox_reads: result.netbox_reads,
    netbox_writes: result.netbox_writes,
    proxmox_reads: result.proxmox_reads,
    seconds: result.seconds,
  };
}

main().catch((error: unknown) => fail(error));
