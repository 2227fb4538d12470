import { type AnyModel, FEATURE_NAMES } from '../model/define-model';
import { snakeCase } from '../model/naming';

/** Which keys of a row are sent, in the order of sending; names as in the model, besides `id`, `url` and `display`. */
export type Projection = readonly string[];

/** Every key of a row in REST. */
export function allKeys(model: AnyModel): Projection {
  const head = ['id', 'url', 'display'];
  const tail = [...(model.isPlain ? [] : FEATURE_NAMES), 'created', 'lastUpdated'];
  const middle = model.rest.filter((name) => !head.includes(name));
  return [...head, ...middle, ...tail.filter((name) => !middle.includes(name))];
}

/** The keys of a row where another row refers to it. */
export function nestedKeys(model: AnyModel): Projection {
  return ['id', 'url', 'display', ...model.nested];
}

/** `?fields`, `?omit` and `?brief`, the first one given of these; keys keep the order of the model. */
export function projectionOf(
  model: AnyModel,
  parameters: URLSearchParams,
  // In NetBox only reads are brief.
  { isBriefAllowed = true }: { isBriefAllowed?: boolean } = {},
): Projection {
  const all = allKeys(model);
  const fields = listed(parameters, 'fields');
  if (fields) return all.filter((name) => fields.has(snakeCase(name)));
  const omit = listed(parameters, 'omit') ?? listed(parameters, 'exclude');
  if (omit) return all.filter((name) => !omit.has(snakeCase(name)));
  // Any value counts, `false` too, as in NetBox.
  if (isBriefAllowed && parameters.get('brief') && model.brief.length > 0) {
    const brief = new Set(['id', 'url', 'display', ...model.brief]);
    return all.filter((name) => brief.has(name));
  }
  return all;
}

function listed(parameters: URLSearchParams, name: string): Set<string> | undefined {
  const text = parameters.getAll(name).at(-1);
  return text ? new Set(text.split(',').map((part) => part.trim())) : undefined;
}
