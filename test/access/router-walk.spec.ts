import { type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type Response } from 'supertest';
import { roleTable } from '../../src/access/role-table';
import { checkTable, isAllowed } from '../../src/core/access/access-table';
import { SCOPES } from '../../src/core/access/needs';
import { listRoutes, type Route } from '../../src/core/http/list-routes';
import { models } from '../../src/models';
import { authorized, openPeopleApp, type PeopleApp, ROLE_NAMES, type RoleName } from './people';

const NOT_PROVIDED = 'Authentication credentials were not provided.';
const NO_PERMISSION = 'You do not have permission to perform this action.';
const BROWSER = 'text/html,application/xhtml+xml,*/*;q=0.8';
/** What no row has as its number, so that who is let in finds nothing to change. */
const NO_ID = '999999999';
/** What is served below each folder of the front end. */
const FILES: Readonly<Record<string, string>> = {
  'tabler/css': 'tabler.min.css',
  'tabler/js': 'tabler.min.js',
  htmx: 'htmx.min.js',
  'tom-select/css': 'tom-select.bootstrap5.min.css',
  'tom-select/js': 'tom-select.complete.min.js',
  'swagger-ui': 'swagger-ui.css',
  'mdi/css': 'materialdesignicons.min.css',
  'mdi/fonts': 'materialdesignicons-webfont.woff2',
  proxbox: 'proxbox.css',
};

let people: PeopleApp;
let routes: Route[];
beforeAll(async () => {
  people = await openPeopleApp();
  routes = listRoutes(people.app);
});
afterAll(() => people?.close());

/** An address that the route answers. REST has slashes at the end. */
function addressOf({ path }: Route): string {
  const folder = /^\/static\/(.+)\/\*file$/.exec(path)?.[1];
  if (folder !== undefined) return `/static/${folder}/${FILES[folder]}`;
  const address = path.replace(/:related\b/g, 'nothing').replace(/:\w+/g, NO_ID);
  return address.startsWith('/api') ? `${address}/` : address;
}

async function call(route: Route, headers: Record<string, string>): Promise<Response> {
  const method = route.method.toLowerCase() as 'get';
  const request = people.agent[method](addressOf(route)).set({ Accept: 'application/json', ...headers });
  // Some have no end.
  if (route.path.endsWith('/stream')) request.buffer(false).parse(leave);
  const isRead = ['GET', 'HEAD', 'OPTIONS'].includes(route.method);
  // A list that is no list and a mode that is none: nothing is stored or started.
  return isRead ? request : request.send({ mode: 'nonsense' });
}

/** Hangs up once a stream has begun, and takes an answer that is none whole. */
function leave(response: Response, done: (error: Error | null, body: unknown) => void): void {
  const stream = response as unknown as Readable;
  if (String(response.headers['content-type']).startsWith('text/event-stream')) {
    stream.destroy();
    done(null, {});
    return;
  }
  void text(stream).then((body) => done(null, body.startsWith('{') ? JSON.parse(body) : {}));
}

/** What became of a call, in the words of this test. */
function outcomeOf({ status, body, headers }: Response): string {
  const { detail } = (body ?? {}) as { detail?: unknown };
  if (status === 403 && detail === NOT_PROVIDED) return 'who are you';
  if (status === 403 && detail === NO_PERMISSION) return 'not allowed';
  if (String(headers.location).startsWith('/sign-in?')) return 'sign in';
  return status < 500 ? 'let in' : `broken: ${status}`;
}

const titleOf = ({ method, path }: Route) => `${method} ${path}`;

/** The routes whose outcome is another one than the table says. */
async function surprises(expected: (route: Route) => string, headers: Record<string, string>) {
  const found: string[] = [];
  for (const route of routes) {
    const outcome = outcomeOf(await call(route, headers));
    if (outcome !== expected(route))
      found.push(`${titleOf(route)}: ${outcome} instead of ${expected(route)}`);
  }
  return found;
}

test('every route says what its caller must be allowed to do, in words that the table knows', () => {
  expect(routes.length).toBeGreaterThan(400);
  expect(routes.filter(({ needs }) => needs === 'undeclared').map(titleOf)).toEqual([]);
  const named = routes.flatMap(({ needs }) => /^(?:view|add|change|delete) (.+)$/.exec(needs)?.[1] ?? []);
  expect([...new Set(named)].filter((name) => !models.some((model) => model.name === name))).toEqual([]);
  expect(() => checkTable(roleTable, models)).not.toThrow();
});

test('the open routes are these and no others', () => {
  const open = routes.filter(({ needs }) => needs === 'anonymous').map(titleOf);
  expect(open.filter((title) => !title.startsWith('GET /static/')).sort()).toEqual([
    'GET /auth/bootstrap-status',
    'GET /health',
    'GET /plugins/proxbox/extension.js',
    'GET /ready',
    'GET /sign-in',
    'POST /api/plugins/proxbox/inside/netbox-event',
    'POST /auth/register-key',
    'POST /sign-in',
    'POST /sign-out',
  ]);
});

