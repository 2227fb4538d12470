import { QueryFailedError } from 'typeorm';
import { databaseAway } from '../database/database-away';
import { codeOf } from '../database/error-code';
import { Invalid } from '../errors/errors';
import { type AnyModel, type Fields } from '../model/define-model';
import { labelOf } from '../model/field';
import { parameterName, snakeCase } from '../model/naming';
import { type Filter } from './lookups';
import { type ModelList } from './model-list';
import { takenValue } from './unique-values';

/** What PostgreSQL says besides its code; see "Error and Notice Message Fields" in its protocol. */
interface ServerError {
  readonly code: string;
  readonly column?: string;
  readonly constraint?: string;
  readonly detail?: string;
}

/** The PostgreSQL error inside whatever TypeORM threw; undefined when the server did not answer with one. */
export function serverError(error: unknown): ServerError | undefined {
  const inner: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const hasState = /^[0-9A-Z]{5}$/.test(codeOf(inner) ?? '');
  return hasState && (inner as object & { severity?: string }).severity ? (inner as ServerError) : undefined;
}

/** A delete that other rows forbid; 23001 since PostgreSQL 18, 23503 before. */
export function isBlockedDelete(error: unknown): boolean {
  return ['23001', '23503'].includes(serverError(error)?.code ?? '');
}

/**
 * Makes one of our errors of a database error: Invalid when the values are to blame, Unreachable when the database is
 * away. Anything else comes back as it was: a mistake in the program.
 */
export function explainDatabaseError(error: unknown, model?: AnyModel, models?: ModelList): unknown {
  const server = serverError(error);
  // A query that failed without a word of the server lost its connection.
  if (!server) return error instanceof QueryFailedError ? databaseAway(error) : error;
  // Connection exceptions, operator intervention (shutdown), too many connections.
  if (/^(08|57P|53300)/.test(server.code)) return databaseAway(error);
  const fields = fieldErrors(server, model, models);
  return fields ? new Invalid(Object.values(fields).flat().join(' '), { fields, cause: error }) : error;
}

function fieldErrors(
  error: ServerError,
  model?: AnyModel,
  models?: ModelList,
): Record<string, string[]> | undefined {
  const name = Object.keys((model?.fields ?? {}) as Fields).find((one) => {
    const key = snakeCase(one);
    return (
      error.column === key ||
      error.column === `${key}_id` ||
      error.constraint === `${model?.table}_${key}_id_fk` ||
      error.constraint === `${model?.table}_${key}_key`
    );
  });
  const key = name === undefined ? '__all__' : snakeCase(name);
  switch (error.code) {
    case '23505':
      if (name !== undefined && model) return { [key]: [takenValue(model, name)] };
      return { __all__: [duplicate(model, models)] };
    case '23503':
      return { [key]: [`Related object not found using the provided numeric ID: ${/=\((.*?)\)/.exec(error.detail ?? '')?.[1] ?? '?'}`] }; // prettier-ignore
    case '23502':
      return { [key]: ['This field may not be null.'] };
    case '22P02':
    case '22P05':
    case '22021':
    case '22007':
    case '22008':
      return { [key]: ['A value has a form that its column does not take.'] };
    case '22001':
    case '22003':
      return { [key]: ['A value is larger than its column.'] };
    default:
      return undefined;
  }
}

/** In NetBox's words: `Proxmox cluster with this Proxmox endpoint and Name already exists.` */
export function duplicate(model?: AnyModel, models?: ModelList): string {
  if (!model) return 'Such an object already exists.';
  const labels = model.identity.map((name) => {
    const field = (model.fields as Fields)[name];
    return field.reference && !field.label && models
      ? models.named(field.reference.model).label
      : labelOf(name, field);
  });
  const [last, ...others] = labels.reverse();
  const names = others.length > 0 ? `${others.reverse().join(', ')} and ${last}` : last;
  return `${model.label} with this ${names} already exists.`;
}

/** Runs database work and throws our own errors in place of the database's. */
export async function asking<T>(work: () => Promise<T>, model?: AnyModel, models?: ModelList): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainDatabaseError(error, model, models);
  }
}

/** A filter by a regular expression that PostgreSQL cannot read, as the error of that parameter. */
export function badExpression(error: unknown, filters: readonly Filter[]): Invalid | undefined {
  if (serverError(error)?.code !== '2201B') return undefined;
  const names = filters.filter(({ lookup }) => lookup === 'regex' || lookup === 'iregex');
  return Invalid.of(
    Object.fromEntries(
      names.map(({ name, lookup }) => [
        `${parameterName(name)}__${lookup}`,
        ['Enter a valid regular expression.'],
      ]),
    ),
  );
}
