import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  HttpException,
  HttpStatus,
  Injectable,
  Logger,
} from '@nestjs/common';
import { type Response } from 'express';
import { messageOf, NotAllowed, Unreachable } from '../errors/errors';
import { isRestPath } from '../http/api-root';
import { ApiKeys, KEY_HEADER } from './api-keys';
import { AuditTrail } from './audit-trail';
import { Authority } from './authority';
import { hasCsrfToken } from './csrf';
import { IdentityCache } from './identity-cache';
import { type Identity, type KnownIdentity, type KnownRequest } from './identity';
import { clientOf, Lockout } from './limits';
import { needOf } from './needs';
import { isOpen } from './open';
import { ownPath } from './own-path';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
const MALFORMED =
  'Invalid authorization header: Must be in the form "Bearer <key>.<token>" or "Token <token>"';
const NOT_ALLOWED = 'You do not have permission to perform this action.';

/**
 * Closes every route that is not marked `@Open()` to all but those who may do what it `@Needs()`. There is no 401 but for
 * API keys: an unknown caller of the REST API gets 403 with `detail`, as its users know it. A browser on its way to a page
 * is sent to sign in.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly logger = new Logger('Access');

  constructor(
    private readonly identities: IdentityCache,
    private readonly authority: Authority,
    private readonly keys: ApiKeys,
    private readonly lockout: Lockout,
    private readonly audit: AuditTrail,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<KnownRequest>();
    const response = context.switchToHttp().getResponse<Response>();
    const [action, controller] = [context.getHandler(), context.getClass()];
    if (isOpen(action, controller)) return true;

    const script = await this.scriptBehind(request);
    const identity = script ?? signedIn(response);
    if (!identity) throw unknown(request, response);
    const isUnsafe = !SAFE_METHODS.includes(request.method);
    if (isUnsafe && !script && !hasCsrfToken(request)) {
      await this.refused(request, identity.username, 'without the token of one of our pages');
      throw forged();
    }
    const need = needOf(action, controller);
    if (!identity.may(need)) {
      await this.refused(request, identity.username, `not allowed to ${need ?? 'do this'}`);
      throw forbidden(NOT_ALLOWED);
    }

    request.identity = identity;
    request.isScript = script !== undefined;
    // What one person may see must not come out of a cache for the next; a handler may say otherwise.
    response.setHeader('Cache-Control', 'private, no-cache');
    response.locals.identity = identity;
    return true;
  }

  /** Who shows a credential with this very request; undefined when there is none. */
  private async scriptBehind(request: KnownRequest): Promise<KnownIdentity | undefined> {
    const authorization = request.get('authorization') ?? '';
    if (/^(token|bearer)\b/i.test(authorization)) {
      await this.lockout.check(request);
      return this.authority.know(await this.identify(authorization, request));
    }
    const key = request.get(KEY_HEADER);
    if (key === undefined) return undefined;
    await this.lockout.check(request);
    const known = await this.keys.find(key);
    if (known) return this.authority.knowKey(known);
    const remaining = await this.lockout.failed(request);
    await this.refused(request, '', 'with an API key that is not valid');
    const more = remaining > 0 ? ` ${remaining} attempts remaining.` : '';
    throw new HttpException({ detail: `Invalid API key.${more}` }, HttpStatus.UNAUTHORIZED);
  }

  private async identify(authorization: string, request: KnownRequest): Promise<Identity> {
    if (!/^\w+ +\S+ *$/.test(authorization)) throw forbidden(MALFORMED);
    try {
      return await this.identities.identify(authorization.trim());
    } catch (error) {
      if (error instanceof NotAllowed) {
        await this.lockout.failed(request);
        await this.refused(request, '', 'with a token that is not valid');
        throw forbidden(error.message);
      }
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

  /** The refusal itself must not depend on the log of it. */
  private async refused(request: KnownRequest, userName: string, why: string): Promise<void> {
    const { requestId } = (request.res?.locals ?? {}) as { requestId?: string };
    const detail = `${request.method} ${request.path} ${why}`;
    try {
      await this.audit.note({ event: 'refused', userName, client: clientOf(request), detail, requestId });
    } catch (error) {
      this.logger.error(`A refusal could not be noted: ${messageOf(error)}`);
    }
  }
}

/** The person of the session, whom a middleware has recognised. */
function signedIn(response: Response): KnownIdentity | undefined {
  return (response.locals as { identity?: KnownIdentity }).identity;
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
