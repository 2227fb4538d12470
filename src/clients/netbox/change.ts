import { catchError, concat, concatMap, defer, from, map, type Observable, of, toArray } from 'rxjs';
import { messageOf, NotAllowed, NotFound, type ProxboxError, Unreachable } from '../../core/errors/errors';
import { planLanes, roundsOf } from './batch-plan';
import { BulkWrite, type Entry, type WriteKind, type WriteOutcome } from './bulk-write';
import { type NetboxRow, readAll, rowsOf } from './read';
import { unexpectedAnswer } from './reply-error';
import { type NetboxTransport } from './transport';

/** The id of the object and the fields to change. */
export type Changes = { id: number } & Record<string, unknown>;

/** What is deleted is looked for by id afterwards; proxies stop addresses of 4 to 8 KiB. */
const IDS_IN_ONE_ADDRESS = 200;

/** Changes rows in lists; one outcome per row, `NotFound` for an id that NetBox left out of its answer. */
export function changeAll(
  transport: NetboxTransport,
  path: string,
  rows: readonly Changes[],
  parentOf?: (row: Changes) => unknown,
): Observable<WriteOutcome<NetboxRow>> {
  return defer(() => {
    const entries = rows.map((row, index) => ({ index, row }));
    const rounds = roundsOf(entries, ({ row }) => row.id);
    return concat(
      ...rounds.map((round) => {
        const lanes = planLanes(round, transport.settings.batchSize, ({ row }) => parentOf?.(row));
        return new BulkWrite(transport, changing(transport, path)).outcomes(lanes);
      }),
    );
  });
}

/** Deletes objects in lists; one outcome per id, done also for one that was gone before. */
export function deleteAll(
  transport: NetboxTransport,
  path: string,
  ids: readonly number[],
  parentOf?: (id: number) => unknown,
): Observable<WriteOutcome<{ id: number }>> {
  return defer(() => {
    const entries = ids.map((row, index) => ({ index, row }));
    const size = Math.min(transport.settings.batchSize, IDS_IN_ONE_ADDRESS);
    const lanes = planLanes(entries, size, ({ row }) => parentOf?.(row));
    return new BulkWrite(transport, deleting(transport, path)).outcomes(lanes);
  });
}

function changing(transport: NetboxTransport, path: string): WriteKind<Changes, NetboxRow> {
  const asked = { method: 'PATCH' as const, path, baseUrl: transport.settings.baseUrl };
  return {
    method: 'PATCH',
    path,
    idOf: ({ id }) => id,
    settle(batch, reply) {
      const rows = rowsOf(reply.body);
      if (rows === undefined) {
        const error = unexpectedAnswer(reply, asked, 'a list of the changed objects');
        return from(batch.map(({ index }) => failed(index, error)));
      }
      // In the order of the database, not of the request, and up to 4.6 without the ids that it does not know.
      const byId = new Map(rows.map((row) => [row.id, row]));
      return from(
        batch.map(({ index, row: { id } }): WriteOutcome<NetboxRow> => {
          const row = byId.get(id);
          return row === undefined ? failed(index, leftOut(path, id)) : { index, status: 'done', row };
        }),
      );
    },
  };
}

function deleting(transport: NetboxTransport, path: string): WriteKind<number, { id: number }> {
  const done = ({ index, row: id }: Entry<number>): WriteOutcome<{ id: number }> => ({
    index,
    status: 'done',
    row: { id },
  });
  return {
    method: 'DELETE',
    path,
    idOf: (id) => id,
    // Up to 4.6 NetBox answers 204 also when a permission hid some objects from the delete: so what is left is read.
    settle: (batch) =>
      readAll(transport, path, { id: batch.map(({ row }) => row), fields: 'id' }).pipe(
        map(({ id }) => id),
        toArray(),
        map((left) => new Set(left)),
        concatMap((left) =>
          batch.map((entry) =>
            left.has(entry.row) ? failed(entry.index, stillThere(path, entry.row)) : done(entry),
          ),
        ),
        catchError((error: unknown) => batch.map(({ index }) => failed(index, uncheckedDelete(error)))),
      ),
    // Gone already is what was wanted; 4.7 refuses a list for it.
    refused: (entry, error) => of(error instanceof NotFound ? done(entry) : failed(entry.index, error)),
  };
}

function failed(
  index: number,
  error: ProxboxError,
): { index: number; status: 'failed'; error: ProxboxError } {
  return { index, status: 'failed', error };
}

function leftOut(path: string, id: number): ProxboxError {
  return new NotFound(
    `NetBox did not change ${path}${id}/: it is not there, or the token may not change it.`,
  );
}

function stillThere(path: string, id: number): ProxboxError {
  return new NotAllowed(
    `NetBox did not delete ${path}${id}/, though it refused nothing: the token may see but not delete it.`,
  );
}

function uncheckedDelete(error: unknown): ProxboxError {
  return new Unreachable(
    `NetBox took the delete, but it could not be checked whether all is gone: ${messageOf(error)}`,
  );
}
