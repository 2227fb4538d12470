import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { Invalid } from '../core/errors/errors';
import { snakeCase } from '../core/model/naming';
import {
  defaultSettings,
  endpointSettingNames,
  environmentAliases,
  environmentVariableOf,
  settingNames,
} from '../models/effective-settings';
import { type Config, readConfig } from './config';
import { Environment } from './environment';
import { lostVariables } from './lost-variables';
import { findProjectRoot, projectRoot } from './project-root';

function problemsOf(env: NodeJS.ProcessEnv): Record<string, string[]> {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof Invalid) return error.fields ?? {};
    throw error;
  }
  return {};
}

test('an empty environment is a working configuration', () => {
  expect(readConfig({})).toEqual<Config>({
    port: 8800,
    bindHost: '0.0.0.0',
    dataDir: join(projectRoot, 'data'),
    syncJobTimeoutMs: 7_200_000,
    logLevel: 'info',
    rateLimit: 0,
    corsOrigins: [],
    exposeInternalErrors: false,
    settings: {},
  });
});

test('a setting has a variable of its own, typed and held to its rules', () => {
  const { settings } = readConfig({
    PROXBOX_INCLUDE_TEMPLATES: ' off ',
    PROXBOX_NETBOX_RETRY_DELAY: '0.5',
    PROXBOX_OVERWRITE_POLICIES: '{"virtual-machine":{"role":"never"}}',
  });
  expect(settings).toEqual({
    includeTemplates: false,
    netboxRetryDelay: 0.5,
    overwritePolicies: { 'virtual-machine': { role: 'never' } },
  });
  expect(problemsOf({ PROXBOX_MISSING_CEILING_SHARE: '101', PORT: 'eighty' })).toMatchObject({
    PROXBOX_MISSING_CEILING_SHARE: [
      'PROXBOX_MISSING_CEILING_SHARE is "101": Ensure this value is less than or equal to 100.',
    ],
    PORT: [expect.stringContaining('PORT is "eighty"')],
  });
});

test('each variable arrives typed', () => {
  const config = readConfig({
    PORT: ' 80 ',
    PROXBOX_BIND_HOST: '::1',
    DATABASE_URL: 'postgres://proxbox:pw@db:5432/proxbox',
    PROXBOX_DATA_DIR: 'elsewhere',
    PROXBOX_NETBOX_URL: 'http://netbox:8000/base/',
    PROXBOX_NETBOX_TOKEN: 'nbt_key.secret',
    PROXBOX_NETBOX_VERIFY_SSL: 'No',
    PROXBOX_SYNC_JOB_TIMEOUT: '0.5',
    PROXBOX_QUEUE_URL: 'redis://queue:6379',
    PROXBOX_ENCRYPTION_KEY: 'sixteen or more characters',
    PROXBOX_LOG_LEVEL: 'debug',
    PROXBOX_PUBLIC_URL: 'https://proxbox.example.com/',
    PROXBOX_RATE_LIMIT: '300',
    PROXBOX_CORS_EXTRA_ORIGINS: 'https://portal.example.com, http://localhost:3000/',
    PROXBOX_EXPOSE_INTERNAL_ERRORS: '1',
    PROXBOX_NETBOX_SESSION_COOKIE: 'sessionid',
  });
  expect(isAbsolute(config.dataDir)).toBe(true);
  expect(config).toMatchObject({
    port: 80,
    bindHost: '::1',
    databaseUrl: 'postgres://proxbox:pw@db:5432/proxbox',
    netbox: { url: 'http://netbox:8000/base', token: 'nbt_key.secret', verifySsl: false },
    syncJobTimeoutMs: 500,
    queueUrl: 'redis://queue:6379',
    encryptionKey: 'sixteen or more characters',
    logLevel: 'debug',
    publicUrl: 'https://proxbox.example.com',
    rateLimit: 300,
    corsOrigins: ['https://portal.example.com', 'http://localhost:3000'],
    exposeInternalErrors: true,
    netboxSessionCookie: 'sessionid',
  });
});

test.each([
  ['https://netbox.example.com/', 'https://netbox.example.com', ''],
  ['https://example.com/netbox/', 'https://example.com/netbox', '/netbox'],
])('below NetBox at %s, addresses begin with its own', (PROXBOX_BASE_URL, publicUrl, basePath) => {
  expect(readConfig({ PROXBOX_BASE_URL })).toMatchObject({ publicUrl, basePath });
});

test('two addresses to be reached at are refused', () => {
  const problems = problemsOf({
    PROXBOX_PUBLIC_URL: 'https://proxbox.example.com',
    PROXBOX_BASE_URL: 'https://netbox.example.com',
  });
  expect(problems).toEqual({ PROXBOX_BASE_URL: [expect.stringContaining('are both set')] });
});

test('an empty variable counts as not set', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '  ', PROXBOX_NETBOX_VERIFY_SSL: '' })).toEqual(readConfig({}));
});

