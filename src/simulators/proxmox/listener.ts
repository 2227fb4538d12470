import {
  createServer as createPlainServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Accounts, USERNAME } from './accounts';
import { answer } from './api';
import { type Certificate } from './certificate';
import { type Fault, type Faults } from './faults';
import { ApiFailure, notForwarded, type Reply } from './reply';
import { type RequestLog } from './request-log';
import { OPEN_PATHS, ticketForm } from './routes/access';
import { type SimCluster, type World } from './world';

const API_ROOT = '/api2/json';

/** What one listener needs: the cluster it speaks for, and what all listeners share. */
export interface ListenerParts {
  world: World;
  cluster: SimCluster;
  accounts: Accounts;
  faults: Faults;
  requests: RequestLog;
  /** Answers what lies under `/_sim/`. */
  steer: (method: string, path: string, body: string) => Reply;
  certificate?: Certificate;
}

export interface Listener {
  port: number;
  close(): Promise<void>;
}

/** Serves one cluster or standalone host on a free port of 127.0.0.1. */
export async function listen(parts: ListenerParts): Promise<Listener> {
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    void serve(parts, request, response).catch((error: unknown) => response.destroy(error as Error));
  };
  const { certificate } = parts;
  const server: Server = certificate ? createTlsServer(certificate, handle) : createPlainServer(handle);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  parts: ListenerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? 'GET';
  const url = new URL(request.url ?? '/', 'https://simulator');
  if (url.pathname.startsWith('/_sim/')) {
    const body = await bodyOf(request);
    return send(parts, response, parts.steer(method, url.pathname.slice('/_sim'.length), body));
  }
  const path = url.pathname.startsWith(API_ROOT) ? url.pathname.slice(API_ROOT.length) : url.pathname;
  const ended = parts.requests.start(parts.cluster.name, method, path);
  // 'close' comes once in any case: after the answer, or when the client left.
  response.once('close', () => {
    const isAborted = !response.writableFinished;
    ended(isAborted ? 0 : response.statusCode, isAborted);
  });
  const fault = parts.faults.hit(parts.cluster.name, method, path);
  if (fault?.delayMs !== undefined) await delay(fault.delayMs, undefined, { ref: false });
  if (fault?.isDropped) {
    request.socket.destroy();
    return;
  }
  const body = await bodyOf(request);
  const reply =
    fault?.status === undefined ? replyTo(parts, request, url, path, body) : faultReply(fault, path);
  parts.faults.listed(parts.cluster.name, path);
  const waitMs = reply.waits ? parts.faults.settings[reply.waits] : 0;
  if (waitMs > 0) await delay(waitMs, undefined, { ref: false });
  send(parts, response, reply);
}

function replyTo(
  parts: ListenerParts,
  request: IncomingMessage,
  url: URL,
  path: string,
  body: string,
): Reply {
  const { world, cluster, accounts, faults } = parts;
  const method = request.method ?? 'GET';
  try {
    if (!url.pathname.startsWith(`${API_ROOT}/`)) throw new ApiFailure(501, `no such uri '${url.pathname}'`);
    if (method === 'HEAD') throw new ApiFailure(501, "method 'HEAD' not available");
    if (method === 'GET' && body !== '') throw new ApiFailure(501, "Unexpected content for method 'GET'");
    if (method === 'POST' && path === '/access/ticket') {
      const form = ticketForm(formOf(request, body), world.version);
      return accounts.login(form, faults.rightsOf(cluster.name, USERNAME));
    }
    if (method !== 'GET') {
      accounts.authenticate(request.headers, world.version);
      throw new ApiFailure(501, `Method '${method} ${path}' not implemented`);
    }
    const isOpen = OPEN_PATHS.includes(path);
    const who = isOpen ? '' : accounts.authenticate(request.headers, world.version);
    const rights = isOpen ? {} : faults.rightsOf(cluster.name, who);
    return answer(path, url.searchParams, { world, cluster, rights, who });
  } catch (error) {
    if (error instanceof ApiFailure) return error.reply();
    throw error;
  }
}

/** Forms and JSON bodies are both understood, as by pve-http-server. */
function formOf(request: IncomingMessage, body: string): URLSearchParams {
  if (!request.headers['content-type']?.startsWith('application/json')) return new URLSearchParams(body);
  return new URLSearchParams(JSON.parse(body) as Record<string, string>);
}

/** Failures of the forwarding to another node have no body, those of the API do. */
function faultReply({ status = 500, reason = 'simulated fault' }: Fault, path: string): Reply {
  const isForwarding = status > 501 && path.startsWith('/nodes/');
  return (isForwarding ? notForwarded(status, reason) : new ApiFailure(status, reason)).reply();
}

function send(parts: ListenerParts, response: ServerResponse, { status, reason, body }: Reply): void {
  if (response.destroyed) return;
  if (body && !parts.faults.settings.hasMessageKey) delete body.message;
  // Connections end with every failure (pve-http-server).
  const closing = status >= 400 ? { Connection: 'close' } : {};
  const text = body === undefined ? '' : JSON.stringify(body);
  const length = Buffer.byteLength(text);
  const type = body === undefined ? {} : { 'Content-Type': 'application/json;charset=UTF-8' };
  response.writeHead(status, reason, {
    ...type,
    ...closing,
    'Content-Length': length,
    Server: 'pve-api-daemon/3.0',
  });
  response.end(text);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
