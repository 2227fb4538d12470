import { netboxEndpoint } from '../../src/models/netbox-endpoint.model';
import { proxmoxEndpoint } from '../../src/models/proxmox-endpoint.model';
import { syncChange } from '../../src/models/sync-change.model';
import { syncRun } from '../../src/models/sync-run.model';
import { type OpenPages, openPages } from './open-pages';
import { Visitor } from './visitor';

const HOME = '/plugins/proxbox';

let pages: OpenPages;
let visitor: Visitor;

beforeAll(async () => {
  pages = await openPages();
  ({ visitor } = pages);
});
afterAll(() => pages?.close());

const insert = (model: string, values: object) => pages.insert(model, values);

const text = async (path: string) => (await visitor.get(HOME + path)).text;
/** The badge of each step, in their order. */
const steps = (page: string) => [...page.matchAll(/<li class="is-(\w+)">/g)].map(([, state]) => state);

test('a newcomer is led from an empty installation to the first update', async () => {
  expect(steps(await text('/'))).toEqual(['now', 'later', 'later', 'later', 'later']);
  await insert(netboxEndpoint.name, { name: 'NetBox', domain: 'netbox.example' });
  await insert(proxmoxEndpoint.name, { name: 'lab', domain: 'lab.example' });
  expect(await text('/')).toContain('hx-get="/plugins/proxbox/first-steps/"');

  pages.endpoints.answer = new Promise(() => undefined);
  const slow = await text('/first-steps/');
  expect(steps(slow)).toEqual(['done', 'done', 'now', 'later', 'later']);
  expect(slow).toContain('hx-get="/plugins/proxbox/first-steps/"');

  pages.endpoints.answer = {
    isReached: false,
    version: null,
    name: null,
    problems: ['It refused the <token>.'],
    suggestion: 'Make a new one.',
  };
  const wrong = await text('/first-steps/');
  expect(steps(wrong)).toEqual(['done', 'done', 'wrong', 'later', 'later']);
  expect(wrong).toContain('lab: It refused the &lt;token&gt;.');
  expect(wrong).toContain('lab: Make a new one.');

  pages.endpoints.answer = { isReached: true, version: '8.4', name: 'lab', problems: [], suggestion: null };
  expect(steps(await text('/first-steps/'))).toEqual(['done', 'done', 'done', 'now', 'later']);
  const failed = await insert(syncRun.name, { mode: 'plan', status: 'failed', error: 'NetBox went away.' });
  expect(await text('/first-steps/')).toContain(
    `<a href="${HOME}/sync/runs/${failed}/">NetBox went away.</a>`,
  );
  await insert(syncRun.name, { mode: 'plan', status: 'completed', finished: new Date() });
  expect(steps(await text('/'))).toEqual(['done', 'done', 'done', 'done', 'now']);
  await insert(syncRun.name, { mode: 'apply', status: 'completed', finished: new Date() });
  expect(await text('/')).not.toContain('First Steps');
});

test('endpoints are asked after the page is there, by a piece of page that scripts fetch and others open', async () => {
  const id = await insert(proxmoxEndpoint.name, { name: 'slow', domain: 'slow.example' });
  const path = `${HOME}/endpoints/proxmox/${id}/status/`;
  expect(await text('/')).toContain(`hx-get="${path}"`);
  expect((await visitor.get(path)).text).toContain('<h1');
  const piece = await visitor.get(path).set('HX-Request', 'true');
  expect(piece.text).toContain('Reached');
  expect(piece.text).not.toContain('<html');
});

test('what waits for somebody leads to the plan that says it', async () => {
  const run = await insert(syncRun.name, {
    mode: 'plan',
    status: 'completed_with_errors',
    finished: new Date(),
    conflictCount: 3,
    failedCount: 0,
  });
  const line = { run, stage: 'devices', target: 'device', key: 'a', label: 'a', action: 'create' };
  await insert(syncChange.name, line);
  await insert(syncChange.name, { ...line, decision: 'refused' });
  await insert(syncChange.name, { ...line, action: 'delete', status: 'held' });
  const page = await text('/');
  const tiles = [...page.matchAll(/count-tile[^>]*href="([^"]+)"><span>([^<]+)<\/span><strong>(\d+)/g)];
  expect(tiles.map(([, href, label, count]) => [label, count, href])).toEqual([
    ['Planned, not applied', '1', `${HOME}/sync/runs/${run}/plan/`],
    ['Conflicts', '3', `${HOME}/sync/runs/${run}/plan/?action=conflict`],
    ['Held back', '1', `${HOME}/sync/runs/${run}/plan/?status=held`],
  ]);
});

test('one type can be synchronised from there', async () => {
  pages.starter.started.length = 0;
  await visitor.post(`${HOME}/`, `${HOME}/sync/`, { mode: 'apply', sync_type: 'vm-backups' });
  expect(pages.starter.started).toEqual([{ mode: 'apply', requestedBy: 'admin', syncTypes: ['vm-backups'] }]);
});

test('who may only look finds what is there, and no button', async () => {
  const reader = new Visitor(pages.app.getHttpServer() as never);
  await reader.signIn('reader');
  const page = (await reader.get(`${HOME}/`)).text;
  expect(page).toContain('lab.example');
  expect(page).not.toMatch(/Full update|Plan only|quick-schedule|\/add\/"/);
});
