import { type NestExpressApplication } from '@nestjs/platform-express';
import axios from 'axios';
import { listRoutes } from '../../src/core/http/list-routes';
import { models } from '../../src/models';
import { API, type House } from '../../src/tools/house';
import { createWeb } from '../../src/web';
import { openTestHouse } from '../flow/open-house';

/** What must never be seen again, by where it was put. */
const PLANTED = {
  'password of an endpoint': 'PLANTED-password-of-endpoint',
  'token value of an endpoint': 'PLANTED-token-value-of-endpoint',
  'API key of a FastAPI endpoint': 'PLANTED-fastapi-token',
  'encryption key in the settings': 'PLANTED-settings-encryption-key',
  'the encryption key itself': 'PLANTED-encryption-key-of-the-house',
  'a wrong NetBox token': 'PLANTED-wrong-netbox-token',
  'a wrong password': 'PLANTED-wrong-sign-in-password',
  'a wrong API key': 'PLANTED-wrong-api-key',
  'a wrong NetBox session': 'PLANTED-wrong-netbox-session',
  'a wrong password for an export': 'PLANTED-wrong-export-password',
};

let house: House;
let app: NestExpressApplication;
/** Everything that left the process, by where. */
const left = new Map<string, string>();
const keep = (where: string, what: unknown) =>
  left.set(where, (left.get(where) ?? '') + (typeof what === 'string' ? what : JSON.stringify(what)));
let secrets: Record<string, string>;

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk: string | Uint8Array) => {
      keep('log', String(chunk));
      return true;
    });
  }
  house = await openTestHouse({
    config: {
      logLevel: 'verbose',
      encryptionKey: PLANTED['the encryption key itself'],
      exposeInternalErrors: true,
      netboxSessionCookie: 'sessionid',
    },
  });
  app = await createWeb(house.serving.program);
  await app.init();
  const [endpoint] = house.proxmox.endpoints;
  secrets = {
    ...PLANTED,
    'token value of a working endpoint': endpoint.tokenValue,
    'NetBox token': house.netbox.token.split('.').at(-1)!,
    'NetBox token of version 1': house.netbox.v1Token,
    'NetBox session': house.netbox.signInBrowser('admin').sessionid,
  };
  await plant(endpoint.port);
  await roundTrip();
}, 120_000);
afterAll(async () => {
  jest.restoreAllMocks();
  await house?.close();
});

async function plant(port: number): Promise<void> {
  const { api } = house;
  const given = {
    username: 'sync@pve',
    password: PLANTED['password of an endpoint'],
    token_name: 'netbox',
    token_value: PLANTED['token value of an endpoint'],
    verify_ssl: false,
  };
  for (const name of ['refused', 'changed']) {
    const { status, data } = await api.post(`${API}/endpoints/proxmox/`, {
      name,
      domain: '127.0.0.1',
      port,
      ...given,
    });
    keep(`made ${name}`, data);
    expect(status).toBe(201);
  }
  keep('fastapi', (await api.post(`${API}/endpoints/fastapi/`, { name: 'old', domain: 'old.example', token: PLANTED['API key of a FastAPI endpoint'] })).data); // prettier-ignore
  keep('settings', (await api.patch(`${API}/settings/1/`, { encryption_key: PLANTED['encryption key in the settings'] })).data); // prettier-ignore
  keep(
    'bad endpoint',
    (await api.post(`${API}/endpoints/proxmox/`, { name: 'x', port: 'x', ...given })).data,
  );
  const made = await api.post<{ key: string }>(`${API}/api-keys/`, { label: 'robot', scopes: ['view'] });
  secrets['API key'] = made.data.key;
}

