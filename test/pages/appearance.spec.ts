import { type Page } from 'playwright-core';
import { listRoutes } from '../../src/core/http/list-routes';
import { type AnyModel } from '../../src/core/model/define-model';
import { models } from '../../src/models';
import { openBrowser, type TestBrowser } from './browser';
import { DESK, Judge } from './judge';
import { Loads } from './loads';
import { fillUp } from './many-rows';
import { kindsIn, type Place, walkPages } from './page-walk';
import { openSeenHouse, type SeenHouse } from './seen-house';

const BASE = '/plugins/proxbox';
const MANY = 10_000;
const SCRIPT_LIMIT_BYTES = 250_000;
const BROWSER = 'text/html,application/xhtml+xml,*/*;q=0.8';

let house: SeenHouse;
let browser: TestBrowser;
let page: Page;
let judge: Judge;
let loads: Loads;
let origin: string;
let rows = new Map<AnyModel, number>();

beforeAll(async () => {
  browser = await openBrowser(DESK);
  page = await browser.context.newPage();
  judge = new Judge(page);
  await judge.begin();
  loads = new Loads(page);
  await enter();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

/** Opens an empty program, and signs in. */
async function enter(): Promise<void> {
  house = await openSeenHouse();
  origin = house.serving.url;
  await page.goto(`${origin}/sign-in`);
  await page.fill('input[name=username]', 'admin');
  await page.fill('input[name=password]', 'admin');
  await page.click('button[type=submit]');
  await page.waitForURL(`${origin}${BASE}/`);
}

async function furnish(): Promise<void> {
  rows = await house.furnish();
}

async function fillUpAll(): Promise<void> {
  if (rows.size === 0) await furnish();
  const { databaseUrl, dataSource } = house;
  for (const [model, id] of rows) {
    // Custom fields are no rows of a page but parts of it: a form with 10,000 inputs is nobody's.
    if (model.isSingleton || model.name === 'custom-field') continue;
    await fillUp(databaseUrl, { dataSource, model, id }, MANY);
  }
  await dataSource.query('ANALYZE');
}

async function moveOut(): Promise<void> {
  await page.goto('about:blank');
  await house.close();
  rows = new Map();
  await enter();
}

/** What is served at an address, if it is a whole page; downloads and pieces of pages are not. */
async function readPage(address: string): Promise<string | undefined> {
  const cookies = await browser.context.cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const headers = { Accept: BROWSER, Cookie: cookie };
  const answer = await fetch(origin + address, { headers, redirect: 'manual' });
  if (answer.status >= 400) throw new Error(`${address} was answered ${answer.status}.`);
  if (answer.status === 200 && answer.headers.get('content-type')?.startsWith('text/html')) {
    const html = await answer.text();
    return html.startsWith('<!doctype html>') ? html : undefined;
  }
  await answer.body?.cancel();
  return undefined;
}

/** The kinds of elements that the pages of a route have shown. */
const judged = new Map<string, Set<string>>();

/** Whether a page has something on it that no page of its route had with other rows. The pages about no model always have. */
function isNew({ route, html, model }: Place): boolean {
  const known = judged.get(route) ?? new Set();
  const kinds = kindsIn(html);
  const fresh = [...kinds].filter((kind) => !known.has(kind));
  judged.set(route, new Set([...known, ...kinds]));
  return !model || known.size === 0 || fresh.length > 0;
}

const nameOf = ({ address }: Place) => address.replace(BASE, '').split('/').filter(Boolean).join('-') || 'home'; // prettier-ignore

/**
 * Opens every page, as far as these rows show something on it that others did not. With `some rows` something must lead to
 * each; later what was told once is read, and without rows nothing leads to one.
 */
function judgesEveryPage(scene: string, prepare: () => Promise<void>, count: number): void {
  let places: Place[];
  let unreached: string[];

  beforeAll(async () => {
    await prepare();
    const outside = house.linksFromNetbox();
    ({ places, unreached } = await walkPages(listRoutes(house.serving.app), rows, {
      read: readPage,
      outside,
    }));
  }, 240_000);

  test('and every page can be reached', () => {
    expect(places.length).toBeGreaterThan(count);
    expect(scene === 'some rows' ? unreached : []).toEqual([]);
  });

  test.each([['no model'], ...models.map(({ name }) => [name])])(
    'on the pages of %s',
    async (name) => {
      const own = places.filter(({ model }) => (model?.name ?? 'no model') === name);
      for (const place of own.filter(isNew)) {
        const status = await loads.open(origin + place.address, { route: place.route, scene });
        expect([place.address, status]).toEqual([place.address, 200]);
        await judge.judge(
          `${scene.replace(/\W+/g, '-')}-${nameOf(place)}`,
          place.model ? ['light', 'phone'] : ['light', 'dark', 'phone'],
          { isWhole: !place.model },
        );
      }
      expect(judge.take()).toEqual([]);
    },
    120_000,
  );
}

describe('with some rows a person meets no obstacle, and the console stays silent,', () => {
  judgesEveryPage('some rows', furnish, 200);

  const changeable = models.filter(({ actions, isSingleton }) => actions.includes('change') && !isSingleton);
  test.each(changeable.map((model) => [model.name, model] as const))(
    'when many %s rows are changed at once',
    async (name, model) => {
      await page.goto(`${origin}${BASE}/${model.path}/`);
      await page.check('[data-select-page]');
      await page.click('button:has-text("Edit Selected")');
      await page.waitForSelector('text=Only what you fill in changes');
      await judge.judge(`${name}-bulk-edit`, [], { isWhole: false });
      expect(judge.take()).toEqual([]);
    },
  );
});

describe('a person with scripts', () => {
  test('sees the list follow what is typed, and the address with it', async () => {
    await page.goto(`${origin}${BASE}/storage/`);
    await page.fill('#quick-search', 'nowhere');
    await page.waitForSelector('text=— No Proxmox Storages found —');
    expect(page.url()).toContain('q=nowhere');
    expect(await page.textContent('#page-tabs')).toMatch(/Results\s*0/);
  });

  test('can press the buttons for rows only when one is ticked', async () => {
    await page.goto(`${origin}${BASE}/storage/`);
    expect(await page.isDisabled('button:has-text("Delete Selected")')).toBe(true);
    await page.check('input[name=pk]');
    expect(await page.isDisabled('button:has-text("Delete Selected")')).toBe(false);
  });

  test('picks what a row refers to by its name, found by REST, and tags', async () => {
    await page.goto(`${origin}${BASE}/nodes/add/`);
    await page.click('.ts-wrapper:has(+ .form-text), .ts-wrapper');
    await page.waitForSelector('.ts-dropdown [data-selectable]');
    await page.click('.ts-dropdown [data-selectable]:not([data-value=""])');
    expect(await page.inputValue('select[name=endpoint]')).toMatch(/^\d+$/);
    await page.click('select[name=tags] + .ts-wrapper .ts-control');
    await page.click('.ts-dropdown [data-selectable]:has-text("Production")');
    const picked = await page.$eval(
      'select[name=tags]',
      (box) => (box as HTMLSelectElement).selectedOptions[0].text,
    );
    expect(picked).toBe('Production');
  });

  test('reaches every part of a page by the keyboard, the content first', async () => {
    await page.goto(`${origin}${BASE}/storage/`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('quick-search');
  });
});

describe('with 10,000 rows of each model a person meets no obstacle, and the console stays silent,', () => {
  judgesEveryPage('10,000 rows', fillUpAll, 200);
});

describe('with nothing but a NetBox a person meets no obstacle, and the console stays silent,', () => {
  judgesEveryPage('nothing', moveOut, 100);

  test('and all scripts of all pages together are small, but for the reader of the API schema', async () => {
    const all = [...(await loads.scriptBytes())];
    const sizes = all.filter(([path]) => !path.startsWith('/static/swagger-ui/'));
    expect(sizes.length).toBeGreaterThan(3);
    const bytes = sizes.reduce((sum, [, size]) => sum + size, 0);
    console.log(`${bytes} bytes of JavaScript in ${sizes.length} files, uncompressed. ${loads.tell()}`);
    expect(bytes).toBeLessThan(SCRIPT_LIMIT_BYTES);
  });
});
