import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A request as the stub saw it. */
export interface SeenRequest {
  method: string;
  path: string;
  search: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: unknown;
  /** Settles when the other side has left or the answer is out. */
  left: Promise<unknown>;
}

/** What the stub answers; `drop` cuts the connection, `hang` never answers. */
export type StubAnswer =
  { status?: number; json?: unknown; text?: string; headers?: Record<string, string> } | 'drop' | 'hang';

/** A loopback HTTP server for the specs of this folder, which remembers what it was asked. */
export interface StubServer {
  url: string;
  seen: SeenRequest[];
  stop(): Promise<void>;
}

/** Starts a stub that answers as told. */
export async function startStub(
  answer: (request: SeenRequest, stub: StubServer) => StubAnswer,
  create: (listener: RequestListener) => Server = createServer,
): Promise<StubServer> {
  const server = create((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stub');
      const text = Buffer.concat(chunks).toString();
      const seen: SeenRequest = {
        method: request.method ?? '',
        path: pathname,
        search: searchParams,
        headers: request.headers,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
        left: once(response, 'close'),
      };
      stub.seen.push(seen);
      const told = answer(seen, stub);
      if (told === 'hang') return;
      if (told === 'drop') {
        request.socket.destroy();
        return;
      }
      const type = told.text === undefined ? 'application/json' : 'text/html';
      response.writeHead(told.status ?? 200, { 'Content-Type': type, ...told.headers });
      response.end(told.text ?? (told.json === undefined ? '' : JSON.stringify(told.json)));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stub: StubServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return stub;
}
