import axios from 'axios';
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withConnection } from '../../core/database/connection';
import { openDatabase } from '../../core/database/open-database';
import { Refused } from '../../core/errors/errors';
import { ended, started } from './child';
import { CONFIGURATION, SERVED } from './configuration';
import { freePort } from './free-port';
import { CACHE, pythonEnvironment, type PythonEnvironment } from './python';
import { openRedis } from './redis';

const run = promisify(execFile);

/** The release that is installed unless told; the newest one that was seen to work. */
export const NETBOX_RELEASE = '4.7.3';
const WORKERS = 2;
const MIGRATION_LIMIT_MS = 60 * 60_000;
const START_LIMIT_MS = 120_000;
const ACCOUNT = { username: 'admin', password: 'Admin-for-tests-1' };

/** A NetBox that answers, with a token that may do everything. */
export interface NetboxServer {
  url: string;
  token: string;
  /** As `/api/status/` tells it: `4.7.3`. */
  version: string;
  /** Stops it and forgets its database, unless it belongs to somebody else. */
  stop(): Promise<void>;
}

/** The NetBox of `NETBOX_URL` and `NETBOX_TOKEN`. Throws Refused when it does not tell its version to that token. */
export async function foreignNetbox(url: string, token: string): Promise<NetboxServer> {
  return { url, token, version: await versionOf(url, token), stop: () => Promise.resolve() };
}

/**
 * Starts a real NetBox with an empty database. What it needs is installed and migrated once, under `.cache/netbox/`, and
 * copied afterwards: minutes the first time, seconds later. Throws NotAvailable where the machine lacks something.
 */
export async function startNetbox(release = NETBOX_RELEASE): Promise<NetboxServer> {
  const python = await pythonEnvironment(`netbox-${release}`, [`netbox==${release}`]);
  const root = join(CACHE, 'netbox', release);
  for (const folder of ['conf', 'media', 'reports', 'scripts'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'conf', 'configuration.py'), CONFIGURATION);
  writeFileSync(join(root, 'conf', 'served.py'), SERVED);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const redis = await openRedis();
    stops.push(() => redis.stop());
    const postgres = await openDatabase({ dataDir: join(CACHE, 'netbox', 'postgresql'), isDurable: false });
    stops.push(() => postgres.stop());
    const environmentFor = (database: string) => environment(root, redis, new URL(postgres.url), database);
    const template = await migrated(python, release, postgres.url, environmentFor);
    const database = `netbox_${randomBytes(6).toString('hex')}`;
    await query(postgres.url, `CREATE DATABASE ${database} TEMPLATE ${template}`);
    stops.push(() => query(postgres.url, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`));
    const served = await serve(python, root, environmentFor(database));
    stops.push(served.stop);
    stops.push(work(python, root, environmentFor(database)));
    const token = await provision(served.url);
    return { url: served.url, token, version: await versionOf(served.url, token), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function environment(
  root: string,
  redis: { host: string; port: number },
  postgres: URL,
  database: string,
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NETBOX_ROOT: root,
    NETBOX_DATABASE: database,
    NETBOX_DATABASE_USER: decodeURIComponent(postgres.username),
    NETBOX_DATABASE_PASSWORD: decodeURIComponent(postgres.password),
    NETBOX_DATABASE_HOST: postgres.hostname,
    NETBOX_DATABASE_PORT: postgres.port,
    NETBOX_REDIS_HOST: redis.host,
    NETBOX_REDIS_PORT: String(redis.port),
    DJANGO_SETTINGS_MODULE: 'netbox.settings',
  };
}

/** The name of a migrated database with nothing but an administrator in it, made once per release. */
async function migrated(
  python: PythonEnvironment,
  release: string,
  url: string,
  environmentFor: (database: string) => NodeJS.ProcessEnv,
): Promise<string> {
  const name = `template_${release.replace(/\W/g, '_')}`;
  if (await exists(url, name)) return name;
  const draft = `${name}_draft`;
  const hasDraft = await exists(url, draft);
  if (!hasDraft) await query(url, `CREATE DATABASE ${draft} TEMPLATE template0`);
  const env = { ...environmentFor(draft), DJANGO_SUPERUSER_PASSWORD: ACCOUNT.password };
  const netbox = (...words: string[]) =>
    run(python.program('netbox'), words, { env, timeout: MIGRATION_LIMIT_MS, maxBuffer: 64 * 2 ** 20 });
  // Every migration is one transaction: what an interrupted run has done is kept.
  await netbox('migrate', '--no-input');
  await netbox(
    'createsuperuser',
    '--no-input',
    '--username',
    ACCOUNT.username,
    '--email',
    'admin@example.com',
  );
  await query(url, `ALTER DATABASE ${draft} RENAME TO ${name}`);
  return name;
}

async function exists(url: string, database: string): Promise<boolean> {
  const found = await withConnection(url, (client) =>
    client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]),
  );
  return found.rowCount === 1;
}

async function query(url: string, sql: string): Promise<void> {
  await withConnection(url, (client) => client.query(sql));
}

async function serve(
  python: PythonEnvironment,
  root: string,
  env: NodeJS.ProcessEnv,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(root, 'server.log');
  const log = openSync(logFile, 'w');
  const options = [
    '--bind',
    `127.0.0.1:${port}`,
    '--workers',
    String(WORKERS),
    '--timeout',
    '120',
    '--pythonpath',
    join(root, 'conf'),
    'served',
  ];
  const child = spawn(python.program('gunicorn'), options, { env, cwd: root, stdio: ['ignore', log, log] });
  const isReady = async () => {
    const answer = await axios.get(`${url}/api/`, { validateStatus: () => true }).catch(() => undefined);
    return answer !== undefined && answer.status < 500;
  };
  try {
    await started(child, isReady, START_LIMIT_MS);
  } catch (error) {
    await ended(child);
    throw new Refused(`NetBox did not start; its words are in ${logFile}.`, { cause: error });
  }
  return { url, stop: () => ended(child) };
}

/** Starts what delivers the events of NetBox, and gives what stops it. Events wait for it. */
function work(python: PythonEnvironment, root: string, env: NodeJS.ProcessEnv): () => Promise<void> {
  const log = openSync(join(root, 'worker.log'), 'w');
  const child = spawn(python.program('netbox'), ['rqworker'], {
    env,
    cwd: root,
    stdio: ['ignore', log, log],
  });
  child.once('error', () => undefined);
  return () => ended(child);
}

/** A v2 token of the administrator. */
async function provision(url: string): Promise<string> {
  const { status, data } = await axios.post<{ key: string; token: string }>(
    `${url}/api/users/tokens/provision/`,
    ACCOUNT,
    { validateStatus: () => true },
  );
  if (status !== 201) throw new Refused(`NetBox gave no token: ${JSON.stringify(data).slice(0, 300)}`);
  return `nbt_${data.key}.${data.token}`;
}

async function versionOf(url: string, token: string): Promise<string> {
  const { status, data } = await axios.get<{ 'netbox-version': string }>(
    `${url.replace(/\/$/, '')}/api/status/`,
    {
      headers: { Authorization: `${token.startsWith('nbt_') ? 'Bearer' : 'Token'} ${token}` },
      validateStatus: () => true,
    },
  );
  if (status !== 200) {
    throw new Refused(
      `NetBox at ${url} answered ${status} to /api/status/: check NETBOX_URL and NETBOX_TOKEN.`,
    );
  }
  // "4.6.8-Docker-3.4.1" in containers.
  return data['netbox-version'].split('-')[0];
}
