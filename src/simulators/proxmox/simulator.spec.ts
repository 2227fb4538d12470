import { Agent } from 'node:https';
import axios, { type AxiosRequestConfig } from 'axios';
import { type ProxmoxSimulator, type SimulatedEndpoint, startProxmoxSimulator } from './simulator';

type Row = Record<string, unknown>;

let simulator: ProxmoxSimulator;
let first: SimulatedEndpoint;
let solo: SimulatedEndpoint;

beforeEach(async () => {
  simulator = await startProxmoxSimulator();
  [first, , solo] = simulator.endpoints;
});

afterEach(() => simulator.stop());

async function ask(endpoint: SimulatedEndpoint, path: string, config: AxiosRequestConfig = {}) {
  const reply = await axios.request<string>({
    url: `https://${endpoint.host}:${endpoint.port}${path}`,
    headers: {
      Authorization: `PVEAPIToken=${endpoint.username}!${endpoint.tokenName}=${endpoint.tokenValue}`,
    },
    httpsAgent: new Agent({ ca: endpoint.ca }),
    responseType: 'text',
    transformResponse: (text: string) => text,
    validateStatus: () => true,
    ...config,
  });
  const body = reply.data === '' ? undefined : (JSON.parse(reply.data) as { data: unknown } & Row);
  return { status: reply.status, reason: reply.statusText, headers: reply.headers, body };
}

const read = async <T = Row[]>(endpoint: SimulatedEndpoint, path: string) =>
  (await ask(endpoint, `/api2/json${path}`)).body?.data as T;

describe('transport', () => {
  it('answers an unknown path with 501 and closes the connection', async () => {
    const { status, reason, headers, body } = await ask(first, '/api2/json/cluster/ceph');

    expect([status, reason]).toEqual([501, "Method 'GET /cluster/ceph' not implemented"]);
    expect(headers.connection).toBe('close');
    expect(body).toEqual({ data: null, message: "Method 'GET /cluster/ceph' not implemented\n" });
  });

  it('refuses an unknown query parameter by name, but drops _dc', async () => {
    const refused = await ask(first, '/api2/json/cluster/resources?type=vm&colour=red');
    const taken = await ask(first, '/api2/json/cluster/resources?type=vm&_dc=1');

    expect([refused.status, refused.reason]).toEqual([400, 'Parameter verification failed.']);
    expect(Object.keys(refused.body?.errors as Row)).toEqual(['colour']);
    expect(taken.status).toBe(200);
  });

  it('refuses type=pool, which is not in the vendor enum', async () => {
    const { status, body } = await ask(first, '/api2/json/cluster/resources?type=pool');

    expect(status).toBe(400);
    expect(body?.errors).toHaveProperty('type');
  });

  it('leaves out the message key when told to behave like an old server', async () => {
    simulator.faults.settings.hasMessageKey = false;

    const { reason, body } = await ask(first, '/api2/json/nodes/pve-a1/qemu/99999/config');

    expect(reason).toBe("Configuration file 'nodes/pve-a1/qemu-server/99999.conf' does not exist");
    expect(body).toEqual({ data: null });
  });

  it('answers a wrong token with 401 and no body at all', async () => {
    const headers = { Authorization: `PVEAPIToken=${first.username}!proxbox=${solo.tokenValue}` };

    const { status, body } = await ask(first, '/api2/json/version', { headers });

    expect(status).toBe(401);
    expect(body).toBeUndefined();
  });

  it('hands out a ticket for the password and renews it for the ticket', async () => {
    const login = (password: string) =>
      ask(first, '/api2/json/access/ticket', {
        method: 'POST',
        data: new URLSearchParams({ username: first.username, password }),
      });

    const ticket = ((await login(first.password)).body?.data as { ticket: string }).ticket;
    const renewed = await login(ticket);
    const cookie = { Cookie: `PVEAuthCookie=${encodeURIComponent(ticket)}` };

    expect(renewed.status).toBe(200);
    expect((await ask(first, '/api2/json/version', { headers: cookie })).status).toBe(200);
    expect((await login('wrong')).status).toBe(401);
  });

  it('stays cheap with a thousand guests', async () => {
    const big = await startProxmoxSimulator({ guests: 1000, clusters: 1, standalone: false });
    try {
      const rows = await read(big.endpoints[0], '/cluster/resources?type=vm');
      expect(rows).toHaveLength(1000);
    } finally {
      await big.stop();
    }
  });
});

