import { type FieldErrors, Invalid, NotFound, type ProxboxError, Refused } from '../../core/errors/errors';
import { fieldErrorsOf, sentenceOf } from './error-messages';
import { type Reply } from './exchange';
import { type Asked, errorOfReply, exceptionOf, isMaintenance } from './reply-error';

/** What to do about a list that NetBox refused as a whole. */
export type Verdict =
  /** NetBox names the bad rows: report these, send the others again. */
  | { kind: 'rows'; refused: Map<number, ProxboxError> }
  /** Some row is bad and nothing was written: halve the list until the bad rows are alone. */
  | { kind: 'halve' }
  /** As `halve`, but every row may be refused for one reason, so it is not worth asking for each. */
  | { kind: 'halve-with-care' }
  /** It may have been written or not. */
  | { kind: 'unclear' }
  /** Every row fails for the same reason. */
  | { kind: 'all' };

/** Exceptions of the database that undo the whole list and are about one row: raced duplicates, texts too long (4.4 to 4.7). */
const UNDONE_BY_A_ROW = new Set(['IntegrityError', 'DataError']);
/** Exceptions that are about NetBox's own state and pass, such as two writers in each other's way. */
const NETBOX_IS_UNWELL = new Set(['OperationalError', 'InterfaceError', 'ConnectionError', 'TimeoutError']);

/**
 * Judges the refusal of a list by its shape, which tells more surely than the version which rows are bad.
 * @param ids of the rows in the order sent; for creates, undefined
 * @param length how many rows were sent
 */
export function judge(
  reply: Reply,
  asked: Asked,
  length: number,
  ids: readonly number[] | undefined,
): Verdict {
  const { status } = reply;
  if (status === 400 || status === 409) {
    const refused = namedRows(reply, asked, length, ids);
    if (refused !== undefined) return { kind: 'rows', refused };
    return reply.page === undefined ? { kind: 'halve' } : { kind: 'all' };
  }
  // A permission with a constraint refuses a list for one row outside it (4.6.8 recordings, x#23).
  if (status === 403) return reply.page === undefined ? { kind: 'halve-with-care' } : { kind: 'all' };
  if (status === 413) return { kind: 'halve' };
  const exception = exceptionOf(reply);
  if (exception !== undefined) {
    if (UNDONE_BY_A_ROW.has(exception)) return { kind: 'halve' };
    if (NETBOX_IS_UNWELL.has(exception)) return { kind: 'unclear' };
    // Raised for one odd row (KeyError for a bad address, 4.4 and 4.5), or after the work was done (event rules).
    return asked.method === 'POST' ? { kind: 'unclear' } : { kind: 'halve' };
  }
  const isTurnedAway = status === 503 || isMaintenance(reply);
  return asked.method === 'POST' && status >= 500 && !isTurnedAway ? { kind: 'unclear' } : { kind: 'all' };
}

/** The bad rows by position, where the answer names them. */
function namedRows(
  reply: Reply,
  asked: Asked,
  length: number,
  ids: readonly number[] | undefined,
): Map<number, ProxboxError> | undefined {
  const refused = new Map<number, ProxboxError>();
  for (const { position, errors } of entriesOf(reply.body, length, ids)) {
    if (position < 0 || position >= length) return undefined;
    refused.set(position, errorOfRow(reply, asked, fieldErrorsOf(errors)));
  }
  return refused.size === 0 ? undefined : refused;
}

function entriesOf(
  body: unknown,
  length: number,
  ids: readonly number[] | undefined,
): { position: number; errors: unknown }[] {
  // 4.4 to 4.6, creates: one entry per row, empty for the good ones.
  if (Array.isArray(body)) {
    if (body.length !== length || !body.every(isObject)) return [];
    return body
      .map((errors, position) => ({ position, errors }))
      .filter(({ errors }) => Object.keys(errors).length > 0);
  }
  // 4.7: the bad ones only, by index or by id.
  if (!isObject(body) || !Array.isArray(body['errors'])) return [];
  return body['errors'].filter(isObject).map(({ index, id, errors }) => ({
    position: typeof index === 'number' ? index : (ids?.indexOf(Number(id)) ?? -1),
    errors,
  }));
}

function errorOfRow(reply: Reply, asked: Asked, fields: FieldErrors): ProxboxError {
  const said = sentenceOf(fields) || 'no reason given';
  const details = { status: reply.status, fields };
  if (reply.status === 409)
    return new Refused(`NetBox refused the row: ${said}`, { ...details, category: 'validation' });
  // The id was ours, so an error at it can only be that there is no such object (4.7).
  if (asked.method !== 'POST' && fields['id'] !== undefined) return new NotFound(said, details);
  return new Invalid(`NetBox did not accept the row: ${said}`, details);
}

/** The error of a row that was refused when it travelled alone. */
export function errorOfLoneRow(reply: Reply, asked: Asked): ProxboxError {
  const body: unknown = Array.isArray(reply.body) && reply.body.length === 1 ? reply.body[0] : reply.body;
  const isAboutTheRow = reply.status === 400 || UNDONE_BY_A_ROW.has(exceptionOf(reply) ?? '');
  if (!isAboutTheRow || reply.page !== undefined) return errorOfReply(reply, asked);
  return errorOfRow(
    reply,
    asked,
    fieldErrorsOf(isObject(body) && 'error' in body ? { error: body['error'] } : body),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
