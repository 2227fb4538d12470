import { type Server } from 'node:http';
import { type Page } from 'playwright-core';
import { parse as parseYaml } from 'yaml';
import { contentTypeOf } from '../../src/core/model/content-type';
import { type AnyModel, type AnyRow } from '../../src/core/model/define-model';
import { models } from '../../src/models';
import { Examples } from '../contract/example';
import { openBrowser, type TestBrowser } from './browser';
import { HOSTILE } from './example-row';
import { type OpenPages, openPages } from './open-pages';
import { PASSWORD } from './pages-app';
import { Visitor } from './visitor';

const BASE = '/plugins/proxbox';
const namedModel = (name: string) => models.find((model) => model.name === name) as AnyModel;
const storage = namedModel('proxmox-storage');
const withFeatures = models.filter((model) => !model.isPlain);
const listed = withFeatures.map((model) => [model.name, model] as const);

/** One of each type, all of which storages have. */
const CUSTOM_FIELDS = [
  { name: 'Owner', type: 'text', groupName: 'Business', value: 'Team, "A"', written: 'Team, "A"' },
  { name: 'story', type: 'longtext', groupName: '', value: 'a\n\n**b**', written: 'a\n\n**b**' },
  { name: 'height', type: 'integer', groupName: '', value: 42, written: '42' },
  { name: 'price', type: 'decimal', groupName: 'Business', value: 9.5, written: '9.5' },
  { name: 'leased', type: 'boolean', groupName: 'Business', value: false, written: 'false' },
  { name: 'bought', type: 'date', groupName: '', value: '2026-02-03', written: '2026-02-03' },
  {
    name: 'seen',
    type: 'datetime',
    groupName: '',
    value: '2026-02-03T04:05:06Z',
    written: '2026-02-03T04:05:06',
  },
  {
    name: 'site',
    type: 'url',
    groupName: '',
    value: 'https://rack.example/',
    written: 'https://rack.example/',
  },
  { name: 'facts', type: 'json', groupName: '', value: { a: [1, 2] }, written: '{"a": [1, 2]}' },
  { name: 'tier', type: 'select', groupName: '', value: 'fast', written: 'fast' },
  { name: 'uses', type: 'multiselect', groupName: '', value: ['iso', 'a,b'], written: ['iso', 'a,b'] },
] as const;
const CHOICES: Record<string, string[][]> = {
  tier: [['fast', 'Fast'], ['slow', 'Slow']],
  uses: [['iso', 'ISO images'], ['a,b', 'Both'], ['none', 'None']],
}; // prettier-ignore
const DATA = Object.fromEntries(CUSTOM_FIELDS.map(({ name, value }) => [name, value]));

let pages: OpenPages;
let visitor: Visitor;
let examples: Examples;
let browser: TestBrowser;
let page: Page;
let origin: string;
const tagIds: number[] = [];

const rowsOf = (model: AnyModel) => pages.dataSource.getRepository<AnyRow>(model.name);
const addressOf = (model: AnyModel, row: AnyRow) => `${BASE}/${model.path}/${row.id}/`;

