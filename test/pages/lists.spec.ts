import { type Server } from 'node:http';
import { type AnyModel, type AnyRow } from '../../src/core/model/define-model';
import { labelOfName } from '../../src/core/pages/cell';
import { filterQuery } from '../../src/core/pages/filter-form';
import { possibleColumns } from '../../src/core/pages/table-columns';
import { models } from '../../src/models';
import { Examples } from '../contract/example';
import { type OpenPages, openPages } from './open-pages';
import { Visitor } from './visitor';

const BASE = '/plugins/proxbox';
const withList = models.filter((model) => !model.isSingleton).map((model) => [model.name, model] as const);
const namedModel = (name: string) => models.find((model) => model.name === name) as AnyModel;

let pages: OpenPages;
let visitor: Visitor;
let examples: Examples;
const rowsOf = (model: AnyModel) => pages.dataSource.getRepository<AnyRow>(model.name);

beforeAll(async () => {
  pages = await openPages();
  ({ visitor } = pages);
  examples = new Examples(pages.dataSource, models);
});
afterAll(() => pages?.close());

describe('deleting', () => {
  const deletable = models.filter((model) => model.actions.includes('delete')).map((model) => [model.name, model] as const); // prettier-ignore

  test.each(deletable)('a row of %s asks first, then does it and says so', async (_name, model) => {
    await examples.rowOf(model, 499);
    const row = await examples.rowOf(model, 500);
    const path = `${BASE}/${model.path}/${row.id}/delete/`;
    const page = await visitor.get(path);
    expect(page.text).toContain('Are you sure that you want to delete');
    expect(await rowsOf(model).countBy({ id: row.id })).toBe(1);
    const { status, headers } = await visitor.post(path, path, {});
    expect([status, headers.location]).toEqual([303, `${BASE}/${model.path}/`]);
    expect(await rowsOf(model).countBy({ id: row.id })).toBe(0);
    expect((await visitor.get(headers.location)).text).toContain(`Deleted ${model.label}`);
  });

  test('names what goes too, and what goes with that', async () => {
    const node = await examples.rowOf(namedModel('proxmox-node'), 510);
    const endpoint = Number(node.endpoint);
    const { text } = await visitor.get(`${BASE}/endpoints/proxmox/${endpoint}/delete/`);
    expect(text).toMatch(/Deleted too[\s\S]*Proxmox node <span[^>]*>1</i);
    expect(text).toContain(`href="${BASE}/nodes/${node.id}/"`);
  });

  test('many rows shows them, and deletes exactly those that were shown', async () => {
    const model = namedModel('proxmox-storage');
    const some = [await examples.rowOf(model, 520), await examples.rowOf(model, 521)];
    const list = `${BASE}/${model.path}/`;
    const pk = some.map(({ id }) => id).join(',');
    const asked = await visitor.post(list, `${list}delete/`, { pk });
    expect(asked.text).toContain('Delete 2 Proxmox Storages');
    for (const row of some) expect(asked.text).toContain(`href="${list}${row.id}/"`);
    const other = await examples.rowOf(model, 522);
    const { status } = await visitor.post(list, `${list}delete/`, { pk, _confirm: 'true' });
    expect(status).toBe(303);
    expect(await rowsOf(model).countBy({ id: some[0].id })).toBe(0);
    expect(await rowsOf(model).countBy({ id: other.id })).toBe(1);
  });

  test('all rows that match takes the query of the list, on all its pages', async () => {
    const model = namedModel('proxmox-storage');
    const [a, b] = [await examples.rowOf(model, 530), await examples.rowOf(model, 531)];
    await rowsOf(model).update({ id: a.id }, { pool: 'going' });
    await rowsOf(model).update({ id: b.id }, { pool: 'going' });
    const list = `${BASE}/${model.path}/`;
    const asked = await visitor.post(list, `${list}delete/?pool=going`, { _all: 'true' });
    expect(asked.text).toMatch(new RegExp(`name="pk" value="${a.id},${b.id}"`));
  });

  test('no row at all goes back to the list with a warning', async () => {
    const { headers } = await visitor.post(`${BASE}/storage/`, `${BASE}/storage/delete/?q=x`, {});
    expect(headers.location).toBe(`${BASE}/storage/?q=x`);
    expect((await visitor.get(headers.location)).text).toContain('No Proxmox Storages were selected.');
  });
});

describe('editing many rows', () => {
  const model = namedModel('proxmox-storage');
  const list = `${BASE}/${model.path}/`;

  test('changes what was filled in or emptied, and nothing else', async () => {
    const some = [await examples.rowOf(model, 600), await examples.rowOf(model, 601)];
    await rowsOf(model).update({ id: some[0].id }, { pool: 'old', server: 's1', shared: false });
    const pk = some.map(({ id }) => id).join(',');
    const asked = await visitor.post(list, `${list}edit/`, { pk });
    expect(asked.text).toContain('Editing 2 Proxmox Storages');
    expect(asked.text).not.toMatch(/id="field-\w+"[^>]* required/);
    const { status } = await visitor.post(list, `${list}edit/`, {
      pk,
      _apply: 'true',
      path: '/mnt/x',
      shared: 'true',
      _null_pool: 'true',
    });
    expect(status).toBe(303);
    const [first, second] = await rowsOf(model).find({
      where: some.map(({ id }) => ({ id })),
      order: { id: 'ASC' },
    });
    expect(first).toMatchObject({
      path: '/mnt/x',
      shared: true,
      pool: null,
      server: 's1',
      name: some[0].name,
    });
    expect(second).toMatchObject({ path: '/mnt/x', shared: true, name: some[1].name });
  });

  test('changes no row when one value is wrong, and shows the error with what was typed', async () => {
    const row = await examples.rowOf(model, 610);
    const fields = { pk: String(row.id), _apply: 'true', port: 'many', path: '/mnt/y' };
    const { status, text } = await visitor.post(list, `${list}edit/`, fields);
    expect(status).toBe(400);
    expect(text).toContain('A valid integer is required.');
    expect(text).toMatch(/id="field-path"[^>]* value="\/mnt\/y"/);
    expect((await rowsOf(model).findOneByOrFail({ id: row.id })).path).not.toBe('/mnt/y');
  });

  test('says so when nothing was filled in', async () => {
    const row = await examples.rowOf(model, 611);
    const { status, text } = await visitor.post(list, `${list}edit/`, { pk: String(row.id), _apply: 'true' });
    expect(status).toBe(400);
    expect(text).toContain('Nothing would change');
  });
});

