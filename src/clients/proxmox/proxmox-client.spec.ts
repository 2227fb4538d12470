import { type AddressInfo, createServer } from 'node:net';
import { firstValueFrom, forkJoin } from 'rxjs';
import {
  Invalid,
  NotAllowed,
  NotFound,
  type ProxboxError,
  Refused,
  Unreachable,
} from '../../core/errors/errors';
import { type LoggedRequest } from '../../simulators/proxmox/request-log';
import { type ProxmoxSimulator, startProxmoxSimulator } from '../../simulators/proxmox/simulator';
import { generateWorld } from '../../simulators/proxmox/world';
import { ProxmoxClient } from './proxmox-client';
import { type ProxmoxTarget } from './target';
import { type SentRequest } from './transport';

const CONFIG_101 = '/nodes/pve-a2/qemu/101/config';

let simulator: ProxmoxSimulator;
let client: ProxmoxClient;
let sent: SentRequest[];

beforeAll(async () => {
  simulator = await startProxmoxSimulator({ guests: 40 });
});

afterAll(() => simulator.stop());

beforeEach(() => {
  simulator.resetRequests();
  client = clientOf({});
});

afterEach(() => {
  client.close();
  simulator.faults.clear();
  simulator.faults.restrict('lab-a', null);
  simulator.faults.settings.hasMessageKey = true;
  simulator.faults.nodeUp('pve-a2');
});

function clientOf(more: Partial<ProxmoxTarget>, endpoint = 0): ProxmoxClient {
  const { host, port, username, tokenName, tokenValue, ca } = simulator.endpoints[endpoint];
  sent = [];
  return new ProxmoxClient(
    { host, port, username, tokenName, tokenValue, tls: { mode: 'ca', ca }, ...more },
    { onRequest: (request) => sent.push(request) },
  );
}

const failureOf = (promise: Promise<unknown>): Promise<ProxboxError> =>
  promise.then(
    () => Promise.reject(new Error('It should have failed.')),
    (error: ProxboxError) => error,
  );

const nextRequest = () =>
  new Promise<LoggedRequest>((resolve) => {
    const stop = simulator.onRequest((request) => {
      stop();
      resolve(request);
    });
  });

/** Resolves once a request has reached the server. */
async function arrivalOfRequest(): Promise<void> {
  while (simulator.requests().peakInFlight === 0) await new Promise((resolve) => setImmediate(resolve));
}

