import { concatMap, defer, finalize, map, type Observable, of, share, tap } from 'rxjs';
import { NotAllowed, Refused } from '../../core/errors/errors';
import { type Asked, failureOf } from './failures';
import { type ApiToken, type Password } from './target';
import { type Answer, type Transport } from './transport';
import { WireRow } from './wire-row';

export type Headers = Record<string, string>;

/** What makes a request ours. */
export interface SignIn {
  /** Emits the headers to send, once. Errors with NotAllowed when the password is refused. */
  headers(): Observable<Headers>;
  /** After a 401: whether the request is worth another try with headers asked for anew. */
  isWorthRenewing(refused: Headers): boolean;
}

export class TokenSignIn implements SignIn {
  private readonly authorization: string;

  constructor({ who, value }: ApiToken) {
    this.authorization = `PVEAPIToken=${who}=${value}`;
  }

  headers(): Observable<Headers> {
    return of({ Authorization: this.authorization });
  }

  isWorthRenewing(): boolean {
    return false;
  }
}

interface Ticket {
  value: string;
  issuedMs: number;
}

const LOGIN_PATH = '/access/ticket';
const RENEW_AFTER_MS = 60 * 60 * 1000;
/** Proxmox VE takes no ticket older than this, not even to renew it. */
const TICKET_LIFE_MS = 2 * RENEW_AFTER_MS;

/** Signs in with a password for a ticket, renews it after an hour with itself, and lets all requests share one login. */
export class TicketSignIn implements SignIn {
  private ticket?: Ticket;
  private login?: Observable<Ticket>;

  constructor(
    private readonly user: Password,
    private readonly transport: Transport,
    private readonly place: string,
  ) {}

  headers(): Observable<Headers> {
    return defer(() => {
      const ageMs = this.ticket ? Date.now() - this.ticket.issuedMs : Infinity;
      const fresh = this.ticket && ageMs < RENEW_AFTER_MS ? of(this.ticket) : this.sharedLogin(ageMs);
      return fresh.pipe(map(headersOf));
    });
  }

  /** A ticket may be refused early, after a change of the cluster's signing key. */
  isWorthRenewing(refused: Headers): boolean {
    if (this.ticket && headersOf(this.ticket).Cookie === refused.Cookie) this.ticket = undefined;
    return true;
  }

  private sharedLogin(ageMs: number): Observable<Ticket> {
    this.login ??= this.renewOrLogIn(ageMs).pipe(
      tap((ticket) => (this.ticket = ticket)),
      finalize(() => (this.login = undefined)),
      share(),
    );
    return this.login;
  }

  private renewOrLogIn(ageMs: number): Observable<Ticket> {
    const old = this.ticket;
    if (!old || ageMs >= TICKET_LIFE_MS)
      return this.ask(this.user.password).pipe(map((answer) => this.ticketOf(answer)));
    return this.ask(old.value).pipe(
      concatMap((answer) => (answer.status === 401 ? this.ask(this.user.password) : of(answer))),
      map((answer) => this.ticketOf(answer)),
    );
  }

  private ask(password: string): Observable<Answer> {
    const form = new URLSearchParams({ username: this.user.who, password });
    return this.transport.once({ method: 'POST', path: LOGIN_PATH, form }).pipe(
      map((outcome) => {
        if (outcome.kind === 'none') throw failureOf(outcome, this.asked());
        return outcome;
      }),
    );
  }

  private ticketOf(answer: Answer): Ticket {
    if (answer.status !== 200) throw failureOf(answer, this.asked());
    const row = WireRow.of(answer.text, LOGIN_PATH, this.place);
    if (row.flag('NeedTFA') === true) {
      throw new NotAllowed(
        `${this.user.who} needs a second factor to sign in to Proxmox VE at ${this.place}.`,
        {
          category: 'authentication',
          suggestion: 'Use an API token: it needs no second factor.',
        },
      );
    }
    const value = row.text('ticket');
    if (value === undefined)
      throw new Refused(`Proxmox VE at ${this.place} signed ${this.user.who} in without a ticket.`);
    return { value, issuedMs: Date.now() };
  }

  private asked(): Asked {
    const { place, transport, user } = this;
    return { place, method: 'POST', path: LOGIN_PATH, who: user.who, timeoutMs: transport.timeoutMs };
  }
}

function headersOf({ value }: Ticket): Headers {
  return { Cookie: `PVEAuthCookie=${encodeURIComponent(value)}` };
}
