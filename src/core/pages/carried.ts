import { type CustomField } from '../features/custom-field.model';
import { type AnyModel, type Fields } from '../model/define-model';
import { CUSTOM_PREFIX } from './custom-columns';

/** Whether people carry rows of the model from one installation to another, with what only they know. */
export function isCarried(model: AnyModel): boolean {
  const fields = Object.values(model.fields as Fields);
  return model.actions.includes('add') && fields.some((field) => field.isSecret && !field.isReadOnly);
}

/**
 * What such an export holds: all that a person can set, with tags and custom fields, and no id, so that another installation
 * can take it. Secrets only where `secrets` names them.
 */
export function carriedNames(
  model: AnyModel,
  customFields: readonly CustomField[],
): { open: readonly string[]; secrets: readonly string[] } {
  const settable = Object.entries(model.fields as Fields).filter(([, field]) => !field.isReadOnly);
  const names = (isSecret: boolean) =>
    settable.filter(([, field]) => field.isSecret === isSecret).map(([name]) => name);
  const features = model.isPlain ? [] : ['tags', ...customFields.map(({ name }) => CUSTOM_PREFIX + name)];
  return { open: [...names(false), ...features], secrets: names(true) };
}
