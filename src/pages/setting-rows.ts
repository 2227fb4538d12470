import { type FormNotes } from '../core/pages/form-builder';
import { type FieldValue } from '../core/pages/model-pages';
import {
  effectiveSettings,
  environmentVariablesOf,
  type SettingName,
  settingNames,
  type SettingOrigin,
  type SettingSources,
} from '../models/effective-settings';
import { type ProxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { type Settings, settings } from '../models/settings.model';

/** One setting, and where what counts comes from. */
export interface SettingRow extends FieldValue {
  /** Absent for what is kept for old clients and decides nothing. */
  readonly origin?: SettingOrigin;
  /** The variable that decides, and what would count without it. */
  readonly variable?: { readonly names: readonly string[]; readonly without: unknown };
  /** Proxmox endpoints, by their ids, for which a value of their own counts. */
  readonly exceptions: readonly { readonly endpoint: number; readonly value: unknown }[];
}

/** The settings of one card. */
export interface SettingGroup {
  readonly title: string;
  readonly rows: readonly SettingRow[];
}

export interface SettingPlaces extends Pick<SettingSources, 'environment'> {
  readonly endpoints: readonly Pick<ProxmoxEndpoint, 'id' | 'settings'>[];
  readonly stored: Settings;
}

/** All settings in the groups of their model. Pure. */
export function settingRows({ environment, endpoints, stored }: SettingPlaces): SettingGroup[] {
  const common = effectiveSettings({ environment, endpoint: {}, stored });
  const own = endpoints.map(({ id, settings: endpoint }) => ({
    id,
    ...effectiveSettings({ environment, endpoint, stored }),
  }));
  const rowOf = (name: keyof Settings): SettingRow => {
    if (!isSetting(name)) return { name, value: stored[name], exceptions: [] };
    const origin = common.origins[name];
    return {
      name,
      value: common.values[name],
      origin,
      ...(origin === 'environment' && {
        variable: { names: environmentVariablesOf(name), without: stored[name] },
      }),
      exceptions: own
        .filter(({ origins }) => origins[name] === 'endpoint')
        .map(({ id, values }) => ({ endpoint: id, value: values[name] })),
    };
  };
  return Object.entries(settings.detail).map(([title, names]) => ({
    title,
    rows: names.map((name) => rowOf(name as keyof Settings)),
  }));
}

/** What the form says of the settings that a variable decides, so that nobody changes them in vain. */
export function variableNotes(environment: SettingSources['environment']): FormNotes {
  const decided = settingNames.filter((name) => environment[name] !== undefined);
  return Object.fromEntries(
    decided.map((name) => [
      name,
      `Decided by ${environmentVariablesOf(name).join(' or ')}: what is saved here counts only without that variable.`,
    ]),
  );
}

function isSetting(name: string): name is SettingName {
  return settingNames.some((one) => one === name);
}