describe('reads', () => {
  it('a cluster: version, status, resources, nodes, storages, pools, permissions', async () => {
    const all = await firstValueFrom(
      forkJoin({
        version: client.version(),
        status: client.clusterStatus(),
        resources: client.resources(),
        nodes: client.nodes(),
        storages: client.storages(),
        pools: client.pools(),
        permissions: client.permissions(),
        node: client.nodeStatus('pve-a1'),
      }),
    );

    expect(all.version).toMatchObject({ version: '9.1.4', release: '9.1' });
    expect(all.status[0]).toMatchObject({ type: 'cluster', name: 'lab-a', nodeCount: 3, isQuorate: true });
    expect(all.resources.filter(({ type }) => type === 'qemu' || type === 'lxc')).toHaveLength(19);
    expect(all.resources.filter(({ type }) => type === 'node')).toHaveLength(3);
    expect(all.nodes.map(({ node }) => node)).toEqual(['pve-a1', 'pve-a2', 'pve-a3']);
    expect(all.storages.find(({ storage }) => storage === 'nas-old')?.isEnabled).toBe(false);
    expect(all.pools).toContainEqual(expect.objectContaining({ poolId: 'prod', comment: 'production' }));
    expect(all.permissions['/']).toMatchObject({ 'VM.Audit': 1 });
    expect(all.node).toMatchObject({ cores: 16, cpuCount: 32, memoryBytes: 128 * 1024 ** 3 });
    expect(client.requests).toBe(8);
    expect(sent).toContainEqual({
      method: 'GET',
      path: '/version',
      status: 200,
      ms: expect.any(Number) as number,
    });
  });

  it('a standalone host, which has no cluster row', async () => {
    const solo = clientOf({}, 2);
    const rows = await firstValueFrom(solo.clusterStatus());
    solo.close();

    expect(rows).toEqual([
      expect.objectContaining({ type: 'node', name: 'pve-solo', nodeId: 0, isLocal: true }),
    ]);
  });

  it('a guest, with its identity', async () => {
    const config = await firstValueFrom(client.guestConfig('pve-a2', 'qemu', 101));

    expect(config).toMatchObject({ type: 'qemu', name: 'db-01', memoryMib: 16_384, tags: ['db', 'prod'] });
    expect(config.smbiosUuid).toMatch(/^[0-9a-f-]{36}$/);
    expect(config.vmGenId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('all tasks of a node, however many pages they are on (defect 10), running ones among them', async () => {
    const world = generateWorld({ guests: 2000, nodes: 1, clusters: 1, standalone: false });
    const large = await startProxmoxSimulator({ world });
    const { host, port, username, tokenName, tokenValue, ca } = large.endpoints[0];
    const asker = new ProxmoxClient({ host, port, username, tokenName, tokenValue, tls: { mode: 'ca', ca } });
    const [{ name, tasks }] = world.clusters[0].nodes;
    for (let index = tasks.length; index < 1500; index += 1) {
      large.startTask('lab-a', { node: name, type: 'qmstart', id: '101', user: 'a@pve' });
    }
    const found = await firstValueFrom(asker.tasks(name, 0));
    expect(new Set(found.map(({ upid }) => upid)).size).toBe(world.clusters[0].nodes[0].tasks.length);
    expect(found.length).toBeGreaterThan(1000);
    expect(asker.requests).toBe(2);
    asker.close();
    await large.stop();
  });

  it('what a cluster keeps of its guests: snapshots, backups, jobs and the networks of nodes', async () => {
    const [{ guests, backups, backupJobs, replications, nodes }] = simulator.world.clusters;
    const guest = [...guests.values()].find(({ snapshots }) => snapshots.length > 0)!;
    const all = await firstValueFrom(
      forkJoin({
        snapshots: client.guestSnapshots(guest.node, guest.type, guest.vmid),
        files: client.backupFiles('pve-a1', 'pbs'),
        jobs: client.backupJobs(),
        copies: client.replicationJobs(),
        network: client.nodeInterfaces('pve-a1'),
      }),
    );
    expect(all.snapshots.map(({ name }) => name)).toEqual(guest.snapshots.map(({ name }) => name));
    expect(all.files.map(({ volumeId }) => volumeId)).toEqual(backups.get('pbs')!.map(({ volid }) => volid));
    expect(all.jobs.map(({ id }) => id)).toEqual(backupJobs.map(({ id }) => id));
    expect(all.copies.map(({ id }) => id)).toEqual(replications.map(({ id }) => id));
    const names = nodes[0].network.filter(({ type }) => type !== 'alias').map(({ iface }) => iface);
    expect(all.network.map(({ name }) => name)).toEqual(names);
  });

  it('how full a storage was, without the moments that nobody measured', async () => {
    const [{ storages }] = simulator.world.clusters;
    const { usedBytes } = storages.find(({ storage }) => storage === 'local')!;
    const history = await firstValueFrom(client.storageHistory('pve-a1', 'local'));
    expect(history.length).toBeGreaterThan(60);
    expect(history[history.length - 1]).toEqual({ at: expect.any(Number), usedBytes });
    expect(history[0].usedBytes).toBeLessThan(usedBytes);
    expect(history.map(({ at }) => at)).toEqual(history.map(({ at }) => at).sort((a, b) => a - b));
  });

  it('nothing before someone subscribes', () => {
    client.version();

    expect(client.requests).toBe(0);
  });
});

describe('failures', () => {
  it('of a node that is down name the node and are not repeated', async () => {
    simulator.faults.nodeDown('pve-a2');

    const error = await failureOf(firstValueFrom(client.guestConfig('pve-a2', 'qemu', 101)));

    expect(error).toBeInstanceOf(Unreachable);
    expect(error.status).toBe(595);
    expect(error.message).toContain('pve-a2');
    expect(error.message).toContain('No route to host');
    expect(client.requests).toBe(1);
  });

  it('of a missing privilege say which one, where, and who lacks it', async () => {
    simulator.faults.restrict('lab-a', { '/': ['Sys.Audit'] });

    const error = await failureOf(firstValueFrom(client.guestConfig('pve-a2', 'qemu', 101)));

    expect(error).toBeInstanceOf(NotAllowed);
    expect(error.category).toBe('permission');
    expect(error.message).toMatch(/sync@pve!proxbox lacks VM\.Audit on \/vms\/101/);
  });

  it('of a guest that has left the node are NotFound, with and without a message key', async () => {
    const withKey = await failureOf(firstValueFrom(client.guestConfig('pve-a1', 'qemu', 99_999)));
    simulator.faults.settings.hasMessageKey = false;
    const without = await failureOf(firstValueFrom(client.guestConfig('pve-a1', 'qemu', 99_999)));

    for (const error of [withKey, without]) {
      expect(error).toBeInstanceOf(NotFound);
      expect(error.message).toContain("'nodes/pve-a1/qemu-server/99999.conf' does not exist");
    }
  });

  it('of a parameter name the field', async () => {
    const error = await failureOf(firstValueFrom(client.guestConfig('pve-a1', 'qemu', 5)));

    expect(error).toBeInstanceOf(Invalid);
    expect(Object.keys(error.fields ?? {})).toEqual(['vmid']);
  });

  it('of any other 500 are Refused and not repeated', async () => {
    simulator.faults.add({ path: CONFIG_101, status: 500, reason: 'got timeout' });

    const error = await failureOf(firstValueFrom(client.guestConfig('pve-a2', 'qemu', 101)));

    expect(error).toBeInstanceOf(Refused);
    expect(error.message).toContain('got timeout');
    expect(client.requests).toBe(1);
  });

  it('of a busy proxy in front are repeated twice, then Unreachable', async () => {
    simulator.faults.add({ path: '/version', status: 503, reason: 'Service Unavailable' });

    const error = await failureOf(firstValueFrom(client.version()));

    expect(error).toBeInstanceOf(Unreachable);
    expect(error.status).toBe(503);
    expect(sent.map(({ status }) => status)).toEqual([503, 503, 503]);
  });

  it('of one dropped connection are mended by asking again', async () => {
    simulator.faults.add({ path: '/version', isDropped: true, count: 1 });

    expect(await firstValueFrom(client.version())).toMatchObject({ release: '9.1' });
    expect(sent.map(({ status }) => status)).toEqual([null, 200]);
  });

  it('of a redirect are Refused instead of followed', async () => {
    simulator.faults.add({ path: '/version', status: 302, reason: 'Found' });

    expect(await failureOf(firstValueFrom(client.version()))).toBeInstanceOf(Refused);
    expect(client.requests).toBe(1);
  });

  it('of a slow answer are a timeout, after which the server sees the client leave', async () => {
    simulator.faults.add({ path: '/version', delayMs: 60_000 });
    // Long enough for a handshake on a busy machine: the request has to arrive before it is given up.
    const hasty = clientOf({ timeoutMs: 750 });
    const ended = nextRequest();

    const error = await failureOf(firstValueFrom(hasty.version()));
    hasty.close();

    expect(error).toBeInstanceOf(Unreachable);
    expect(error.category).toBe('timeout');
    expect(hasty.requests).toBe(1);
    expect(await ended).toMatchObject({ path: '/version', isAborted: true });
  });

  it('of a port where nobody listens are Unreachable', async () => {
    const nobody = clientOf({ port: 1 });

    const error = await failureOf(firstValueFrom(nobody.version()));

    expect(error).toBeInstanceOf(Unreachable);
    expect(error.message).toContain('127.0.0.1:1');
  });

  it('of a handshake that never ends are a timeout too', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined).resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const waiting = clientOf({ port: (silent.address() as AddressInfo).port, timeoutMs: 50 });

    const error = await failureOf(firstValueFrom(waiting.version()));
    waiting.close();
    await new Promise((resolve) => silent.close(resolve));

    expect(error).toBeInstanceOf(Unreachable);
  });

  it('never contain the value of the token', async () => {
    const { tokenValue } = simulator.endpoints[0];
    simulator.faults.add({ path: '/version', isDropped: true });

    const error = await failureOf(firstValueFrom(client.version()));

    expect(error.message + JSON.stringify(error) + String(error.stack)).not.toContain(tokenValue);
  });
});

describe('limits', () => {
  it('unsubscribing aborts the request and frees its place', async () => {
    simulator.faults.add({ path: '/version', delayMs: 60_000, count: 1 });
    const narrow = clientOf({ maxInFlight: 1 });
    const first = narrow.version().subscribe();
    // Has to wait for the only place.
    const second = firstValueFrom(narrow.nodes());
    const ended = nextRequest();
    await arrivalOfRequest();

    first.unsubscribe();

    expect(await ended).toMatchObject({ path: '/version', isAborted: true });
    expect(await second).toHaveLength(3);
    narrow.close();
  });

  it('hold for the endpoint and for each node', async () => {
    simulator.faults.add({ path: '/nodes/*', delayMs: 20 });
    const vmids = [...simulator.world.clusters[0].guests.values()];
    const limited = clientOf({ maxInFlight: 5, maxInFlightPerNode: 2 });

    const configs = await firstValueFrom(
      forkJoin(vmids.map(({ node, type, vmid }) => limited.guestConfig(node, type, vmid))),
    );
    limited.close();

    const { peakInFlight, peakInFlightByNode } = simulator.requests();
    expect(configs).toHaveLength(19);
    expect(peakInFlight).toBe(5);
    expect(Object.values(peakInFlightByNode)).toEqual([2, 2, 2]);
  });
});