test.each([
  ['PORT', 'eighty'],
  ['PORT', '80.5'],
  ['PORT', '65536'],
  ['PROXBOX_BIND_HOST', 'a b'],
  ['PROXBOX_NETBOX_URL', 'netbox.example.com'],
  ['PROXBOX_NETBOX_URL', 'ftp://netbox.example.com'],
  ['PROXBOX_NETBOX_VERIFY_SSL', 'maybe'],
  ['PROXBOX_SYNC_JOB_TIMEOUT', '0'],
  ['PROXBOX_SYNC_JOB_TIMEOUT', '-1'],
  ['PROXBOX_SYNC_JOB_TIMEOUT', '2h'],
  ['PROXBOX_SYNC_JOB_TIMEOUT', 'Infinity'],
  ['PROXBOX_LOG_LEVEL', 'loud'],
  ['PROXBOX_PUBLIC_URL', '/proxbox'],
  ['PROXBOX_BASE_URL', '/netbox'],
  ['PROXBOX_RATE_LIMIT', '-1'],
  ['PROXBOX_CORS_EXTRA_ORIGINS', 'https://portal.example.com/path'],
  ['PROXBOX_CORS_EXTRA_ORIGINS', 'everywhere'],
  ['PROXBOX_EXPOSE_INTERNAL_ERRORS', 'perhaps'],
  ['PROXBOX_NETBOX_SESSION_COOKIE', 'session id'],
])(
  'a wrong %s (%s) is refused in a sentence with the variable, its value and what is accepted',
  (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(Object.keys(problems)).toEqual([name]);
    expect(problems[name]).toHaveLength(1);
    expect(problems[name][0]).toMatch(new RegExp(`^${name} is "${value}", but must be .+\\.$`));
  },
);

test.each([
  ['DATABASE_URL', 'mysql://proxbox:hunter2@db/proxbox'],
  ['PROXBOX_NETBOX_URL', 'https://admin:hunter2@netbox'],
  ['PROXBOX_NETBOX_TOKEN', 'hunter2 hunter2'],
  ['PROXBOX_QUEUE_URL', 'amqp://:hunter2@queue'],
  ['PROXBOX_ENCRYPTION_KEY', 'hunter2'],
])('a wrong %s is refused without its value', (name, value) => {
  const problems = problemsOf({ PROXBOX_NETBOX_URL: 'https://netbox', [name]: value });
  expect(Object.keys(problems)).toEqual([name]);
  expect(problems[name][0]).not.toContain('hunter2');
});

test.each(Object.keys(lostVariables))('%s is refused with why it means nothing and what to do', (name) => {
  expect(problemsOf({ [name]: '1' })[name]).toEqual([
    expect.stringMatching(new RegExp(`^${name} has no meaning any more\\. .+\\. Remove the variable`)),
  ]);
  expect(readConfig({ [name]: ' ' })).toEqual(readConfig({}));
});

test('an earlier name of a variable works, but not beside the present one', () => {
  const earlier = { PROXBOX_PROXMOX_FETCH_CONCURRENCY: '3' };
  expect(readConfig(earlier).settings).toEqual({ proxboxFetchMaxConcurrency: 3 });
  expect(problemsOf({ ...earlier, PROXBOX_FETCH_MAX_CONCURRENCY: '4' })).toEqual({
    PROXBOX_PROXMOX_FETCH_CONCURRENCY: [expect.stringContaining('Remove PROXBOX_PROXMOX_FETCH_CONCURRENCY.')],
  });
});

const documented = readFileSync(join(projectRoot, 'docs', 'settings.md'), 'utf8').split('\n');

/** Cells of the table row that begins with a variable. */
function rowOf(variable: string): string[] {
  const rows = documented.filter((line) => line.startsWith(`| \`${variable}\` `));
  expect({ variable, rows: rows.length }).toEqual({ variable, rows: 1 });
  return rows[0].split('|').map((cell) => cell.trim());
}

test.each(settingNames.map((name) => [environmentVariableOf(name), name] as const))(
  'docs/settings.md tells %s with its setting, its default and where it may be set',
  (variable, name) => {
    const [, , setting, standard, perEndpoint, help] = rowOf(variable);
    expect(setting).toBe(`\`${snakeCase(name)}\``);
    expect(standard).toBe(defaultText(defaultSettings[name]));
    expect(perEndpoint).toBe(endpointSettingNames.includes(name) ? 'yes' : '');
    expect(help.length).toBeGreaterThan(10);
  },
);

test.each(Object.keys(new Environment()))('docs/settings.md tells %s', (variable) => {
  const [, , standard, meaning] = rowOf(variable);
  const value: unknown = new Environment()[variable as keyof Environment];
  if (value !== undefined && !Array.isArray(value)) expect(standard).toBe(`\`${String(value)}\``);
  expect(meaning.length).toBeGreaterThan(10);
});

test.each(Object.entries(lostVariables))('docs/settings.md tells that %s is refused', (variable, why) => {
  expect(rowOf(variable)[2]).toBe(why);
});

test.each(Object.keys(environmentAliases))('docs/settings.md tells the earlier name %s', (variable) => {
  expect(rowOf(variable)[2]).toBe(`\`${environmentVariableOf(environmentAliases[variable])}\``);
});

function defaultText(value: unknown): string {
  if (value === '' || value === null) return 'empty';
  return typeof value === 'object' ? 'none' : `\`${String(value).replace(/\n/g, ' ')}\``;
}

test('several wrong variables are said at once, a line each', () => {
  expect(() => readConfig({ PORT: 'x', PROXBOX_LOG_LEVEL: 'y' })).toThrow(
    /^PORT is .+\.\nPROXBOX_LOG_LEVEL is .+\.$/,
  );
});

test('a NetBox token without an address is refused', () => {
  expect(problemsOf({ PROXBOX_NETBOX_TOKEN: 'abc' })).toHaveProperty('PROXBOX_NETBOX_URL');
});

test('the project root holds package.json, also for files far below it', () => {
  expect(findProjectRoot(join(projectRoot, 'dist', 'src', 'config'))).toBe(projectRoot);
  expect(() => findProjectRoot('/')).toThrow('package.json');
});
