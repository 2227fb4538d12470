import { type ProxmoxSimulator, startProxmoxSimulator } from '../../src/simulators/proxmox/simulator';
import { ask } from './ask';

type Row = Record<string, unknown>;

let simulator: ProxmoxSimulator;

beforeAll(async () => {
  simulator = await startProxmoxSimulator({ tls: false });
});
afterAll(() => simulator.stop());

async function rows(path: string): Promise<Row[]> {
  const { body } = await ask(simulator.endpoints[0], path);
  return (body as { data: Row[] }).data;
}

const contentOf = (storage: string, node: string, query = '') =>
  rows(`/nodes/${node}/storage/${storage}/content${query}`);

describe('snapshots', () => {
  it('grow from each other, and a tree mends itself around one that goes', async () => {
    const { node } = simulator.world.clusters[0].guests.get(105)!;
    const path = `/nodes/${node}/qemu/105/snapshot`;
    const parents = async () =>
      Object.fromEntries((await rows(path)).map(({ name, parent }) => [name, parent]));
    simulator.addSnapshot('lab-a', 105, { name: 'one' });
    simulator.addSnapshot('lab-a', 105, { name: 'two', hasMemory: true });

    expect(await parents()).toEqual({ one: undefined, two: 'one', current: 'two' });
    expect((await rows(path)).find(({ name }) => name === 'two')).toMatchObject({ vmstate: 1 });
    simulator.removeSnapshot('lab-a', 105, 'one');
    expect(await parents()).toEqual({ two: undefined, current: 'two' });
    simulator.removeSnapshot('lab-a', 105, 'two');
    expect(await parents()).toEqual({ current: undefined });
  });

  it('keep the config of their time', async () => {
    const { node, config } = simulator.world.clusters[0].guests.get(107)!;
    const cores = config.cores;
    simulator.addSnapshot('lab-a', 107, { name: 'small' });
    simulator.changeGuest('lab-a', 107, { cores: 99 });

    const config99 = await ask(simulator.endpoints[0], `/nodes/${node}/qemu/107/config`);
    const before = await ask(simulator.endpoints[0], `/nodes/${node}/qemu/107/config?snapshot=small`);
    expect(config99.body).toMatchObject({ data: { cores: 99, parent: 'small' } });
    expect(before.body).toMatchObject({ data: { cores } });
  });
});

describe('backups', () => {
  it('come and go on a shared storage of every node, and on a local one of theirs alone', async () => {
    const { node } = simulator.world.clusters[0].guests.get(102)!;
    const other = node === 'pve-a1' ? 'pve-a2' : 'pve-a1';
    const shared = simulator.addBackup('lab-a', 102, 'nas').volid;
    const local = simulator.addBackup('lab-a', 102, 'local').volid;
    const seen = async (storage: string, at: string) =>
      (await contentOf(storage, at, '?content=backup&vmid=102')).map(({ volid }) => volid);

    expect(await seen('nas', node)).toContain(shared);
    expect(await seen('nas', other)).toContain(shared);
    expect(await seen('local', node)).toContain(local);
    expect(await seen('local', other)).not.toContain(local);
    simulator.removeBackup('lab-a', shared);
    expect(await seen('nas', node)).not.toContain(shared);
    expect(() => simulator.removeBackup('lab-a', shared)).toThrow(`lab-a has no backup ${shared}.`);
  });

  it('can be protected and verified later', async () => {
    const { volid } = simulator.addBackup('lab-a', 102, 'pbs');
    const verification = {
      state: 'failed' as const,
      upid: 'UPID:pbs1:000003E8:0001A2B3:00000002:69533E00:verify:x:root@pam:',
    };
    simulator.changeBackup('lab-a', volid, { isProtected: true, verification });

    const row = (await contentOf('pbs', 'pve-a1')).find((one) => one.volid === volid);
    expect(row).toMatchObject({ protected: 1, verification, format: 'pbs-ct', subtype: 'lxc' });
  });
});

describe('tasks', () => {
  it('run before they end, and are then found in the archive', async () => {
    const list = (source: string) => rows(`/nodes/pve-a2/tasks?source=${source}&typefilter=qmclone`);
    const task = simulator.startTask('lab-a', {
      node: 'pve-a2',
      type: 'qmclone',
      id: '101',
      user: 'root@pam',
    });

    expect(await list('active')).toMatchObject([{ upid: task.upid, status: 'RUNNING' }]);
    expect(await list('archive')).toEqual([]);
    simulator.finishTask('lab-a', task.upid, 'clone failed');
    expect(await list('active')).toEqual([]);
    expect(await list('archive')).toMatchObject([{ upid: task.upid, status: 'clone failed', id: '101' }]);
    const path = `/nodes/pve-a2/tasks/${encodeURIComponent(task.upid)}`;
    expect(await rows(`${path}/status`)).toMatchObject({ status: 'stopped', exitstatus: 'clone failed' });
    expect((await rows(`${path}/log`)).at(-1)).toMatchObject({ t: 'TASK ERROR: clone failed' });
  });

  it('are counted in full, filtered and handed out by pages', async () => {
    const page = async (query: string) => {
      const { body } = await ask(simulator.endpoints[0], `/nodes/pve-a1/tasks?${query}`);
      return body as { data: Row[]; total?: number };
    };
    const all = await page('limit=1000');
    const half = await page('limit=3&start=2');
    const [, middle] = half.data;

    expect(all.total).toBe(all.data.length);
    expect([half.total, half.data]).toEqual([all.total, all.data.slice(2, 5)]);
    const since = await page(`limit=1000&since=${String(middle.starttime)}`);
    expect(since.data.at(-1)).toEqual(middle);
    expect((await page('errors=1&limit=1000')).data.every(({ status }) => status !== 'OK')).toBe(true);
    expect(
      (await page('statusfilter=warning')).data.every(({ status }) => /^WARN/.test(String(status))),
    ).toBe(true);
    expect((await page('vmid=103&limit=1000')).data.every(({ id }) => id === '103')).toBe(true);
    expect(await page('vmid=99999')).toEqual({ data: [] });
  });
});

