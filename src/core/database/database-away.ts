import { Unreachable } from '../errors/errors';

/** What is thrown when PostgreSQL answers no more. */
export function databaseAway(cause: unknown): Unreachable {
  return new Unreachable('The database does not answer. Check that PostgreSQL runs; then try again.', {
    cause,
  });
}
