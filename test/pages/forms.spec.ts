import { type Server } from 'node:http';
import { type Page } from 'playwright-core';
import { type AnyModel, type AnyRow, type Fields } from '../../src/core/model/define-model';
import { isRequired } from '../../src/core/model/field';
import { snakeCase } from '../../src/core/model/naming';
import { editableFields, newValues } from '../../src/core/pages/form-values';
import { models } from '../../src/models';
import { Examples } from '../contract/example';
import { openBrowser, type TestBrowser } from './browser';
import { HOSTILE } from './example-row';
import { type OpenPages, openPages } from './open-pages';
import { PASSWORD } from './pages-app';
import { Visitor } from './visitor';

const BASE = '/plugins/proxbox';
const listed = models.map((model) => [model.name, model] as const);
const changeable = listed.filter(([, model]) => model.actions.includes('change'));
const addable = listed.filter(([, model]) => model.actions.includes('add'));

let pages: OpenPages;
let visitor: Visitor;
let browser: TestBrowser;
let page: Page;
let examples: Examples;
let origin: string;

beforeAll(async () => {
  pages = await openPages();
  ({ origin, visitor } = pages);
  examples = new Examples(pages.dataSource, models);
  browser = await openBrowser({ hasScripts: false });
  page = await browser.context.newPage();
  page.setDefaultTimeout(8_000);
  await page.goto(`${origin}/sign-in`);
  await page.fill('input[name=username]', 'admin');
  await page.fill('input[name=password]', PASSWORD);
  await page.click('button[type=submit]');
});
afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

const rowsOf = (model: AnyModel) => pages.dataSource.getRepository<AnyRow>(model.name);
const namedModel = (name: string) => models.find((model) => model.name === name) as AnyModel;

async function exampleRow(model: AnyModel, n: number): Promise<AnyRow> {
  const [known] = await rowsOf(model).find({ order: { id: 'ASC' }, take: 1 });
  return model.isSingleton ? known : examples.rowOf(model, n);
}

/** JSON values as the inputs of a form send them. */
function sent(json: Record<string, unknown>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [
      key,
      isPicked(value) ? value : typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  );
}

/** Several options of one box. */
function isPicked(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}

describe('the form of a stored row', () => {
  test.each(changeable)(
    'of %s, saved as it is by a browser without scripts, changes nothing',
    async (_name, model) => {
      const before = await exampleRow(model, 1);
      await page.goto(`${origin}${BASE}/${model.path}/${before.id}/edit/`);
      await page.click('.form-foot button[type=submit]');
      expect(page.url()).toBe(`${origin}${BASE}/${model.path}/${before.id}/`);
      expect(await page.textContent('#messages')).toContain(`Modified ${model.label}`);
      const after = await rowsOf(model).findOneByOrFail({ id: before.id });
      expect({ ...after, lastUpdated: null }).toEqual({ ...before, lastUpdated: null });
    },
  );

  test.each(changeable)('of %s has a label, and a mark where a value is needed', async (_name, model) => {
    const row = await exampleRow(model, 2);
    const { text } = await visitor.get(`${BASE}/${model.path}/${row.id}/edit/`);
    for (const [name, field] of editableFields(model)) {
      expect(text).toMatch(new RegExp(`<label[^>]* for="field-${snakeCase(name)}"`));
      if (isRequired(field) && field.widget !== 'checkbox') {
        expect(text).toMatch(new RegExp(`id="field-${snakeCase(name)}"[^>]* required`));
      }
    }
  });

  test.each(
    changeable.filter(([, model]) =>
      Object.values(model.fields as Fields).some((one) => one.isSecret && !one.isReadOnly),
    ),
  )(
    'of %s never shows a secret, keeps it when it is left blank, and clears it only when asked to',
    async (_name, model) => {
      const [name, field] = editableFields(model).find(([, one]) => one.isSecret)!;
      const row = await exampleRow(model, 3);
      await rowsOf(model).update({ id: row.id }, { [name]: 'hunter2-stored' });
      const path = `${BASE}/${model.path}/${row.id}/edit/`;
      expect((await visitor.get(path)).text).not.toContain('hunter2-stored');
      const stored = async () => (await rowsOf(model).findOneByOrFail({ id: row.id }))[name];
      await page.goto(origin + path);
      await page.click('.form-foot button[type=submit]');
      expect(await stored()).toBe('hunter2-stored');
      await page.goto(origin + path);
      await page.fill(`#field-${snakeCase(name)}`, 'other');
      await page.click('.form-foot button[type=submit]');
      expect(await stored()).toBe('other');
      await page.goto(origin + path);
      await page.check(`input[name=_clear_${snakeCase(name)}]`);
      await page.click('.form-foot button[type=submit]');
      expect(await stored()).toBe(field.isOptional ? null : '');
    },
  );

  test('does not overwrite what somebody else saved meanwhile, and keeps what was typed', async () => {
    const model = namedModel('proxmox-endpoint');
    const row = await examples.rowOf(model, 4);
    const path = `${BASE}/${model.path}/${row.id}/edit/`;
    await page.goto(origin + path);
    await rowsOf(model).update({ id: row.id }, { username: 'other@pve' });
    await page.fill('#field-username', 'mine@pve');
    await page.click('.form-foot button[type=submit]');
    expect(await page.textContent('.alert-danger')).toContain('Somebody changed this object');
    expect(await page.inputValue('#field-username')).toBe('mine@pve');
    await page.click('.form-foot button[type=submit]');
    expect((await rowsOf(model).findOneByOrFail({ id: row.id })).username).toBe('mine@pve');
  });
});