it('a disk that grew is as large in the config, in the list and on its storage', async () => {
  const { node } = simulator.resizeDisk('lab-a', 101, 'scsi0', '300G');

  const { body } = await ask(simulator.endpoints[0], `/nodes/${node}/qemu/101/config`);
  expect((body as { data: Row }).data.scsi0).toMatch(/,size=300G$/);
  const [row] = await contentOf('ceph-vm', 'pve-a1', '?vmid=101');
  expect(row.size).toBe(300 * 1024 ** 3);
  const resource = (await rows('/cluster/resources?type=vm')).find(({ vmid }) => vmid === 101);
  expect(resource?.maxdisk).toBe(300 * 1024 ** 3);
});

it('a card that is put in shows inside the guest under its MAC address, with the addresses given', async () => {
  simulator.changeGuest('lab-a', 101, {
    status: 'running',
    agent: 'answers',
    config: { agent: '1', net5: 'virtio=02:00:00:00:00:05,bridge=vmbr0' },
    addresses: { net5: ['203.0.113.5/24'] },
  });
  const { node } = simulator.world.clusters[0].guests.get(101)!;

  const { body } = await ask(simulator.endpoints[0], `/nodes/${node}/qemu/101/agent/network-get-interfaces`);
  const { result } = (body as { data: { result: Row[] } }).data;
  const card = result.find((one) => one['hardware-address'] === '02:00:00:00:00:05');
  expect(card?.['ip-addresses']).toContainEqual({
    'ip-address': '203.0.113.5',
    'ip-address-type': 'ipv4',
    prefix: 24,
  });
});

it('changes that wait for the next start are shown by the config unless only the present is asked for', async () => {
  const { node } = simulator.changeGuest('lab-a', 105, { cores: 2, pending: { cores: 6, onboot: null } });
  const read = async (query: string) =>
    ((await ask(simulator.endpoints[0], `/nodes/${node}/qemu/105/config${query}`)).body as { data: Row })
      .data;

  expect(await read('')).toMatchObject({ cores: 6 });
  expect(await read('?current=1')).toMatchObject({ cores: 2 });
  expect(await rows(`/nodes/${node}/qemu/105/pending`)).toContainEqual({
    key: 'cores',
    value: '2',
    pending: '6',
  });
});

it('jobs, storages and interfaces can be added and taken away', async () => {
  const [job] = simulator.world.clusters[0].replications;
  simulator.putReplication('lab-a', { ...job, id: `${job.guest}-1`, jobnum: 1, failCount: 2 });
  simulator.putBackupJob('lab-a', { id: 'backup-new', type: 'vzdump', enabled: 1, vmid: '101' });
  simulator.putStorage('lab-a', { storage: 'nas-two', type: 'nfs', content: 'backup', isShared: true });
  simulator.putInterface('lab-a', 'pve-a1', { iface: 'vmbr9', type: 'bridge' });
  const ids = async (path: string, key: string) => (await rows(path)).map((row) => row[key]);

  expect(await ids('/cluster/replication', 'id')).toContain(`${job.guest}-1`);
  expect(await ids('/cluster/backup', 'id')).toContain('backup-new');
  expect(await ids('/storage', 'storage')).toContain('nas-two');
  expect(await ids('/nodes/pve-a1/network', 'iface')).toContain('vmbr9');
  simulator.removeReplication('lab-a', `${job.guest}-1`);
  simulator.removeBackupJob('lab-a', 'backup-new');
  simulator.removeStorage('lab-a', 'nas-two');
  simulator.removeInterface('lab-a', 'pve-a1', 'vmbr9');
  expect(await ids('/cluster/replication', 'id')).not.toContain(`${job.guest}-1`);
  expect(await ids('/cluster/backup', 'id')).not.toContain('backup-new');
  expect(await ids('/storage', 'storage')).not.toContain('nas-two');
  expect(await ids('/nodes/pve-a1/network', 'iface')).not.toContain('vmbr9');
});

it('every change can be made and every knob turned by HTTP, and an unknown one is told', async () => {
  const [{ host, port }] = simulator.endpoints;
  const post = (path: string, args: unknown[]) =>
    fetch(`http://${host}:${port}/_sim/${path}`, { method: 'POST', body: JSON.stringify(args) });

  const made = await post('changes/addSnapshot', ['lab-b', 103, { name: 'by-http' }]);
  expect(await made.json()).toMatchObject({ data: { name: 'by-http' } });
  expect((await post('knobs/setStorageOnline', ['lab-b', 'nas', false])).status).toBe(200);
  expect(simulator.world.clusters[1].storages.find(({ storage }) => storage === 'nas')).toMatchObject({
    isOffline: true,
  });
  for (const path of ['changes/toString', 'knobs/rightsOf']) {
    const unknown = await post(path, []);
    const { message } = (await unknown.json()) as { message: string };
    expect([unknown.status, message]).toEqual([
      400,
      expect.stringMatching(/^(toString|rightsOf) is none of /),
    ]);
  }
});
