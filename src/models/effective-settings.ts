import { type AnyField, BadValue } from '../core/model/field';
import { snakeCase } from '../core/model/naming';
import { readValue } from '../core/model/read-value';
import { settings, type Settings } from './settings.model';
import { policyProblem, syncSettings } from './sync-settings';

/** Where the value that counts comes from, strongest first. */
export const settingOrigins = ['environment', 'endpoint', 'setting', 'default'] as const;
export type SettingOrigin = (typeof settingOrigins)[number];

/** Fields of the row that decide nothing: its key, and what is kept for old clients. */
const NOT_SETTINGS = [
  'singletonKey',
  'encryptionKey',
  'netboxGetCacheTtl',
  'bulkBatchDelayMs',
  'customFieldsRequestDelay',
  'backendLogFilePath',
] as const;

/** The values of all settings, as the program works with them. */
export type EffectiveSettings = Omit<
  Settings,
  (typeof NOT_SETTINGS)[number] | 'id' | 'created' | 'lastUpdated'
>;
export type SettingName = keyof EffectiveSettings;

const fields: Readonly<Record<string, AnyField>> = settings.fields;

/** Every setting, in the order of the page. */
export const settingNames = Object.keys(fields).filter(
  (name) => !NOT_SETTINGS.some((other) => other === name),
) as readonly SettingName[];

/** Settings that each Proxmox endpoint may have of its own; NetBox is one for all. */
export const endpointSettingNames: readonly SettingName[] = [
  'useGuestAgentInterfaceName',
  'ignoreIpv6LinkLocalAddresses',
  'proxboxFetchMaxConcurrency',
  'vmSyncMaxConcurrency',
  ...(Object.keys(syncSettings) as (keyof typeof syncSettings)[]),
];

/** `includeTemplates` -> `PROXBOX_INCLUDE_TEMPLATES`; a setting that is called proxbox already is not called so twice. */
export function environmentVariableOf(name: SettingName): string {
  return `PROXBOX_${snakeCase(name)
    .toUpperCase()
    .replace(/^PROXBOX_/, '')}`;
}

/** Names by which earlier releases knew a variable. */
export const environmentAliases: Readonly<Record<string, SettingName>> = {
  PROXBOX_PROXMOX_FETCH_CONCURRENCY: 'proxboxFetchMaxConcurrency',
};

/** The variables that may decide a setting; never more than one of them is set. */
export function environmentVariablesOf(name: SettingName): readonly string[] {
  const aliases = Object.entries(environmentAliases).filter(([, setting]) => setting === name);
  return [environmentVariableOf(name), ...aliases.map(([alias]) => alias)];
}

/** A value of a setting from JSON or an environment variable. Throws `BadValue` with the sentence to show. */
export function readSetting(name: SettingName, value: unknown): unknown {
  const read = readValue(fields[name], value);
  const problem = name === 'overwritePolicies' ? policyProblem(read) : undefined;
  if (problem !== undefined) throw new BadValue(problem);
  return read;
}

/** What is wrong with the own settings of an endpoint, one sentence each. */
export function ownSettingsProblems(given: unknown): readonly string[] {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return ['Not an object. Write {"include_templates": false}.'];
  }
  return Object.entries(given).flatMap(([key, value]) => {
    const name = endpointSettingNames.find((one) => snakeCase(one) === key);
    if (!name) return [`"${key}" is not a setting that an endpoint may have of its own.`];
    try {
      readSetting(name, value);
      return [];
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      return [`${key}: ${error.message}`];
    }
  });
}

/** The places where settings are given. */
export interface SettingSources {
  /** Values of environment variables, by setting; they are in the types of the settings already. */
  readonly environment: Readonly<Partial<EffectiveSettings>>;
  /** Own settings of a Proxmox endpoint as it keeps them, by JSON name; empty for what concerns no endpoint. */
  readonly endpoint: Readonly<Record<string, unknown>>;
  /** The one row of settings. */
  readonly stored: Readonly<EffectiveSettings>;
}

export interface Effective {
  readonly values: EffectiveSettings;
  readonly origins: Readonly<Record<SettingName, SettingOrigin>>;
}

/**
 * What counts, and where it comes from: the environment, then the endpoint, then the stored setting, then the default. A
 * stored value that is the default counts as the default. Pure.
 */
export function effectiveSettings({ environment, endpoint, stored }: SettingSources): Effective {
  const values: Record<string, unknown> = {};
  const origins: Partial<Record<SettingName, SettingOrigin>> = {};
  for (const name of settingNames) {
    const own = endpointSettingNames.includes(name) ? endpoint[snakeCase(name)] : undefined;
    if (environment[name] !== undefined) {
      values[name] = environment[name];
      origins[name] = 'environment';
    } else if (own !== undefined) {
      values[name] = readSetting(name, own);
      origins[name] = 'endpoint';
    } else {
      values[name] = stored[name];
      origins[name] = isDefault(name, stored[name]) ? 'default' : 'setting';
    }
  }
  return { values: values as unknown as EffectiveSettings, origins: origins as Effective['origins'] };
}

/** All settings as they are where nobody has changed anything. */
export const defaultSettings = Object.fromEntries(
  settingNames.map((name) => [name, defaultOf(name)]),
) as unknown as EffectiveSettings;

function defaultOf(name: SettingName): unknown {
  const field = fields[name];
  return (field.default as unknown) ?? (field.isOptional ? null : '');
}

function isDefault(name: SettingName, value: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(defaultOf(name));
}
