import { type ProxmoxSimulator, startProxmoxSimulator } from '../../src/simulators/proxmox/simulator';
import { auditorRights, type Rights } from '../../src/simulators/proxmox/rights';
import { type SimVersion } from '../../src/simulators/proxmox/world';
import { ask } from './ask';

type Row = Record<string, unknown>;

let simulator: ProxmoxSimulator;

async function start(version: SimVersion = '9.1') {
  simulator = await startProxmoxSimulator({ version, tls: false });
}

beforeEach(() => start());
afterEach(() => simulator.stop());

const get = (path: string) => ask(simulator.endpoints[0], path);
const restrict = (rights: Rights) => simulator.faults.restrict('lab-a', rights);

async function rows(path: string): Promise<Row[]> {
  const { status, body } = await get(path);
  expect([path, status]).toEqual([path, 200]);
  return (body as { data: Row[] }).data;
}

/** A running virtual machine whose agent answers. */
function talkative() {
  const guests = [...simulator.world.clusters[0].guests.values()];
  const { vmid, node } = guests.find(({ type, status }) => type === 'qemu' && status === 'running')!;
  simulator.changeGuest('lab-a', vmid, { agent: 'answers', config: { agent: '1' } });
  return `/nodes/${node}/qemu/${vmid}/agent/network-get-interfaces`;
}

describe('a token that may read all', () => {
  it('is given disks and backups, and sees the privileges it has for them', async () => {
    const nas = await rows('/nodes/pve-a1/storage/nas/content');
    const { body } = await get('/access/permissions');

    expect(new Set(nas.map(({ content }) => content))).toEqual(new Set(['images', 'backup']));
    expect((body as { data: Record<string, Row> }).data['/vms']).toMatchObject({
      'VM.Audit': 1,
      'VM.Backup': 1,
    });
  });
});

describe('a plain PVEAuditor', () => {
  it('is given images and templates but neither disks nor backups, with status 200', async () => {
    restrict(auditorRights('9.1'));

    expect(await rows('/nodes/pve-a1/storage/nas/content')).toEqual([]);
    expect(await rows('/nodes/pve-a1/storage/pbs/content')).toEqual([]);
    const local = await rows('/nodes/pve-a1/storage/local/content');
    expect(new Set(local.map(({ content }) => content))).toEqual(new Set(['iso', 'vztmpl']));
  });

  it('may ask agents since 9.0, and not before', async () => {
    restrict(auditorRights('9.1'));
    expect((await get(talkative())).status).toBe(200);

    await simulator.stop();
    await start('8.4');
    restrict(auditorRights('8.4'));
    const { status, reason } = await get(talkative());
    expect(status).toBe(403);
    expect(reason).toMatch(/^Permission check failed \(\/vms\/\d+, VM\.Monitor\)$/);
  });
});

