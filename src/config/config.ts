import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { join, resolve } from 'node:path';
import { type FieldErrors, Invalid } from '../core/errors/errors';
import { type EffectiveSettings } from '../models/effective-settings';
import { Environment, type LogLevel, SECRET_VARIABLES } from './environment';
import { lostVariables } from './lost-variables';
import { projectRoot } from './project-root';
import { readSettingVariables } from './setting-variables';

/** What the operator decided; each property is documented with its environment variable. */
export interface Config {
  /** PORT. 0 takes any free port. */
  port: number;
  /** PROXBOX_BIND_HOST. */
  bindHost: string;
  /** DATABASE_URL. Without it the embedded PostgreSQL is used. */
  databaseUrl?: string;
  /** PROXBOX_DATA_DIR, absolute: embedded database and key file. */
  dataDir: string;
  /** PROXBOX_NETBOX_URL, …_TOKEN, …_VERIFY_SSL: the first NetBox endpoint, made if there is none yet. */
  netbox?: { url: string; token?: string; verifySsl: boolean };
  /** PROXBOX_SYNC_JOB_TIMEOUT, there in seconds: wall-clock limit of one job. */
  syncJobTimeoutMs: number;
  /** PROXBOX_QUEUE_URL: a Redis for the job queue. Without it PostgreSQL queues. */
  queueUrl?: string;
  /** PROXBOX_ENCRYPTION_KEY. Without it a key file in the data folder is used. */
  encryptionKey?: string;
  /** PROXBOX_ENCRYPTION_KEY_PREVIOUS: what some secrets may still be sealed with. */
  previousEncryptionKey?: string;
  /** PROXBOX_LOG_LEVEL: this and everything more serious is written. */
  logLevel: LogLevel;
  /** PROXBOX_PUBLIC_URL, without a slash at its end: what people type, for absolute addresses and Secure cookies. */
  publicUrl?: string;
  /** The path in PROXBOX_BASE_URL, without a slash at its end: Proxbox is reached below that address, beside NetBox. */
  basePath?: string;
  /** PROXBOX_RATE_LIMIT: requests that one address may send in a minute; 0 for any number. */
  rateLimit: number;
  /** PROXBOX_TRUSTED_PROXIES: who is believed when they say whose request they bring. */
  trustedProxies?: readonly string[];
  /** PROXBOX_CORS_EXTRA_ORIGINS: where pages live whose scripts may call the REST API, besides those of NetBox. */
  corsOrigins: readonly string[];
  /** PROXBOX_EXPOSE_INTERNAL_ERRORS: an answer 500 tells what went wrong, not only the log. */
  exposeInternalErrors: boolean;
  /** PROXBOX_NETBOX_SESSION_COOKIE: who is signed in to NetBox by this cookie is signed in here, too. */
  netboxSessionCookie?: string;
  /** Settings that a variable of their own decides: PROXBOX_INCLUDE_TEMPLATES for `includeTemplates`. */
  settings: Partial<EffectiveSettings>;
}

/** Reads the environment once. Throws Invalid with one sentence per wrong variable; secrets are never repeated. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = givenOf(env);
  const environment = plainToInstance(Environment, given, {
    excludeExtraneousValues: true,
    exposeDefaultValues: true,
  });
  const errors = validateSync(environment, { stopAtFirstError: true });
  const settings = readSettingVariables(given);
  const fields: FieldErrors = {
    ...problemsOf(errors, env),
    ...settings.errors,
    ...lostOnes(given),
    ...twoAddresses(environment),
  };
  if (Object.keys(fields).length > 0) throw new Invalid(Object.values(fields).flat().join('\n'), { fields });
  return { ...toConfig(environment), settings: settings.values };
}

function givenOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const trimmed = Object.entries(env).map(([name, value]) => [name, (value ?? '').trim()]);
  return Object.fromEntries(trimmed.filter(([, value]) => value !== ''));
}

function lostOnes(given: Readonly<Record<string, string>>): FieldErrors {
  const set = Object.entries(lostVariables).filter(([name]) => given[name] !== undefined);
  return Object.fromEntries(set.map(([name, why]) => [name, [`${name} has no meaning any more. ${why}`]]));
}

function twoAddresses({ PROXBOX_PUBLIC_URL: own, PROXBOX_BASE_URL: beside }: Environment): FieldErrors {
  if (own === undefined || beside === undefined) return {};
  const sentence = 'PROXBOX_PUBLIC_URL and PROXBOX_BASE_URL are both set: remove the first to be below the address of NetBox, the second to have an address of its own.'; // prettier-ignore
  return { PROXBOX_BASE_URL: [sentence] };
}

function toConfig(environment: Environment): Omit<Config, 'settings'> {
  const { PROXBOX_NETBOX_URL: netboxUrl, PROXBOX_NETBOX_TOKEN: token } = environment;
  const baseUrl = environment.PROXBOX_BASE_URL && withoutSlash(environment.PROXBOX_BASE_URL);
  return {
    port: environment.PORT,
    bindHost: environment.PROXBOX_BIND_HOST,
    databaseUrl: environment.DATABASE_URL,
    dataDir: resolve(environment.PROXBOX_DATA_DIR ?? join(projectRoot, 'data')),
    netbox: netboxUrl
      ? { url: withoutSlash(netboxUrl), token, verifySsl: environment.PROXBOX_NETBOX_VERIFY_SSL }
      : undefined,
    syncJobTimeoutMs: environment.PROXBOX_SYNC_JOB_TIMEOUT * 1000,
    queueUrl: environment.PROXBOX_QUEUE_URL,
    encryptionKey: environment.PROXBOX_ENCRYPTION_KEY,
    previousEncryptionKey: environment.PROXBOX_ENCRYPTION_KEY_PREVIOUS,
    logLevel: environment.PROXBOX_LOG_LEVEL,
    publicUrl: baseUrl ?? (environment.PROXBOX_PUBLIC_URL && withoutSlash(environment.PROXBOX_PUBLIC_URL)),
    basePath: baseUrl && withoutSlash(new URL(baseUrl).pathname),
    rateLimit: environment.PROXBOX_RATE_LIMIT,
    trustedProxies: environment.PROXBOX_TRUSTED_PROXIES,
    corsOrigins: environment.PROXBOX_CORS_EXTRA_ORIGINS,
    exposeInternalErrors: environment.PROXBOX_EXPOSE_INTERNAL_ERRORS,
    netboxSessionCookie: environment.PROXBOX_NETBOX_SESSION_COOKIE,
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function problemsOf(errors: ValidationError[], env: NodeJS.ProcessEnv): FieldErrors {
  return Object.fromEntries(
    errors.map(({ property, constraints }) => [property, [sentence(property, env[property], constraints)]]),
  );
}

function sentence(
  name: string,
  value: string | undefined,
  constraints: ValidationError['constraints'],
): string {
  const accepted = Object.values(constraints ?? {})[0];
  if (!value?.trim()) return `${name} is not set, but must be ${accepted}.`;
  // An address with an @ holds a user name, and most likely a password.
  const isSecret = SECRET_VARIABLES.some((secret) => secret === name) || value.includes('@');
  return `${name} is ${isSecret ? 'not right (its value is not shown)' : JSON.stringify(value)}, but must be ${accepted}.`;
}
