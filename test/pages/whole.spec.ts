import { type Page } from 'playwright-core';
import { type House } from '../../src/tools/house';
import { openTestHouse } from '../flow/open-house';
import { openBrowser, type TestBrowser } from './browser';

/** Pictures of the pages are put here, for whoever wants to look at them. */
const PICTURES = process.env.PROXBOX_TEST_PICTURES;

describe('a person with a browser', () => {
  let house: House;
  let browser: TestBrowser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    house = await openTestHouse();
    browser = await openBrowser();
    page = await browser.context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });

  const picture = async (name: string) => {
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
  };

  it('is asked to sign in, and told when the password is wrong', async () => {
    await page.goto(`${house.serving.url}/`);
    expect(page.url()).toContain('/sign-in');
    await picture('sign-in');
    await page.fill('input[name=username]', 'admin');
    await page.fill('input[name=password]', 'wrong');
    await page.click('button[type=submit]');
    expect(await page.textContent('body')).toContain('does not accept');
    problems.length = 0;
  });

  it('signs in and sees the endpoints', async () => {
    await page.fill('input[name=username]', 'admin');
    await page.fill('input[name=password]', 'admin');
    await page.click('button[type=submit]');
    await page.waitForURL('**/plugins/proxbox/');
    const text = await page.textContent('body');
    expect(text).toContain('lab-a');
    expect(text).toContain('pve-solo');
    await picture('home');
  });

  it('starts a full update with a click and watches it to its end', async () => {
    await page.click('button:has-text("Full update")');
    await page.waitForURL('**/sync/runs/*/');
    await page.waitForSelector('#run-status[data-status=completed]', { timeout: 30_000 });
    await picture('run');
    expect(await page.textContent('body')).toContain('Virtual Machines');
    expect(house.netbox.rows('virtualization/virtual-machines').length).toBeGreaterThan(10);
  });

  it('is told by the bell that it has ended', async () => {
    await page.goto(`${house.serving.url}/plugins/proxbox/storage/`);
    await page.click('summary:has-text("1 unread")');
    await page.waitForSelector('.bell-item:has-text("Proxbox Sync")');
    await picture('bell');
    await page.click('.bell-item');
    await page.waitForURL('**/plugins/proxbox/jobs/*/');
    await picture('job');
    await page.goto(`${house.serving.url}/plugins/proxbox/notifications/`);
    expect(await page.textContent('#content')).toContain('Nothing is new');
  });

  it('looks at lists and details', async () => {
    await page.goto(`${house.serving.url}/plugins/proxbox/nodes/`);
    expect(await page.textContent('table')).toContain('pve-a1');
    await picture('nodes');
    await page.click('table a:has-text("pve-a1")');
    expect(await page.textContent('h1')).toContain('pve-a1');
    await picture('node');
    await page.goto(`${house.serving.url}/plugins/proxbox/sync/changes/`);
    await picture('changes');
  });

  it('is told by the dashboard what the clusters answer just now', async () => {
    await page.goto(`${house.serving.url}/plugins/proxbox/dashboard/`);
    await page.waitForSelector('.gauge:has-text("Storage in use") progress');
    await page.waitForSelector(':text("replication fails")');
    await picture('dashboard');
  });

  it('reads what the REST API takes and answers', async () => {
    await page.goto(`${house.serving.url}/api/docs/`);
    await page.waitForSelector('.opblock-tag');
    expect(await page.textContent('#api-docs')).toContain('Proxmox clusters');
    await picture('api-docs');
  });

  it('met no script error, no refused style and no missing file on the way', () => {
    expect(problems).toEqual([]);
  });
});
