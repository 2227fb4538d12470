import { NotFound } from '../core/errors/errors';

/** The id of a row in a path. Throws NotFound for what can be none. */
export function idOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new NotFound('Not found.');
  return Number(text);
}
