import { type ProxmoxSimulator, startProxmoxSimulator } from '../../src/simulators/proxmox/simulator';
import { ask } from './ask';

type Row = Record<string, unknown>;

let simulator: ProxmoxSimulator;

beforeEach(async () => {
  simulator = await startProxmoxSimulator({ tls: false });
});
afterEach(() => simulator.stop());

const get = (path: string) => ask(simulator.endpoints[0], path);
const dataOf = async <T = Row[]>(path: string) => ((await get(path)).body as { data: T }).data;

/** Milliseconds until the answer, and its status. */
async function timed(path: string): Promise<[number, number]> {
  const before = performance.now();
  const { status } = await get(path);
  return [performance.now() - before, status];
}

it('a node may fail half-way: 596 and no body', async () => {
  simulator.faults.nodeDown('pve-a2', 'lab-a', { status: 596, reason: 'Connection timed out' });

  expect(await get('/nodes/pve-a2/network')).toMatchObject({
    status: 596,
    reason: 'Connection timed out',
    body: '',
  });
  simulator.faults.nodeUp('pve-a2');
  expect((await get('/nodes/pve-a2/network')).status).toBe(200);
});

it('what does not go through a node that is down still answers', async () => {
  simulator.faults.nodeDown('pve-a2');

  for (const path of [
    'resources',
    'status',
    'tasks',
    'backup',
    'replication',
    'ha/resources',
    'sdn/zones',
    'options',
  ]) {
    expect([path, (await get(`/cluster/${path}`)).status]).toEqual([path, 200]);
  }
});

it('an agent that is dead takes its time, and is waited for only after the other two questions', async () => {
  const { node } = simulator.changeGuest('lab-a', 101, {
    status: 'running',
    agent: 'dead',
    config: { agent: '1' },
  });
  const path = `/nodes/${node}/qemu/101/agent/get-osinfo`;
  simulator.faults.settings.agentDelayMs = 120;

  const [slow, status] = await timed(path);
  simulator.changeGuest('lab-a', 101, { config: { agent: null } });
  const { reason } = await get(path);

  expect(status).toBe(500);
  expect(slow).toBeGreaterThan(110);
  expect(reason).toBe('No QEMU guest agent configured');
});

it('an agent that is switched off by its key counts as configured, and does not answer', async () => {
  const { node } = simulator.changeGuest('lab-a', 101, {
    status: 'running',
    agent: 'answers',
    config: { agent: '0' },
  });

  expect((await get(`/nodes/${node}/qemu/101/agent/info`)).reason).toBe('QEMU guest agent is not running');
});

it('an agent whose commands are blocked answers with status 200 and an error inside', async () => {
  const { node } = simulator.changeGuest('lab-a', 101, {
    status: 'running',
    agent: 'refuses',
    config: { agent: '1' },
  });

  const { result } = await dataOf<{ result: Row }>(`/nodes/${node}/qemu/101/agent/network-get-interfaces`);
  expect(result.error).toMatchObject({ class: 'CommandNotFound' });
});

it('a backup server may be slow or away, while other storages are untouched', async () => {
  simulator.faults.settings.backupServerDelayMs = 120;
  const [slow] = await timed('/nodes/pve-a1/storage/pbs/content');
  simulator.faults.setStorageOnline('lab-a', 'pbs', false);

  expect(slow).toBeGreaterThan(110);
  expect((await get('/nodes/pve-a1/storage/pbs/content')).reason).toMatch(
    /^pbs: error listing snapshots - 500 Can't connect to 192\.0\.2\.90/,
  );
  expect((await get('/nodes/pve-a1/storage/nas/content')).status).toBe(200);
});

it('a storage that is off, away or on another node says so, each in its words', async () => {
  simulator.faults.setStorageOnline('lab-a', 'nas', false);

  expect((await get('/nodes/pve-a1/storage/nas-old/content')).reason).toBe("storage 'nas-old' is disabled");
  expect((await get('/nodes/pve-a1/storage/nas/content')).reason).toBe("storage 'nas' is not online");
  expect((await get('/nodes/pve-a2/storage/local-zfs/content')).reason).toBe(
    "storage 'local-zfs' is not available on node 'pve-a2'",
  );
  expect((await get('/nodes/pve-a1/storage/nope/content')).reason).toBe("storage 'nope' does not exist");
  const nas = (await dataOf('/nodes/pve-a1/storage')).find(({ storage }) => storage === 'nas');
  expect(nas).toMatchObject({ enabled: 1, active: 0, total: 0 });
});

it('a node without statistics is unknown, and so are its guests and storages', async () => {
  simulator.faults.setStatistics('pve-a2', false);

  const rows = (await dataOf('/cluster/resources')).filter(
    ({ node, type }) => node === 'pve-a2' && type !== 'network',
  );
  const guests = rows.filter(({ vmid }) => vmid !== undefined);
  expect(guests.length).toBeGreaterThan(5);
  for (const row of guests) expect([row.status, row.name]).toEqual(['unknown', undefined]);
  expect(rows.find(({ id }) => id === 'node/pve-a2')).toMatchObject({ status: 'unknown' });
  expect((await get('/nodes/pve-a2/status')).status).toBe(200);
});

it('a guest may leave its node between the list and its config', async () => {
  const { vmid, node } = simulator.world.clusters[0].guests.get(101)!;
  simulator.faults.moveAfterListing('lab-a', vmid, 'pve-a3');

  const listed = (await dataOf('/cluster/resources?type=vm')).find((row) => row.vmid === vmid);
  const { status, reason } = await get(`/nodes/${node}/qemu/${vmid}/config`);

  expect(listed).toMatchObject({ node });
  expect([status, reason]).toEqual([
    500,
    `Configuration file 'nodes/${node}/qemu-server/101.conf' does not exist`,
  ]);
  expect((await get(`/nodes/pve-a3/qemu/${vmid}/config`)).status).toBe(200);
});

it('a wrong password and a wrong token wait alike', async () => {
  simulator.faults.settings.authDelayMs = 120;
  const before = performance.now();
  const { status } = await ask(simulator.endpoints[0], '/version', { isSignedIn: false });

  expect(status).toBe(401);
  expect(performance.now() - before).toBeGreaterThan(110);
});
