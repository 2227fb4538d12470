import { type AnyModel } from './define-model';

/** What NetBox calls a model in `assigned_object_type` and the like: the plugin's label and the class in lower case. */
export function contentTypeOf({ className }: Pick<AnyModel, 'className'>): string {
  return `netbox_proxbox.${className.toLowerCase()}`;
}

/** The model of that name, if there is one. */
export function modelOfType(models: readonly AnyModel[], contentType: unknown): AnyModel | undefined {
  return models.find((model) => contentTypeOf(model) === contentType);
}
