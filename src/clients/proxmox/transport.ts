import axios, { type AxiosInstance, type AxiosResponse, isAxiosError } from 'axios';
import { concatMap, defer, Observable, of, tap, timer } from 'rxjs';
import { placeOf, type ProxmoxTarget } from './target';
import { TrustingAgent } from './trusting-agent';

/** One HTTP request that was sent, whatever came of it. */
export interface SentRequest {
  method: string;
  /** Below `/api2/json`. */
  path: string;
  /** Null when no answer came. */
  status: number | null;
  ms: number;
}

/** Is told of every HTTP request that ended by itself; must not throw. */
export interface ProxmoxObserver {
  onRequest?(request: SentRequest): void;
}

export interface ProxmoxRequest {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  form?: URLSearchParams;
}

/** An HTTP answer of any status: the reason phrase carries Proxmox VE's message, even where no body does. */
export interface Answer {
  kind: 'answer';
  status: number;
  reason: string;
  text: string;
}

/** No HTTP answer: the time ran out, or what went wrong with the connection. */
export interface NoAnswer {
  kind: 'none';
  isTimeout: boolean;
  cause: unknown;
}

export type Outcome = Answer | NoAnswer;

export const DEFAULT_TIMEOUT_MS = 30_000;

const RETRIES = 2;
const FIRST_PAUSE_MS = 250;
/** Answers of a proxy in front that a moment later may differ. Proxmox VE's own 595 and 596 mean a node is down. */
const PASSING = new Set([502, 503, 504]);
/** ERR_BAD_RESPONSE is axios' code for a body that broke off. */
const DROPPED = new Set(['ECONNRESET', 'EPIPE', 'ERR_BAD_RESPONSE']);

/** Sends HTTP requests to one Proxmox VE: counted, limited in time, aborted when unsubscribed. Never errors. */
export class Transport {
  /** Every HTTP request sent, repetitions and logins included. */
  requests = 0;
  readonly timeoutMs: number;
  private readonly agent: TrustingAgent;
  private readonly http: AxiosInstance;

  constructor(
    target: ProxmoxTarget,
    private readonly observer: ProxmoxObserver,
  ) {
    this.timeoutMs = target.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.agent = new TrustingAgent(target.host, target.port, target.tls, this.timeoutMs, target.addresses);
    this.http = axios.create({
      baseURL: `https://${placeOf(target)}/api2/json`,
      headers: { Accept: 'application/json', 'User-Agent': 'proxbox-sidecar' },
      httpsAgent: this.agent,
      // Followed, a redirect could carry the token to another server.
      maxRedirects: 0,
      proxy: false,
      responseType: 'text',
      transformResponse: [(text: unknown) => text],
      validateStatus: () => true,
    });
  }

  /** Sends a read, and again up to twice where the connection was dropped or a proxy in front was busy. */
  read(request: ProxmoxRequest, triesBefore = 0): Observable<Outcome> {
    return this.once(request).pipe(
      concatMap((outcome) =>
        triesBefore < RETRIES && isPassing(outcome)
          ? timer(pauseMs(triesBefore)).pipe(concatMap(() => this.read(request, triesBefore + 1)))
          : of(outcome),
      ),
    );
  }

  /** Sends a request once. */
  once(request: ProxmoxRequest): Observable<Outcome> {
    return defer(() => {
      this.requests += 1;
      const startedMs = performance.now();
      return this.send(request).pipe(
        tap((outcome) => {
          const status = outcome.kind === 'answer' ? outcome.status : null;
          const ms = Math.round(performance.now() - startedMs);
          this.observer.onRequest?.({ method: request.method, path: request.path, status, ms });
        }),
      );
    });
  }

  /** Ends idle connections, and those being opened. */
  close(): void {
    this.agent.destroy();
  }

  private send({ method, path, headers, form }: ProxmoxRequest): Observable<Outcome> {
    return new Observable<Outcome>((subscriber) => {
      const leaving = new AbortController();
      let isTimeout = false;
      // axios' own limit starts with the socket, so it would not cover a connection that never opens.
      const limit = setTimeout(() => {
        isTimeout = true;
        leaving.abort();
      }, this.timeoutMs);
      this.http
        .request<string>({ method, url: path, headers, data: form, signal: leaving.signal })
        .then(answerOf, (error: unknown) => ({ kind: 'none' as const, isTimeout, cause: causeOf(error) }))
        .then((outcome) => {
          subscriber.next(outcome);
          subscriber.complete();
        })
        .catch((error: unknown) => subscriber.error(error));
      return () => {
        clearTimeout(limit);
        leaving.abort();
      };
    });
  }
}

function answerOf({ status, statusText, data }: AxiosResponse<string>): Answer {
  return { kind: 'answer', status, reason: statusText, text: typeof data === 'string' ? data : '' };
}

/** Keeps only what may be shown: an axios error carries the headers of the request, the token among them. */
function causeOf(error: unknown): unknown {
  if (!isAxiosError(error)) return error;
  return error.cause ?? Object.assign(new Error(error.message), { code: error.code });
}

/** Node's code of an error: `ECONNRESET`. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Whether the connection was there and broke, so that the same read may work on another one. */
export function isDropped(cause: unknown): boolean {
  return DROPPED.has(codeOf(cause) ?? '');
}

function isPassing(outcome: Outcome): boolean {
  if (outcome.kind === 'answer') return PASSING.has(outcome.status);
  return !outcome.isTimeout && isDropped(outcome.cause);
}

/** Half is certain and half is chance, so that many clients do not come back in one moment. */
function pauseMs(triesBefore: number): number {
  const fullMs = FIRST_PAUSE_MS * 2 ** triesBefore;
  return fullMs / 2 + Math.random() * (fullMs / 2);
}
