import { HOSTILE } from './example-row';
import { type OpenPages, openPages } from './open-pages';
import { type Visitor } from './visitor';

const BASE = '/plugins/proxbox';
const MANY = 10_000;

let pages: OpenPages;
let visitor: Visitor;

const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const shown = async (path: string): Promise<string> => {
  const { status, text } = await visitor.get(BASE + path);
  expect([path, status]).toEqual([path, 200]);
  return text;
};

/** Guests, one disk and one address of each, as their syncs would have left them. */
async function storeGuests(): Promise<void> {
  const { dataSource } = pages;
  const link = `INSERT INTO proxbox_sync_link (target, key, object_id, written, proof, origins, first_seen, last_seen)`;
  await dataSource.query(
    `${link} SELECT 'virtual-machine', 'cluster/lab-' || CASE WHEN n % 2 = 0 THEN 'a' ELSE 'b' END || '/guest/' || n, n,
              jsonb_build_object('name', 'guest-' || n, 'vmid', n, 'vmType', 'qemu', 'memory', 2048, 'node', 'pve-1',
                                 'proxmoxStatus', CASE WHEN n % 10 = 0 THEN 'stopped' ELSE 'running' END,
                                 'link', 'https://pve.example:8006/#v1:0:=qemu/' || n), '', '{}', now(), now()
       FROM generate_series(1, $1) AS n`,
    [MANY],
  );
  await dataSource.query(
    `${link} SELECT 'virtual-disk', key || '/disk/scsi0', object_id,
              jsonb_build_object('name', 'scsi0', 'size', 1024, 'virtualMachine', object_id), '', '{}', now(), now()
       FROM proxbox_sync_link WHERE target = 'virtual-machine'`,
  );
  await dataSource.query(
    `INSERT INTO proxbox_netbox_object (object_type, object_id, name, sort_name, page_url)
     SELECT 'virtualization.virtualmachine', object_id, written ->> 'name', lpad(object_id::text, 9, '0'),
            'https://netbox.example/virtualization/virtual-machines/' || object_id || '/'
       FROM proxbox_sync_link WHERE target = 'virtual-machine'`,
  );
}

beforeAll(async () => {
  pages = await openPages();
  ({ visitor } = pages);
  for (const name of ['lab-a', 'lab-b']) {
    await pages.insert('proxmox-endpoint', { name, domain: `${name}.example`, tokenValue: 'x', clusterKey: `cluster/${name}` }); // prettier-ignore
  }
  await storeGuests();
}, 120_000);
afterAll(() => pages?.close());

describe('the list of virtual machines', () => {
  const list = (query = '') => shown(`/virtual-machines/${query}`);

  test('has pages, the last of which ends with the last row', async () => {
    expect(await list()).toContain(`Showing 1-50 of ${MANY}`);
    const last = await list('?page=200');
    expect(last).toContain(`Showing 9951-10000 of ${MANY}`);
    expect(last).toContain('guest-10000');
    expect(await list('?page=999')).toContain('Showing 9951-10000');
  });

  test('leads to the guest, into NetBox and into Proxmox VE', async () => {
    const html = await list();
    expect(html).toContain(`href="${BASE}/virtual-machines/1/"`);
    expect(html).toContain('href="https://netbox.example/virtualization/virtual-machines/1/"');
    expect(html).toContain('href="https://pve.example:8006/#v1:0:=qemu/1"');
  });

  test.each([
    ['q=guest-77', 'Showing 1-50 of 111'],
    ['cluster=cluster/lab-a', 'Showing 1-50 of 5000'],
    ['cluster=cluster/lab-b&status=stopped', 'Showing 0-0 of 0'],
    ['status=stopped', 'Showing 1-50 of 1000'],
    ['q=%25', 'Showing 0-0 of 0'],
  ])('is narrowed by %s', async (query, found) => expect(await list(`?${query}`)).toContain(found));

  test('is sorted by a column in both ways, and the heads keep the filters', async () => {
    const down = await list('?sort=-vmid&status=running');
    expect(textOf(down)).toMatch(/guest-9999 .*guest-9998 /);
    expect(down).toContain('<th scope="col" aria-sort="descending">');
    expect(down).toContain('?sort=memory&amp;status=running');
    expect(textOf(await list('?sort=vmid'))).toMatch(/guest-1 .*guest-2 /);
  });

  test('tells what is missing and what was deleted in NetBox, and finds it', async () => {
    await pages.dataSource.query(`UPDATE proxbox_sync_link SET missing_since = '2026-01-02T03:04:05Z' WHERE target = 'virtual-machine' AND object_id = 5`); // prettier-ignore
    await pages.dataSource.query(`UPDATE proxbox_sync_link SET deleted_in_netbox = '2026-01-02T03:04:05Z' WHERE target = 'virtual-machine' AND object_id = 6`); // prettier-ignore
    expect(textOf(await list('?state=missing'))).toMatch(
      /guest-5 .*Missing in Proxmox since 2026-01-02 03:04:05/,
    );
    expect(textOf(await list('?state=deleted'))).toMatch(/guest-6 .*Deleted in NetBox since/);
    expect(await list('?state=present')).toContain(`of ${MANY - 2}`);
  });

  test.each([
    ['state=lost', 'is no state'],
    ['sort=colour', 'cannot be sorted by'],
  ])('answers %s with a page that says what is wrong', async (query, sentence) => {
    const { status, text } = await visitor.get(`${BASE}/virtual-machines/?${query}`);
    expect([status, text.includes(sentence)]).toEqual([400, true]);
  });

  test('shows hostile names as text', async () => {
    await pages.dataSource.query(`UPDATE proxbox_netbox_object SET name = $1, page_url = 'javascript:alert(1)' WHERE object_id = 8`, [HOSTILE]); // prettier-ignore
    const html = await list('?q=/guest/8');
    expect(html).not.toContain(HOSTILE);
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toContain('javascript:alert');
  });
});

