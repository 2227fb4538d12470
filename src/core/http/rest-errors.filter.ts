import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { type Request, type Response } from 'express';
import { explainDatabaseError } from '../crud/database-errors';
import { InvalidPage } from '../crud/invalid-page';
import { InvalidRows } from '../crud/invalid-rows';
import { Invalid, messageOf, NotAllowed, NotFound, Refused, Unreachable } from '../errors/errors';
import { isRestPath } from './api-root';

/** What is answered to a failed request. */
export interface RestError {
  readonly status: number;
  readonly body: unknown;
}

/** An error as REST answers it; undefined for one that nobody expected. */
export function restError(error: unknown): RestError | undefined {
  const known = error instanceof HttpException ? error : explainDatabaseError(error);
  if (known instanceof HttpException) return { status: known.getStatus(), body: detailOf(known) };
  const detail = messageOf(known);
  if (known instanceof InvalidPage) return { status: 400, body: [detail] };
  if (known instanceof InvalidRows) return { status: 400, body: known.rows };
  if (known instanceof Invalid) return { status: 400, body: known.fields ?? { detail } };
  if (known instanceof NotFound) return { status: 404, body: { detail } };
  if (known instanceof NotAllowed) return { status: 403, body: { detail } };
  if (known instanceof Unreachable) return { status: 503, body: { detail } };
  if (known instanceof Refused)
    return { status: isClientError(known.status) ? known.status : 409, body: { detail } };
  return undefined;
}

function isClientError(status: number | undefined): status is number {
  return status !== undefined && status >= 400 && status < 500;
}

function detailOf(error: HttpException): unknown {
  const body = error.getResponse();
  const isOurs = typeof body === 'object' && !('statusCode' in body && 'message' in body);
  if (isOurs) return body;
  return { detail: error instanceof NotFoundException ? 'Not found.' : error.message };
}

/** Which methods an address takes; undefined when there is nothing. */
export type AllowedMethods = (path: string) => readonly string[] | undefined;

/** Answers failures below /api/ in JSON, as NetBox does. All other paths belong to `pages`, or to Nest when there is none. */
@Catch()
export class RestErrorsFilter extends BaseExceptionFilter {
  private readonly logger = new Logger('REST');

  constructor(
    private readonly allowedMethods: AllowedMethods,
    private readonly pages?: ExceptionFilter,
    private readonly exposesErrors: boolean = false,
  ) {
    super();
  }

  override catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const error = this.methodError(thrown, request, response) ?? thrown;
    if (!isRestPath(request.originalUrl)) {
      if (this.pages) this.pages.catch(error, host);
      else super.catch(error, host);
      return;
    }
    const answer = restError(error) ?? this.unexpected(error, response);
    // A stream that has begun can only be broken off.
    if (response.headersSent) response.end();
    else response.status(answer.status).json(answer.body);
  }

  /** Nest knows no 405: an address that exists but not for this method arrives here as one that no route took. */
  private methodError(error: unknown, request: Request, response: Response): HttpException | undefined {
    const isUnrouted = error instanceof NotFoundException && request.route === undefined;
    const methods = isUnrouted ? this.allowedMethods(request.path) : undefined;
    if (!methods || methods.includes(request.method)) return undefined;
    response.setHeader('Allow', methods.join(', '));
    return new HttpException({ detail: `Method "${request.method}" not allowed.` }, 405);
  }

  private unexpected(error: unknown, response: Response): RestError {
    const { requestId } = response.locals as { requestId?: string };
    this.logger.error(
      `Request ${requestId}: ${messageOf(error)}`,
      error instanceof Error ? error.stack : undefined,
    );
    const exception = error instanceof Error ? error.constructor.name : typeof error;
    return {
      status: 500,
      body: {
        error: `Something unexpected happened; the log tells more under request ${requestId}.`,
        exception,
        ...(this.exposesErrors && { detail: messageOf(error) }),
      },
    };
  }
}
