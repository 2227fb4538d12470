import { proxmoxEndpoint } from '../../src/models/proxmox-endpoint.model';
import { settings } from '../../src/models/settings.model';
import { type OpenPages, openPages } from './open-pages';
import { Visitor } from './visitor';

const PAGE = '/plugins/proxbox/settings/';

let pages: OpenPages;
let visitor: Visitor;
let path: string;

beforeAll(async () => {
  pages = await openPages([], { missingGraceHours: 7, defaultSite: 12 });
  ({ visitor } = pages);
  path = (await visitor.get(PAGE)).headers.location;
  const rows = pages.dataSource.getRepository(settings.name);
  await rows.createQueryBuilder().update().set({ syncNotes: true, missingGraceHours: 30 }).execute();
});
afterAll(() => pages?.close());

/** The text of the line of one setting: its name, its help, then what counts and where that comes from. */
async function lineOf(label: string): Promise<string> {
  const { status, text } = await visitor.get(path);
  expect(status).toBe(200);
  const line = text.split('<tr>').find((one) => one.includes(`<th scope="row">${label}<`)) ?? '';
  const words = line.slice(0, line.indexOf('</tr>')).replace(/<[^>]+>/g, ' ');
  return words.replace(/\s+/g, ' ').trim();
}

test('the settings are in their groups', async () => {
  const { text } = await visitor.get(path);
  for (const title of Object.keys(settings.detail)) {
    expect(text).toMatch(new RegExp(`<h2 class="card-title">${title}</h2>`, 'i'));
  }
  expect(text).toContain(`href="${path}edit/"`);
  expect(text).not.toContain('Encryption key');
});

test('a setting that nobody has changed has the default, and its help beside it', async () => {
  expect(await lineOf('Sync tags')).toBe(
    'Sync tags Give machines the tags that their guests have in Proxmox VE. Yes Default',
  );
});

test('a setting that somebody has changed says so', async () => {
  expect(await lineOf('Sync notes')).toMatch(/Yes Setting$/);
});

test('a variable is named, with what would count without it, on the page and in the form', async () => {
  expect(await lineOf('Missing grace hours')).toMatch(
    /7 Environment PROXBOX_MISSING_GRACE_HOURS The setting, without the variable: 30$/,
  );
  expect(await lineOf('Default site')).toMatch(/#12 Environment PROXBOX_DEFAULT_SITE /);
  const { text } = await visitor.get(`${path}edit/`);
  const notes = [...text.matchAll(/id="help-([a-z_]+)">[^<]*Decided by (PROXBOX_[A-Z_]+):/g)];
  expect(notes.map(([, name, variable]) => [name, variable])).toEqual([
    ['default_site', 'PROXBOX_DEFAULT_SITE'],
    ['missing_grace_hours', 'PROXBOX_MISSING_GRACE_HOURS'],
  ]);
  expect(text).toMatch(/id="field-missing_grace_hours"[^>]*value="30"/);
});

test('an endpoint with a value of its own is named, except where a variable decides', async () => {
  const { identifiers } = await pages.dataSource.getRepository(proxmoxEndpoint.name).insert({
    name: 'lab',
    domain: 'lab.example',
    settings: { sync_vm_types: false, missing_grace_hours: 2 },
  } as never);
  expect(await lineOf('Sync VM types')).toMatch(/Yes Default For lab : No$/);
  expect(await lineOf('Missing grace hours')).not.toContain('For lab');
  const { text } = await visitor.get(path);
  expect(text).toContain(`<a href="/plugins/proxbox/endpoints/proxmox/${identifiers[0].id}/">lab</a>`);
});

test('of many endpoints with values of their own some are named, and the others counted', async () => {
  const repository = pages.dataSource.getRepository(proxmoxEndpoint.name);
  expect((await visitor.get(path)).text).not.toContain('than are named here');
  const many = Array.from({ length: 52 }, (_, index) => ({ name: `many-${index}`, domain: 'many.example' }));
  await repository.insert(many.map((one) => ({ ...one, settings: { sync_vm_types: false } })) as never);
  expect((await visitor.get(path)).text).toMatch(/than are named here \(3\)/);
  await repository.createQueryBuilder().delete().where("name LIKE 'many-%'").execute();
});

test('what is kept for old clients decides nothing', async () => {
  expect(await lineOf('Backend log file path')).toMatch(/Decides nothing$/);
});

test('who may not change settings finds no button for it', async () => {
  const reader = new Visitor(pages.app.getHttpServer() as never);
  await reader.signIn('reader');
  const { status, text } = await reader.get(path);
  expect(status).toBe(200);
  expect(text).not.toContain('edit/');
});

test('there is no other row of settings', async () => {
  expect((await visitor.get(`${PAGE}999/`)).status).toBe(404);
});
