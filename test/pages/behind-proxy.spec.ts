import axios from 'axios';
import { type Page } from 'playwright-core';
import { listRoutes } from '../../src/core/http/list-routes';
import { BESIDE } from '../../src/core/http/base-path';
import { type House } from '../../src/tools/house';
import { openTestHouse } from '../flow/open-house';
import { openPeopleApp } from '../access/people';
import { openReverseProxy, type ReverseProxy } from '../setup/reverse-proxy';
import { openBrowser, type TestBrowser } from './browser';

describe.each(['', '/netbox'])('Proxbox beside NetBox at "%s/"', (basePath) => {
  let proxy: ReverseProxy;
  let house: House;
  let browser: TestBrowser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    proxy = await openReverseProxy({ basePath });
    house = await openTestHouse({ config: { publicUrl: proxy.url, basePath } });
    proxy.netbox = house.netbox.url;
    proxy.sidecar = house.serving.url;
    browser = await openBrowser();
    page = await browser.context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('requestfailed', (request) => {
      // A page that is left takes its stream with it.
      const { errorText } = request.failure() ?? {};
      if (errorText !== 'net::ERR_ABORTED') problems.push(`${request.url()}: ${errorText}`);
    });
  });
  afterAll(async () => {
    await browser?.close();
    await house?.close();
    await proxy?.close();
  });

  it('lets a person sign in and come back to the page that they wanted', async () => {
    await page.goto(`${proxy.url}/plugins/proxbox/nodes/?sort=name`);
    expect(new URL(page.url()).pathname).toBe(`${basePath}/plugins/proxbox/sign-in`);
    await page.fill('input[name=username]', 'admin');
    await page.fill('input[name=password]', 'admin');
    await page.click('button[type=submit]');
    await page.waitForURL(`${proxy.url}/plugins/proxbox/nodes/?sort=name`);
  });

  it('streams a run, and has every file and link of its pages below its own paths', async () => {
    await page.goto(`${proxy.url}/plugins/proxbox/`);
    await page.click('button:has-text("Full update")');
    await page.waitForURL('**/sync/runs/*/');
    await page.waitForSelector('#run-status[data-status=completed]', { timeout: 30_000 });
    const addresses = await page.$$eval('[href], [src], [action]', (found) =>
      found.map((one) => one.getAttribute('href') ?? one.getAttribute('src') ?? one.getAttribute('action')),
    );
    const outside = addresses.filter(
      (one) => one?.startsWith('/') && !one.startsWith(`${basePath}/plugins/proxbox/`),
    );
    expect(outside.filter((one) => !one?.startsWith(`${basePath}/api/plugins/proxbox/`))).toEqual([]);
  });

  it('tells in REST addresses that lead back, and an OpenAPI document of what is there', async () => {
    const headers = { Authorization: house.api.defaults.headers.Authorization as string };
    const list = await axios.get<{ next: string; results: { url: string }[] }>(
      `${proxy.url}/api/plugins/proxbox/nodes/?limit=1`,
      { headers },
    );
    const { next, results } = list.data;
    expect(next.startsWith(`${proxy.url}/api/plugins/proxbox/nodes/?`)).toBe(true);
    expect((await axios.get(results[0].url, { headers })).status).toBe(200);
    expect((await axios.get(next, { headers })).status).toBe(200);
    const schema = await axios.get<{ servers: { url: string }[]; paths: Record<string, unknown> }>(
      `${proxy.url}/api/plugins/proxbox/schema/`,
      { headers },
    );
    expect(schema.data.servers).toEqual([{ url: basePath || '/' }]);
    expect(Object.keys(schema.data.paths)).toEqual(expect.arrayContaining(['/plugins/proxbox/health', '/api/plugins/proxbox/schema/'])); // prettier-ignore
    await page.goto(`${proxy.url}/api/plugins/proxbox/docs/`);
    await page.waitForSelector('.opblock-tag');
  });

  it('sends an address without its slash to the same place with it', async () => {
    const moved = await axios.get(`${proxy.url}/api/plugins/proxbox/nodes`, { maxRedirects: 0, validateStatus: () => true }); // prettier-ignore
    expect(moved.headers.location).toBe(`${basePath}/api/plugins/proxbox/nodes/`);
  });

  it('answers a health check that comes without the proxy', async () => {
    expect((await axios.get(`${house.serving.url}/health`)).data).toEqual({ status: 'ok' });
  });

  it('signs out to its own sign-in page', async () => {
    await page.goto(`${proxy.url}/plugins/proxbox/`);
    await page.click('.user-menu-head');
    await page.click('button:has-text("Sign out"):not(:has-text("everywhere"))');
    await page.waitForURL(`${proxy.url}/plugins/proxbox/sign-in`);
  });

  it('met no missing file and no script error on the way', () => {
    expect(problems).toEqual([]);
  });
});

test('no page has the place of what hangs below the pages beside NetBox', async () => {
  const people = await openPeopleApp();
  const taken = listRoutes(people.app).filter(({ path }) =>
    BESIDE.some((name) => `${path}/`.startsWith(`/plugins/proxbox/${name}/`)),
  );
  await people.close();
  expect(taken).toEqual([]);
});
