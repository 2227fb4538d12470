import { proxmoxCluster } from '../../src/models/proxmox-cluster.model';
import { proxmoxEndpoint } from '../../src/models/proxmox-endpoint.model';
import { proxmoxNode } from '../../src/models/proxmox-node.model';
import { syncLink } from '../../src/models/sync-link.model';
import { vmBackup } from '../../src/models/vm-backup.model';
import { vmSnapshot } from '../../src/models/vm-snapshot.model';
import { dashboardFacts } from '../../src/pages/dashboard-facts';
import { type OpenPages, openPages } from './open-pages';

const OLD = new Date('2020-05-01T00:00:00Z');

let pages: OpenPages;

beforeAll(async () => {
  pages = await openPages();
});
afterAll(() => pages?.close());

const insert = (model: string, values: object) => pages.insert(model, values);

function link(target: string, key: string, objectId: number, written: object = {}): Promise<number> {
  return insert(syncLink.name, { target, key, objectId, written, firstSeen: OLD, lastSeen: OLD });
}

test('clusters are told apart, and where nobody tells there is no sum', async () => {
  const endpoint = await insert(proxmoxEndpoint.name, { name: 'lab', domain: 'lab.example' });
  const lab = await insert(proxmoxCluster.name, { endpoint, name: 'lab', quorate: true });
  await insert(proxmoxCluster.name, { endpoint, name: 'by hand' });
  await link('proxmox-cluster', 'cluster/lab', lab);
  const node = { endpoint, proxmoxCluster: lab, maxCpu: 8, maxMemory: 1024 };
  await insert(proxmoxNode.name, { ...node, name: 'a', online: true });
  await insert(proxmoxNode.name, { ...node, name: 'b' });
  const guest = { vmType: 'qemu', proxmoxStatus: 'running', vcpus: 4, memory: 2048 };
  await link('virtual-machine', 'cluster/lab/guest/100', 7, { ...guest, name: 'web' });
  await link('virtual-machine', 'cluster/lab/guest/101', 8, { ...guest, name: 'db' });
  await insert(vmBackup.name, {
    virtualMachine: 7,
    volumeId: 'one',
    vmid: 100,
    size: 3_000_000_000,
    creationTime: OLD,
  });
  await insert(vmBackup.name, {
    virtualMachine: 7,
    volumeId: 'two',
    vmid: 100,
    size: 2_000_000_000,
    creationTime: new Date(),
  });
  await insert(vmSnapshot.name, { virtualMachine: 8, name: 'before', vmid: 101, node: 'a', snaptime: OLD });

  const facts = await dashboardFacts(pages.dataSource, new Date('2021-01-01T00:00:00Z'), {
    page: 1,
    perPage: 50,
  });
  expect(facts.count).toBe(2);
  expect(facts.clusters).toMatchObject([
    { name: 'by hand', key: null, nodes: 0, cpus: null },
    { name: 'lab', key: 'cluster/lab', nodes: 2, online: 1, cpus: 16, memory: 2048 },
  ]);
  expect(facts.guests).toEqual([
    { cluster: 'cluster/lab', type: 'qemu', state: 'running', count: 2, vcpus: 8, memory: 4096 },
  ]);
  expect(facts.backups.map(({ name, latest }) => [name, latest === null])).toEqual([
    ['db', true],
    ['web', false],
  ]);
  expect(facts.growth.map(({ bytes }) => bytes)).toEqual([3_000_000_000, 2_000_000_000]);
  expect(facts.snapshots).toMatchObject([{ machine: 'db', name: 'before', taken: OLD, count: 1 }]);
});

test('the page says what is unknown, and who has no backup', async () => {
  const { visitor } = pages;
  const { status, text } = await visitor.get('/plugins/proxbox/dashboard/');
  expect(status).toBe(200);
  expect(text).toContain('1 of 2');
  expect(text).toMatch(/>db<\/a>: never/);
  const now = /hx-get="([^"]+\/now\/)"/.exec(text)?.[1] ?? '';
  const whole = await visitor.get(now);
  expect(whole.text).toMatch(/Storage in use<\/span><span>unknown/);
  expect(whole.text).toMatch(/<li>Nobody answers\.<\/li>/);
  expect((await visitor.get(now).set('HX-Request', 'true')).text).not.toContain('<html');
  expect((await visitor.get('/plugins/proxbox/dashboard/999999/now/')).status).toBe(404);
  expect(text).not.toMatch(/ style=/);
});

test('the page shows how the storages have grown, once somebody has measured it', async () => {
  const { visitor } = pages;
  const { text } = await visitor.get('/plugins/proxbox/dashboard/');
  const now = /hx-get="([^"]+\/now\/)"/.exec(text)?.[1] ?? '';
  expect((await visitor.get(now)).text).not.toContain('Storage over a month');
  const at = (day: number, bytes: number) => ({ at: new Date(Date.UTC(2026, 0, day)), bytes });
  pages.endpoints.used = { growth: [at(1, 1024), at(29, 3072)] };
  const grown = (await visitor.get(now)).text;
  expect(grown).toContain('2.0 KiB more than 28 days before');
  expect(grown).toMatch(/<polyline points="0,40 240,0"/);
});
