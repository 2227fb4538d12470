import { type Server } from 'node:http';
import { Refused } from '../../src/core/errors/errors';
import { type AnyModel, type Fields } from '../../src/core/model/define-model';
import { labelOf } from '../../src/core/model/field';
import { models } from '../../src/models';
import { HOSTILE, storeExample } from './example-row';
import { type OpenPages, openPages } from './open-pages';
import { Visitor } from './visitor';

const BASE = '/plugins/proxbox';
const listed = models.map((model) => [model.name, model] as const);

let pages: OpenPages;
let visitor: Visitor;
const ids = new Map<AnyModel, number>();

beforeAll(async () => {
  pages = await openPages();
  for (const model of models) ids.set(model, await storeExample(pages.dataSource, model));
  ({ visitor } = pages);
});
afterAll(() => pages?.close());

/** What a strict Content-Security-Policy would refuse, and what would let stored text act. */
function expectOnlySafeHtml(html: string): void {
  expect(html.match(/<script(?![^>]*\bsrc="\/static\/)[^>]*>/g)).toBeNull();
  expect(html.match(/<style|\sstyle="|\son[a-z]+="|javascript:/gi)).toBeNull();
  expect(html).not.toContain(HOSTILE);
}

const titleCase = (text: string): string => text.replace(/(^|\s)\S/g, (letter) => letter.toUpperCase());

describe('the list page', () => {
  const withList = listed.filter(([, model]) => !model.isSingleton);

  test.each(withList)(
    'of %s has its columns, a link to the row and the number of rows',
    async (_name, model) => {
      const { status, text } = await visitor.get(`${BASE}/${model.path}/`);
      expect(status).toBe(200);
      expect(text).toContain(titleCase(model.labelPlural));
      for (const name of model.list) {
        const field = (model.fields as Fields)[name];
        if (field) expect(text).toContain(labelOf(name, field));
      }
      expect(text).toContain(`href="${BASE}/${model.path}/${ids.get(model)}/"`);
      expect(text).toContain('Showing 1-1 of 1');
      expectOnlySafeHtml(text);
    },
  );

  test.each(withList)('of %s says so when nothing is found', async (_name, model) => {
    const { status, text } = await visitor.get(`${BASE}/${model.path}/?id=99999`);
    expect(status).toBe(200);
    expect(text).toContain(`— No ${model.labelPlural} found —`);
    expect(text).toContain('Showing 0-0 of 0');
  });

  test('finds rows by the words of the quick search', async () => {
    expect((await visitor.get(`${BASE}/nodes/?q=script`)).text).toContain('Showing 1-1 of 1');
    expect((await visitor.get(`${BASE}/nodes/?q=nowhere`)).text).toContain('Showing 0-0 of 0');
  });

  test('filters by a choice, shows which one, and offers to take it away', async () => {
    const all = await visitor.get(`${BASE}/endpoints/proxmox/?mode=undefined&sort=name`);
    expect(all.text).toContain('Showing 1-1 of 1');
    expect(all.text).toMatch(
      /<a class="badge rounded-pill[^"]*" href="\/plugins\/proxbox\/endpoints\/proxmox\/\?sort=name"/,
    );
    const none = await visitor.get(`${BASE}/endpoints/proxmox/?mode=cluster`);
    expect(none.text).toContain('Showing 0-0 of 0');
  });

  test('answers a filter that cannot be one with a page that names it', async () => {
    const { status, text } = await visitor.get(`${BASE}/endpoints/proxmox/?mode=sideways`);
    expect(status).toBe(400);
    expect(text).toContain('sideways is not one of the available choices.');
  });

  test('takes a page behind the last one for the last one', async () => {
    expect((await visitor.get(`${BASE}/nodes/?page=9`)).text).toContain('Showing 1-1 of 1');
  });

  test('puts what a person typed back as text', async () => {
    const { text } = await visitor.get(`${BASE}/nodes/?q=${encodeURIComponent(`"><${HOSTILE}`)}`);
    expectOnlySafeHtml(text);
    expect(text).toContain('&lt;script&gt;');
  });
});

describe('the detail page', () => {
  test.each(listed)('of %s has its cards and values, as text', async (_name, model) => {
    const { status, text } = await visitor.get(`${BASE}/${model.path}/${ids.get(model)}/`);
    expect(status).toBe(200);
    const named = Object.values(model.detail as Record<string, readonly string[]>).flat();
    for (const name of named) {
      const field = (model.fields as Fields)[name];
      if (field && field.widget !== 'json') expect(text).toContain(labelOf(name, field));
    }
    const texts = named.filter((name) => (model.fields as Fields)[name]?.widget === 'text');
    if (texts.length > 0) expect(text).toContain(texts.at(-1));
    expect(text).toContain(`proxbox.${model.className.toLowerCase()}:${ids.get(model)}`);
    expectOnlySafeHtml(text);
  });

  test.each(
    listed.filter(([, model]) => Object.values(model.fields as Fields).some((field) => field.isSecret)),
  )('of %s shows no secret', async (_name, model) => {
    const { text } = await visitor.get(`${BASE}/${model.path}/${ids.get(model)}/`);
    const secrets = Object.entries(model.fields as Fields).filter(([, field]) => field.isSecret);
    for (const [name] of secrets) expect(text).not.toContain(`${name} &lt;script`);
  });

  test('has a tab for each model that points at it, with the number of rows', async () => {
    const endpoint = models.find(({ name }) => name === 'proxmox-endpoint') as AnyModel;
    const { text } = await visitor.get(`${BASE}/endpoints/proxmox/${ids.get(endpoint)}/`);
    expect(text).toMatch(
      new RegExp(`href="${BASE}/endpoints/proxmox/\\d+/nodes/">Proxmox Nodes <span[^>]*>1<`),
    );
    const tab = await visitor.get(`${BASE}/endpoints/proxmox/${ids.get(endpoint)}/nodes/`);
    expect(tab.status).toBe(200);
    expect(tab.text).toContain('Showing 1-1 of 1');
    expectOnlySafeHtml(tab.text);
  });

  test.each([
    'clusters/99999/',
    'clusters/first/',
    'clusters/1/nonsense/',
    'nothing/',
    'clusters/99999999999999/',
  ])('is a page that says so where there is none: %s', async (path) => {
    const { status, text } = await visitor.get(`${BASE}/${path}`);
    expect(status).toBe(404);
    expect(text).toContain('Page not found');
    expect(text).toContain('Sign out');
    expectOnlySafeHtml(text);
  });

  test('leads to the one row of a singleton where others have their list', async () => {
    const { headers } = await visitor.get(`${BASE}/settings/`);
    expect(headers.location).toMatch(/^\/plugins\/proxbox\/settings\/\d+\/$/);
    expect((await visitor.get(headers.location)).text).toContain('Proxbox plugin settings');
  });
});

describe('home', () => {
  test('is where the program begins, and shows endpoints and runs', async () => {
    expect((await visitor.get('/')).headers.location).toBe(`${BASE}/`);
    const { text } = await visitor.get(`${BASE}/`);
    expect(text).toContain('Latest Sync Runs');
    expect(text).toMatch(/href="\/plugins\/proxbox\/endpoints\/netbox\/\d+\/"/);
    expectOnlySafeHtml(text);
  });

  test('starts a run in the name of the person and goes to its page', async () => {
    pages.starter.next = () => Promise.resolve({ id: 1 });
    const { status, headers } = await visitor.post(`${BASE}/`, `${BASE}/sync/`, { mode: 'plan' });
    expect([status, headers.location]).toEqual([303, `${BASE}/sync/runs/1/`]);
    expect(pages.starter.started.at(-1)).toEqual({ mode: 'plan', requestedBy: 'admin' });
  });

  test('shows once why a run could not be started', async () => {
    pages.starter.next = () => Promise.reject(new Refused(`Sync run 3 is under way. ${HOSTILE}`));
    const { headers } = await visitor.post(`${BASE}/`, `${BASE}/sync/`, { mode: 'apply' });
    expect(headers.location).toBe(`${BASE}/`);
    const { text } = await visitor.get(`${BASE}/`);
    expect(text).toContain('Sync run 3 is under way.');
    expectOnlySafeHtml(text);
    expect((await visitor.get(`${BASE}/`)).text).not.toContain('Sync run 3 is under way.');
  });

  test.each<Record<string, string>>([{}, { mode: 'destroy' }])('refuses to start %p', async (fields) => {
    const before = pages.starter.started.length;
    const { status } = await visitor.post(`${BASE}/`, `${BASE}/sync/`, fields);
    expect(status).toBe(400);
    expect(pages.starter.started).toHaveLength(before);
  });

  test.each([`${BASE}/sync/`, `${BASE}/sync/runs/1/cancel/`])(
    '%s does nothing without the token of a form',
    async (path) => {
      const before = [pages.starter.started.length, pages.starter.cancelled.length];
      const { status } = await visitor.postWith(path, { mode: 'apply' });
      expect(status).toBe(403);
      expect([pages.starter.started.length, pages.starter.cancelled.length]).toEqual(before);
    },
  );
});

describe('the page of a run', () => {
  async function storeRun(values: Record<string, unknown>): Promise<number> {
    const { identifiers } = await pages.dataSource.getRepository('sync-run').insert(values as never);
    return Number(identifiers[0].id);
  }
  const summary = { stage: 'devices', label: 'Devices', status: 'completed_with_errors', created: 7, updated: 0, deleted: 0, unchanged: 3, conflicts: 0, failed: 1, seconds: 1.25 }; // prettier-ignore

  test('shows its stages, those that have not begun too, and the way to cancel it', async () => {
    const id = await storeRun({ status: 'running', stages: ['devices', 'storage'], summary: [summary] });
    const { text } = await visitor.get(`${BASE}/sync/runs/${id}/`);
    expect(text).toContain(`data-stream="/api/plugins/proxbox/sync/runs/${id}/stream/"`);
    expect(text).toMatch(
      /data-stage="devices">[\s\S]*Completed with errors[\s\S]*data-count-of="created" data-count="7"/,
    );
    expect(text).toMatch(/data-stage="storage">[\s\S]*Waiting/);
    expectOnlySafeHtml(text);
    const answer = await visitor.post(`${BASE}/sync/runs/${id}/`, `${BASE}/sync/runs/${id}/cancel/`, {});
    expect([answer.status, answer.headers.location]).toEqual([303, `${BASE}/sync/runs/${id}/`]);
    expect(pages.starter.cancelled.at(-1)).toBe(id);
  });

  test('lists what failed, with the reason, and no longer offers to cancel when it is over', async () => {
    const id = await storeRun({ status: 'completed_with_errors', stages: ['devices'], summary: [summary] });
    const change = { run: id, stage: 'devices', target: 'device', key: 'k', label: `pve1 ${HOSTILE}`, action: 'create', status: 'failed', reason: '', error: 'The name is taken.' }; // prettier-ignore
    await pages.dataSource.getRepository('sync-change').insert(change as never);
    const { text } = await visitor.get(`${BASE}/sync/runs/${id}/`);
    expect(text).toMatch(/pve1 &lt;script[\s\S]*The name is taken\./);
    expect(text).not.toContain(`/sync/runs/${id}/cancel/`);
    expectOnlySafeHtml(text);
    const tab = await visitor.get(`${BASE}/sync/runs/${id}/sync-changes/?status=failed&action=create`);
    expect(tab.text).toContain('Showing 1-1 of 1');
  });

  test('shows what a change does, field by field', async () => {
    const { identifiers } = await pages.dataSource.getRepository('sync-change').insert({
      run: ids.get(models.find(({ name }) => name === 'sync-run') as AnyModel), stage: 'devices', target: 'device', key: 'k2', label: 'pve2',
      action: 'update', before: { vcpus: 2, name: 'a' }, after: { vcpus: 4, name: 'a' }, reason: '', error: '',
    } as never); // prettier-ignore
    const { text } = await visitor.get(`${BASE}/sync/changes/${identifiers[0].id}/`);
    expect(text).toMatch(
      /<tr class="is-changed">\s*<th scope="row">vcpus<span[^>]*> \(changed\)<\/span><\/th>\s*<td class="before">2<\/td>\s*<td class="after">4</,
    );
    expect(text).toMatch(/<tr>\s*<th scope="row">name</);
  });
});

describe('a visitor', () => {
  test('who is not signed in is sent to the sign-in page and back', async () => {
    const stranger = new Visitor(pages.app.getHttpServer() as Server);
    const { status, headers } = await stranger.get(`${BASE}/nodes/`);
    expect([status, headers.location]).toEqual([
      302,
      `/sign-in?next=${encodeURIComponent(`${BASE}/nodes/`)}`,
    ]);
    const { text } = await stranger.get(String(headers.location));
    expect(text).toContain('Sign in');
    expectOnlySafeHtml(text);
  });

  test('gets the style sheets and scripts of a page, each of which exists', async () => {
    const stranger = new Visitor(pages.app.getHttpServer() as Server);
    const { text } = await stranger.get('/sign-in');
    const assets = [...text.matchAll(/(?:src|href)="(\/static\/[^"]+)"/g)].map(([, path]) => path);
    expect(assets.length).toBeGreaterThan(6);
    for (const asset of assets) expect([asset, (await stranger.get(asset)).status]).toEqual([asset, 200]);
  });

  test('gets errors of REST as JSON, not as a page', async () => {
    const { status, headers } = await visitor.get('/api/nothing-here/');
    expect(status).toBe(404);
    expect(headers['content-type']).toMatch(/json/);
  });
});