describe('the form of a new row', () => {
  test.each(addable)('of %s stores what REST would store', async (_name, model) => {
    const example = await examples.exampleOf(model, 11);
    const path = `${BASE}/${model.path}/add/`;
    const defaults = Object.fromEntries(newValues(model, new URLSearchParams()));
    const { status, headers } = await visitor.post(path, path, { ...defaults, ...sent(example) });
    expect([status, headers.location]).toEqual([
      303,
      expect.stringMatching(new RegExp(`^${BASE}/${model.path}/\\d+/$`)),
    ]);
    const row = await rowsOf(model).findOneByOrFail({ id: Number(/(\d+)\/$/.exec(headers.location)?.[1]) });
    for (const [name, field] of editableFields(model)) {
      const value = example[snakeCase(name)];
      if (value !== undefined) expect([name, row[name]]).toEqual([name, field.parse(value)]);
    }
    expect((await visitor.get(headers.location)).text).toContain(`Created ${model.label}`);
  });

  test('keeps everything typed beside the errors of the fields', async () => {
    const path = `${BASE}/endpoints/proxmox/add/`;
    const typed = {
      name: `a ${HOSTILE}`,
      port: '99999',
      mode: 'cluster',
      username: 'x@pve',
      token_name: 'kept',
    };
    const { status, text } = await visitor.post(path, path, typed);
    expect(status).toBe(400);
    expect(text).toMatch(/id="errors-port">[\s\S]{0,40}Ensure this value is less than or equal to 65535/);
    expect(text).toMatch(/id="field-port"[^>]* aria-invalid="true"[^>]* value="99999"/);
    expect(text).toMatch(/id="field-token_name"[^>]* value="kept"/);
    expect(text).toMatch(/<option value="cluster"[^>]* selected>/);
    expect(text).not.toContain(HOSTILE);
  });

  test('shows what is wrong with the row as a whole', async () => {
    const model = namedModel('proxmox-cluster');
    const example = sent(await examples.exampleOf(model, 12));
    const path = `${BASE}/${model.path}/add/`;
    await visitor.post(path, path, example);
    const { status, text } = await visitor.post(path, path, example);
    expect(status).toBe(400);
    expect(text).toMatch(/role="alert">[\s\S]*already exists\./);
  });

  test('starts with the defaults, with what the address says, or with a copy of another row', async () => {
    const path = `${BASE}/endpoints/proxmox/add/`;
    expect((await visitor.get(path)).text).toMatch(/id="field-port"[^>]* value="8006"/);
    const filled = await visitor.get(`${path}?port=8443&password=leaked&nonsense=1`);
    expect(filled.text).toMatch(/id="field-port"[^>]* value="8443"/);
    expect(filled.text).not.toContain('value="leaked"');
    const row = await examples.rowOf(namedModel('proxmox-endpoint'), 13);
    const copy = await visitor.get(`${path}?clone=${row.id}`);
    expect(copy.text).toContain(`value="${String(row.name)}"`);
    expect((await visitor.get(`${path}?clone=999999`)).status).toBe(404);
  });

  test('comes again after "Create & Add Another"', async () => {
    const example = sent(await examples.exampleOf(namedModel('proxmox-storage'), 14));
    const path = `${BASE}/storage/add/?shared=true`;
    const { headers } = await visitor.post(path, path, { ...example, _addanother: 'true' });
    expect(headers.location).toBe(path);
  });

  test('goes back only to addresses of our own', async () => {
    const path = `${BASE}/storage/add/`;
    const send = async (n: number, back: string) => {
      const example = sent(await examples.exampleOf(namedModel('proxmox-storage'), n));
      return (await visitor.post(path, path, { ...example, _return: back })).headers.location;
    };
    expect(await send(15, `${BASE}/storage/?q=x`)).toBe(`${BASE}/storage/?q=x`);
    expect(await send(16, 'https://evil.example/')).toBe('/');
  });
});

describe('forms', () => {
  test.each(['add/', '1/edit/'])('store nothing without the token of the page: %s', async (path) => {
    const { status } = await visitor.postWith(`${BASE}/endpoints/proxmox/${path}`, { name: 'forged' });
    expect(status).toBe(403);
    expect(await rowsOf(namedModel('proxmox-endpoint')).countBy({ name: 'forged' })).toBe(0);
  });

  test.each(listed.filter(([, model]) => !model.actions.includes('add')))(
    'are not there for %s, which takes no new rows',
    async (_name, model) => {
      expect((await visitor.get(`${BASE}/${model.path}/add/`)).status).toBe(404);
    },
  );

  test('are closed to who may only read', async () => {
    const reader = new Visitor(pages.app.getHttpServer() as Server);
    await reader.signIn('reader');
    const { status, text } = await reader.get(`${BASE}/storage/add/`);
    expect(status).toBe(403);
    expect(text).toContain('You do not have permission to perform this action.');
  });
});
