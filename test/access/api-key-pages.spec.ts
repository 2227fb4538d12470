import { type Server } from 'node:http';
import { Visitor } from '../pages/visitor';
import { API, openPeopleApp, PASSWORD, type PeopleApp } from './people';

const PAGE = '/plugins/proxbox/api-keys/';
let people: PeopleApp;
let administrator: Visitor;
beforeAll(async () => {
  people = await openPeopleApp();
  administrator = new Visitor(people.app.getHttpServer() as Server);
  await administrator.signIn('administrator', PASSWORD);
}, 60_000);
afterAll(() => people?.close());

test('an administrator makes a key, and sees it this once', async () => {
  expect((await administrator.get(PAGE)).text).toContain(`href="${PAGE}add/"`);
  const made = await administrator.post(`${PAGE}add/`, `${PAGE}add/`, {
    label: 'nightly',
    scopes: ['view', 'run'],
  });
  const key = /<code>([\w-]{64})<\/code>/.exec(made.text)?.[1] ?? '';
  expect([made.status, made.headers['cache-control'], key.length]).toEqual([200, 'no-store', 64]);
  await people.agent.get(`${API}/sync/runs/`).set('X-Proxbox-API-Key', key).expect(200);
  const list = await administrator.get(PAGE);
  expect(list.text).toContain('nightly');
  expect(list.text).not.toContain(key);
});

test('what is missing is said, and nothing that was entered is lost', async () => {
  const refused = await administrator.post(`${PAGE}add/`, `${PAGE}add/`, {
    label: 'kept',
    expires: '2001-01-01',
  });
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('Give a list of one or more of view, edit, run, administer.');
  expect(refused.text).toContain('This moment is past.');
  expect(refused.text).toContain('value="kept"');
});

test('an operator finds neither the page nor the entry in the menu, and no button for what administrators do', async () => {
  const operator = new Visitor(people.app.getHttpServer() as Server);
  await operator.signIn('operator', PASSWORD);
  expect((await operator.get(PAGE)).status).toBe(403);
  const home = await operator.get('/plugins/proxbox/');
  expect(home.text).toContain('value="apply"');
  for (const hidden of ['api-keys/', 'group-roles/', 'audit-entries/', 'endpoints/proxmox/add/'])
    expect(home.text).not.toContain(hidden);
});

test('a viewer finds no button that starts, adds or changes anything', async () => {
  const viewer = new Visitor(people.app.getHttpServer() as Server);
  await viewer.signIn('viewer', PASSWORD);
  const home = await viewer.get('/plugins/proxbox/');
  expect(home.status).toBe(200);
  for (const hidden of ['value="apply"', 'value="plan"', '/add/', '/import/', 'settings/'])
    expect(home.text).not.toContain(hidden);
});