test('what hangs on guests is found by the name of the guest, and leads to it', async () => {
  const html = await shown('/virtual-disks/?q=guest-4242');
  expect(html).toContain('Showing 1-1 of 1');
  expect(html).toContain(`href="${BASE}/virtual-machines/4242/"`);
  expect(textOf(html)).toContain('1.0 GiB');
});

test('containers are no virtual machines', async () => {
  expect(await shown('/containers/')).toContain('— No LXC containers found —');
});

describe('the page of a guest', () => {
  test('is not there for a machine that no run has met', async () => {
    for (const path of [
      '/virtual-machines/99999999/',
      '/virtual-machines/x/',
      '/virtual-machines/7/nothing/',
    ]) {
      expect([path, (await visitor.get(BASE + path)).status]).toEqual([path, 404]);
    }
  });

  test('shows its snapshots in the order in which they were taken on each other', async () => {
    const taken = { virtualMachine: 7, vmid: 7, node: 'pve-1', subtype: 'qemu', status: 'active' };
    await pages.insert('vm-snapshot', { ...taken, name: 'tuned', parent: 'base', snaptime: new Date(2_000) });
    await pages.insert('vm-snapshot', { ...taken, name: 'base', parent: null, snaptime: new Date(1_000), description: HOSTILE }); // prettier-ignore
    const html = await shown('/virtual-machines/7/snapshots/');
    expect(html).toMatch(/>base<\/a>[\s\S]*<ul class="snapshot-tree">[\s\S]*>tuned<\/a>/);
    expect(html).not.toContain(HOSTILE);
  });

  test('has the changes of its own and of what hangs on it, newest first, and none of a neighbour', async () => {
    const run = await pages.insert('sync-run', { status: 'completed' });
    const line = (key: string, label: string) =>
      pages.insert('sync-change', { run, stage: 's', target: 't', key, label, action: 'update', status: 'applied', reason: '', error: '', before: { vcpus: 1 }, after: { vcpus: 2 } }); // prettier-ignore
    await line('cluster/lab-b/guest/7', 'itself');
    await line('cluster/lab-b/guest/7/disk/scsi0', 'its disk');
    await line('cluster/lab-b/guest/70', 'another guest');
    const html = await shown('/virtual-machines/7/sync-history/');
    expect(html).toContain('Showing 1-2 of 2');
    expect(textOf(html)).toMatch(/its disk .* itself /);
    expect(html).not.toContain('another guest');
    expect(await shown('/virtual-machines/7/sync-history/?action=create')).toContain('Showing 0-0 of 0');
  });

  test('syncs the guest at a click', async () => {
    const from = `${BASE}/virtual-machines/7/`;
    const { status, headers } = await visitor.post(from, `${from}sync/`, {});
    expect([status, headers.location]).toEqual([303, `${BASE}/sync/runs/1/`]);
    expect(pages.starter.started.at(-1)).toEqual({
      mode: 'apply',
      batch: { type: 'virtual-machine', ids: [7] },
      requestedBy: 'admin',
    });
  });

  test('says so when Proxmox VE does not answer for the configuration', async () => {
    expect(textOf(await shown('/virtual-machines/7/proxmox-config/'))).toContain(
      'Proxmox VE does not answer.',
    );
  });
});
