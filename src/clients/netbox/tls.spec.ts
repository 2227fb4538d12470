import { createServer } from 'node:https';
import { lastValueFrom } from 'rxjs';
import { Refused, Unreachable } from '../../core/errors/errors';
import { type Certificate, makeCertificate } from '../../simulators/proxmox/certificate';
import { NetboxClient } from './netbox-client';
import { startStub, type StubServer } from './stub-server';
import { type NetboxTarget } from './target';

let certificate: Certificate;
let stub: StubServer;
beforeAll(async () => {
  certificate = await makeCertificate('netbox');
  stub = await startStub(
    () => ({ json: { 'netbox-version': '4.6.8' } }),
    (listener) => createServer(certificate, listener),
  );
});
afterAll(() => stub.stop());

const versions = (target: Partial<NetboxTarget>) =>
  lastValueFrom(
    new NetboxClient({
      url: stub.url.replace('http:', 'https:'),
      token: 'a',
      retries: 0,
      ...target,
    }).capabilities(),
  );

describe('TLS', () => {
  it('refuses a certificate that is not trusted and names its fingerprint, for a person to compare', async () => {
    const failure: unknown = await versions({}).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Refused);
    expect(failure).toMatchObject({
      category: 'connection',
      message: expect.stringContaining(certificate.fingerprint),
    });
  });

  it('takes a certificate of the own CA', async () => {
    expect((await versions({ tls: { mode: 'ca', ca: certificate.cert } })).version).toBe('4.6.8');
  });

  it('takes any certificate only when told so', async () => {
    expect((await versions({ tls: { mode: 'insecure' } })).version).toBe('4.6.8');
  });

  it('refuses a certificate that another CA signed', async () => {
    const other = await makeCertificate('other');
    await expect(versions({ tls: { mode: 'ca', ca: other.cert } })).rejects.toThrow(Refused);
  });

  it('says that plain HTTP to a TLS port does not work', async () => {
    await expect(versions({ url: stub.url })).rejects.toThrow(Unreachable);
  });
});