beforeAll(async () => {
  pages = await openPages();
  ({ origin, visitor } = pages);
  examples = new Examples(pages.dataSource, models);
  const tags = [['Production', 'production', 'ff5722'], [`Old ${HOSTILE}`, 'old', 'ffeb3b'], ['Spare', 'spare', '2196f3']]; // prettier-ignore
  for (const [name, slug, color] of tags) {
    const { identifiers } = await pages.dataSource
      .getRepository('tag')
      .insert({ name, slug, color } as never);
    tagIds.push(Number(identifiers[0].id));
  }
  for (const { name, type, groupName } of CUSTOM_FIELDS) {
    await pages.dataSource.getRepository('custom-field').insert({
      name, type, groupName, objectTypes: [contentTypeOf(storage)], choices: CHOICES[name] ?? [], default: null,
      description: `What ${name} means`,
    } as never); // prettier-ignore
  }
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

async function storageRow(n: number, values: object = {}): Promise<AnyRow> {
  const row = await examples.rowOf(storage, n);
  await rowsOf(storage).update({ id: row.id }, values as never);
  return rowsOf(storage).findOneByOrFail({ id: row.id });
}

describe('the page of a row', () => {
  test('shows tags that lead to the rows which have them, custom fields in groups by their kinds, and Markdown', async () => {
    const comments = `# Where\n\n* **rack** 4\n\n${HOSTILE}`;
    const row = await storageRow(1, { tagIds: [tagIds[1], tagIds[0]], customFieldData: DATA, comments });
    const { text } = await visitor.get(addressOf(storage, row));
    expect(text).toMatch(/tag-ink-dark" href="\/plugins\/proxbox\/storage\/\?tag=old"[\s\S]*fill="#ffeb3b"/);
    expect(text).toContain('Old &lt;script&gt;');
    expect(text.indexOf('?tag=old')).toBeLessThan(text.indexOf('?tag=production'));
    expect(text).toMatch(/<h3 class="card-group-title">Business<\/h3>[\s\S]*Team, &quot;A&quot;/);
    expect(text).toContain('<a href="https://rack.example/" rel="noreferrer">');
    expect(text).toMatch(/<th scope="row" title="What uses means">Uses<\/th>\s*<td><span>ISO images, Both</);
    expect(text).toMatch(/<div class="markdown"><p>a<\/p>\s*<p><strong>b<\/strong><\/p>/);
    expect(text).toMatch(/<div class="markdown"><h3>Where<\/h3>[\s\S]*<strong>rack<\/strong> 4/);
    expect(text).not.toContain(HOSTILE);
    const found = await visitor.get(`${BASE}/storage/?tag=old`);
    expect(found.text).toContain('Showing 1-1 of 1');
    expect(found.text).toMatch(/Tag: old/);
  });

  test.each(listed)('of %s has tags, a journal and a change log, empty ones too', async (_name, model) => {
    const row = model.isSingleton ? await rowsOf(model).findOneByOrFail({}) : await examples.rowOf(model, 2);
    const { text } = await visitor.get(addressOf(model, row));
    expect(text).toContain('No tags assigned');
    for (const slug of ['journal', 'changelog']) {
      expect(text).toContain(`href="${addressOf(model, row)}${slug}/"`);
      const tab = await visitor.get(`${addressOf(model, row)}${slug}/`);
      expect([slug, tab.status]).toEqual([slug, 200]);
      expect(tab.text).toContain('Showing 0-0 of 0');
    }
  });

  test.each(models.filter((model) => model.isPlain).map((model) => [model.name, model] as const))(
    'of %s, which has none of these, has no journal',
    async (_name, model) => {
      const row = await examples.rowOf(model, 2);
      expect((await visitor.get(`${addressOf(model, row)}journal/`)).status).toBe(404);
    },
  );
});

describe('the journal of a row', () => {
  test('takes an entry, shows it as Markdown, and lets it be deleted, all without scripts', async () => {
    const row = await storageRow(3);
    await page.goto(`${origin}${addressOf(storage, row)}journal/`);
    await page.selectOption('#field-kind', 'warning');
    await page.fill('#field-comments', `Moved to **rack 5**\n\n${HOSTILE}`);
    await page.click('button:has-text("Create")');
    expect(page.url()).toBe(`${origin}${addressOf(storage, row)}journal/`);
    expect(await page.innerHTML('#object-list .markdown')).toContain('<strong>rack 5</strong>');
    expect(await page.textContent('#object-list')).toContain('admin');
    expect(await page.textContent('#page-tabs')).toMatch(/Journal\s*1/);
    const [entry] = await rowsOf(namedModel('journal-entry')).findBy({ assignedObjectId: row.id });
    expect(entry).toMatchObject({
      assignedObjectType: contentTypeOf(storage),
      createdBy: 'admin',
      kind: 'warning',
    });
    await page.click('#object-list a[title=Delete]');
    await page.click('.form-foot button');
    expect(page.url()).toBe(`${origin}${addressOf(storage, row)}journal/`);
    expect(await rowsOf(namedModel('journal-entry')).countBy({ assignedObjectId: row.id })).toBe(0);
  });

  test('says what is wrong with an entry, and keeps its kind', async () => {
    const row = await storageRow(4);
    const path = `${addressOf(storage, row)}journal/`;
    const { status, text } = await visitor.post(path, path, { kind: 'danger', comments: ' ' });
    expect(status).toBe(400);
    expect(text).toContain('This field may not be blank.');
    expect(text).toMatch(/<option value="danger"[^>]* selected>/);
  });

  test('is closed to who may only read, and to who lost the token of the form', async () => {
    const row = await storageRow(5);
    const path = `${addressOf(storage, row)}journal/`;
    const reader = new Visitor(pages.app.getHttpServer() as Server);
    await reader.signIn('reader');
    expect((await reader.get(path)).text).not.toContain('New Journal Entry');
    expect((await reader.post(path, path, { kind: 'info', comments: 'x' })).status).toBe(403);
    expect((await visitor.postWith(path, { kind: 'info', comments: 'x' })).status).toBe(403);
    expect(await rowsOf(namedModel('journal-entry')).countBy({ assignedObjectId: row.id })).toBe(0);
  });

  test('lists the entries of all rows with the names of what they are about', async () => {
    const row = await storageRow(6);
    const path = `${addressOf(storage, row)}journal/`;
    await visitor.post(path, path, { kind: 'info', comments: 'x' });
    const { text } = await visitor.get(`${BASE}/journal-entries/`);
    expect(text).toMatch(new RegExp(`<a href="${addressOf(storage, row)}">[^<]*${String(row.name)}`));
    expect(text).toContain('<span>Proxmox Storage</span>');
  });
});

describe('the change log of a row', () => {
  test('has every write with its reason, and a page with before and after, without any secret', async () => {
    const endpoint = await examples.rowOf(namedModel('proxmox-endpoint'), 7);
    const address = addressOf(namedModel('proxmox-endpoint'), endpoint);
    await page.goto(`${origin}${address}edit/`);
    await page.fill('#field-username', 'other@pve');
    await page.fill('#field-password', 'hunter2-new');
    await page.fill('#field-changelog_message', 'Rotated');
    await page.click('.form-foot button[type=submit]');
    await page.goto(`${origin}${address}changelog/`);
    expect(await page.textContent('#object-list')).toMatch(/admin[\s\S]*Updated[\s\S]*Rotated/);
    await page.click('#object-list tbody a');
    expect(await page.textContent('.difference-table')).toMatch(/username[\s\S]*other@pve/);
    const changed = await page.textContent('.difference-table tr.is-changed:has-text("password")');
    expect(changed).toContain('********');
    expect(await page.content()).not.toContain('hunter2');
    expect(await page.getAttribute('main a[href*="/endpoints/proxmox/"]', 'href')).toBe(address);
    await page.click('a:has-text("All Changes of This Request")');
    expect(await page.textContent('main')).toContain('Showing 1-1 of 1');
  });

  test('keeps the reason of a deletion and of a bulk edit', async () => {
    const [one, two] = [await storageRow(8), await storageRow(9)];
    const list = `${BASE}/storage/`;
    const bulk = { pk: `${one.id},${two.id}`, _apply: 'true', path: '/mnt/x', changelog_message: 'Moved' };
    expect((await visitor.post(list, `${BASE}/storage/edit/`, bulk)).status).toBe(303);
    await visitor.post(list, `${addressOf(storage, one)}delete/`, {
      _confirm: 'true',
      changelog_message: 'Gone',
    });
    const of = (row: AnyRow) =>
      rowsOf(namedModel('object-change')).find({ where: { changedObjectId: row.id, changedObjectType: contentTypeOf(storage) }, order: { id: 'ASC' } }); // prettier-ignore
    expect((await of(one)).map(({ action, message }) => [action, message])).toEqual([
      ['update', 'Moved'],
      ['delete', 'Gone'],
    ]);
    expect((await of(two)).map(({ message }) => message)).toEqual(['Moved']);
    const long = { ...bulk, pk: String(two.id), changelog_message: 'x'.repeat(201) };
    const refused = await visitor.post(list, `${BASE}/storage/edit/`, long);
    expect([refused.status, refused.text.includes('no more than 200 characters')]).toEqual([400, true]);
  });
});

describe('a form', () => {
  test('sets tags and custom fields of every type, and saved as it is changes nothing, without scripts', async () => {
    const row = await storageRow(20);
    await page.goto(`${origin}${addressOf(storage, row)}edit/`);
    await page.selectOption('#field-tags', [String(tagIds[0]), String(tagIds[2])]);
    for (const { name, type, written } of CUSTOM_FIELDS) {
      const input = `#field-cf_${name}`;
      if (type === 'select' || type === 'multiselect' || type === 'boolean')
        await page.selectOption(input, written);
      else await page.fill(input, written as string);
    }
    await page.click('.form-foot button[type=submit]');
    const stored = await rowsOf(storage).findOneByOrFail({ id: row.id });
    expect(stored.tagIds).toEqual([tagIds[0], tagIds[2]]);
    expect(stored.customFieldData).toEqual(DATA);
    await page.goto(`${origin}${addressOf(storage, row)}edit/`);
    await page.click('.form-foot button[type=submit]');
    const again = await rowsOf(storage).findOneByOrFail({ id: row.id });
    expect({ ...again, lastUpdated: null }).toEqual({ ...stored, lastUpdated: null });
    await page.goto(`${origin}${addressOf(storage, row)}edit/`);
    await page.selectOption('#field-tags', []);
    await page.fill('#field-cf_height', '');
    await page.click('.form-foot button[type=submit]');
    const emptied = await rowsOf(storage).findOneByOrFail({ id: row.id });
    expect(emptied.tagIds).toEqual([]);
    expect(emptied.customFieldData).toEqual({ ...DATA, height: null });
  });

  test('says what is wrong with a custom field, and keeps what was typed', async () => {
    const row = await storageRow(21);
    const edit = `${addressOf(storage, row)}edit/`;
    const send = (fields: Record<string, string>) =>
      visitor.post(edit, edit, { name: 'kept', cluster: String(row.cluster), ...fields });
    const wrong = await send({ cf_height: 'tall' });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain(
      'Invalid value for custom field &#39;height&#39;: Value must be an integer.',
    );
    const broken = await send({ cf_facts: '{a}' });
    expect(broken.text).toMatch(/id="errors-cf_facts">[\s\S]*Enter valid JSON\./);
    expect(broken.text).toContain('{a}');
  });

  test('of a clone carries tags and custom fields', async () => {
    const row = await storageRow(22, { tagIds: [tagIds[1]], customFieldData: DATA });
    const { text } = await visitor.get(`${BASE}/storage/add/?clone=${row.id}`);
    expect(text).toMatch(new RegExp(`id="field-tags"[\\s\\S]*<option value="${tagIds[1]}" selected>`));
    expect(text).toContain('value="Team, &quot;A&quot;"');
  });

  test('of many rows adds and removes tags, sets custom fields and empties them', async () => {
    const one = await storageRow(23, { tagIds: [tagIds[0]], customFieldData: { Owner: 'x', height: 1 } });
    const two = await storageRow(24, { tagIds: [tagIds[1]] });
    const answer = await visitor.post(`${BASE}/storage/`, `${BASE}/storage/edit/`, {
      pk: `${one.id},${two.id}`,
      _apply: 'true',
      add_tags: [String(tagIds[2])],
      remove_tags: [String(tagIds[0])],
      cf_height: '7',
      _null_cf_Owner: 'true',
    });
    expect(answer.status).toBe(303);
    const stored = await rowsOf(storage).find({
      where: [{ id: one.id }, { id: two.id }],
      order: { id: 'ASC' },
    });
    expect(stored.map((row) => row.tagIds)).toEqual([[tagIds[2]], [tagIds[1], tagIds[2]]]);
    expect(stored[0].customFieldData).toEqual({ Owner: null, height: 7 });
    expect(stored[1].customFieldData).toMatchObject({ height: 7 });
  });

  test('of a tag offers colours and stores the one that is picked', async () => {
    await page.goto(`${origin}${BASE}/tags/add/`);
    await page.fill('#field-name', 'Blue');
    await page.fill('#field-slug', 'blue');
    await page.fill('#field-color', '#3f51b5');
    await page.click('.form-foot button[type=submit]');
    expect(await rowsOf(namedModel('tag')).findOneByOrFail({ slug: 'blue' })).toMatchObject({
      color: '3f51b5',
    });
    await rowsOf(namedModel('tag')).delete({ slug: 'blue' });
  });

  test('of a custom field offers the kinds of objects by their names', async () => {
    await page.goto(`${origin}${BASE}/custom-fields/add/`);
    await page.selectOption('#field-object_types', [{ label: 'Proxmox node' }, { label: 'VM Backup' }]);
    await page.selectOption('#field-type', 'text');
    await page.fill('#field-name', 'both');
    await page.click('.form-foot button[type=submit]');
    expect(await page.textContent('main')).toContain('Proxmox node, VM Backup');
    expect(await rowsOf(namedModel('custom-field')).findOneByOrFail({ name: 'both' })).toMatchObject({
      objectTypes: ['netbox_proxbox.proxmoxnode', 'netbox_proxbox.vmbackup'],
    });
  });
});

describe('names', () => {
  test('stand for what is referred to on the pages of a delete, in titles of forms and in boxes', async () => {
    const endpoint = await examples.rowOf(namedModel('proxmox-endpoint'), 30);
    const clusters = namedModel('proxmox-cluster');
    const { identifiers } = await rowsOf(clusters).insert({
      name: 'west',
      endpoint: endpoint.id,
      mode: 'cluster',
    } as never);
    const cluster = { id: Number(identifiers[0].id) } as AnyRow;
    const name = `west (${String(endpoint.name)})`;
    expect((await visitor.get(`${addressOf(clusters, cluster)}edit/`)).text).toContain(
      `Editing Proxmox cluster ${name}`,
    );
    expect((await visitor.get(`${addressOf(clusters, cluster)}delete/`)).text).toContain(
      `Proxmox cluster ${name}?`,
    );
    const gone = await visitor.get(`${addressOf(namedModel('proxmox-endpoint'), endpoint)}delete/`);
    expect(gone.text).toContain(`>${name}</a>`);
    const box = await visitor.get(`${BASE}/nodes/add/`);
    expect(box.text).toMatch(
      new RegExp(`<option value="${cluster.id}">west \\(${String(endpoint.name)}\\)</option>`),
    );
  });
});

describe('a list', () => {
  test('has tags and custom fields as columns, narrows by both, and asks the database no more for many rows', async () => {
    const columns = `${BASE}/storage/columns/`;
    const column = ['name', 'tags', 'cf_Owner', 'cf_uses'];
    await visitor.post(columns, columns, { column, _save: 'true' });
    for (let n = 40; n < 60; n += 1) {
      await storageRow(n, { tagIds: [tagIds[0], tagIds[1]], customFieldData: { ...DATA, Owner: `o${n}` } });
    }
    const { text } = await visitor.get(`${BASE}/storage/?tag=old&cf_Owner=o5`);
    expect(text).toContain('Showing 1-10 of 10');
    expect(text).toMatch(/<td class="cell-tags">[\s\S]*\?tag=production/);
    expect(text).toContain('<span>ISO images, Both</span>');
    expect(text).toMatch(/Owner: o5/);
    const few = await queriesOf(`${BASE}/storage/?tag=old&per_page=1`);
    const many = await queriesOf(`${BASE}/storage/?tag=old&per_page=15`);
    expect(many).toBe(few);
    await visitor.post(columns, columns, { _reset: 'true' });
  });

  test('of filters offers tags and custom fields, and keeps them in the address', async () => {
    const { text } = await visitor.get(`${BASE}/storage/filters/?tag=old&cf_tier=fast`);
    expect(text).toMatch(/<option value="old" selected>/);
    expect(text).toMatch(/name="cf_tier"[\s\S]*<option value="fast" selected>/);
    const applied = await visitor.get(
      `${BASE}/storage/filters/?_apply=true&tag=old&cf_tier=fast&cf_Owner=&tag_id__n=${tagIds[2]}`,
    );
    expect(applied.headers.location).toBe(`${BASE}/storage/?tag=old&cf_tier=fast&tag_id__n=${tagIds[2]}`);
  });

  test('of journal entries and changes asks no more for many rows either', async () => {
    for (const [path, n] of [['journal-entries', 60], ['object-changes', 80]] as const) {
      for (let more = 0; more < 6; more += 1) {
        const row = await storageRow(n + more);
        const journal = `${addressOf(storage, row)}journal/`;
        await visitor.post(journal, journal, { kind: 'info', comments: 'x' });
        await visitor.post(journal, `${addressOf(storage, row)}edit/`, { name: `n${n}${more}`, cluster: '1' });
      }
      const few = await queriesOf(`${BASE}/${path}/?per_page=5&q=x`);
      expect(await queriesOf(`${BASE}/${path}/?per_page=50&q=x`)).toBe(few);
    } // prettier-ignore
  });
});

/** How many statements the database gets for a page. */
async function queriesOf(path: string): Promise<number> {
  const runner = jest.spyOn(pages.dataSource, 'createQueryRunner');
  let count = 0;
  runner.mockImplementation((...given) => {
    const made = Object.getPrototypeOf(pages.dataSource).createQueryRunner.apply(pages.dataSource, given);
    const query = made.query.bind(made);
    made.query = (...args: unknown[]) => {
      count += 1;
      return query(...args);
    };
    return made;
  });
  try {
    expect((await visitor.get(path)).status).toBe(200);
  } finally {
    runner.mockRestore();
  }
  return count;
}

describe('an export', () => {
  test.each(['csv', 'json', 'yaml'] as const)(
    'as %s carries tags and custom fields, and brings them back',
    async (format) => {
      const n = { csv: 100, json: 110, yaml: 120 }[format];
      const row = await storageRow(n, { tagIds: [tagIds[0], tagIds[1]], customFieldData: DATA });
      const bare = await storageRow(n + 1);
      const path = `${BASE}/storage/export/?_format=${format}&id=${row.id}&id=${bare.id}`;
      const { body, text: plain } = await visitor.get(path).buffer(true).parse((answer, done) => {
      let content = '';
      answer.on('data', (piece: Buffer) => (content += piece.toString()));
      answer.on('end', () => done(null, content));
    }); // prettier-ignore
      const text = (body as string) || plain;
      if (format === 'csv') expect(text).toContain('"old,production"');
      else {
        const [first] = (format === 'json' ? JSON.parse(text) : parseYaml(text)) as Record<string, unknown>[];
        expect(first).toMatchObject({ tags: ['old', 'production'], cf_height: 42, cf_uses: ['iso', 'a,b'] });
      }
      await rowsOf(storage).update({ id: row.id }, { tagIds: [], customFieldData: {} } as never);
      const importPage = `${BASE}/storage/import/`;
      const done = await visitor.post(importPage, importPage, { data: text, format, _confirm: 'true', changelog_message: 'Back' }); // prettier-ignore
      expect(done.status).toBe(303);
      const stored = await rowsOf(storage).findOneByOrFail({ id: row.id });
      expect(stored.tagIds).toEqual([tagIds[0], tagIds[1]]);
      expect(stored.customFieldData).toEqual(DATA);
      expect((await rowsOf(storage).findOneByOrFail({ id: bare.id })).tagIds).toEqual([]);
      const log = await rowsOf(namedModel('object-change')).findBy({
        changedObjectId: row.id,
        message: 'Back',
      });
      expect(log).toHaveLength(1);
    },
  );

  test.each([
    ['an unknown tag', 'name,cluster,tags\na,1,nowhere\n', 'Record 1 tags: Related object not found'],
    [
      'an unknown custom field',
      'name,cluster,cf_nothing\na,1,x\n',
      'Unexpected column header &quot;cf_nothing&quot;',
    ],
    [
      'a value of another type',
      'name,cluster,cf_height\na,1,tall\n',
      'Record 1: Invalid value for custom field &#39;height&#39;',
    ],
    ['a broken value', 'name,cluster,cf_facts\na,1,{a}\n', 'cf_facts: &quot;{a}&quot; is no JSON.'],
  ])('that comes back with %s is refused in a sentence', async (_what, data, sentence) => {
    const importPage = `${BASE}/storage/import/`;
    const { status, text } = await visitor.post(importPage, importPage, { data, _confirm: 'true' });
    expect([status, text.includes(sentence)]).toEqual([400, true]);
  });
});
