import { parse as parseYaml } from 'yaml';
import { type AnyModel, type AnyRow, type Fields } from '../../src/core/model/define-model';
import { snakeCase } from '../../src/core/model/naming';
import { models } from '../../src/models';
import { Examples } from '../contract/example';
import { type OpenPages, openPages } from './open-pages';
import { type Visitor } from './visitor';

const BASE = '/plugins/proxbox';
const FORMATS = ['csv', 'json', 'yaml'] as const;
const importable = models.filter((model) => model.actions.includes('add'));
const everyFormat = importable.flatMap((model) =>
  FORMATS.map((format) => [model.name, format, model] as const),
);
const namedModel = (name: string) => models.find((model) => model.name === name) as AnyModel;
const storage = namedModel('proxmox-storage');

let pages: OpenPages;
let visitor: Visitor;
let examples: Examples;
const rowsOf = (model: AnyModel) => pages.dataSource.getRepository<AnyRow>(model.name);
const clear = (model: AnyModel) => rowsOf(model).createQueryBuilder().delete().execute();

beforeAll(async () => {
  pages = await openPages();
  ({ visitor } = pages);
  examples = new Examples(pages.dataSource, models);
});
afterAll(() => pages?.close());

async function exported(model: AnyModel, query: string): Promise<string> {
  const { status, text, body } = await visitor.get(`${BASE}/${model.path}/export/?${query}`).buffer(true).parse((answer, done) => {
    let content = '';
    answer.on('data', (piece: Buffer) => (content += piece.toString()));
    answer.on('end', () => done(null, content));
  }); // prettier-ignore
  expect(status).toBe(200);
  return (body as string) || text;
}

const imported = (model: AnyModel, fields: Record<string, string>) =>
  visitor.post(`${BASE}/${model.path}/import/`, `${BASE}/${model.path}/import/`, {
    _confirm: 'true',
    ...fields,
  });

/** The fields that a person can set; an import cannot bring secrets back that an export left out. */
function settable(model: AnyModel, row: AnyRow): Record<string, unknown> {
  const fields = Object.entries(model.fields as Fields).filter(
    ([, field]) => !field.isReadOnly && !field.isSecret,
  );
  return Object.fromEntries(fields.map(([name]) => [name, row[name]]));
}

