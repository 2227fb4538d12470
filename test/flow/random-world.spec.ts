import * as fc from 'fast-check';
import { startNetboxSimulator } from '../../src/simulators/netbox/simulator';
import { API, type House, openSidecar, type RunJson } from '../../src/tools/house';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase } from '../setup/database';
import { death } from './death';
import { differences, NormalNetbox } from './normal-form';
import { changesOf, openTestHouse } from './open-house';
import { deedsOfPeople, deedsOfProxmox, doDeed, type Edit } from './random-deeds';
import { type Script, scripts, type Turn } from './random-script';
import { ended, frames, start, streamOf } from './watching';

/** More of them, from another seed, search longer: `PROXBOX_WORLDS=200 PROXBOX_WORLD_SEED=7 npx jest random-world`. */
const WORLDS = Number(process.env.PROXBOX_WORLDS ?? 2);
const SEED = Number(process.env.PROXBOX_WORLD_SEED ?? 1);
/** Set to look for the shortest story that fails, which takes many worlds. */
const SHRINKS = process.env.PROXBOX_WORLD_SHRINK !== undefined;
const SETTINGS = {
  missing_object_policy: 'delete',
  missing_grace_hours: 0,
  missing_ceiling_share: 100,
  missing_ceiling_count: 10_000,
  bulk_batch_size: 7,
  netbox_max_retries: 1,
  netbox_retry_delay: 0,
};

jest.setTimeout(3_600_000);

async function runWith(house: House, { trouble, at }: Turn): Promise<void> {
  const { proxmox, netbox } = house;
  const { name, nodes } = proxmox.world.clusters[at % proxmox.world.clusters.length];
  switch (trouble) {
    case 'node down':
      proxmox.faults.nodeDown(nodes[at % nodes.length].name, name);
      break;
    case 'rights lost':
      proxmox.faults.restrict(name, RIGHTS[at % RIGHTS.length]);
      break;
    case 'configuration unreadable':
      proxmox.faults.add({ path: '/nodes/*/config', cluster: name, status: 500, count: 1 + (at % 9) });
      break;
    case 'list unreadable':
      proxmox.faults.add({ path: LISTS[at % LISTS.length], cluster: name, status: 500 });
      break;
    case 'endpoint away':
      proxmox.faults.add({ path: '*', cluster: name, isDropped: true });
      break;
    case 'agents silent':
      proxmox.faults.add({ path: '*/agent/*', cluster: name, status: 500 });
      proxmox.faults.add({ path: '*/interfaces', cluster: name, status: 500 });
      break;
    case 'writes refused':
      netbox.faults.add({ on: 'write', every: 1, status: 500 });
      break;
    case 'some writes refused':
      netbox.faults.add({ on: 'write', every: 2 + (at % 4), status: 503 });
      break;
    case 'answers lost':
      netbox.faults.add({ on: 'write', every: 2 + (at % 4), status: 'drop', applied: true });
      break;
    default:
  }
  const run = await start(house, trouble === 'plan only' ? { mode: 'plan' } : {});
  if (trouble === 'stopped' || trouble === 'died') await breakOff(house, run, { trouble, at });
  await ended(house, run);
  death.hasCome = false;
  heal(house);
}

/** Stops the run after some of its writes; one that dies cannot even note these. */
async function breakOff(house: House, run: RunJson, { trouble, at }: Pick<Turn, 'trouble' | 'at'>) {
  let written = 0;
  await frames(house, streamOf(run), {}, ({ event }) => {
    written += event === 'item_progress' ? 1 : 0;
    return written > at % 40;
  });
  death.hasCome = trouble === 'died';
  await house.api.post(`${API}/sync/runs/${run.id}/cancel/`);
}

const RIGHTS: Record<string, string[]>[] = [
  { '/': ['Sys.Audit'] },
  { '/': ['Sys.Audit', 'VM.Audit'] },
  { '/': ['Sys.Audit', 'VM.Audit', 'Datastore.Audit'] },
  { '/': ['Sys.Audit', 'Datastore.Audit', 'SDN.Audit'], '/vms/101': ['VM.Audit'] },
];
const LISTS = ['/cluster/resources', '/nodes', '/storage', '/nodes/*/network', '*/snapshot', '*/content', '/cluster/backup']; // prettier-ignore

/** Everything can be read and written again. */
function heal({ proxmox, netbox }: House): void {
  proxmox.faults.clear();
  netbox.faults.clear();
  for (const { name, nodes } of proxmox.world.clusters) {
    proxmox.faults.restrict(name, null);
    nodes.forEach((node) => proxmox.faults.nodeUp(node.name, name));
  }
}

