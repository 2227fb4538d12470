import { type Agent as HttpAgent } from 'node:http';
import { type Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance, type AxiosResponse, isAxiosError } from 'axios';
import { concatMap, defer, map, Observable, of, timer } from 'rxjs';
import { type AddressPolicy } from '../../core/outgoing/address-policy';
import { guardedHttpAgent, guardedHttpsAgent } from '../guarded-lookup';
import { isUntrustedCertificate, seenFingerprints } from '../tls';
import { type BackOff, pauseBeforeRepeat, retryAfterMs } from './back-off';
import { pageTitleOf } from './error-messages';
import { type Exchange, type NetboxRequest, type Reply } from './exchange';
import { Gate } from './gate';

import { type Failure, noReplyOf } from './no-reply';
import { firstPace, nextPace, type Pace } from './pace';
import { type NetboxSettings, type NetboxTls } from './target';

/** One HTTP request that was sent, whatever came of it. */
export interface SentRequest {
  method: string;
  /** Without the query. */
  path: string;
  /** Null when no answer came. */
  status: number | null;
  ms: number;
}

/** Is told of every HTTP request; it must not throw. */
export interface NetboxObserver {
  onRequest?(request: SentRequest): void;
}

/** Sends HTTP requests to one NetBox: limited in number, counted, repeated where that is harmless, and aborted when left. */
export class NetboxTransport {
  /** Every HTTP request sent, repetitions included. */
  readonly counts = { reads: 0, writes: 0 };
  readonly backOff: BackOff;
  private readonly http: AxiosInstance;
  private readonly requests: Gate;
  private readonly writes: Gate;
  private pace: Pace;
  private readonly kept: Agents;
  private readonly fresh: Agents;

  constructor(
    readonly settings: NetboxSettings,
    private readonly observer: NetboxObserver = {},
  ) {
    const { baseUrl, authorization, cookie, timeoutMs, tls, addresses } = settings;
    const { maxInFlight, maxWritesInFlight, writesAtFirst } = settings;
    this.backOff = { retries: settings.retries, backoffMs: settings.backoffMs, longestWaitMs: timeoutMs };
    this.pace = firstPace(Math.min(writesAtFirst, maxWritesInFlight));
    this.requests = new Gate(() => maxInFlight);
    this.writes = new Gate(() => this.pace.width);
    this.kept = agentsOf(true, tls, addresses);
    this.fresh = agentsOf(false, tls, addresses);
    this.http = axios.create({
      baseURL: baseUrl,
      timeout: timeoutMs,
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        'User-Agent': 'proxbox-sidecar',
        ...(authorization === undefined ? {} : { Authorization: authorization }),
        ...(cookie === undefined ? {} : { Cookie: cookie }),
      },
      // A followed redirect turns a POST into a GET (NetBox 4.4 without the slash) and could carry the token elsewhere.
      maxRedirects: 0,
      proxy: false,
      maxBodyLength: Infinity,
      maxContentLength: Infinity,
      responseType: 'text',
      transformResponse: [(text: unknown) => text],
      validateStatus: () => true,
    });
  }

  /**
   * Sends a request and repeats it where the other side was busy or lost it.
   * @param isSafe sending it twice has the same effect as once; else it is repeated only where it surely did not arrive
   */
  exchange(request: NetboxRequest, isSafe: boolean): Observable<Exchange> {
    const attempt = (triesBefore: number): Observable<Exchange> =>
      this.send(request).pipe(
        concatMap((exchange) => {
          const pauseMs = pauseBeforeRepeat(exchange, isSafe, triesBefore, this.backOff);
          if (pauseMs === undefined) return of(exchange);
          return timer(pauseMs).pipe(concatMap(() => attempt(triesBefore + 1)));
        }),
      );
    return attempt(0);
  }

  /** Closes idle connections. */
  close(): void {
    this.kept.httpAgent.destroy();
    this.kept.httpsAgent.destroy();
  }

  private send(request: NetboxRequest): Observable<Exchange> {
    const once = defer(() => {
      this.counts[isWrite(request) ? 'writes' : 'reads']++;
      const startedMs = performance.now();
      return this.request(request).pipe(
        map((outcome) => {
          const status = 'status' in outcome ? outcome.status : null;
          const ms = Math.round(performance.now() - startedMs);
          if (isWrite(request)) this.learn(request, status, ms);
          this.observer.onRequest?.({ method: request.method, path: request.path, status, ms });
          return outcome;
        }),
      );
    });
    const inTurn = this.requests.through(once);
    const outcomes = isWrite(request) ? this.writes.through(inTurn) : inTurn;
    return outcomes.pipe(
      concatMap((outcome) => ('status' in outcome ? of(replyOf(outcome)) : this.explain(outcome))),
    );
  }

  /** How many writers NetBox bears, from what it answered to them. */
  private learn({ path, body }: NetboxRequest, status: number | null, ms: number): void {
    const rows = Array.isArray(body) ? body.length : 1;
    this.pace = nextPace(this.pace, { path, rows, ms, status }, this.settings.maxWritesInFlight);
  }

  private request({ method, path, query, body }: NetboxRequest): Observable<AxiosResponse<string> | Failure> {
    return new Observable((subscriber) => {
      const leaving = new AbortController();
      // A kept connection may be closing just now, and then nobody could say whether a POST arrived.
      const agents = method === 'POST' ? this.fresh : this.kept;
      this.http
        .request<string>({ method, url: path, params: query, data: body, signal: leaving.signal, ...agents })
        .then((response) => response, failureOf)
        .then((outcome) => {
          subscriber.next(outcome);
          subscriber.complete();
        })
        .catch((error: unknown) => subscriber.error(error));
      return () => leaving.abort();
    });
  }

  private explain(failure: Failure): Observable<Exchange> {
    const { baseUrl, timeoutMs, addresses } = this.settings;
    if (!isUntrustedCertificate(failure.code)) return of(noReplyOf(failure, baseUrl, timeoutMs));
    return seenFingerprints(new URL(baseUrl), timeoutMs, addresses).pipe(
      map((fingerprint) => noReplyOf(failure, baseUrl, timeoutMs, fingerprint)),
    );
  }
}

