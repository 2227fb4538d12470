import { Agent } from 'node:https';
import { isIP } from 'node:net';
import { type Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { Invalid } from '../../core/errors/errors';
import { type AddressPolicy, everyAddress } from '../../core/outgoing/address-policy';
import { forbiddenLiteral, guardedLookup } from '../guarded-lookup';
import { type ProxmoxTls } from './target';

/** The certificate of the other side is not one that we were told to trust; nothing was sent to it. */
export class UntrustedCertificate extends Error {
  constructor(
    /** Why not, for a person. */
    readonly reason: string,
    /** SHA-256 of the certificate seen, `AA:BB:…`. */
    readonly fingerprint: string,
    readonly isPinned: boolean,
  ) {
    super(reason);
  }
}

const REASONS: Record<string, string> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it signed itself',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is not for this address',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not among the trusted ones',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not among the trusted ones',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is not among the trusted ones',
};

type Connected = (error: Error | null, socket: Duplex) => void;

/**
 * Keep-alive connections to one Proxmox VE. Each new connection is handed to a request only after its certificate
 * was judged, so that neither a request line nor a credential can reach a server that is not trusted.
 */
export class TrustingAgent extends Agent {
  private readonly opening = new Set<TLSSocket>();
  private readonly pin?: string;

  constructor(
    private readonly host: string,
    private readonly port: number,
    private readonly trust: ProxmoxTls,
    private readonly handshakeTimeoutMs: number,
    private readonly addresses: AddressPolicy = everyAddress,
  ) {
    super({ keepAlive: true });
    if (trust.mode === 'fingerprint') this.pin = pinOf(trust.sha256);
  }

  override createConnection(_options: unknown, connected?: Connected): undefined {
    const forbidden = forbiddenLiteral(this.host, this.addresses);
    if (forbidden) {
      process.nextTick(() => connected?.(forbidden, undefined as never));
      return undefined;
    }
    const socket = connect({
      host: this.host,
      port: this.port,
      lookup: guardedLookup(this.addresses),
      // A server name must not be an address (RFC 6066).
      servername: isIP(this.host) === 0 ? this.host : undefined,
      ca: this.trust.mode === 'ca' ? this.trust.ca : undefined,
      // Not "trust anyone": a refused handshake would hide the certificate, which the person has to compare.
      rejectUnauthorized: false,
      timeout: this.handshakeTimeoutMs,
    });
    this.opening.add(socket);
    const finish = (error: Error | null) => {
      if (!this.opening.delete(socket)) return;
      if (error) socket.destroy();
      else socket.setTimeout(0);
      connected?.(error, socket);
    };
    socket.once('secureConnect', () => finish(this.refusalOf(socket)));
    socket.once('timeout', () =>
      finish(Object.assign(new Error('TLS handshake timed out'), { code: 'ETIMEDOUT' })),
    );
    socket.once('error', finish);
    socket.once('close', () =>
      finish(Object.assign(new Error('closed in the handshake'), { code: 'ECONNRESET' })),
    );
    return undefined;
  }

  override destroy(): void {
    for (const socket of this.opening) socket.destroy();
    super.destroy();
  }

  private refusalOf(socket: TLSSocket): UntrustedCertificate | null {
    if (this.trust.mode === 'insecure') return null;
    const { fingerprint256: seen, subjectaltname } = socket.getPeerCertificate();
    if (this.pin !== undefined) {
      if (bare(seen) === this.pin) return null;
      return new UntrustedCertificate(`it is not the pinned one, ${spelled(this.pin)}`, seen, true);
    }
    if (socket.authorized) return null;
    // Typed as an Error, but Node sets the bare code.
    const code = String(socket.authorizationError);
    const names =
      code === 'ERR_TLS_CERT_ALTNAME_INVALID' && subjectaltname ? `, only for ${subjectaltname}` : '';
    return new UntrustedCertificate(
      `${REASONS[code] ?? 'it cannot be verified'}${names} (${code})`,
      seen,
      false,
    );
  }
}

function pinOf(sha256: string): string {
  const pin = bare(sha256.replace(/^sha-?256[:=]/i, ''));
  if (/^[0-9A-F]{64}$/.test(pin)) return pin;
  throw Invalid.of({
    fingerprint: ['A SHA-256 fingerprint has 64 hexadecimal digits, such as AA:BB:… for 32 bytes.'],
  });
}

function bare(fingerprint: string): string {
  return fingerprint.replace(/[:\s]/g, '').toUpperCase();
}

function spelled(pin: string): string {
  return pin.match(/../g)?.join(':') ?? pin;
}