/** Every guest runs and tells what it has, so that all of it can be known. */
function wake({ proxmox }: House): void {
  for (const { name, guests } of proxmox.world.clusters) {
    for (const { vmid, config } of guests.values()) {
      if (config.template !== 1) proxmox.changeGuest(name, vmid, { status: 'running', agent: 'answers' });
    }
  }
}

async function grown(house: House, script: Script): Promise<Edit[]> {
  const edits: Edit[] = [];
  await house.run();
  for (const turn of script.turns) {
    for (const deed of turn.deeds) edits.push(...doDeed(house, deed));
    await runWith(house, turn);
  }
  wake(house);
  return edits;
}

async function expectWhole(house: Pick<House, 'api'>, run: RunJson): Promise<void> {
  const failures = [
    ...(await changesOf(house, run.id, '&status=failed')),
    ...(await changesOf(house, run.id, '&action=conflict')),
  ];
  expect(failures.map(({ key, reason, error }) => `${key}: ${reason} ${error}`)).toEqual([]);
  expect(run).toMatchObject({ status: { value: 'completed' }, failed_count: 0, error: '' });
}

/** The NetBox that a first sync makes of the same Proxmox VE. */
async function firstSync(house: House, version: Script['netbox']): Promise<NormalNetbox> {
  const netbox = await startNetboxSimulator({ version });
  const database = await freshDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'proxbox-house-'));
  const { url, token } = netbox;
  const sidecar = await openSidecar({
    databaseUrl: database.url,
    dataDir,
    netbox: { url, token },
    endpoints: house.proxmox.endpoints,
    config: { logLevel: 'fatal' },
  });
  try {
    await expectWhole(sidecar, await sidecar.run());
    return new NormalNetbox(netbox);
  } finally {
    await sidecar.close();
    await netbox.stop();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function check(script: Script): Promise<void> {
  const { seed, hasEqualNodeNames, netbox: version } = script;
  const house = await openTestHouse({
    netbox: { version },
    proxmox: { seed, hasEqualNodeNames, clusters: 2, nodes: 4, guests: 14, agents: 1 },
  });
  try {
    await house.api.patch(`${API}/settings/1/`, SETTINGS);
    const edits = await grown(house, script);
    const last = await house.run();
    await expectWhole(house, last);

    const is = new NormalNetbox(house.netbox);
    const wanted = await firstSync(house, version);
    const found = differences(masked(is.form, is, edits), masked(wanted.form, is, edits));
    expect(found).toEqual([]);
    expect(lostEdits(is, wanted, edits)).toEqual([]);
    expect(await house.run()).toMatchObject({ netbox_writes: 0, status: { value: 'completed' } });
  } finally {
    await house.close();
  }
}

/** Without the fields that people have edited. */
function masked(form: NormalNetbox['form'], is: NormalNetbox, edits: readonly Edit[]): NormalNetbox['form'] {
  const copy = new Map([...form].map(([key, row]) => [key, { ...row }]));
  for (const { path, id, field } of edits) {
    const row = copy.get(is.keyOf(path, id) ?? '');
    if (row) row[field] = 'edited';
  }
  return copy;
}

/** What people have entered and find no longer; what Proxmox VE says of a fact may stand there instead. */
function lostEdits(is: NormalNetbox, wanted: NormalNetbox, edits: readonly Edit[]): string[] {
  const last = new Map(edits.map((edit) => [`${edit.path} ${edit.id} ${edit.field}`, edit]));
  return [...last.values()].flatMap(({ path, id, field, value, isFact }) => {
    const key = is.keyOf(path, id);
    if (key === undefined) return [];
    const bare = (one: unknown) => (typeof one === 'object' && one ? (one as { value: unknown }).value : one);
    const now = bare(is.form.get(key)?.[field]);
    const ours = bare(wanted.form.get(key)?.[field]);
    return now === value || (isFact && now === ours) ? [] : [`${key} ${field}: ${String(now)}`];
  });
}

it('after any changes, faults and edits one run makes NetBox what a first sync would, without what people own', async () => {
  const property = fc.asyncProperty(scripts(deedsOfProxmox, deedsOfPeople), check);
  await fc.assert(property, {
    numRuns: WORLDS,
    seed: SEED,
    endOnFailure: !SHRINKS,
    verbose: true,
  });
});