function isWrite({ method }: NetboxRequest): boolean {
  return method !== 'GET' && method !== 'OPTIONS';
}

interface Agents {
  httpAgent: HttpAgent;
  httpsAgent: HttpsAgent;
}

function agentsOf(keepAlive: boolean, tls: NetboxTls, addresses: AddressPolicy): Agents {
  return {
    httpAgent: guardedHttpAgent(addresses, { keepAlive }),
    httpsAgent: guardedHttpsAgent(addresses, { keepAlive, ...tlsOptionsOf(tls) }),
  };
}

function tlsOptionsOf(tls: NetboxTls): { ca?: string; rejectUnauthorized?: boolean } {
  if (tls.mode === 'ca') return { ca: tls.ca };
  return { rejectUnauthorized: tls.mode !== 'insecure' };
}

/** Keeps only what may be shown: an axios error carries the headers of the request, the token among them. */
function failureOf(error: unknown): Failure {
  if (!isAxiosError(error)) return { message: error instanceof Error ? error.message : String(error) };
  const cause = error.cause as { code?: string; syscall?: string } | undefined;
  return { code: error.code ?? cause?.code, syscall: cause?.syscall, message: error.message };
}

function replyOf({ status, data, headers }: AxiosResponse<string>): Reply {
  const text = typeof data === 'string' ? data : '';
  const reply: Reply = { kind: 'reply', status, body: undefined };
  if (typeof headers['location'] === 'string') reply.location = headers['location'];
  const waitMs = retryAfterMs(headers['retry-after'], Date.now());
  if (waitMs !== undefined) reply.retryAfterMs = waitMs;
  if (text.trim() === '') return status >= 300 && status < 400 ? { ...reply, page: '' } : reply;
  try {
    return { ...reply, body: JSON.parse(text) as unknown };
  } catch {
    return { ...reply, page: pageTitleOf(text) };
  }
}
