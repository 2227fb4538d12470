import { HttpException, HttpStatus } from '@nestjs/common';

/** What a caller is told when the database, which knows who is who, does not answer. */
export function databaseSilent(cause: unknown): HttpException {
  const detail = 'The database does not answer, so nobody can be recognised now. Try again in a moment.';
  return new HttpException({ detail }, HttpStatus.SERVICE_UNAVAILABLE, { cause });
}
