import { type FieldErrors } from '../core/errors/errors';
import { BadValue } from '../core/model/field';
import {
  type EffectiveSettings,
  environmentAliases,
  environmentVariableOf,
  readSetting,
  settingNames,
} from '../models/effective-settings';

const variables = [
  ...settingNames.map((name) => [environmentVariableOf(name), name] as const),
  ...Object.entries(environmentAliases),
];

/** What the environment says of the settings, and what is wrong with it, by variable. Empty variables count as not set. */
export function readSettingVariables(given: Readonly<Record<string, string>>): {
  values: Partial<EffectiveSettings>;
  errors: FieldErrors;
} {
  const values: Record<string, unknown> = {};
  const errors: FieldErrors = {};
  for (const [variable, name] of variables) {
    const text = given[variable];
    if (text === undefined) continue;
    const own = environmentVariableOf(name);
    if (own !== variable && given[own] !== undefined) {
      errors[variable] = [`${variable} is an earlier name of ${own}, which is set too. Remove ${variable}.`];
      continue;
    }
    try {
      values[name] = readSetting(name, text);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      errors[variable] = [`${variable} is ${JSON.stringify(text)}: ${error.message}`];
    }
  }
  return { values: values as Partial<EffectiveSettings>, errors };
}
