import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  HttpStatus,
  Logger,
} from '@nestjs/common';
import { type Request, type Response } from 'express';
import {
  Invalid,
  messageOf,
  NotAllowed,
  NotFound,
  ProxboxError,
  Refused,
  Unreachable,
} from '../errors/errors';
import { isRestPath } from '../http/api-root';
import { renderPage } from './render';

const TITLES: Readonly<Record<number, string>> = {
  400: 'This request makes no sense',
  403: 'Access denied',
  404: 'Page not found',
  409: 'Not possible now',
  503: 'Something does not answer',
};
const NOTHING_HERE =
  'The page you asked for does not exist. It may have been removed, or the address has a typing mistake.';
const BROKEN = 'Something broke inside Proxbox. It has been written to the log; nothing was lost.';

/**
 * Shows what went wrong as a page in the layout of all others. Requests that want no page, and those below `/api/`, are
 * left to the filter it is given.
 */
@Catch()
export class PageErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Pages');

  constructor(private readonly others: ExceptionFilter) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    if (!isForPeople(request) || response.headersSent) {
      this.others.catch(error, host);
      return;
    }
    const { status, message } = shownAs(error);
    if (status >= 500) this.logger.error(messageOf(error), error instanceof Error ? error.stack : undefined);
    response.status(status);
    // The guard sends people to the sign-in page with this header beside the status.
    if (response.getHeader('Location')) {
      response.end();
      return;
    }
    const title = TITLES[status] ?? 'Something went wrong';
    try {
      await renderPage(response, 'error.njk', { status, title, message });
    } catch (failure) {
      this.logger.error(messageOf(failure));
      response.type('text').send(message);
    }
  }
}

function isForPeople(request: Request): boolean {
  return !isRestPath(request.path) && request.accepts(['json', 'html']) === 'html';
}

function shownAs(error: unknown): { status: number; message: string } {
  if (error instanceof HttpException) {
    const status = error.getStatus();
    return { status, message: detailOf(error, status) };
  }
  if (error instanceof NotFound) return { status: HttpStatus.NOT_FOUND, message: error.message };
  if (error instanceof Invalid) return { status: HttpStatus.BAD_REQUEST, message: error.message };
  if (error instanceof NotAllowed) return { status: HttpStatus.FORBIDDEN, message: error.message };
  if (error instanceof Refused) return { status: HttpStatus.CONFLICT, message: error.message };
  if (error instanceof Unreachable) return { status: HttpStatus.SERVICE_UNAVAILABLE, message: error.message };
  const isExpected = error instanceof ProxboxError;
  return { status: HttpStatus.INTERNAL_SERVER_ERROR, message: isExpected ? error.message : BROKEN };
}

/** Ours carry `{ detail }`; Nest's own "Cannot GET /x" is no sentence for a person. */
function detailOf(error: HttpException, status: number): string {
  const body = error.getResponse();
  if (typeof body === 'object' && 'detail' in body && typeof body.detail === 'string') return body.detail;
  if (status === 404) return NOTHING_HERE;
  return status >= 500 ? BROKEN : error.message;
}
