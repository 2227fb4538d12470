import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A web server in front of NetBox that hands the paths of Proxbox on, as docs/inside-netbox.md has it. */
export interface ReverseProxy {
  /** Where people come in, with the base path: `http://127.0.0.1:8080/netbox`. */
  readonly url: string;
  /** Where it hands requests on; an address where nobody listens is a program that is away. */
  netbox: string;
  sidecar: string;
  close(): Promise<void>;
}

/** Opens one. `addsScript` puts the script into every page of NetBox, as `sub_filter` does. */
export async function openReverseProxy({
  basePath = '',
  addsScript = false,
}: { basePath?: string; addsScript?: boolean } = {}): Promise<ReverseProxy> {
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    const isOurs = ['/plugins/proxbox/', '/api/plugins/proxbox/'].some((ours) =>
      path.startsWith(basePath + ours),
    );
    if (isOurs) return void handOn(incoming, outgoing, { to: proxy.sidecar, path });
    // The simulated NetBox knows no base path.
    const inside = path.startsWith(basePath) ? path.slice(basePath.length) || '/' : path;
    const script = addsScript ? `<script src="${basePath}/plugins/proxbox/extension.js" defer></script>` : '';
    handOn(incoming, outgoing, { to: proxy.netbox, path: inside, script });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy: ReverseProxy = {
    url: `http://127.0.0.1:${port}${basePath}`,
    netbox: '',
    sidecar: '',
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return proxy;
}

interface Way {
  to: string;
  path: string;
  script?: string;
}

function handOn(incoming: IncomingMessage, outgoing: ServerResponse, { to, path, script }: Way): void {
  const { hostname, port } = new URL(to);
  const headers = {
    ...incoming.headers,
    'x-forwarded-for': incoming.socket.remoteAddress,
    'x-forwarded-proto': 'http',
    ...(script && { 'accept-encoding': 'identity' }),
  };
  // Node's shared agent takes a connection away that is silent for 5 s, as streams of events are at times.
  const options = { hostname, port, path, method: incoming.method, headers, agent: false };
  const onward = request(options, (answer) => {
    // What breaks off behind it breaks off for the browser too, which then comes back.
    answer.on('error', () => outgoing.destroy());
    const isPage = answer.headers['content-type']?.startsWith('text/html');
    if (!script || !isPage) {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      return;
    }
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('end', () => {
      const page = Buffer.concat(chunks).toString('utf8').replace('</body>', `${script}</body>`);
      outgoing.writeHead(answer.statusCode ?? 502, {
        ...answer.headers,
        'content-length': Buffer.byteLength(page),
      });
      outgoing.end(page);
    });
  });
  onward.on('error', () => {
    if (!outgoing.headersSent) outgoing.writeHead(502, { 'content-type': 'text/html' });
    outgoing.end('<html><body>502 Bad Gateway</body></html>');
  });
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
