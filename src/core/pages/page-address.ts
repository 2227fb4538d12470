import { PAGE_ROOT } from '../http/api-root';
import { type AnyModel } from '../model/define-model';

/** Where all pages live. */
export const PAGES = PAGE_ROOT;

export function listPath(model: AnyModel): string {
  return `${PAGES}/${model.path}/`;
}

export function detailPath(model: AnyModel, id: number): string {
  return `${PAGES}/${model.path}/${id}/`;
}

/** A page with some of its parameters replaced; an empty value removes one. */
export function withParameters(
  path: string,
  parameters: URLSearchParams,
  changes: Readonly<Record<string, string | number>>,
): string {
  const merged = new URLSearchParams([...parameters].filter(([, value]) => value !== ''));
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') merged.delete(name);
    else merged.set(name, String(value));
  }
  const query = merged.toString();
  return query ? `${path}?${query}` : path;
}
