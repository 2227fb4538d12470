import { createServer, type Server } from 'node:http';
import { type LookupAddress } from 'node:dns';
import { type AddressInfo } from 'node:net';
import { lastValueFrom } from 'rxjs';
import { type AddressPolicy } from '../core/outgoing/address-policy';
import { Refused } from '../core/errors/errors';
import { ForbiddenAddress, forbiddenLiteral, guardedLookup } from './guarded-lookup';
import { NetboxClient } from './netbox/netbox-client';
import { ProxmoxClient } from './proxmox/proxmox-client';

const standard: AddressPolicy = { isOn: true, allowsPrivate: true, allowed: [], blocked: [] };

/** A name server that answers with these, one list after the other. */
function names(...answers: string[][]) {
  let asked = 0;
  const resolve = (_host: string, _options: object, done: (error: null, found: LookupAddress[]) => void) => {
    const addresses = answers[Math.min(asked++, answers.length - 1)];
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return resolve as never;
}

function look(policy: AddressPolicy, resolve: never, all = false): Promise<unknown> {
  return new Promise((settle, reject) =>
    guardedLookup(policy, resolve)('pve.example', { all }, (error, found) =>
      error ? reject(error) : settle(found),
    ),
  );
}

test('a name that leads to a reserved address is not connected to, and the error says where it leads', async () => {
  const failure = await look(standard, names(['169.254.169.254'])).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ForbiddenAddress);
  expect((failure as Error).message).toBe(
    'pve.example leads to 169.254.169.254, which is a metadata address of a cloud',
  );
});

test('of several addresses only those that may be called are handed out', async () => {
  const resolve = names(['127.0.0.1', '93.184.215.14', '::1']);
  expect(await look(standard, resolve)).toBe('93.184.215.14');
  expect(await look(standard, resolve, true)).toEqual([{ address: '93.184.215.14', family: 4 }]);
});

test('a name is looked up once for each connection, so that what was judged is what is connected to', async () => {
  const resolve = names(['93.184.215.14'], ['127.0.0.1']);
  expect(await look(standard, resolve)).toBe('93.184.215.14');
  await expect(look(standard, resolve)).rejects.toThrow(ForbiddenAddress);
});

test.each([
  ['127.0.0.1', true],
  ['[::1]', true],
  ['10.0.0.1', false],
  ['pve.example', false],
])('the host %s is refused without a lookup: %j', (host, isRefused) => {
  expect(forbiddenLiteral(host, standard) !== undefined).toBe(isRefused);
});

describe('a server on a reserved address', () => {
  let server: Server;
  let port: number;
  let called = 0;
  beforeEach(async () => {
    called = 0;
    server = createServer((_request, response) => {
      called++;
      response.setHeader('Content-Type', 'application/json').end('{"netbox-version":"4.6.8"}');
    });
    server.on('connection', () => called++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  test.each(['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])(
    'is not called as NetBox by the name %s',
    async (host) => {
      const url = `http://${host}:${port}`;
      const client = new NetboxClient({ url, token: 'x', retries: 0, addresses: standard });
      const failure = await lastValueFrom(client.capabilities()).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Refused);
      expect((failure as Refused).message).toContain('is not called');
      expect((failure as Refused).suggestion).toContain('SSRF protection');
      expect(called).toBe(0);
    },
  );

  test.each(['127.0.0.1', 'localhost'])('is not called as Proxmox VE by the name %s', async (host) => {
    const credentials = { username: 'sync@pve', tokenName: 'netbox', tokenValue: 'x' };
    const client = new ProxmoxClient({
      host,
      port,
      ...credentials,
      tls: { mode: 'insecure' },
      addresses: standard,
    });
    const failure = await lastValueFrom(client.version()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Refused);
    expect((failure as Refused).message).toContain('is a loopback address');
    expect(called).toBe(0);
  });

  test('is called where the settings allow it', async () => {
    const addresses = { ...standard, allowed: ['127.0.0.0/8'] };
    const client = new NetboxClient({ url: `http://127.0.0.1:${port}`, token: 'x', retries: 0, addresses });
    expect((await lastValueFrom(client.capabilities())).version).toBe('4.6.8');
    client.close();
  });
});