describe('rights on single things', () => {
  it('show the backups of those guests alone that may be backed up', async () => {
    const [{ vmid }] = simulator.world.clusters[0].backups.get('pbs')!;
    restrict({ '/storage': ['Datastore.AllocateSpace'], [`/vms/${vmid}`]: ['VM.Backup'] });

    const seen = await rows('/nodes/pve-a1/storage/pbs/content');
    expect(new Set(seen.map((row) => row.vmid))).toEqual(new Set([vmid]));
  });

  it('show the disks of those guests alone whose disks may be changed', async () => {
    restrict({ '/storage': ['Datastore.Audit'], '/vms/101': ['VM.Config.Disk'] });

    const seen = await rows('/nodes/pve-a1/storage/ceph-vm/content');
    expect(seen.map(({ volid }) => volid)).toEqual(['ceph-vm:vm-101-disk-0']);
  });

  it('refuse the content of a storage, and leave it out of lists', async () => {
    restrict({ '/storage/nas': ['Datastore.AllocateSpace'], '/nodes': ['Sys.Audit'] });

    expect((await rows('/nodes/pve-a1/storage')).map(({ storage }) => storage)).toEqual(['nas']);
    // The list of all resources asks for Datastore.Audit and is content with nothing else.
    expect(await rows('/cluster/resources?type=storage')).toEqual([]);
    expect((await get('/nodes/pve-a1/storage/pbs/content')).reason).toBe(
      'Permission check failed (/storage/pbs, Datastore.Audit|Datastore.AllocateSpace)',
    );
  });

  it('leave out the pool of a guest, while the sums of a pool count guests that are not seen', async () => {
    const all = await rows('/cluster/resources');
    restrict({ '/pool': ['Pool.Audit'], '/vms/101': ['VM.Audit'] });
    const some = await rows('/cluster/resources');
    restrict({ '/vms/101': ['VM.Audit'] });
    const [guest] = await rows('/cluster/resources?type=vm');

    const prod = (list: Row[]) => list.find(({ id }) => id === '/pool/prod');
    expect(prod(some)).toEqual(prod(all));
    expect(some.find(({ vmid }) => vmid === 101)).toHaveProperty('pool', 'prod');
    expect(guest).not.toHaveProperty('pool');
    expect(await rows('/pools')).toEqual([]);
  });

  it('show the tasks of all with Sys.Audit on the node, else only one’s own', async () => {
    const all = await rows('/nodes/pve-a1/tasks?limit=1000');
    restrict({ '/vms': ['VM.Audit'] });
    const own = await rows('/nodes/pve-a1/tasks?limit=1000');

    expect(all.length).toBeGreaterThan(own.length);
    expect(own.length).toBeGreaterThan(0);
    for (const task of own) expect(task).toMatchObject({ user: 'sync@pve', tokenid: 'proxbox' });
    const others = all.find(({ user }) => user === 'root@pam')!;
    const { reason } = await get(`/nodes/pve-a1/tasks/${encodeURIComponent(String(others.upid))}/status`);
    expect(reason).toBe('Permission check failed (/nodes/pve-a1, Sys.Audit)');
    for (const task of await rows('/cluster/tasks')) expect(task).toMatchObject({ tokenid: 'proxbox' });
  });

  it('leave out replication jobs, zones and high availability', async () => {
    const [job] = await rows('/cluster/replication');
    restrict({ [`/vms/${String(job.guest)}`]: ['VM.Audit'], '/sdn/zones/zone1': ['SDN.Audit'] });

    expect(await rows('/cluster/replication')).toEqual([job]);
    expect((await rows('/cluster/sdn/zones')).map(({ zone }) => zone)).toEqual(['zone1']);
    expect((await rows('/cluster/resources?type=sdn')).map(({ sdn }) => sdn)).toEqual([
      'zone1',
      'zone1',
      'zone1',
    ]);
    expect((await get('/cluster/ha/resources')).status).toBe(403);
    expect((await get('/cluster/backup')).status).toBe(403);
  });
});

describe('a privilege-separated token', () => {
  it('holds what both it and its user hold, and is told so', async () => {
    restrict({ '/': ['VM.Audit', 'Sys.Audit'], '/vms/103': [] });
    simulator.faults.separateToken('lab-a', { '/vms': ['VM.Audit', 'VM.Backup'] });

    const vmids = (await rows('/cluster/resources?type=vm')).map(({ vmid }) => vmid);
    expect(vmids).toContain(101);
    expect(vmids).not.toContain(103);
    expect((await get('/cluster/status')).status).toBe(403);
    const { body } = await get('/access/permissions');
    expect(body).toEqual({ data: { '/vms': { 'VM.Audit': 1 } } });
  });

  it('does not lessen what its user may do with a password', async () => {
    simulator.faults.separateToken('lab-a', {});
    const [{ host, port, username, password }] = simulator.endpoints;
    const base = `http://${host}:${port}/api2/json`;
    const form = new URLSearchParams({ username, password });
    const login = await fetch(`${base}/access/ticket`, { method: 'POST', body: form });
    const { data } = (await login.json()) as { data: { ticket: string } };
    const headers = { Cookie: `PVEAuthCookie=${encodeURIComponent(data.ticket)}` };

    expect((await get('/cluster/status')).status).toBe(403);
    expect((await fetch(`${base}/cluster/status`, { headers })).status).toBe(200);
  });
});