describe('the Filters tab', () => {
  test.each(withList)('of %s has a line for each column that can be filtered', async (_name, model) => {
    const { status, text } = await visitor.get(`${BASE}/${model.path}/filters/`);
    expect(status).toBe(200);
    for (const key of ['id', 'created']) expect(text).toContain(`id="filter-${key}"`);
  });

  test('shows what is in force, and sends it on as the query of the list', async () => {
    const path = `${BASE}/storage/filters/?name__ic=loc&name__ic=zfs&port__gte=1&shared=true&pool__empty=true&sort=-name`;
    const { text } = await visitor.get(path);
    expect(text).toMatch(/id="filter-name"[^>]* value="loc"/);
    expect(text).toMatch(/id="filter-name-1"[^>]* value="zfs"/);
    expect(text).toMatch(/<option value="gte" selected>/);
    expect(text).toMatch(/Filters <span[^>]*>4</);
    const sent =
      'f0.key=name&f0.is=ic&f0.value=loc&f0.value=zfs&f1.key=port&f1.is=gte&f1.value=1&f2.key=pool&f2.is=empty&f2.value=&f3.key=shared&f3.value=true';
    const { status, headers } = await visitor.get(`${BASE}/storage/filters/?_apply=true&${sent}&sort=-name`);
    expect([status, headers.location]).toEqual([
      302,
      `${BASE}/storage/?sort=-name&name__ic=loc&name__ic=zfs&port__gte=1&pool__empty=true&shared=true`,
    ]);
  });

  test('takes only columns and comparisons that the model has', () => {
    const sent = new URLSearchParams('f0.key=password&f0.is=ic&f0.value=a&f1.key=name&f1.is=drop&f1.value=b&f2.key=port&f2.is=ic&f2.value=1'); // prettier-ignore
    expect(filterQuery(namedModel('proxmox-endpoint'), sent).toString()).toBe('');
  });
});

describe('the columns of a list', () => {
  test.each(withList)('of %s can be any of the model, none of them secret', async (_name, model) => {
    const { text } = await visitor.get(`${BASE}/${model.path}/columns/`);
    for (const name of possibleColumns(model, [])) expect(text).toContain(`<option value="${name}"`);
    const row = await rowsOf(model).findOneBy({});
    if (!row) await examples.rowOf(model, 700);
    const list = `${BASE}/${model.path}/columns/`;
    const { status } = await visitor.post(list, list, {
      column: possibleColumns(model, []) as never,
      _save: 'true',
    });
    expect(status).toBe(303);
    const shown = await visitor.get(`${BASE}/${model.path}/`);
    expect(shown.status).toBe(200);
    for (const name of possibleColumns(model, [])) expect(shown.text).toContain(labelOfName(model, name));
    await visitor.post(list, list, { _reset: 'true' });
  });

  test('are moved by the buttons, stored for one person only, and reset', async () => {
    const path = `${BASE}/nodes/columns/`;
    const moved = await visitor.post(path, path, {
      column: ['id', 'name'] as never,
      selected: 'name',
      _move: 'up',
    });
    expect(moved.text).toMatch(/name="column" value="name">\s*<input type="hidden" name="column" value="id"/);
    await visitor.post(path, path, { column: ['name', 'id'] as never, _save: 'true' });
    const heads = async (who: Visitor) =>
      [...(await who.get(`${BASE}/nodes/`)).text.matchAll(/<th scope="col"[^>]*>\s*<a[^>]*>([^<]+)/g)].map(
        ([, text]) => text.trim(),
      );
    expect(await heads(visitor)).toEqual(['Name', 'ID']);
    const other = new Visitor(pages.app.getHttpServer() as Server);
    await other.signIn('other');
    expect((await heads(other)).length).toBeGreaterThan(2);
    await visitor.post(path, path, { _reset: 'true' });
    expect(await heads(visitor)).toEqual(await heads(other));
  });

  test('are at least one', async () => {
    const path = `${BASE}/nodes/columns/`;
    await visitor.post(path, path, { column: 'password', _save: 'true' });
    expect((await visitor.get(`${BASE}/nodes/`)).text).toContain('A list needs at least one column');
  });
});

describe('who may only read', () => {
  test('sees no button that would be refused, and is refused', async () => {
    const reader = new Visitor(pages.app.getHttpServer() as Server);
    await reader.signIn('reader');
    const row = await examples.rowOf(namedModel('proxmox-storage'), 800);
    const list = await reader.get(`${BASE}/storage/`);
    expect(list.text).not.toMatch(/storage\/add\/|Delete Selected|name="pk"/);
    expect(list.text).toContain('Export');
    expect((await reader.get(`${BASE}/storage/${row.id}/`)).text).not.toContain(`/storage/${row.id}/edit/`);
    expect((await reader.get(`${BASE}/storage/${row.id}/delete/`)).status).toBe(403);
  });
});
