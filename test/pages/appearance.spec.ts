import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Page } from 'playwright-core';
import { type TestDatabase } from '../../src/core/database/test-database';
import { contentTypeOf } from '../../src/core/model/content-type';
import { type AnyModel, type AnyRow, type Fields } from '../../src/core/model/define-model';
import { models } from '../../src/models';
import { syncRun } from '../../src/models/sync-run.model';
import { Examples } from '../contract/example';
import { freshDatabase } from '../setup/database';
import { openBrowser, type TestBrowser } from './browser';
import { DESK, Judge } from './judge';
import { PASSWORD, type PagesApp, startPages } from './pages-app';

const BASE = '/plugins/proxbox';
const listed = models.map((model) => [model.name, model] as const);

let database: TestDatabase;
let pages: PagesApp;
let browser: TestBrowser;
let page: Page;
let judged: Judge;
let origin: string;
const rows = new Map<AnyModel, number>();

beforeAll(async () => {
  database = await freshDatabase();
  pages = await startPages(database.url, [], { syncTags: false });
  origin = `http://127.0.0.1:${((pages.app.getHttpServer() as Server).address() as AddressInfo).port}`;
  browser = await openBrowser(DESK);
  page = await browser.context.newPage();
  judged = new Judge(page);
  await judged.begin();
  await page.goto(`${origin}/sign-in`);
  await page.fill('input[name=username]', 'admin');
  await page.fill('input[name=password]', PASSWORD);
  await page.click('button[type=submit]');
  await page.waitForURL(`${origin}${BASE}/`);
});
afterAll(async () => {
  await browser?.close();
  await pages?.close();
  await database?.drop();
});

/** Three rows of each model; the first has everything that a row can have. */
async function storeRows(): Promise<void> {
  const store = async (name: string, values: object): Promise<number> => {
    const { identifiers } = await pages.dataSource.getRepository(name).insert(values as never);
    return Number(identifiers[0].id);
  };
  const tagIds: number[] = [];
  for (const [name, color] of [['Production', '2f6a31'], ['Backed up daily', 'ffeb3b'], ['Proxbox', 'ff5722']]) {
    tagIds.push(await store('tag', { name, slug: name.toLowerCase().replace(/ /g, '-'), color }));
  } // prettier-ignore
  const objectTypes = models.filter((model) => !model.isPlain).map(contentTypeOf);
  const custom = { objectTypes, choices: [], default: null };
  await store('custom-field', {
    ...custom,
    name: 'owner',
    type: 'text',
    groupName: 'Business',
    description: 'Who pays',
  });
  await store('custom-field', { ...custom, name: 'leased', type: 'boolean', groupName: 'Business' });
  await store('custom-field', { ...custom, name: 'rack', type: 'select', choices: [['a', 'Rack A'], ['b', 'Rack B']] }); // prettier-ignore
  const examples = new Examples(pages.dataSource, models);
  for (const model of models) {
    const repository = pages.dataSource.getRepository<AnyRow>(model.name);
    const [known] = await repository.find({ order: { id: 'ASC' }, take: 1 });
    const row = model.isSingleton ? known : await examples.rowOf(model, 1);
    if (!model.isSingleton) for (const n of [2, 3]) await examples.rowOf(model, n);
    rows.set(model, row.id);
    if (!model.isPlain) {
      const hasNotes = Object.hasOwn(model.fields as Fields, 'comments');
      await repository.update({ id: row.id }, {
        tagIds, customFieldData: { owner: 'Team A', leased: true, rack: 'a' },
        ...(hasNotes && { comments: '## Where it is\n\n* Rack **A**, unit `4`\n* [Contract](https://contracts.example/4)' }),
      } as never); // prettier-ignore
      await store('journal-entry', {
        assignedObjectType: contentTypeOf(model), assignedObjectId: row.id, createdBy: 'admin', kind: 'warning', comments: 'Disk **3** was replaced.',
      }); // prettier-ignore
    }
    if (model.isLogged) {
      await store('object-change', {
        time: new Date(), userName: 'admin', requestId: '3f0b1c9e-0d3b-4c62-8a0f-5f1f0f5f3a10', action: 'update', objectRepr: 'something',
        changedObjectType: contentTypeOf(model), changedObjectId: row.id, message: 'Moved', prechangeData: { name: 'before', tags: [] }, postchangeData: { name: 'after', tags: ['Proxbox'] },
      }); // prettier-ignore
    }
  }
  // A run that is under way would ask for its events, which this application does not have.
  await pages.dataSource.createQueryBuilder().update('sync-run').set({ status: 'completed' }).execute();
  await pages.dataSource
    .createQueryBuilder()
    .update('sync-change')
    .set({ run: rows.get(syncRun as AnyModel) })
    .execute();
}

