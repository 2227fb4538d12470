import {
  catchError,
  concat,
  concatMap,
  defaultIfEmpty,
  defer,
  from,
  map,
  mergeMap,
  type Observable,
  of,
  take,
  timer,
  toArray,
} from 'rxjs';
import { type ProxboxError } from '../../core/errors/errors';
import { jitteredPause } from './back-off';
import { type Batch, planLanes } from './batch-plan';
import {
  BulkWrite,
  type Entry,
  type Unclear,
  unclearError,
  type WriteKind,
  type WriteOutcome,
} from './bulk-write';
import { type NetboxRow, rowsOf } from './read';
import { unexpectedAnswer } from './reply-error';
import { type NetboxTransport } from './transport';

/** How rows to create hang together, and how to look one up. */
export interface CreateOptions {
  /** Asks NetBox anew whether the row is there, by its identity; used only when an answer was lost. */
  find?: (row: object) => Observable<NetboxRow | undefined>;
  /** What the row belongs to (a virtual machine's id): rows of one parent never travel in two requests at once. */
  parentOf?: (row: object) => unknown;
}

type Found = { entry: Entry<object>; row?: NetboxRow; error?: ProxboxError };

/** NetBox needs 21 to 28 ms per created object (measured on 4.5.7); a list whose answer was lost may take so long to appear. */
const APPEARS_WITHIN_MS_PER_ROW = 40;
const USUAL_BACKOFF_MS = 500;

/** Creates rows in lists; one outcome per row. */
export function createAll(
  transport: NetboxTransport,
  path: string,
  rows: readonly object[],
  { find, parentOf }: CreateOptions = {},
): Observable<WriteOutcome<NetboxRow>> {
  return defer(() => {
    const entries = rows.map((row, index) => ({ index, row }));
    const lanes = planLanes(entries, transport.settings.batchSize, ({ row }) => parentOf?.(row));
    return new BulkWrite(transport, creating(transport, path, find)).outcomes(lanes);
  });
}

function creating(
  transport: NetboxTransport,
  path: string,
  find: CreateOptions['find'],
): WriteKind<object, NetboxRow> {
  const { retries, backoffMs, maxInFlight, baseUrl } = transport.settings;
  const asked = { method: 'POST' as const, path, baseUrl };
  const kind: WriteKind<object, NetboxRow> = {
    method: 'POST',
    path,
    settle(batch, reply) {
      const rows = rowsOf(reply.body);
      // NetBox creates in the order of the list and answers in it (4.4 to 4.7).
      if (rows?.length === batch.length) return from(batch.map(({ index }, n) => done(index, rows[n]!)));
      const error = unexpectedAnswer(reply, asked, `a list of ${batch.length} objects`);
      return lookAgain(batch, { error, isOver: true, repeats: retries }, undefined);
    },
    clarify: (batch, unclear, write) => lookAgain(batch, unclear, write),
    refused(entry, error, repeats) {
      // After an unclear end the refusal may be that of a twin: the first list was written late.
      if (repeats === 0 || find === undefined) return of(failed(entry, error));
      return lookUp(entry).pipe(
        map(({ row }) => (row === undefined ? failed(entry, error) : done(entry.index, row))),
      );
    },
  };

  /** Reads each row anew: what is there is done; what is not is sent again, as long as there are tries left. */
  function lookAgain(
    batch: Batch<Entry<object>>,
    unclear: Unclear,
    write: BulkWrite<object, NetboxRow> | undefined,
  ): Observable<WriteOutcome<NetboxRow>> {
    if (find === undefined) {
      const error = unclearError(unclear.error);
      return from(batch.map((entry) => failed(entry, error)));
    }
    return timer(unclear.isOver ? 0 : settleMs(batch.length, unclear.repeats)).pipe(
      concatMap(() => lookUpAll(batch)),
      concatMap((findings) => {
        const missing = findings.filter(({ row, error }) => row === undefined && error === undefined);
        const known = findings.filter((finding) => !missing.includes(finding)).map(outcomeOf);
        const again = missing.map(({ entry }) => entry);
        return concat(from(known), sendAgain(again, unclear, write));
      }),
    );
  }

  function sendAgain(missing: Batch<Entry<object>>, unclear: Unclear, write?: BulkWrite<object, NetboxRow>) {
    const { error, isOver, repeats } = unclear;
    if (write !== undefined && isOver && missing.length > 1) return write.halved(missing, repeats);
    if (write !== undefined && !isOver && repeats < retries) return write.write(missing, repeats + 1);
    return from(missing.map((entry) => failed(entry, error)));
  }

  /** The first one alone: if NetBox cannot even answer that, the others need not wait for the same. */
  function lookUpAll([first, ...others]: Batch<Entry<object>>): Observable<Found[]> {
    if (first === undefined) return of([]);
    return lookUp(first).pipe(
      concatMap((finding) =>
        finding.error === undefined
          ? concat(of(finding), from(others).pipe(mergeMap(lookUp, maxInFlight)))
          : from([first, ...others].map((entry) => ({ ...finding, entry }))),
      ),
      toArray(),
    );
  }

  function lookUp(entry: Entry<object>): Observable<Found> {
    return defer(() => find!(entry.row)).pipe(
      take(1),
      defaultIfEmpty(undefined),
      map((row) => ({ entry, row })),
      catchError((error: unknown) => of({ entry, error: unclearError(error) })),
    );
  }

  function settleMs(rows: number, repeats: number): number {
    return (
      jitteredPause(backoffMs, repeats) + (rows * APPEARS_WITHIN_MS_PER_ROW * backoffMs) / USUAL_BACKOFF_MS
    );
  }

  return kind;
}

function outcomeOf({ entry, row, error }: Found): WriteOutcome<NetboxRow> {
  if (row !== undefined) return done(entry.index, row);
  return failed(entry, error ?? unclearError(error));
}

function done(index: number, row: NetboxRow): WriteOutcome<NetboxRow> {
  return { index, status: 'done', row };
}

function failed({ index }: Entry<object>, error: ProxboxError): WriteOutcome<NetboxRow> {
  return { index, status: 'failed', error };
}