describe('rows', () => {
  it('shows a standalone host without a cluster row and with nodeid 0', async () => {
    expect(await read(solo, '/cluster/status')).toEqual([
      expect.objectContaining({ type: 'node', name: 'pve-solo', nodeid: 0, local: 1, online: 1 }),
    ]);
  });

  it('tells of lost quorum in the cluster row', async () => {
    simulator.faults.setQuorate('lab-a', false);

    expect((await read(first, '/cluster/status'))[0]).toMatchObject({
      type: 'cluster',
      quorate: 0,
      nodes: 3,
    });
  });

  it('sends the memory of a virtual machine as a string and that of a container as a number', async () => {
    const guests = [...simulator.world.clusters[0].guests.values()];
    const qemu = guests.find(({ type }) => type === 'qemu');
    const lxc = guests.find(({ type }) => type === 'lxc');

    const ofQemu = await read<Row>(first, `/nodes/${qemu?.node}/qemu/${qemu?.vmid}/config`);
    const ofLxc = await read<Row>(first, `/nodes/${lxc?.node}/lxc/${lxc?.vmid}/config`);

    expect(typeof ofQemu.memory).toBe('string');
    expect(typeof ofLxc.memory).toBe('number');
    expect(ofQemu.digest).toMatch(/^[0-9a-f]{40}$/);
  });

  it('shows a nameless guest under its VMID', async () => {
    const qemu = simulator.changeGuest('lab-a', 101, { name: null });

    const rows = await read(first, '/cluster/resources?type=vm');

    expect(qemu.config.name).toBeUndefined();
    expect(rows.find(({ vmid }) => vmid === 101)).toMatchObject({ name: 'VM 101' });
  });

  it('knows a guest without statistics by its base row and what its config file says', async () => {
    simulator.changeGuest('lab-a', 101, { hasStatistics: false, tags: 'b;a', pool: null });

    const rows = await read(first, '/cluster/resources?type=vm');

    expect(rows.find(({ vmid }) => vmid === 101)).toEqual({
      id: 'qemu/101',
      vmid: 101,
      node: 'pve-a2',
      type: 'qemu',
      status: 'unknown',
      tags: 'b;a',
    });
  });

  it('lists a shared storage once per node, and a disabled one only among the definitions', async () => {
    const rows = await read(first, '/cluster/resources?type=storage');
    const definitions = await read(first, '/storage');

    expect(rows.filter(({ storage }) => storage === 'ceph-vm')).toHaveLength(3);
    expect(rows.some(({ storage }) => storage === 'nas-old')).toBe(false);
    expect(definitions.find(({ storage }) => storage === 'nas-old')).toMatchObject({ disable: 1 });
  });
});

describe('a node that is down', () => {
  beforeEach(() => simulator.faults.nodeDown('pve-a2'));

  it('answers everything forwarded to it with 595 and no body', async () => {
    const { status, reason, body } = await ask(first, '/api2/json/nodes/pve-a2/status');

    expect([status, reason, body]).toEqual([595, 'No route to host', undefined]);
  });

  it('keeps its guests in the list, without name and sizes', async () => {
    const rows = (await read(first, '/cluster/resources?type=vm')).filter(({ node }) => node === 'pve-a2');

    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) {
      expect(row.status).toBe('unknown');
      expect(row).not.toHaveProperty('name');
      expect(row).not.toHaveProperty('maxmem');
    }
  });

  it('is offline without usage in the list of nodes, and the others are untouched', async () => {
    const nodes = await read(first, '/nodes');

    expect(nodes.find(({ node }) => node === 'pve-a2')).toMatchObject({ status: 'offline' });
    expect(nodes.find(({ node }) => node === 'pve-a2')).not.toHaveProperty('maxcpu');
    expect(nodes.find(({ node }) => node === 'pve-a1')).toMatchObject({ status: 'online', maxcpu: 32 });
  });

  it('is not the same as a node that does not exist', async () => {
    const { status, reason } = await ask(first, '/api2/json/nodes/nope/status');

    expect(status).toBe(500);
    expect(reason).toMatch(/^hostname lookup 'nope' failed/);
  });
});