/** Runs, wrong credentials, changed and deleted secrets: whatever writes logs, rows and events. */
async function roundTrip(): Promise<void> {
  const { api, serving } = house;
  const run = await house.run({}, (event, data) => keep('stream', { event, data: data as unknown }));
  keep('run', run);
  const anybody = axios.create({ baseURL: serving.url, validateStatus: () => true });
  const tries = [
    { Authorization: `Token ${PLANTED['a wrong NetBox token']}` },
    { 'X-Proxbox-API-Key': PLANTED['a wrong API key'] },
    { 'X-Proxbox-API-Key': secrets['API key'] },
    { Cookie: `sessionid=${PLANTED['a wrong NetBox session']}` },
    { Cookie: `sessionid=${secrets['NetBox session']}` },
  ];
  for (const headers of tries) keep('tries', (await anybody.get(`${API}/sync/runs/`, { headers })).data);
  const password = PLANTED['a wrong password for an export'];
  keep('export', (await api.post(`${API}/exports/endpoints/proxmox/`, { password })).data);
  const page = await anybody.get<string>('/sign-in');
  const cookie = String(page.headers['set-cookie']?.[0]).split(';')[0];
  const form = new URLSearchParams({
    _csrf: /name="_csrf" value="([0-9a-f]+)"/.exec(page.data)?.[1] ?? '',
    username: 'admin',
    password: PLANTED['a wrong password'],
  });
  keep('sign-in', (await anybody.post('/sign-in', form, { headers: { cookie } })).data);
  const { data } = await api.get<{ results: { id: number }[] }>(`${API}/endpoints/proxmox/?name=changed`);
  const path = `${API}/endpoints/proxmox/${data.results[0].id}/`;
  keep(
    'changed',
    (await api.patch(path, { token_value: `${PLANTED['token value of an endpoint']}-2` })).data,
  );
  keep('deleted', (await api.delete(path)).data);
}

/** The address of a route about some row that is there. */
async function addressOf({ path, needs }: { path: string; needs: string }): Promise<string> {
  const model = models.find(({ name }) => needs === `view ${name}` || needs === `change ${name}`);
  const ids = model
    ? await house.serving.program.dataSource.query<{ id: number }[]>(`SELECT id FROM "${model.table}" ORDER BY id LIMIT 1`) // prettier-ignore
    : [];
  const address = path.replace(/:id\b/, String(ids[0]?.id ?? 1)).replace(/:\w+/g, 'nothing');
  return address.startsWith('/api') ? `${address}/` : address;
}

test('no secret leaves the process by any address, log, event, export or record', async () => {
  const routes = listRoutes(app).filter(
    ({ method, path }) =>
      method === 'GET' && !path.includes('*') && !path.endsWith('/stream') && path !== '/full-update',
  );
  for (const route of routes) {
    const address = await addressOf(route);
    for (const query of address.endsWith('/export')
      ? ['?_format=csv', '?_format=json', '?_format=yaml']
      : ['']) {
      const { data } = await house.api.get<unknown>(address + query, { responseType: 'text' });
      keep(`GET ${route.path}${query}`, data);
    }
  }
  const lists = models.map(({ path }) => `${API}/${path}/?limit=1000`);
  for (const path of lists) keep(path, (await house.api.get<unknown>(path)).data);

  // What was looked at is really there: without it the search below would prove nothing.
  for (const where of [
    'log',
    'stream',
    'run',
    'tries',
    'sign-in',
    `${API}/object-changes/?limit=1000`,
    `${API}/audit-entries/?limit=1000`,
    `${API}/jobs/?limit=1000`,
  ])
    // prettier-ignore
    expect([where, (left.get(where) ?? '').length > 20]).toEqual([where, true]);
  expect(left.get(`${API}/endpoints/proxmox/?limit=1000`)).toContain('"refused"');
  expect([...left.keys()].filter((where) => where.startsWith('GET ')).length).toBeGreaterThan(150);

  const found = Object.entries(secrets).flatMap(([what, secret]) =>
    [...left].filter(([, text]) => text.includes(secret)).map(([where]) => `${what} in ${where}`),
  );
  expect(found).toEqual([]);
}, 300_000);

test('in the database there is no secret that could be read', async () => {
  const { dataSource } = house.serving.program;
  const tables = await dataSource.query<{ name: string }[]>(
    `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = JSON.stringify(await dataSource.query(`SELECT t::text FROM ${name} t`));
    for (const [what, secret] of Object.entries(secrets))
      if (rows.includes(secret)) found.push(`${what} in ${name}`);
  }
  expect(tables.length).toBeGreaterThan(20);
  expect(found).toEqual([]);
});
