import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A line to a server that can be cut and mended. */
export class Line {
  private readonly sockets = new Set<Socket>();
  private server?: Server;
  private port = 0;
  private target?: URL;

  /** Takes an address and gives one that leads to the same server through this line. */
  async to(url: string): Promise<string> {
    this.target = new URL(url);
    await this.mend();
    const near = new URL(url);
    near.host = `127.0.0.1:${this.port}`;
    return near.href;
  }

  /** How many connections go through it. */
  get connections(): number {
    return this.sockets.size / 2;
  }

  /** Leads elsewhere from the next connection on: a server may come back on another port. */
  aim(url: string): void {
    this.target = new URL(url);
  }

  async mend(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(Number(this.target?.port), this.target?.hostname);
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => this.sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
    });
    this.server = server;
    await new Promise<void>((listening) => server.listen(this.port, '127.0.0.1', listening));
    this.port = (server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    const closed = new Promise((done) => this.server?.close(done));
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    await closed;
  }
}
