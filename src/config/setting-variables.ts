import { type FieldErrors } from '../core/errors/errors';
import { BadValue } from '../core/model/field';
import {
  type EffectiveSettings,
  environmentVariableOf,
  readSetting,
  settingNames,
} from '../models/effective-settings';

/** What the environment says of the settings, and what is wrong with it, by variable. Empty variables count as not set. */
export function readSettingVariables(given: Readonly<Record<string, string>>): {
  values: Partial<EffectiveSettings>;
  errors: FieldErrors;
} {
  const values: Record<string, unknown> = {};
  const errors: FieldErrors = {};
  for (const name of settingNames) {
    const variable = environmentVariableOf(name);
    const text = given[variable];
    if (text === undefined) continue;
    try {
      values[name] = readSetting(name, text);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      errors[variable] = [`${variable} is ${JSON.stringify(text)}: ${error.message}`];
    }
  }
  return { values: values as Partial<EffectiveSettings>, errors };
}
