import { type Page } from 'playwright-core';
import { type House } from '../../src/tools/house';
import { machine, machines, openTestHouse } from '../flow/open-house';
import { openBrowser, type TestBrowser } from './browser';
import { DESK, Judge } from './judge';

const BASE = '/plugins/proxbox';

describe('a person who looks for guests', () => {
  let house: House;
  let browser: TestBrowser;
  let page: Page;
  let judged: Judge;

  const open = async (path: string) => {
    const answer = await page.goto(house.serving.url + BASE + path);
    expect([path, answer?.status()]).toEqual([path, 200]);
  };
  const guest = (vmid = 103) => `/virtual-machines/${machine(house, vmid).id}/`;

  beforeAll(async () => {
    house = await openTestHouse();
    await house.run();
    house.proxmox.changeGuest('lab-a', 103, { cores: 7 });
    await house.run();
    browser = await openBrowser(DESK);
    page = await browser.context.newPage();
    judged = new Judge(page);
    await judged.begin();
    await page.goto(`${house.serving.url}/`);
    await page.fill('input[name=username]', 'admin');
    await page.fill('input[name=password]', 'admin');
    await page.click('button[type=submit]');
    await page.waitForURL(`**${BASE}/`);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });
  afterEach(() => expect(judged.take()).toEqual([]));

  it('finds them in the menu, and each in its list', async () => {
    await page.click('.menu-entry:has-text("Virtual Machines")');
    await page.waitForURL(`**${BASE}/virtual-machines/`);
    const qemu = machines(house).filter((row) => (row.custom_fields as { proxmox_vm_type: string }).proxmox_vm_type === 'qemu'); // prettier-ignore
    expect(await page.textContent('#result-count')).toBe(String(qemu.length));
    await page.click(`a[href="${BASE}${guest()}"]`);
    expect(await page.textContent('h1')).toContain(String(machine(house, 103).name));
  });

  it.each([
    'virtual-machines',
    'containers',
    'virtual-disks',
    'vm-interfaces',
    'ip-addresses',
    'node-interfaces',
  ])('meets no obstacle in the list of %s', async (path) => {
    await open(`/${path}/`);
    expect(await page.locator('tbody tr a').count()).toBeGreaterThan(0);
    await judged.judge(`synced-${path}`, ['light', 'dark', 'phone']);
    await open(`/${path}/?q=nowhere`);
    await judged.judge(`synced-${path}-nothing`);
  });

  it('sees what was written, by which run, and who keeps it', async () => {
    await open(guest());
    const line = await page.innerText('tr:has(th:has-text("Virtual CPUs"))');
    expect(line).toMatch(/7\s+Sync run 2/);
    expect(await page.innerText('tr:has(th:has-text("Memory"))')).toMatch(/Sync run 1/);
    await judged.judge('guest', ['light', 'dark', 'phone']);
  });

  it.each(['disks', 'interfaces', 'proxmox-config', 'backups', 'snapshots', 'task-history', 'sync-history'])(
    'meets no obstacle on the tab %s',
    async (tab) => {
      await open(`${guest()}${tab}/`);
      expect(await page.locator('main .card tbody tr, main .snapshot').count()).toBeGreaterThan(0);
      await judged.judge(`guest-${tab}`, ['light', 'dark', 'phone']);
    },
  );

  it('sees in the history what the second run changed', async () => {
    await open(`${guest()}sync-history/?action=update`);
    expect(await page.innerText('tbody tr:first-child')).toMatch(/vcpus[\s\S]*7/);
  });

  it('sees the addresses of a guest with the card that has them', async () => {
    const [address] = house.netbox.rows('ipam/ip-addresses').filter(({ address: text }) => String(text).startsWith('10.10.0.103')); // prettier-ignore
    await open(`${guest()}interfaces/`);
    expect(await page.innerText('tbody')).toContain(String(address.address));
  });

  it('sees on the page of a node its guests, its interfaces and the storages that it can use', async () => {
    await open('/nodes/?name=pve-a1');
    await page.click('tbody a:has-text("pve-a1")');
    expect(await page.innerText('#node-guests')).toMatch(/app-01/);
    expect(await page.innerText('#node-interfaces')).toMatch(/vmbr0[\s\S]*192\.0\.2\.10/);
    expect(await page.innerText('#node-storages')).toMatch(/local/);
    await judged.judge('node', ['light', 'dark', 'phone']);
    await page.click('#node-guests a:has-text("Virtual Machines")');
    await page.waitForURL('**/virtual-machines/?cluster=*');
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(0);
    expect(await page.innerText('tbody')).not.toContain('pve-a2');
  });

  it('syncs a guest and is led to the run', async () => {
    house.proxmox.changeGuest('lab-a', 103, { cores: 3 });
    await open(guest());
    await page.click('button:has-text("Sync now")');
    await page.waitForURL('**/sync/runs/*/');
    await page.waitForSelector('#run-status[data-status=completed]', { timeout: 30_000 });
    expect(machine(house, 103).vcpus).toBe(3);
  });
});
