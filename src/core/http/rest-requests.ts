import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { HttpException, HttpStatus } from '@nestjs/common';
import { json, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { codeOf } from '../database/error-code';

/** The NetBox release whose REST conventions are followed. */
export const API_VERSION = '4.6';

/** A bulk request of 1000 rows fits well. */
const BODY_LIMIT = '10mb';
export const MAX_DEPTH = 100;
const UNSAFE_METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Headers of every REST answer; `response.locals.requestId` is what logs name the request by. */
export function identifyRequest(_request: Request, response: Response, next: NextFunction): void {
  const requestId = randomUUID();
  (response.locals as { requestId?: string }).requestId = requestId;
  response.setHeader('X-Request-ID', requestId);
  response.setHeader('API-Version', API_VERSION);
  next();
}

/**
 * Addresses end with a slash, as in NetBox. A read is sent there; a write gets an error, for many clients would repeat
 * it as a GET and lose what they wanted to say.
 */
export function requireTrailingSlash(request: Request, response: Response, next: NextFunction): void {
  const [path, ...query] = request.originalUrl.split('?');
  if (path.endsWith('/')) return next();
  const address = [`${path}/`, ...query].join('?');
  if (!UNSAFE_METHODS.includes(request.method))
    return response.redirect(HttpStatus.MOVED_PERMANENTLY, address);
  const detail = `Not found. Addresses end with a slash; send this request to ${path}/ instead.`;
  next(new HttpException({ detail }, HttpStatus.NOT_FOUND));
}

/** Reads JSON bodies; anything else is refused. */
export function jsonBodies(): RequestHandler[] {
  return [
    refuseOtherBodies,
    json({ limit: BODY_LIMIT, strict: false, type: 'application/json', verify: keepSigned }),
    refuseDeepBodies,
  ];
}

/** Of the programs that sign what they send, as NetBox does. */
export const SIGNATURE_HEADER = 'x-hook-signature';

/** A request whose sender has signed its body: the bytes are needed to judge the signature. */
export interface SignedRequest extends Request {
  signedBody?: Buffer;
}

function keepSigned(request: IncomingMessage, _response: ServerResponse, body: Buffer): void {
  if (request.headers[SIGNATURE_HEADER] !== undefined) (request as SignedRequest).signedBody = body;
}

function refuseOtherBodies(request: Request, _response: Response, next: NextFunction): void {
  // Python's requests says Content-Length: 0 of a DELETE that has nothing to say.
  const isEmpty = request.get('content-length') === '0';
  const isOther =
    UNSAFE_METHODS.includes(request.method) && !isEmpty && request.is('application/json') === false;
  if (!isOther) return next();
  const detail = `Unsupported media type "${request.get('content-type') ?? ''}" in request.`;
  next(new HttpException({ detail }, HttpStatus.UNSUPPORTED_MEDIA_TYPE));
}

// Whatever walks through a body calls itself for each level, PostgreSQL too, and a few bytes per level make many of them.
function refuseDeepBodies(request: Request, _response: Response, next: NextFunction): void {
  if (!isDeeperThan(request.body, MAX_DEPTH)) return next();
  const detail = `JSON parse error - nested more than ${MAX_DEPTH} levels deep`;
  next(new HttpException({ detail }, HttpStatus.BAD_REQUEST));
}

/** Whether lists and objects lie inside each other more often than that. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeperThan(one, levels - 1));
}

/** What the reader of bodies complains of, in our form. */
export function explainBodyErrors(
  error: unknown,
  _request: Request,
  _response: Response,
  next: NextFunction,
): void {
  if (typeof error !== 'object' || error === null || !('type' in error)) return next(error);
  const { message, status } = error as { message?: string; status?: number };
  const isSyntax = error.type === 'entity.parse.failed';
  const detail = isSyntax
    ? `JSON parse error - ${message}`
    : `The body could not be read: ${message ?? codeOf(error)}.`;
  next(new HttpException({ detail }, status ?? HttpStatus.BAD_REQUEST));
}
