import { type NestExpressApplication } from '@nestjs/platform-express';
import { Validator } from '@seriousme/openapi-schema-validator';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import supertest from 'supertest';
import { parse } from 'yaml';
import { type TestDatabase } from '../../src/core/database/test-database';
import { parseListQuery } from '../../src/core/crud/list-query';
import { ModelList } from '../../src/core/crud/model-list';
import { targetOf } from '../../src/core/crud/places';
import { lookupsOf } from '../../src/core/crud/lookups';
import { Invalid } from '../../src/core/errors/errors';
import { API_PREFIX } from '../../src/core/http/api-root';
import { listRoutes } from '../../src/core/http/list-routes';
import { type AnyModel, type Fields } from '../../src/core/model/define-model';
import { snakeCase } from '../../src/core/model/naming';
import { type OpenApiDocument, openApiPath } from '../../src/core/openapi/document';
import { models } from '../../src/models';
import { openProgram, type Program } from '../../src/program';
import { type NetboxSimulator, startNetboxSimulator } from '../../src/simulators/netbox/simulator';
import { createWeb } from '../../src/web';
import { freshDatabase } from '../setup/database';
import { Examples } from './example';

let database: TestDatabase;
let netbox: NetboxSimulator;
let program: Program;
let app: NestExpressApplication;
let agent: ReturnType<typeof supertest>;
let token: Record<string, string>;
let document: OpenApiDocument;
let examples: Examples;
const dataDir = mkdtempSync(join(tmpdir(), 'proxbox-openapi-'));

beforeAll(async () => {
  database = await freshDatabase();
  netbox = await startNetboxSimulator();
  program = await openProgram(
    {
      port: 0,
      bindHost: '127.0.0.1',
      databaseUrl: database.url,
      dataDir,
      netbox: { url: netbox.url, token: netbox.token, verifySsl: true },
      syncJobTimeoutMs: 60_000,
      encryptionKey: 'a key for tests',
      logLevel: 'fatal',
      rateLimit: 0,
      corsOrigins: [],
      exposeInternalErrors: false,
      settings: {},
    },
    { work: false },
  );
  examples = new Examples(program.dataSource, models);
  app = await createWeb(program);
  await app.listen(0, '127.0.0.1');
  agent = supertest(await app.getUrl());
  token = { Authorization: `${netbox.token.startsWith('nbt_') ? 'Bearer' : 'Token'} ${netbox.token}` };
  document = (await agent.get('/api/schema/').set(token)).body as OpenApiDocument;
});
afterAll(async () => {
  await app?.close();
  await program?.close();
  await netbox?.stop();
  await database?.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('is a valid OpenAPI document', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(JSON.parse(JSON.stringify(document)) as never);
  expect({ errors, valid }).toEqual({ errors: undefined, valid: true });
  expect(validator.version).toBe('3.0');
});

test('has exactly the routes of the program that are no pages', () => {
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const routes = listRoutes(app).map(({ method, path }) => `${method} ${openApiPath(path)}`);
  const isPage = (route: string) =>
    /^\w+ \/(plugins\/.*|static\/.*|sign-in|sign-out(-everywhere)?|)$/.test(route);
  expect(described.sort()).toEqual([...new Set(routes.filter((route) => !isPage(route)))].sort());
  expect(described.filter((route) => route.includes(` ${API_PREFIX}`)).length).toBeGreaterThan(50);
});

test('names every operation once, and every shape that it refers to is there', () => {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const wanted = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
    ([, name]) => name,
  );
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(wanted));
});

describe.each(models.map((model) => [model.name, model] as const))('%s', (_name, model) => {
  const path = `/api/plugins/proxbox/${model.path}/`;
  const shape = (name: string) => document.components.schemas[name];

  test('sends exactly the keys of its shape', async () => {
    if (!model.isSingleton) await examples.rowOf(model, 7);
    const { body } = await agent.get(path).set(token);
    expect(Object.keys((body as { results: object[] }).results[0])).toEqual(
      Object.keys(shape(model.className).properties ?? {}),
    );
  });

  test('shows no secret, and takes each only to write it', () => {
    for (const [name, field] of Object.entries(model.fields as Fields)) {
      if (!field.isSecret) continue;
      const key = snakeCase(name);
      expect(shape(model.className).properties).not.toHaveProperty(key);
      const written = shape(`Writable${model.className}Request`).properties?.[key];
      if (field.isReadOnly) expect(written).toBeUndefined();
      else expect(written).toMatchObject({ writeOnly: true });
      expect(JSON.stringify(document.paths[path].get)).not.toContain(`"${key}`);
    }
  });

  test('describes exactly the filters that the list knows', () => {
    const described = document.paths[path].get.parameters.map(({ name }) => name);
    const filters = described.filter((name) => !OTHER_PARAMETERS.includes(name));
    const lookups = [...new Set(Object.values(lookupsOf).flat()), 'any'].filter(
      (lookup) => lookup !== 'exact',
    );
    const columns = ['id', 'created', 'last_updated', ...Object.keys(model.fields as Fields).map(snakeCase)];
    const verbs = ['created', 'updated', 'modified', 'deleted'];
    const others = ['tag', ...verbs.map((verb) => `${verb}_by_request`)];
    const keys = [...columns, ...others].flatMap((key) => [key, `${key}_id`]);
    const through = Object.keys(model.fields as Fields).flatMap((name) =>
      (targetOf(model, name, listed)?.nested ?? []).map((other) => `${snakeCase(name)}__${snakeCase(other)}`),
    );
    const possible = [...keys, ...through].flatMap((key) => [
      key,
      ...lookups.map((lookup) => `${key}__${lookup}`),
    ]);
    expect(filters.sort()).toEqual(possible.filter((key) => isFilter(model, key)).sort());
  });
});

const listed = new ModelList(models);
const OTHER_PARAMETERS = ['limit', 'offset', 'start', 'ordering', 'q', 'brief', 'fields', 'omit'];

/** Whether a list looks at the parameter: it filters by it, or refuses its value. */
function isFilter(model: AnyModel, key: string): boolean {
  try {
    const { filters, features } = parseListQuery(model, new URLSearchParams({ [key]: 'true' }), listed);
    return filters.length > 0 || features !== undefined;
  } catch (error) {
    return error instanceof Invalid;
  }
}

test('comes as YAML when that is asked for, and says no to other forms', async () => {
  const yaml = await agent.get('/api/schema/?format=yaml').set(token);
  expect(yaml.headers['content-type']).toMatch(/^application\/yaml/);
  expect(parse(yaml.text)).toEqual(document);
  const accepted = await agent.get('/api/schema/').set({ ...token, Accept: 'application/vnd.oai.openapi' });
  expect(accepted.text).toBe(yaml.text);
  expect((await agent.get('/api/schema/?format=xml').set(token)).status).toBe(404);
  expect((await agent.get('/api/schema/').set({ ...token, Accept: 'image/png' })).status).toBe(406);
});

test('is closed to strangers; a browser on its way to the page is sent to sign in', async () => {
  expect((await agent.get('/api/schema/')).status).toBe(403);
  const page = await agent.get('/api/docs/').set('Accept', 'text/html');
  expect([page.status, page.headers.location]).toEqual([302, '/sign-in?next=%2Fapi%2Fdocs%2F']);
  expect((await agent.get('/api/docs/').set(token)).text).toContain('data-schema="/api/schema/"');
});
