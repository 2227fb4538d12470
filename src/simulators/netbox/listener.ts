import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type Api, type ApiAnswer, type ApiRequest } from './api';
import { control } from './control';
import { costOf, type CostModel, takesAddressLock, Turnstile } from './cost';
import { type Pages } from './pages/pages';
import { type Fault, type Faults, isWriteMethod } from './faults';

export interface RequestLog {
  reads: number;
  writes: number;
  /** `status` is 0 where the connection was dropped. */
  log: { method: string; path: string; status: number }[];
}

/** Counts what clients asked; the knobs under /_sim/ are not counted. */
export class RequestCounter {
  private log: RequestLog['log'] = [];

  add(method: string, path: string, status: number): void {
    this.log.push({ method, path, status });
  }

  read(): RequestLog {
    const writes = this.log.filter((one) => isWriteMethod(one.method)).length;
    return { reads: this.log.length - writes, writes, log: [...this.log] };
  }

  reset(): void {
    this.log = [];
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function requestOf(incoming: IncomingMessage, body: string): ApiRequest {
  const base = `http://${incoming.headers.host ?? 'netbox.example'}`;
  const url = new URL(incoming.url ?? '/', base);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  const ip = (incoming.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body,
    ip,
    base,
    requestId: randomUUID(),
  };
}

/** What stands between a client and NetBox answers so: a proxy's page, or NetBox's own 500. */
function faultAnswer(status: number, fault: Fault): ApiAnswer {
  const headers: Record<string, string> = {};
  if (fault.retryAfter !== undefined) headers['Retry-After'] = String(fault.retryAfter);
  if (status === 500)
    return {
      status,
      headers,
      body: { error: 'simulated failure', exception: 'RuntimeError', netbox_version: '4' },
    };
  if (status === 429) return { status, headers, body: { detail: 'Request was throttled.' } };
  return {
    status,
    headers,
    html: `<html><head><title>${status}</title></head><body>${status}</body></html>\n`,
  };
}

function send(answer: ApiAnswer, method: string, response: ServerResponse): void {
  const text = answer.html ?? (answer.body === undefined ? '' : JSON.stringify(answer.body));
  const headers: Record<string, string> = { ...answer.headers };
  if (answer.html !== undefined) headers['Content-Type'] = 'text/html; charset=utf-8';
  else if (answer.body !== undefined) headers['Content-Type'] = 'application/json';
  if (answer.status !== 204) headers['Content-Length'] = String(Buffer.byteLength(text));
  response.writeHead(answer.status, headers);
  response.end(method === 'HEAD' || answer.status === 204 ? undefined : text);
}

/** The node:http listener: faults, waiting for a worker, the API itself, the request log. */
export function listener(
  api: Api,
  faults: Faults,
  counter: RequestCounter,
  cost: CostModel | undefined,
  pages: Pages,
): RequestListener {
  const workers = cost && new Turnstile(cost.workers);
  const addressLock = new Turnstile(1);

  async function work(request: ApiRequest): Promise<ApiAnswer> {
    if (!cost || !workers) return api.handle(request);
    await workers.enter();
    const isLocked = takesAddressLock(request.method, request.path);
    if (isLocked) await addressLock.enter();
    try {
      const answer = api.handle(request);
      await pause(
        costOf(
          {
            method: request.method,
            path: request.path,
            bulkObjects: answer.bulkObjects,
            listedRows: answer.listedRows,
            hasFields: request.query.has('fields'),
          },
          cost,
        ),
      );
      return answer;
    } finally {
      if (isLocked) addressLock.leave();
      workers.leave();
    }
  }

  async function exchange(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = requestOf(incoming, await bodyOf(incoming));
    if (request.path.startsWith('/_sim/')) {
      send(control(request, faults, counter), request.method, response);
      return;
    }
    const page = request.path.startsWith('/api/') ? undefined : pages.answer(request.path, request.base);
    if (page) {
      response.writeHead(page.status, page.headers).end(page.body);
      return;
    }
    const path = incoming.url ?? '/';
    const striking = faults.striking(request.method, path);
    for (const fault of striking) if (fault.delayMs !== undefined) await pause(fault.delayMs);
    // It was on its way for so long; who has hung up meanwhile is not served any more.
    if (incoming.socket.destroyed) return;
    const fault = striking.find((one) => one.status !== undefined);
    let answer = !fault || fault.applied ? await work(request) : undefined;
    if (fault?.status === 'drop') {
      counter.add(request.method, path, 0);
      incoming.socket.destroy();
      return;
    }
    if (fault?.status !== undefined) answer = faultAnswer(fault.status, fault);
    if (!answer) return;
    counter.add(request.method, path, answer.status);
    send(answer, request.method, response);
  }

  return (incoming, response) => {
    exchange(incoming, response).catch((error: unknown) => {
      if (response.headersSent) incoming.socket.destroy();
      else
        send(
          { status: 500, headers: {}, body: { error: String(error), exception: 'SimulatorError' } },
          'GET',
          response,
        );
    });
  };
}
