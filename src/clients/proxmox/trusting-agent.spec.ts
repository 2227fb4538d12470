import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import { firstValueFrom } from 'rxjs';
import { Invalid, Refused, Unreachable } from '../../core/errors/errors';
import { makeCertificate } from '../../simulators/proxmox/certificate';
import { type ProxmoxSimulator, startProxmoxSimulator } from '../../simulators/proxmox/simulator';
import { ProxmoxClient } from './proxmox-client';
import { type ProxmoxTls } from './target';

const WRONG_PIN = Array.from({ length: 32 }, () => 'AB').join(':');

let simulator: ProxmoxSimulator;
let client: ProxmoxClient | undefined;
const servers: Server[] = [];

beforeAll(async () => {
  simulator = await startProxmoxSimulator({ guests: 2, clusters: 1, standalone: false });
});

afterAll(() => simulator.stop());

beforeEach(() => simulator.resetRequests());

afterEach(async () => {
  client?.close();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** Listens until the test is over. */
async function portOf(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function clientWith(tls: ProxmoxTls, port = simulator.endpoints[0].port): ProxmoxClient {
  const { username, tokenName, tokenValue } = simulator.endpoints[0];
  client = new ProxmoxClient({ host: '127.0.0.1', port, username, tokenName, tokenValue, tls });
  return client;
}

describe('a certificate is trusted', () => {
  it.each<[string, () => ProxmoxTls]>([
    ['when its CA was given', () => ({ mode: 'ca', ca: simulator.endpoints[0].ca })],
    [
      'when its fingerprint was pinned',
      () => ({ mode: 'fingerprint', sha256: simulator.endpoints[0].fingerprint }),
    ],
    [
      'when the pin is written without colons and in lower case',
      () => ({
        mode: 'fingerprint',
        sha256: simulator.endpoints[0].fingerprint.replaceAll(':', '').toLowerCase(),
      }),
    ],
    ['when any is, by explicit choice', () => ({ mode: 'insecure' })],
  ])('%s', async (_case, tls) => {
    expect(await firstValueFrom(clientWith(tls()).version())).toMatchObject({ release: '9.1' });
  });
});

describe('a certificate is refused', () => {
  it('by the system CAs when it signed itself, with the fingerprint to compare', async () => {
    const failed = firstValueFrom(clientWith({ mode: 'system' }).version());

    await expect(failed).rejects.toBeInstanceOf(Refused);
    await expect(failed).rejects.toMatchObject({ category: 'connection' });
    await expect(failed).rejects.toThrow(simulator.endpoints[0].fingerprint);
    await expect(failed).rejects.toThrow(`127.0.0.1:${simulator.endpoints[0].port}`);
    expect(simulator.requests().log).toEqual([]);
  });

  it('by a CA that did not sign it', async () => {
    const { cert } = await makeCertificate('someone.else');

    await expect(firstValueFrom(clientWith({ mode: 'ca', ca: cert }).version())).rejects.toBeInstanceOf(
      Refused,
    );
  });

  it('when it is for another address, even if its CA is trusted', async () => {
    const elsewhere = await makeCertificate('elsewhere', '192.0.2.1');
    const port = await portOf(createServer(elsewhere));

    const failed = firstValueFrom(clientWith({ mode: 'ca', ca: elsewhere.cert }, port).version());

    await expect(failed).rejects.toBeInstanceOf(Refused);
    await expect(failed).rejects.toThrow(/127\.0\.0\.1.*192\.0\.2\.1/);
  });

  it('when it is not the pinned one, naming both', async () => {
    const failed = firstValueFrom(clientWith({ mode: 'fingerprint', sha256: WRONG_PIN }).version());

    await expect(failed).rejects.toBeInstanceOf(Refused);
    await expect(failed).rejects.toThrow(simulator.endpoints[0].fingerprint);
    await expect(failed).rejects.toThrow(WRONG_PIN);
  });
});

it('not one byte is sent to a server whose certificate is not the pinned one', async () => {
  const received: Buffer[] = [];
  const impostor = createServer(await makeCertificate('impostor'), (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      received.push(chunk);
      socket.destroy();
    });
  });
  const closed = new Promise((resolve) => {
    impostor.once('connection', (connection: Socket) => connection.once('close', resolve));
  });
  const port = await portOf(impostor);

  await expect(
    firstValueFrom(clientWith({ mode: 'fingerprint', sha256: WRONG_PIN }, port).version()),
  ).rejects.toBeInstanceOf(Refused);
  await closed;
  expect(Buffer.concat(received).toString()).toBe('');

  // The same server does receive a request from a client that trusts it.
  await expect(firstValueFrom(clientWith({ mode: 'insecure' }, port).version())).rejects.toBeInstanceOf(
    Unreachable,
  );
  expect(Buffer.concat(received).toString()).toContain('PVEAPIToken=');
});

it('a server that changes its certificate is refused on the next connection', async () => {
  const before = await makeCertificate('before');
  const renewed = await makeCertificate('renewed');
  const server = createHttpsServer(before, (_request, response) => {
    response.setHeader('Connection', 'close').end(JSON.stringify({ data: { version: '9.1.4' } }));
  });
  const pinned = clientWith({ mode: 'fingerprint', sha256: before.fingerprint }, await portOf(server));

  expect(await firstValueFrom(pinned.version())).toMatchObject({ version: '9.1.4' });
  server.setSecureContext(renewed);
  await expect(firstValueFrom(pinned.version())).rejects.toThrow(renewed.fingerprint);
});

it('a malformed pin is invalid from the start', () => {
  expect(() => clientWith({ mode: 'fingerprint', sha256: 'AA:BB' })).toThrow(Invalid);
});