test('an anonymous caller is let into the open routes alone', async () => {
  const expected = ({ needs }: Route) => (needs === 'anonymous' ? 'let in' : 'who are you');
  expect(await surprises(expected, {})).toEqual([]);
}, 120_000);

test('a browser without a session is sent to sign in from every page', async () => {
  const expected = ({ needs, path }: Route) => {
    if (needs === 'anonymous') return 'let in';
    return path.startsWith('/api') && path !== '/api/docs' ? 'who are you' : 'sign in';
  };
  expect(await surprises(expected, { Accept: BROWSER })).toEqual([]);
}, 120_000);

test.each(ROLE_NAMES)(
  'a %s is let in where the table says so, and nowhere else',
  async (role) => {
    const expected = ({ needs }: Route) =>
      needs === 'anonymous' ||
      (needs !== 'undeclared' && isAllowed(roleTable, { role, scopes: SCOPES }, needs))
        ? 'let in'
        : 'not allowed';
    expect(await surprises(expected, authorized(role))).toEqual([]);
  },
  120_000,
);

test('a token that may only read does nothing but view, even in the hands of an administrator', async () => {
  const standing = { role: 'administrator', scopes: ['view'] } as const;
  const expected = ({ needs }: Route) =>
    needs === 'anonymous' || (needs !== 'undeclared' && isAllowed(roleTable, standing, needs))
      ? 'let in'
      : 'not allowed';
  expect(await surprises(expected, authorized('reader'))).toEqual([]);
}, 120_000);

/** The table again by hand, for the routes that matter most: both columns would have to be wrong in the same way. */
test.each<[method: string, path: string, allowed: RoleName[]]>([
  ['GET', '/api/plugins/proxbox/sync/runs', ['viewer', 'operator', 'administrator']],
  ['POST', '/api/plugins/proxbox/sync/runs', ['operator', 'administrator']],
  ['GET', '/full-update', ['operator', 'administrator']],
  ['GET', '/full-update/stream', ['operator', 'administrator']],
  ['POST', '/api/plugins/proxbox/sync/runs/:id/cancel', ['operator', 'administrator']],
  ['GET', '/api/plugins/proxbox/sync/runs/:id/stream', ['viewer', 'operator', 'administrator']],
  ['GET', '/api/plugins/proxbox/endpoints/proxmox', ['viewer', 'operator', 'administrator']],
  ['PATCH', '/api/plugins/proxbox/endpoints/proxmox/:id', ['administrator']],
  ['POST', '/plugins/proxbox/endpoints/proxmox/import', ['administrator']],
  ['GET', '/api/plugins/proxbox/settings', ['operator', 'administrator']],
  ['PATCH', '/api/plugins/proxbox/settings/:id', ['administrator']],
  ['GET', '/api/plugins/proxbox/group-roles', ['administrator']],
  ['GET', '/plugins/proxbox/audit-entries/export', ['administrator']],
  ['DELETE', '/api/plugins/proxbox/api-keys/:id', ['administrator']],
  ['GET', '/plugins/proxbox/virtual-machines', ['viewer', 'operator', 'administrator']],
  ['GET', '/plugins/proxbox/logs', ['viewer', 'operator', 'administrator']],
  ['GET', '/plugins/proxbox/logs/stream', ['viewer', 'operator', 'administrator']],
  ['GET', '/plugins/proxbox/ip-addresses', ['viewer', 'operator', 'administrator']],
  ['GET', '/plugins/proxbox/virtual-machines/:id', ['viewer', 'operator', 'administrator']],
  ['GET', '/plugins/proxbox/virtual-machines/:id/:tab', ['viewer', 'operator', 'administrator']],
  ['POST', '/plugins/proxbox/virtual-machines/:id/sync', ['operator', 'administrator']],
  ['GET', '/api/plugins/proxbox/inside/:type/:id', ['viewer', 'operator', 'administrator']],
  ['POST', '/api/plugins/proxbox/inside/events', ['administrator']],
  ['DELETE', '/api/plugins/proxbox/inside/events', ['administrator']],
  ['GET', '/api/plugins/proxbox/inside/:type/:id/:tab', ['viewer', 'operator', 'administrator']],
])('%s %s is for %j', async (method, path, allowed) => {
  const route = routes.find((one) => one.method === method && one.path.replace(/\/$/, '') === path);
  expect(route).toBeDefined();
  const outcomes = await Promise.all(ROLE_NAMES.map(async (role) => outcomeOf(await call(route!, authorized(role))))); // prettier-ignore
  expect(outcomes).toEqual(ROLE_NAMES.map((role) => (allowed.includes(role) ? 'let in' : 'not allowed')));
});
