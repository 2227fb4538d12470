import { readFileSync } from 'node:fs';
import { type AxeResults } from 'axe-core';
import { type Page } from 'playwright-core';
import { type ProxmoxSimulator } from '../../src/simulators/proxmox/simulator';
import { API, type Sidecar } from '../../src/tools/house';
import { openBrowser, type TestBrowser } from '../pages/browser';
import { openReverseProxy, type ReverseProxy } from '../setup/reverse-proxy';
import { openBesideNetbox } from './beside-netbox';
import { NetboxApi, type NetboxObject, netboxUnderTest } from './netbox-api';

const PICTURES = process.env.PROXBOX_TEST_PICTURES;
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const PERSON = { username: 'proxbox-suite', password: 'Suite-for-tests-1' };
const VM = 'virtualization/virtual-machines';
/** What the person may look at in NetBox. */
const SEEN = ['virtualization.virtualmachine', 'virtualization.cluster', 'dcim.device'];

jest.setTimeout(240_000);

/** NetBox's own pages as NetBox has made them, behind a web server that adds the script as docs/inside-netbox.md says. */
describe('extension.js in the pages of the real NetBox', () => {
  const netbox = new NetboxApi(netboxUnderTest());
  const closes: (() => Promise<unknown>)[] = [];
  let proxmox: ProxmoxSimulator;
  let proxbox: Sidecar;
  let proxy: ReverseProxy;
  let browser: TestBrowser;
  let page: Page;
  let machine: NetboxObject;
  const problems: string[] = [];

  const machinePage = () => `${proxy.url}/virtualization/virtual-machines/${machine.id}/`;
  const isDrawn = () => page.waitForSelector('[data-proxbox=sync]');
  const tabNames = async () => {
    const texts = await page.$$eval('[data-proxbox=tab] a', (links) =>
      links.map(({ textContent }) => textContent),
    );
    return texts.map((text) => text.trim().replace(/\s+/g, ' '));
  };
  const picture = async (name: string) => {
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/netbox-${name}.png` });
  };

  /** A person of NetBox who may look at machines, clusters and devices, and run syncs in Proxbox. */
  async function admitPerson(): Promise<void> {
    const group = await netbox.create('users/groups', { name: PERSON.username });
    closes.push(() => netbox.remove('users/groups', group.id));
    const user = await netbox.create('users/users', { ...PERSON, groups: [group.id] });
    closes.push(() => netbox.remove('users/users', user.id));
    const permission = await netbox.create('users/permissions', { name: PERSON.username, object_types: SEEN, actions: ['view'], groups: [group.id] }); // prettier-ignore
    closes.push(() => netbox.remove('users/permissions', permission.id));
    const role = { group: PERSON.username, role: 'operator' };
    expect((await proxbox.api.post(`${API}/group-roles/`, role)).status).toBe(201);
  }

  async function signIn(address: string): Promise<void> {
    await page.goto(`${proxy.url}${address}`);
    await page.fill('input[name=username]', PERSON.username);
    await page.fill('input[name=password]', PERSON.password);
    await page.click('form [type=submit]');
    await page.waitForURL((url) => url.pathname !== new URL(address, proxy.url).pathname);
  }

  beforeAll(async () => {
    proxy = await openReverseProxy({ addsScript: true });
    closes.push(() => proxy.close());
    const config = { publicUrl: proxy.url, basePath: '' };
    const opened = await openBesideNetbox(netbox, { guests: 4, clusters: 1, nodes: 2 }, config);
    ({ proxbox, proxmox } = opened);
    closes.push(() => opened.close());
    proxy.netbox = netboxUnderTest().url;
    proxy.sidecar = proxbox.serving.url;
    await admitPerson();
    expect(await proxbox.run()).toMatchObject({ status: { value: 'completed' }, failed_count: 0 });
    machine = await netbox.one(VM, { cf_proxmox_vm_id: 101, cf_proxmox_cluster: 'lab-a' });

    browser = await openBrowser();
    closes.push(() => browser.close());
    page = await browser.context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await signIn('/login/');
    await signIn('/plugins/proxbox/sign-in');
    problems.splice(0);
  });
  afterAll(async () => {
    for (const close of closes.reverse()) await close();
  });
  afterEach(() => expect(problems.splice(0)).toEqual([]));

  it('puts a menu into the sidebar, and its pages open', async () => {
    await page.goto(`${proxy.url}/`);
    await page.click('[data-proxbox=menu] > button');
    const menu = page.locator('[data-proxbox=menu] .dropdown-menu');
    await picture('menu');
    await menu.locator('a', { hasText: 'Snapshots' }).click();
    await page.waitForURL(`${proxy.url}/plugins/proxbox/snapshots/`);
  });

  it('adds tabs with counts to a virtual machine, and opens them in its page', async () => {
    await page.goto(machinePage());
    await isDrawn();
    await picture('machine');
    const { data } = await proxbox.api.get<{ count: number }>(
      `${API}/snapshots/?virtual_machine_id=${machine.id}&limit=1`,
    );
    const names = await tabNames();
    expect(names).toContain('Proxmox config');
    expect(names).toContain(`Snapshots ${data.count}`);
    expect(names.at(-1)).toMatch(/^Sync history [1-9]/);
    await page.click('[data-proxbox=tab] a:has-text("Proxmox config")');
    await page.waitForSelector('[data-proxbox=panel] tbody tr');
    expect(await page.innerText('[data-proxbox=panel]')).toMatch(/cores\s+\d/);
    await picture('config');
    await page.reload();
    await page.waitForSelector('[data-proxbox=panel] tbody tr');
  });

  it('marks the fields that Proxbox wrote, and no others', async () => {
    await page.goto(machinePage());
    await isDrawn();
    const marked = await page.$$eval('th:has([data-proxbox=mark])', (heads) => heads.map((head) => head.textContent?.split('Proxbox')[0].replace('Filled by', '').trim())); // prettier-ignore
    expect(marked).toEqual(expect.arrayContaining(['Name', 'Virtual CPUs', 'Memory', 'VM ID']));
    expect(marked).not.toContain('Tenant');
  });

  it('syncs the machine at a click, with a run that tells how it goes', async () => {
    proxmox.changeGuest('lab-a', 101, { cores: 7 });
    await page.goto(machinePage());
    await page.click('[data-proxbox=sync]');
    await page.waitForSelector('[data-proxbox=status]:has-text("Sync run")', { timeout: 120_000 });
    await picture('synced');
    expect((await netbox.get(VM, machine.id)).vcpus).toBe(7);
    await page.click('text=Show what is new');
    await isDrawn();
    expect(await page.innerText('tr:has(th:has-text("Virtual CPUs")) td')).toMatch(/^7/);
  });

  it('leaves nothing to complain about for axe but the colours, which are those of NetBox', async () => {
    const rules = JSON.stringify({ 'color-contrast': { enabled: false } });
    const violations = await page.evaluate(`(async () => { ${AXE}; return (await axe.run({ include: [['[data-proxbox]']] }, { rules: ${rules} })).violations; })()`); // prettier-ignore
    const found = (violations as AxeResults['violations']).map(({ id, nodes }) => [id, nodes[0].html]);
    expect(found).toEqual([]);
  });

  it('is on clusters and devices too', async () => {
    const { id: cluster } = machine.cluster as NetboxObject;
    await page.goto(`${proxy.url}/virtualization/clusters/${cluster}/`);
    await isDrawn();
    expect((await tabNames()).join()).toMatch(/Clusters 1.*Storage \d+.*Sync history/);
    await picture('cluster');
    const { id: device } = await netbox.one('dcim/devices', { tag: 'proxbox', name: 'pve-a1' });
    await page.goto(`${proxy.url}/dcim/devices/${device}/`);
    await isDrawn();
    expect((await tabNames()).join()).toMatch(/Nodes \(Devices\) 1.*Sync history/);
    await picture('device');
  });

  it('is drawn once on each page that a person goes to and comes back from', async () => {
    await page.goto(machinePage());
    await isDrawn();
    await page.click('.page-header .breadcrumb a[href="/virtualization/virtual-machines/"]');
    await page.waitForSelector('h1:has-text("Virtual Machines")');
    expect(await page.$('[data-proxbox=tab]')).toBeNull();
    await page.goBack();
    await isDrawn();
    expect(await page.$$('[data-proxbox=menu]')).toHaveLength(1);
    expect(await page.$$('[data-proxbox=sync]')).toHaveLength(1);
  });

  it('is not there while Proxbox is away, and NetBox is as it always was', async () => {
    proxy.sidecar = 'http://127.0.0.1:1';
    const unanswered = page.waitForResponse((response) => response.url().endsWith('/inside/'));
    await page.goto(machinePage());
    await unanswered;
    expect(await page.$$('[data-proxbox]')).toEqual([]);
    expect(await page.innerText('.page-header h1')).toContain(String(machine.name));
    // The browser itself writes down every answer that is an error.
    expect(problems.splice(0).filter((text) => !/Failed to load resource/.test(text))).toEqual([]);
  });
});
