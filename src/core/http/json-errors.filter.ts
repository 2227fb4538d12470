import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { type Response } from 'express';
import { messageOf } from '../errors/errors';
import { restError } from './rest-errors.filter';

/** Answers a failure in JSON, wherever it happened: for programs that call an address outside the REST API. */
@Catch()
export class JsonErrorsFilter implements ExceptionFilter {
  private readonly logger = new Logger('HTTP');

  constructor(private readonly exposesErrors: boolean = false) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const answer = restError(error);
    if (!answer) this.logger.error(messageOf(error), error instanceof Error ? error.stack : undefined);
    if (response.headersSent) response.end();
    else response.status(answer?.status ?? 500).json(answer?.body ?? this.unexpected(error));
  }

  private unexpected(error: unknown): { detail: string } {
    return { detail: this.exposesErrors ? messageOf(error) : 'Internal server error.' };
  }
}