const judge: Judge['judge'] = (...args) => judged.judge(...args);

async function open(path: string): Promise<void> {
  const answer = await page.goto(origin + path);
  expect([path, answer?.status()]).toEqual([path, 200]);
}

/** The pages about no single model; all of them work before there is anything, too. */
const OWN_PAGES = [
  ['home', '/'],
  ['dashboard', '/dashboard/'],
  ['about', '/about/'],
] as const;

function watchProblems(): void {
  beforeEach(() => void judged.take());
  afterEach(() => expect(judged.take()).toEqual([]));
}

describe('in an empty installation a person meets no obstacle', () => {
  watchProblems();

  test.each(OWN_PAGES)('at %s', async (name, path) => {
    await open(BASE + path);
    await judge(`${name}-empty`, ['light', 'phone']);
  });
});

describe('with any eyes, a keyboard or a screen reader a person meets no obstacle, and the console stays silent,', () => {
  beforeAll(storeRows);
  watchProblems();

  test.each(listed.filter(([, model]) => !model.isSingleton))('in the list of %s', async (name, model) => {
    const list = `${BASE}/${model.path}/`;
    await open(list);
    await judge(`${name}-list`, ['light']);
    await open(`${list}?id=999999`);
    await judge(`${name}-nothing`);
    await open(`${list}filters/`);
    await judge(`${name}-filters`);
    await open(`${list}columns/`);
    await judge(`${name}-columns`);
    if (!model.actions.includes('change')) return;
    await open(list);
    await page.check('[data-select-page]');
    await page.click('button:has-text("Edit Selected")');
    await page.waitForSelector('text=Only what you fill in changes');
    await judge(`${name}-bulk-edit`);
  });

  test.each(listed)('on the page of %s and its tabs', async (name, model) => {
    await open(`${BASE}/${model.path}/${rows.get(model)}/`);
    await judge(`${name}-detail`, ['light', 'dark', 'phone']);
    const tabs = await page.$$eval('#page-tabs a:not(.active)', (links) =>
      links.map((link) => link.getAttribute('href') ?? ''),
    );
    for (const tab of tabs) {
      await open(tab);
      await judge(
        `${name}${tab
          .split(String(rows.get(model)))
          .at(-1)
          ?.replaceAll('/', '-')}`,
      );
    }
  });

  test.each(listed.filter(([, model]) => model.actions.length > 1))(
    'in the forms of %s',
    async (name, model) => {
      const row = `${BASE}/${model.path}/${rows.get(model)}/`;
      if (model.actions.includes('change')) {
        await open(`${row}edit/`);
        await judge(`${name}-form`, ['light']);
      }
      if (model.actions.includes('delete')) {
        await open(`${row}delete/`);
        await judge(`${name}-delete`);
      }
      if (model.actions.includes('add')) {
        await open(`${BASE}/${model.path}/add/`);
        await judge(`${name}-add`);
        await open(`${BASE}/${model.path}/import/`);
        await judge(`${name}-import`);
      }
    },
  );

  test.each(OWN_PAGES)('at %s', async (name, path) => {
    await open(BASE + path);
    await judge(name, ['light', 'dark', 'phone']);
  });

  test('in the plan of a run', async () => {
    await open(`${BASE}/sync/runs/${rows.get(syncRun as AnyModel)}/plan/`);
    await judge('plan', ['light', 'dark', 'phone']);
  });

  test('in a journal', async () => {
    const model = models.find((one) => !one.isPlain) as AnyModel;
    await open(`${BASE}/${model.path}/${rows.get(model)}/journal/`);
    await judge('journal', ['light']);
  });
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