describe('a token that sees less', () => {
  it('misses rows without any sign of it', async () => {
    simulator.faults.restrict('lab-a', { '/vms/101': ['VM.Audit'] });

    const { status, body } = await ask(first, '/api2/json/cluster/resources');

    expect(status).toBe(200);
    const rows = body?.data as Row[];
    expect(rows.filter(({ vmid }) => vmid !== undefined)).toHaveLength(1);
    expect(rows.some(({ type }) => type === 'storage')).toBe(false);
    expect(rows.find(({ id }) => id === 'node/pve-a1')).not.toHaveProperty('maxmem');
    expect(await read(first, '/access/permissions')).toEqual({ '/vms/101': { 'VM.Audit': 1 } });
  });

  it('is told the path and the privilege where a single guest or the cluster is asked for', async () => {
    simulator.faults.restrict('lab-a', { '/vms/101': ['VM.Audit'] });

    const guest = await ask(first, '/api2/json/nodes/pve-a1/qemu/103/config');
    const status = await ask(first, '/api2/json/cluster/status');

    expect([guest.status, guest.reason]).toEqual([403, 'Permission check failed (/vms/103, VM.Audit)']);
    expect(status.reason).toBe('Permission check failed (/, Sys.Audit)');
  });

  it('gets no bridges but still the network cards without SDN.Audit', async () => {
    simulator.faults.restrict('lab-a', { '/': ['Sys.Audit'] });

    const types = (await read(first, '/nodes/pve-a1/network')).map(({ type }) => type);

    expect(types).toContain('eth');
    expect(types).not.toContain('bridge');
  });

  it('obeys the nearest ACL, which replaces those above it', async () => {
    simulator.faults.restrict('lab-a', { '/': ['VM.Audit'], '/vms/101': [] });

    const vmids = (await read(first, '/cluster/resources?type=vm')).map(({ vmid }) => vmid);

    expect(vmids).toContain(103);
    expect(vmids).not.toContain(101);
  });
});

describe('knobs', () => {
  it('spoil the n-th matching request only', async () => {
    const path = '/nodes/pve-a2/qemu/101/config';
    simulator.faults.add({
      path: '*/qemu/101/config',
      from: 2,
      count: 1,
      status: 500,
      reason: 'disk on fire',
    });

    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await ask(first, `/api2/json${path}`)).status);

    expect(statuses).toEqual([200, 500, 200]);
  });

  it('can be turned by HTTP from another process', async () => {
    const steer = (method: string, path: string, data?: unknown) =>
      ask(first, `/_sim${path}`, { method, data, headers: { 'Content-Type': 'application/json' } });

    await steer('POST', '/nodes/pve-a1/down');
    await steer('PATCH', '/guests/lab-a/101', { name: 'renamed', memoryMb: 1024 });
    await steer('DELETE', '/guests/lab-a/103');
    await steer('POST', '/guests/lab-a/104/move', { node: 'pve-a3' });
    const rows = await read(first, '/cluster/resources?type=vm');
    const asked = (await steer('GET', '/requests')).body?.data as { reads: number };
    await steer('POST', '/nodes/pve-a1/up');
    await steer('POST', '/requests/reset');

    expect(rows.find(({ vmid }) => vmid === 101)).toMatchObject({ name: 'renamed', maxmem: 1024 ** 3 });
    expect(rows.some(({ vmid }) => vmid === 103)).toBe(false);
    expect(rows.find(({ vmid }) => vmid === 104)).toMatchObject({ node: 'pve-a3' });
    expect(asked.reads).toBe(1);
    expect(simulator.requests().log).toEqual([]);
    expect(simulator.world.clusters[0].nodes[0].isDown).toBe(false);
    expect((await steer('PATCH', '/guests/lab-a/5', {})).status).toBe(400);
    expect((await steer('GET', '/nothing')).status).toBe(404);
  });
});
