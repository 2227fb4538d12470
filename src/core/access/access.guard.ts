import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  HttpException,
  HttpStatus,
  Injectable,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Response } from 'express';
import { messageOf, NotAllowed, Unreachable } from '../errors/errors';
import { isRestPath } from '../http/api-root';
import { hasCsrfToken } from './csrf';
import { IdentityCache } from './identity-cache';
import { type Identity, type KnownRequest } from './identity';
import { IS_OPEN } from './open';
import { ownPath } from './own-path';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
const MALFORMED =
  'Invalid authorization header: Must be in the form "Bearer <key>.<token>" or "Token <token>"';

/**
 * Closes every route that is not marked `@Open()`. There is no 401: an unknown caller of the REST API gets 403 with
 * `detail`, as its users know it. A browser on its way to a page is sent to sign in.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly identities: IdentityCache,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<KnownRequest>();
    const response = context.switchToHttp().getResponse<Response>();
    if (this.reflector.getAllAndOverride<boolean>(IS_OPEN, [context.getHandler(), context.getClass()]))
      return true;

    const authorization =
      /^(token|bearer)\b/i.test(request.get('authorization') ?? '') && request.get('authorization');
    const identity = authorization ? await this.identify(authorization) : request.session?.identity;
    if (!identity) throw unknown(request, response);
    const isUnsafe = !SAFE_METHODS.includes(request.method);
    if (isUnsafe && !authorization && !hasCsrfToken(request)) throw forged();
    if (isUnsafe && !identity.canWrite) throw forbidden('You do not have permission to perform this action.');

    request.identity = identity;
    // What one person may see must not come out of a cache for the next; a handler may say otherwise.
    response.setHeader('Cache-Control', 'private, no-cache');
    response.locals.identity = identity;
    return true;
  }

  private async identify(authorization: string): Promise<Identity> {
    if (!/^\w+ +\S+ *$/.test(authorization)) throw forbidden(MALFORMED);
    try {
      return await this.identities.identify(authorization.trim());
    } catch (error) {
      if (error instanceof NotAllowed) throw forbidden(error.message);
      if (error instanceof Unreachable) {
        throw new HttpException({ detail: error.message }, HttpStatus.SERVICE_UNAVAILABLE, { cause: error });
      }
      throw new HttpException(
        { detail: `Your credentials could not be checked: ${messageOf(error)}` },
        HttpStatus.SERVICE_UNAVAILABLE,
        { cause: error },
      );
    }
  }
}

function forbidden(detail: string): ForbiddenException {
  return new ForbiddenException({ detail });
}

function forged(): ForbiddenException {
  return forbidden(
    'CSRF Failed: CSRF token missing or incorrect. Load the page again and repeat what you did.',
  );
}

/** The redirect is a header beside the status, so that it survives whichever filter writes the body. */
function unknown(request: KnownRequest, response: Response): HttpException {
  const detail = 'Authentication credentials were not provided.';
  const origin = `${request.protocol}://${request.get('host')}`;
  // htmx would put the sign-in page into a corner of the page that asked; its own header makes it go there instead.
  if (request.get('hx-request')) {
    response.setHeader('HX-Redirect', signInPath(ownPath(request.get('hx-current-url'), origin)));
    return forbidden(detail);
  }
  const isPage = !isRestPath(request.path) && request.accepts(['json', 'html']) === 'html';
  if (!isPage) return forbidden(detail);
  // What a form was posted to is no page to come back to; the page with the form is.
  const next =
    request.method === 'GET' ? ownPath(request.originalUrl) : ownPath(request.get('referer'), origin);
  response.setHeader('Location', signInPath(next));
  return new HttpException({ detail }, request.method === 'GET' ? HttpStatus.FOUND : HttpStatus.SEE_OTHER);
}

function signInPath(next: string): string {
  return `/sign-in?next=${encodeURIComponent(next)}`;
}
