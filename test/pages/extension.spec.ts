import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page } from 'playwright-core';
import { projectRoot } from '../../src/config/project-root';
import { API, type House } from '../../src/tools/house';
import { machine, openTestHouse } from '../flow/open-house';
import { openReverseProxy, type ReverseProxy } from '../setup/reverse-proxy';
import { openBrowser, type TestBrowser } from './browser';

const PICTURES = process.env.PROXBOX_TEST_PICTURES;
const AXE = readFileSync(join(projectRoot, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
const HOSTILE = '<img src=x onerror=alert(1)>"\'&lt;b&gt;';

interface AxeResult {
  id: string;
  nodes: { html: string }[];
}

describe('extension.js in the pages of NetBox', () => {
  let proxy: ReverseProxy;
  let house: House;
  let browser: TestBrowser;
  let page: Page;
  const problems: string[] = [];

  const machinePage = (vmid = 101) =>
    `${proxy.url}/virtualization/virtual-machines/${machine(house, vmid).id}/`;
  const tabNames = () => page.$$eval('[data-proxbox=tab] a', (links) => links.map(({ textContent }) => textContent?.trim().replace(/\s+/g, ' '))); // prettier-ignore
  const isDrawn = () => page.waitForSelector('[data-proxbox=sync]');
  const picture = async (name: string) => {
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/extension-${name}.png`, fullPage: true });
  };
  const signIn = async (username = 'admin') => {
    await page.goto(`${proxy.url}/plugins/proxbox/sign-in`);
    await page.fill('input[name=username]', username);
    await page.fill('input[name=password]', username);
    await page.click('button[type=submit]');
    await page.waitForURL('**/plugins/proxbox/');
  };

  beforeAll(async () => {
    proxy = await openReverseProxy();
    house = await openTestHouse({
      config: { publicUrl: proxy.url, basePath: '' },
      netbox: {
        bannerBottom: '<script src="/plugins/proxbox/extension.js" defer></script>',
        users: [
          { username: 'admin', password: 'admin', superuser: true },
          { username: 'viewer', password: 'viewer', superuser: false },
        ],
      },
    });
    proxy.netbox = house.netbox.url;
    proxy.sidecar = house.serving.url;
    house.proxmox.changeGuest('lab-a', 101, { cores: 3 });
    await house.run();
    browser = await openBrowser();
    page = await browser.context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => problems.push('a dialog')));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await signIn();
  });
  afterAll(async () => {
    await browser?.close();
    await house?.close();
    await proxy?.close();
  });
  afterEach(() => expect(problems.splice(0)).toEqual([]));

  it('puts a menu into the sidebar with the pages that the person may open, and they open', async () => {
    await page.goto(`${proxy.url}/`);
    await page.click('[data-proxbox=menu] > button');
    const menu = page.locator('[data-proxbox=menu] .dropdown-menu');
    expect(await menu.innerText()).toMatch(/snapshots/i);
    await picture('menu');
    await menu.locator('a', { hasText: 'Snapshots' }).click();
    await page.waitForURL(`${proxy.url}/plugins/proxbox/snapshots/`);
  });

  it('adds tabs with counts to a virtual machine, after those of NetBox', async () => {
    await page.goto(machinePage());
    await isDrawn();
    const { data } = await house.api.get<{ count: number }>(
      `${API}/snapshots/?virtual_machine_id=${machine(house, 101).id}&limit=1`,
    );
    const names = await tabNames();
    expect(names).toContain('Proxmox config');
    expect(names).toContain(`Snapshots ${data.count}`);
    expect(names.at(-1)).toMatch(/^Sync history \d+$/);
    await picture('virtual-machine');
  });

  it('opens a tab in the page, and again when the address is opened', async () => {
    await page.click('[data-proxbox=tab] a:has-text("Snapshots")');
    await page.waitForSelector('[data-proxbox=panel] tbody tr');
    expect(await page.isVisible('.page-body .tab-content')).toBe(false);
    await picture('snapshots');
    await page.reload();
    await page.waitForSelector('[data-proxbox=panel] tbody tr');
    expect(await page.textContent('[data-proxbox=tab] .nav-link.active')).toContain('Snapshots');
    await page.click('.nav-tabs .nav-link:has-text("Virtual Machine")');
    await page.waitForSelector('.page-body .tab-content', { state: 'visible' });
  });

  it('shows the configuration of a guest as Proxmox VE has it now', async () => {
    await page.goto(`${machinePage()}#proxbox-proxmox-config`);
    await page.waitForSelector('[data-proxbox=panel] tbody tr');
    expect(await page.innerText('[data-proxbox=panel]')).toMatch(/cores\s+3/);
    await picture('config');
  });

  it('marks the fields that Proxbox wrote, and no others', async () => {
    await page.goto(machinePage());
    await isDrawn();
    const marked = await page.$$eval('th:has([data-proxbox=mark])', (heads) => heads.map((head) => head.firstChild?.textContent?.trim())); // prettier-ignore
    expect(marked).toEqual(expect.arrayContaining(['Name', 'Virtual CPUs', 'Memory', 'VM ID']));
    expect(marked).not.toContain('Tenant');
    expect(await page.getAttribute('th:has-text("Memory") [data-proxbox=mark]', 'title')).toMatch(/keeps it.*sync run \d+/); // prettier-ignore
  });

  it('syncs the machine at a click, tells how it goes, and shows what is new', async () => {
    house.proxmox.changeGuest('lab-a', 101, { cores: 5 });
    await page.click('[data-proxbox=sync]');
    await page.waitForSelector('[data-proxbox=status]:has-text("Sync run")', { timeout: 30_000 });
    await picture('synced');
    expect(machine(house, 101).vcpus).toBe(5);
    await page.click('text=Show what is new');
    await isDrawn();
    expect(await page.innerText('tr:has(th:has-text("Virtual CPUs")) td')).toBe('5');
  });

  it('is on clusters and devices too, with what hangs on their guests', async () => {
    const [cluster] = house.netbox.rows('virtualization/clusters');
    await page.goto(`${proxy.url}/virtualization/clusters/${String(cluster.id)}/`);
    await isDrawn();
    expect((await tabNames()).join()).toMatch(/Clusters 1.*Storage \d+.*Backups \d+.*Sync history/);
    await picture('cluster');
    const device = house.netbox.rows('dcim/devices').find(({ name }) => name === 'pve-a1');
    await page.goto(`${proxy.url}/dcim/devices/${String(device?.id)}/`);
    await isDrawn();
    expect((await tabNames()).join()).toMatch(/Nodes \(Devices\) 1.*Sync history/);
    await picture('device');
  });

  it('follows when NetBox swaps a part of the page instead of loading it', async () => {
    await page.evaluate(() => Object.assign(window, { isSamePage: true }));
    await page.click('button[aria-label=Virtualization]');
    await page.click('#sidebar-menu a:has-text("Clusters")');
    await page.waitForURL('**/virtualization/clusters/');
    await page.waitForSelector('h1:has-text("Clusters")');
    expect(await page.$('[data-proxbox=tab]')).toBeNull();
    await page.goBack();
    await isDrawn();
    expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
    expect(await page.$$('[data-proxbox=menu]')).toHaveLength(1);
    expect(await page.$$('[data-proxbox=sync]')).toHaveLength(1);
  });

  it('is led to by links of NetBox itself, without the script too', async () => {
    await page.goto(machinePage());
    await page.click('.page-header a.btn-sm:has-text("Proxbox")');
    await page.waitForURL(`${proxy.url}/plugins/proxbox/virtual-machines/*/`);
    expect(await page.innerText('h1')).toContain(machine(house, 101).name);
    expect(await page.innerText('main')).toMatch(/Snapshots\s+\d/);
    await picture('own-page');
  });

  it('adds nothing to an object that Proxbox does not know, nor to other pages', async () => {
    const own = house.netbox.create('virtualization/clusters', {
      name: 'by hand',
      type: (house.netbox.rows('virtualization/cluster-types')[0] as { id: number }).id,
    });
    await page.goto(`${proxy.url}/virtualization/clusters/${String(own.id)}/`);
    await page.waitForSelector('[data-proxbox=status]', { state: 'attached' });
    expect(await page.$$('[data-proxbox=tab], [data-proxbox=sync], [data-proxbox=mark]')).toEqual([]);
  });

  it('shows hostile names as they are', async () => {
    house.proxmox.changeGuest('lab-a', 102, { name: HOSTILE });
    house.netbox.patch('virtualization/virtual-machines', machine(house, 102).id, { name: HOSTILE });
    await house.serving.program.dataSource.query(
      `UPDATE proxbox_sync_change SET label = $1 WHERE object_id = $2 AND target = 'virtual-machine'`,
      [HOSTILE, machine(house, 102).id],
    );
    await page.goto(`${machinePage(102)}#proxbox-sync-history`);
    await page.waitForSelector('[data-proxbox=panel] tbody tr');
    expect(await page.innerText('[data-proxbox=panel] table')).toContain(HOSTILE);
    expect(await page.$$('[data-proxbox] img')).toEqual([]);
  });

  it.each(['light', 'dark'])('leaves nothing to complain about for axe in the %s theme', async (mode) => {
    await page.evaluate((chosen) => localStorage.setItem('netbox-color-mode', chosen), mode);
    await page.goto(machinePage());
    await isDrawn();
    await page.click('[data-proxbox=menu] > button');
    await picture(mode);
    // The policy of the page keeps scripts of others out; this one comes from outside the page.
    const violations = await page.evaluate(`(async () => { ${AXE}; return (await axe.run({ include: [['[data-proxbox]']] })).violations; })()`); // prettier-ignore
    expect((violations as AxeResult[]).map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual(
      [],
    );
  });

  it('offers a viewer what they may see, and no button', async () => {
    await browser.context.clearCookies();
    await signIn('viewer');
    await page.goto(machinePage());
    await page.waitForSelector('[data-proxbox=tab]');
    expect(await page.$('[data-proxbox=sync]')).toBeNull();
    expect(await page.innerText('[data-proxbox=menu] .dropdown-menu-column', { timeout: 1000 }).catch(() => '')).not.toContain('API keys'); // prettier-ignore
  });

  it('is not there for who has no session in Proxbox, nor while Proxbox is away', async () => {
    await browser.context.clearCookies();
    const asked = page.waitForResponse((response) => response.url().endsWith('/inside/'));
    await page.goto(machinePage());
    expect((await asked).status()).toBe(403);
    expect(await page.$$('[data-proxbox]')).toEqual([]);

    await signIn();
    // The home page asks for what it shows; nothing of that is under way once another page is open.
    await page.goto(machinePage());
    await isDrawn();
    proxy.sidecar = 'http://127.0.0.1:1';
    const unanswered = page.waitForResponse((response) => response.url().endsWith('/extension.js'));
    await page.goto(machinePage());
    // The script itself may come out of the browser's cache; what it asks is not answered.
    await unanswered;
    expect(await page.$$('[data-proxbox]')).toEqual([]);
    expect(await page.innerText('h1')).toBe(machine(house, 101).name);
    proxy.sidecar = house.serving.url;
    // The browser itself writes down every answer that is an error.
    const own = problems.splice(0).filter((text) => !/Failed to load resource/.test(text));
    expect(own).toEqual([]);
  });
});
