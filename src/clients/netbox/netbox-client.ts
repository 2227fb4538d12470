import { concatMap, map, type Observable, ReplaySubject, share } from 'rxjs';
import { type WriteOutcome } from './bulk-write';
import { type Capabilities, capabilitiesOf } from './capabilities';
import { changeAll, type Changes, deleteAll } from './change';
import { createAll, type CreateOptions } from './create';
import { answers, type NetboxQuery, type NetboxRow, countAll, readAll, readOne } from './read';
import { unexpectedAnswer } from './reply-error';
import { listPathOf, type NetboxTarget, settingsOf } from './target';
import { type NetboxObserver, NetboxTransport } from './transport';
import { tokenRights, type TokenRights } from './token-rights';
import { type NetboxUser, tokenUsers } from './who-am-i';

const STATUS_PATH = '/api/status/';

/**
 * One NetBox, seen through one token. Every call is a cold Observable: nothing is sent before it is subscribed to, and
 * unsubscribing aborts what is in flight. Reads fail with our typed errors; bulk writes never fail as a whole but give
 * one outcome per row. A path is like `virtualization/virtual-machines`.
 */
export class NetboxClient {
  private readonly transport: NetboxTransport;
  private readonly knownCapabilities: Observable<Capabilities>;

  /** Throws `Invalid` for an address or a token that cannot work; sends nothing. */
  constructor(
    private readonly target: NetboxTarget,
    observer?: NetboxObserver,
  ) {
    this.transport = new NetboxTransport(settingsOf(target), observer);
    const asked = { method: 'GET' as const, path: STATUS_PATH, baseUrl: this.transport.settings.baseUrl };
    this.knownCapabilities = answers(this.transport, { method: 'GET', path: STATUS_PATH }).pipe(
      map((reply) => {
        if (reply.page !== undefined) throw unexpectedAnswer(reply, asked, 'the status of NetBox');
        return capabilitiesOf(reply.body);
      }),
      share({
        connector: () => new ReplaySubject(1),
        resetOnComplete: false,
        resetOnError: true,
        resetOnRefCountZero: true,
      }),
    );
  }

  /** Every HTTP request sent so far, repetitions included. */
  get counts(): { readonly reads: number; readonly writes: number } {
    return this.transport.counts;
  }

  /** What this NetBox can do; asked once per client, and again only after a failure. */
  capabilities(): Observable<Capabilities> {
    return this.knownCapabilities;
  }

  /** Whose token it is; on NetBox 4.4 `unknown` says what could not be learned. */
  authenticationCheck(): Observable<NetboxUser> {
    return this.knownCapabilities.pipe(
      concatMap((capabilities) => tokenUsers(this.transport, capabilities, this.target.token)),
    );
  }

  /** What NetBox lets the holder of the token find out about their own rights. */
  tokenRights(user: NetboxUser): Observable<TokenRights> {
    return tokenRights(this.transport, user, this.target.token);
  }

  /** All rows that match, page by page, ordered by id unless the query says otherwise. */
  list<T extends NetboxRow = NetboxRow>(path: string, query: NetboxQuery = {}): Observable<T> {
    return readAll(this.transport, listPathOf(path), query) as Observable<T>;
  }

  /** How many requests reading a whole list takes. */
  pages(path: string): Observable<number> {
    return countAll(this.transport, listPathOf(path)).pipe(
      map((count) => Math.ceil(count / this.transport.settings.pageSize)),
    );
  }

  /** One object; `NotFound` when it is not there or the token may not see it. */
  get<T extends NetboxRow = NetboxRow>(path: string, id: number): Observable<T> {
    return readOne(this.transport, path, id) as Observable<T>;
  }

  /**
   * Whether the token may add objects to a list and change those in it, which NetBox tells without doing it: it describes
   * what can be posted and put to those only who may (4.4 to 4.7; a token that may only read is told of nothing). A
   * permission with constraints counts as one; what it leaves out, and whether objects may be deleted, shows only later.
   */
  mayWrite(path: string): Observable<{ readonly add: boolean; readonly change: boolean }> {
    return answers(this.transport, { method: 'OPTIONS', path: listPathOf(path) }).pipe(
      map(({ body }) => {
        const { actions } = (body ?? {}) as { actions?: Readonly<Record<string, unknown>> };
        return { add: actions?.POST !== undefined, change: actions?.PUT !== undefined };
      }),
    );
  }

  /** Creates rows in lists; without `find` a row whose answer was lost fails as unclear instead of being looked up. */
  createMany<T extends NetboxRow = NetboxRow>(
    path: string,
    rows: readonly object[],
    options?: CreateOptions,
  ): Observable<WriteOutcome<T>> {
    return createAll(this.transport, listPathOf(path), rows, options) as Observable<WriteOutcome<T>>;
  }

  /** Changes rows in lists; the outcome of an id that NetBox does not know, or hides, is `NotFound`. */
  updateMany<T extends NetboxRow = NetboxRow>(
    path: string,
    rows: readonly Changes[],
    options: { parentOf?: (row: Changes) => unknown } = {},
  ): Observable<WriteOutcome<T>> {
    return changeAll(this.transport, listPathOf(path), rows, options.parentOf) as Observable<WriteOutcome<T>>;
  }

  /** Deletes objects in lists and looks whether they are gone; one that was gone before counts as done. */
  deleteMany(
    path: string,
    ids: readonly number[],
    options: { parentOf?: (id: number) => unknown } = {},
  ): Observable<WriteOutcome<{ id: number }>> {
    return deleteAll(this.transport, listPathOf(path), ids, options.parentOf);
  }

  /** Closes idle connections; the client can still be used. */
  close(): void {
    this.transport.close();
  }
}
