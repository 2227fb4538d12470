import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page } from 'playwright-core';
import { type ProxmoxSimulator, startProxmoxSimulator } from '../../src/simulators/proxmox/simulator';
import { API, openSidecar, type Sidecar } from '../../src/tools/house';
import { openBrowser, type TestBrowser } from '../pages/browser';
import { freshDatabase } from '../setup/database';
import { openReverseProxy, type ReverseProxy } from '../setup/reverse-proxy';
import { NetboxApi, type NetboxObject, netboxUnderTest } from './netbox-api';

const PICTURES = process.env.PROXBOX_TEST_PICTURES;
const MACHINES = 'virtualization/virtual-machines';
const USERS = 'users/users';
const PERSON = { username: 'proxbox-extension', password: 'Extension-for-tests-1' };

jest.setTimeout(240_000);

/** A real browser in the pages of the real NetBox, with Proxbox beside it behind a small proxy. */
describe('extension.js in the real NetBox', () => {
  const netbox = new NetboxApi(netboxUnderTest());
  let proxmox: ProxmoxSimulator;
  let proxy: ReverseProxy;
  let proxbox: Sidecar;
  let browser: TestBrowser;
  let page: Page;
  let machine: NetboxObject;
  let close: () => Promise<void>;
  const problems: string[] = [];

  const picture = async (name: string) => {
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/real-${name}.png`, fullPage: true });
  };
  const machinePage = () => `${proxy.url}/${MACHINES}/${machine.id}/`;

  beforeAll(async () => {
    const newestBefore = await netbox.newestChange();
    const person = await netbox.create(USERS, { ...PERSON, is_superuser: true, is_staff: true });
    proxmox = await startProxmoxSimulator({ guests: 8, clusters: 1, nodes: 2 });
    proxy = await openReverseProxy({ addsScript: true });
    const database = await freshDatabase();
    const dataDir = mkdtempSync(join(tmpdir(), 'proxbox-extension-'));
    proxbox = await openSidecar({
      databaseUrl: database.url,
      dataDir,
      netbox: netboxUnderTest(),
      endpoints: proxmox.endpoints,
      config: { logLevel: 'fatal', publicUrl: proxy.url, basePath: '' },
    });
    proxy.netbox = netboxUnderTest().url;
    proxy.sidecar = proxbox.serving.url;
    await proxbox.run();
    machine = await netbox.one(MACHINES, { cf_proxmox_vm_id: 101, cf_proxmox_cluster: 'lab-a' });
    browser = await openBrowser();
    page = await browser.context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    close = async () => {
      await browser.close();
      await proxbox.close();
      await proxy.close();
      await proxmox.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
      await netbox.remove(USERS, person.id);
      await netbox.forget(newestBefore);
    };
  });
  afterAll(() => close?.(), 600_000);
  afterEach(() => expect(problems.splice(0)).toEqual([]));

  it('adds nothing for who has signed in to NetBox alone', async () => {
    await page.goto(`${proxy.url}/login/`);
    await page.fill('input[name=username]', PERSON.username);
    await page.fill('input[name=password]', PERSON.password);
    await page.click('form [type=submit]');
    await page.waitForURL(`${proxy.url}/`);
    expect(await page.$('[data-proxbox]')).toBeNull();
    problems.length = 0;
  });

  it('puts the menu into the sidebar and opens with it', async () => {
    await page.goto(`${proxy.url}/plugins/proxbox/sign-in`);
    await page.fill('input[name=username]', PERSON.username);
    await page.fill('input[name=password]', PERSON.password);
    await page.click('button[type=submit]');
    await page.waitForURL('**/plugins/proxbox/');
    await page.goto(`${proxy.url}/`);
    await page.click('[data-proxbox=menu] > button');
    await page.waitForSelector('[data-proxbox=menu] a:has-text("Snapshots")', { state: 'visible' });
    await picture('home');
  });

  it('adds tabs, marks and the button to a virtual machine, in either theme', async () => {
    await page.goto(machinePage());
    await page.waitForSelector('[data-proxbox=sync]');
    const tabs = await page.$$eval('[data-proxbox=tab]', (found) =>
      found.map(({ textContent }) => textContent),
    );
    expect(tabs.join()).toMatch(/Proxmox config.*Snapshots.*Sync history/);
    const marked = await page.$$eval('th:has([data-proxbox=mark])', (heads) => heads.map((head) => head.firstChild?.textContent?.trim())); // prettier-ignore
    expect(marked).toEqual(expect.arrayContaining(['Name', 'Status', 'Virtual CPUs', 'Memory', 'VM ID', 'Proxmox Node'])); // prettier-ignore
    await picture('virtual-machine');
    await page.evaluate(() => localStorage.setItem('netbox-color-mode', 'dark'));
    await page.reload();
    await page.waitForSelector('[data-proxbox=sync]');
    await picture('virtual-machine-dark');
    await page.evaluate(() => localStorage.setItem('netbox-color-mode', 'light'));
  });

  it('opens a tab in the page', async () => {
    await page.click('[data-proxbox=tab] a:has-text("Proxmox config")');
    await page.waitForSelector('[data-proxbox=panel] tbody tr');
    expect(await page.innerText('[data-proxbox=panel]')).toContain('cores');
    await picture('config');
  });

  it('syncs the machine at a click', async () => {
    proxmox.changeGuest('lab-a', 101, { cores: 6 });
    await page.goto(machinePage());
    await page.click('[data-proxbox=sync]');
    await page.waitForSelector('[data-proxbox=status]:has-text("Show what is new")', { timeout: 60_000 });
    await picture('synced');
    expect(Number((await netbox.get(MACHINES, machine.id)).vcpus)).toBe(6);
  });

  it('is led to by a link of NetBox itself', async () => {
    await page.goto(machinePage());
    await page.click('#page-content .page-header a:has-text("Proxbox"):not([data-proxbox] a)');
    await page.waitForURL(`${proxy.url}/plugins/proxbox/inside/virtualization.virtualmachine/${machine.id}/`);
  });

  it('is on the pages of the device and the cluster', async () => {
    for (const [path, { id }] of [
      ['dcim/devices', machine.device as NetboxObject],
      ['virtualization/clusters', machine.cluster as NetboxObject],
    ] as const) {
      await page.goto(`${proxy.url}/${path}/${id}/`);
      await page.waitForSelector('[data-proxbox=sync]');
      expect(await page.$$('[data-proxbox=tab]')).not.toEqual([]);
      await picture(path.replace('/', '-'));
    }
  });

  it('lets NetBox take a webhook and an event rule, and both go again', async () => {
    const { status, data } = await proxbox.api.post<{ objects: { webhook: number; event_rule: number } }>(
      `${API}/inside/events/`,
      {},
    );
    expect([status, data]).toMatchObject([200, {}]);
    const rule = await netbox.get('extras/event-rules', data.objects.event_rule);
    expect(rule).toMatchObject({ action_object_id: data.objects.webhook, enabled: true });
    expect((await proxbox.api.delete(`${API}/inside/events/`)).status).toBe(204);
    expect(await netbox.all('extras/webhooks', { name: 'Proxbox' })).toEqual([]);
  });
});
