import { NotFound } from '../errors/errors';
import { type Request } from 'express';

/** The query string of a request, repeated parameters included. */
export function parametersOf(request: Request): URLSearchParams {
  const start = request.originalUrl.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : request.originalUrl.slice(start));
}

/** The number of a row in an address. Throws NotFound for everything else: no row is called that. */
export function rowId(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new NotFound(`There is no page "${text}" here.`);
  return Number(text);
}
