import { csrfSync } from 'csrf-sync';
import { type Request } from 'express';

/** The field of forms, and the header of scripts in our pages. */
export const CSRF_FIELD = '_csrf';
export const CSRF_HEADER = 'x-csrftoken';

const { generateToken, isRequestValid } = csrfSync({
  size: 32,
  getTokenFromRequest: (request) => {
    const field: unknown = (request.body as Record<string, unknown> | undefined)?.[CSRF_FIELD];
    return request.get(CSRF_HEADER) ?? (typeof field === 'string' ? field : undefined);
  },
});

/** The token of this session, made on first use; a page puts it into its forms. */
export function csrfTokenOf(request: Request): string {
  return generateToken(request);
}

/** Whether a request with a session cookie came from one of our own pages. */
export function hasCsrfToken(request: Request): boolean {
  return isRequestValid(request);
}
