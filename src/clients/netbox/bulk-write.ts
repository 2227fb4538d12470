import { concat, concatMap, defer, EMPTY, from, mergeMap, type Observable, timer } from 'rxjs';
import { messageOf, NotAllowed, type ProxboxError, Unreachable } from '../../core/errors/errors';
import { jitteredPause } from './back-off';
import { type Batch, halvesOf, type Lane } from './batch-plan';
import { type NetboxRequest, type Reply } from './exchange';
import { errorOfLoneRow, judge } from './refusal';
import { type Asked, errorOfReply } from './reply-error';
import { type NetboxTransport } from './transport';

/** What became of one row of a bulk write; `index` is its place in the rows given. */
export type WriteOutcome<T> =
  { index: number; status: 'done'; row: T } | { index: number; status: 'failed'; error: ProxboxError };

/** A row on its way, with its place among the rows given. */
export interface Entry<R> {
  index: number;
  row: R;
}

/** What sets creating, changing and deleting apart. */
export interface WriteKind<R, T> {
  method: Exclude<NetboxRequest['method'], 'GET'>;
  /** Path of the list. */
  path: string;
  idOf?(row: R): number;
  /** Outcomes of a list that NetBox took. */
  settle(batch: Batch<Entry<R>>, reply: Reply): Observable<WriteOutcome<T>>;
  /** What to do when it is unclear whether a list was written; without it the list may be sent again as it is. */
  clarify?(batch: Batch<Entry<R>>, unclear: Unclear, write: BulkWrite<R, T>): Observable<WriteOutcome<T>>;
  /** The outcome of a row that NetBox refused, where that is not simply a failure. */
  refused?(entry: Entry<R>, error: ProxboxError, repeats: number): Observable<WriteOutcome<T>>;
}

/** Why it is unclear whether a list was written. */
export interface Unclear {
  error: ProxboxError;
  /** Whether NetBox has certainly stopped working on it. */
  isOver: boolean;
  repeats: number;
}

/** Refusals of single rows, with nothing written, after which the other rows are not tried any more. */
const DENIALS_BELIEVED = 3;

/** One bulk write: sends the lists, finds the bad rows of a refused one, and accounts for every row. For one use only. */
export class BulkWrite<R, T> {
  private rowsDone = 0;
  private rowsDenied = 0;
  private readonly asked: Asked;

  constructor(
    readonly transport: NetboxTransport,
    private readonly kind: WriteKind<R, T>,
  ) {
    this.asked = { method: kind.method, path: kind.path, baseUrl: transport.settings.baseUrl };
  }

  outcomes(lanes: readonly Lane<Entry<R>>[]): Observable<WriteOutcome<T>> {
    const writers = this.transport.settings.maxWritesInFlight;
    const laneOutcomes = (lane: Lane<Entry<R>>) =>
      from(lane).pipe(concatMap((batch) => this.write(batch, 0)));
    return from(lanes).pipe(mergeMap(laneOutcomes, writers));
  }

  /** Sends one list; `repeats` counts how often its end was unclear before. */
  write(batch: Batch<Entry<R>>, repeats: number): Observable<WriteOutcome<T>> {
    if (batch.length === 0) return EMPTY;
    return defer(() => (this.isDenied() ? this.failed(batch, this.notTried()) : this.send(batch, repeats)));
  }

  /** One half after the other, so that rows of one parent still never travel at the same time. */
  halved(batch: Batch<Entry<R>>, repeats: number): Observable<WriteOutcome<T>> {
    return concat(...halvesOf(batch).map((half) => this.write(half, repeats)));
  }

  failed(batch: Batch<Entry<R>>, error: ProxboxError): Observable<WriteOutcome<T>> {
    return from(batch.map(({ index }) => ({ index, status: 'failed' as const, error })));
  }

  private send(batch: Batch<Entry<R>>, repeats: number): Observable<WriteOutcome<T>> {
    const { method, path } = this.kind;
    const isSafe = method !== 'POST';
    return this.transport.exchange({ method, path, body: this.bodyOf(batch) }, isSafe).pipe(
      concatMap((exchange) => {
        if (exchange.kind === 'reply') return this.answered(batch, exchange, repeats);
        if (exchange.arrived === 'no') return this.failed(batch, exchange.error);
        return this.unclear(batch, { error: exchange.error, isOver: false, repeats });
      }),
    );
  }

  private answered(batch: Batch<Entry<R>>, reply: Reply, repeats: number): Observable<WriteOutcome<T>> {
    if (reply.status >= 200 && reply.status < 300) {
      this.rowsDone += batch.length;
      return this.kind.settle(batch, reply);
    }
    const ids = this.kind.idOf && batch.map(({ row }) => this.kind.idOf!(row));
    const verdict = judge(reply, this.asked, batch.length, ids);
    switch (verdict.kind) {
      case 'rows': {
        const rest = batch.filter((_, position) => !verdict.refused.has(position));
        const refused = from(verdict.refused).pipe(
          concatMap(([position, error]) => this.refused(batch[position]!, error, repeats)),
        );
        return concat(refused, this.write(rest, repeats));
      }
      case 'halve':
      case 'halve-with-care': {
        if (batch.length > 1) return this.halved(batch, repeats);
        if (verdict.kind === 'halve-with-care') this.rowsDenied++;
        return this.refused(batch[0]!, errorOfLoneRow(reply, this.asked), repeats);
      }
      case 'unclear':
        return this.unclear(batch, {
          error: errorOfReply(reply, this.asked),
          isOver: reply.status === 500,
          repeats,
        });
      case 'all':
        return this.failed(batch, errorOfReply(reply, this.asked));
    }
  }

  private refused(entry: Entry<R>, error: ProxboxError, repeats: number): Observable<WriteOutcome<T>> {
    return this.kind.refused?.(entry, error, repeats) ?? this.failed([entry], error);
  }

  private unclear(batch: Batch<Entry<R>>, unclear: Unclear): Observable<WriteOutcome<T>> {
    if (this.kind.clarify !== undefined) return this.kind.clarify(batch, unclear, this);
    const { error, isOver, repeats } = unclear;
    const { retries, backoffMs } = this.transport.settings;
    // What is not over was repeated by the transport already.
    if (!isOver || repeats >= retries) return this.failed(batch, unclearError(error));
    return timer(jitteredPause(backoffMs, repeats)).pipe(concatMap(() => this.write(batch, repeats + 1)));
  }

  private bodyOf(batch: Batch<Entry<R>>): unknown {
    return batch.map(({ row }) => (this.kind.method === 'DELETE' ? { id: this.kind.idOf!(row) } : row));
  }

  private isDenied(): boolean {
    return this.rowsDone === 0 && this.rowsDenied >= DENIALS_BELIEVED;
  }

  private notTried(): ProxboxError {
    const { method, path } = this.kind;
    const suggestion = "Give the token's user that permission in NetBox.";
    return new NotAllowed(`Not tried, since NetBox refused every ${method} ${path} before.`, { suggestion });
  }
}

/** The error of a row of which nobody can say whether it was written. */
export function unclearError(why: unknown): ProxboxError {
  return new Unreachable(`It is unclear whether NetBox wrote this: ${messageOf(why)}`, {
    suggestion: 'Run again: what was written by then will be found.',
    cause: why,
  });
}