/** Takes the ids out of an export: a copy of the rows for a database that does not have them. */
const WITHOUT_IDS = { csv: [/^[^,\n]*,/gm, ''], json: [/\{"id":\d+,/g, '{'], yaml: [/^(- )id: \d+\n {2}/gm, '$1'] } as const; // prettier-ignore

const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort();

describe('an export', () => {
  test.each(everyFormat)(
    'of %s as %s comes back by import: rows that were changed, and rows that were gone',
    async (_name, format, model) => {
      const numbers = { csv: 10, json: 20, yaml: 30 };
      const rows = [
        await examples.rowOf(model, numbers[format]),
        await examples.rowOf(model, numbers[format] + 1),
      ];
      const query = `_format=${format}&_columns=all&${rows.map(({ id }) => `id=${id}`).join('&')}`;
      const text = await exported(model, query);
      const before = rows.map((row) => settable(model, row));

      const changed = await imported(model, { data: text, format });
      expect(changed.status).toBe(303);
      const after = await rowsOf(model).find({ where: rows.map(({ id }) => ({ id })), order: { id: 'ASC' } });
      expect(after.map((row) => settable(model, row))).toEqual(before);

      await rowsOf(model).delete(rows.map(({ id }) => id));
      const withoutIds = text.replace(WITHOUT_IDS[format][0], WITHOUT_IDS[format][1]);
      const made = await imported(model, { data: withoutIds, format });
      expect([made.status, made.headers.location]).toEqual([303, expect.stringMatching(/\?id=\d+&id=\d+$/)]);
      const ids = [...made.headers.location.matchAll(/id=(\d+)/g)].map(([, id]) => ({ id: Number(id) }));
      const again = await rowsOf(model).find({ where: ids, order: { id: 'ASC' } });
      expect(sorted(again.map((row) => settable(model, row)))).toEqual(sorted(before));
    },
  );

  test.each(models.filter((model) => !model.isSingleton).map((model) => [model.name, model] as const))(
    'of %s has every column but no secret',
    async (_name, model) => {
      const row = await examples.rowOf(model, 40);
      const secrets = Object.keys(model.fields as Fields).filter(
        (name) => (model.fields as Fields)[name].isSecret,
      );
      for (const name of secrets) await rowsOf(model).update({ id: row.id }, { [name]: 'hunter2' });
      for (const format of FORMATS) {
        const text = await exported(model, `_format=${format}&id=${row.id}`);
        expect(text).not.toContain('hunter2');
        for (const name of secrets) expect(text).not.toMatch(new RegExp(`\\b${snakeCase(name)}\\b["']?[:,]`));
        expect(text).toContain('last_updated');
      }
    },
  );

  test('of the current view has its filter, order and columns', async () => {
    await clear(storage);
    for (const n of [50, 51, 52]) await examples.rowOf(storage, n);
    const path = `${BASE}/storage/columns/`;
    await visitor.post(path, path, { column: ['name', 'id'] as never, _save: 'true' });
    const [, second, third] = await rowsOf(storage).find({ order: { name: 'ASC' } });
    const text = await exported(
      storage,
      `_format=csv&_columns=view&sort=-name&id=${second.id}&id=${third.id}`,
    );
    expect(text.trim().split('\n')).toEqual([
      'name,id',
      `${String(third.name)},${third.id}`,
      `${String(second.name)},${second.id}`,
    ]);
    await visitor.post(path, path, { _reset: 'true' });
  });

  test('goes over many rows in order, a batch at a time', async () => {
    await clear(storage);
    const many = Array.from({ length: 1203 }, (_value, n) => ({ name: `s${String(n).padStart(5, '0')}`, cluster: 1, shared: false, enabled: true, rawConfig: {} })); // prettier-ignore
    await rowsOf(storage).insert(many as never);
    const list = JSON.parse(await exported(storage, '_format=json&sort=-name&q=s0')) as { name: string }[];
    expect(list).toHaveLength(1203);
    expect([list[0].name, list[1202].name]).toEqual(['s01202', 's00000']);
    expect(parseYaml(await exported(storage, '_format=yaml'))).toHaveLength(1203);
    await clear(storage);
    expect(JSON.parse(await exported(storage, '_format=json'))).toEqual([]);
    expect(parseYaml(await exported(storage, '_format=yaml'))).toEqual([]);
  });

  test('lets no text be taken for a formula, and reads it back as it was', async () => {
    const texts = ['=1+1', '+1', '-1', '@SUM(A1)', "'quoted", "'=both", 'a,"b"\nc', ' plain'];
    const rows = [];
    for (const [n, path] of texts.entries()) rows.push({ name: `f${n}`, cluster: 7, path, shared: false, enabled: true, rawConfig: {} }); // prettier-ignore
    await rowsOf(storage).insert(rows as never);
    const text = await exported(storage, '_format=csv&cluster=7&sort=name');
    expect(text).not.toMatch(/(^|,)"?[=+@-][^,\d]/m);
    expect(text).toContain(",'=1+1,");
    await rowsOf(storage).update({ cluster: 7 }, { path: 'lost' });
    expect((await imported(storage, { data: text })).status).toBe(303);
    const after = await rowsOf(storage).find({ where: { cluster: 7 }, order: { name: 'ASC' } });
    expect(after.map(({ path }) => path)).toEqual(texts.map((one) => one.trim()));
  });

  test.each(['_format=xml', '_format=csv&port=many'])(
    'that cannot be is a page that says so: %s',
    async (query) => {
      const { status, text } = await visitor.get(`${BASE}/storage/export/?${query}`);
      expect(status).toBe(400);
      expect(text).toContain('This request makes no sense');
    },
  );
});

describe('an import', () => {
  const page = `${BASE}/storage/import/`;
  const send = (fields: Record<string, string>) => visitor.post(page, page, fields);

  test('shows first what it would do, and stores nothing', async () => {
    const { status, text } = await send({
      data: 'name,cluster,shared\npreview-1,9,true\npreview-2,9,false\n',
    });
    expect(status).toBe(200);
    expect(text).toContain('would create 2 and change 0 Proxmox Storages');
    expect(text).toContain('preview-2');
    expect(await rowsOf(storage).countBy({ cluster: 9 })).toBe(0);
  });

  test('names the record, the field and the reason of every mistake, keeps the text, and stores no record at all', async () => {
    const clusters = namedModel('proxmox-cluster');
    const { endpoint } = await examples.rowOf(clusters, 900);
    await rowsOf(clusters).insert({ name: 'taken', endpoint, mode: 'cluster' } as never);
    const data =
      'name;endpoint;mode;nodes_count;quorate\n' +
      `good;${String(endpoint)};cluster;1;true\n` +
      `;${String(endpoint)};cluster;many;maybe\n` +
      `taken;${String(endpoint)};cluster;1;true\n` +
      `good;${String(endpoint)};cluster;2;true\n`;
    const importPage = `${BASE}/${clusters.path}/import/`;
    const { status, text } = await visitor.post(importPage, importPage, { data, _confirm: 'true' });
    expect(status).toBe(400);
    expect(text).toContain('Record 2 name: This field is required.');
    expect(text).toContain('Record 2 nodes_count: A valid integer is required.');
    expect(text).toContain('Record 2 quorate: Must be a valid boolean.');
    expect(text).toMatch(/Record 3: .*already exists/);
    expect(text).toMatch(/Record 4: .*already exists/);
    expect(text).toContain(`good;${String(endpoint)};cluster;1;true`);
    expect(await rowsOf(clusters).countBy({ endpoint } as never)).toBe(2);
  });

  test('takes a file', async () => {
    const agent = visitor.upload(page, 'storages.yaml', '- name: from-file\n  cluster: 9\n');
    const { status, text } = await agent;
    expect(status).toBe(200);
    expect(text).toContain('from-file');
  });

  test('finds what a row refers to by an attribute, and says when it cannot', async () => {
    const endpoint = await examples.rowOf(namedModel('proxmox-endpoint'), 60);
    const node = namedModel('proxmox-node');
    const data = `endpoint.name,name\n${String(endpoint.name)},by-name\n`;
    expect((await imported(node, { data })).status).toBe(303);
    expect(await rowsOf(node).countBy({ endpoint: endpoint.id, name: 'by-name' })).toBe(1);
    const { text } = await imported(node, { data: 'endpoint.name,name\nnowhere,x\n' });
    expect(text).toContain('Record 1 endpoint: Related object not found using the provided attributes:');
  });

  test.each([
    ['nothing', '', 'There is nothing to import'],
    ['an unknown column', 'name,colour\na,red\n', 'Unexpected column header &quot;colour&quot; found.'],
    ['a column twice', 'name,name\na,b\n', 'The column &quot;name&quot; is there twice.'],
    ['a row that is too long', 'name,cluster\na,1,2\n', 'This is no CSV table'],
    ['broken JSON', '[{"name": ', 'This is no JSON'],
    ['broken YAML', '- name: "a\n', 'This is no YAML'],
    ['a list of words', '["a"]', 'Record 1 is no object'],
    ['an unknown key', '[{"name": "a", "colour": 1}]', 'Record 1 has an unknown field &quot;colour&quot;.'],
    ['a row that does not exist', 'id,name\n999999,a\n', 'Record 1 id: Object with ID 999999 not found.'],
    ['too deep a value', `[${'['.repeat(200)}${']'.repeat(200)}]`, 'nested more than 100 levels deep'],
  ])('of %s says so in a sentence', async (_what, data, sentence) => {
    const { status, text } = await send({ data, _confirm: 'true' });
    expect(status).toBe(400);
    expect(text).toContain(sentence);
  });
});
