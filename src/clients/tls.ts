import { connect, type TLSSocket } from 'node:tls';
import { Observable } from 'rxjs';
import { type AddressPolicy } from '../core/outgoing/address-policy';
import { guardedLookup } from './guarded-lookup';

/** Node's and OpenSSL's codes for "this certificate is not trusted", whatever the reason. */
const UNTRUSTED = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Whether an error code of a request says that the certificate of the other side is not trusted. */
export function isUntrustedCertificate(code: string | undefined): boolean {
  return code !== undefined && UNTRUSTED.has(code);
}

/**
 * The SHA-256 fingerprint (`AB:CD:…`) of the certificate that a server shows, trusted or not, so that a person
 * can compare it. Sends nothing but the handshake. Emits undefined when there is none to be had.
 */
export function seenFingerprints(
  url: URL,
  timeoutMs: number,
  addresses: AddressPolicy,
): Observable<string | undefined> {
  return new Observable((subscriber) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const socket: TLSSocket = connect({
      host,
      port: Number(url.port || 443),
      // A server name must not be an address (RFC 6066).
      servername: /^[\d.]+$|:/.test(host) ? undefined : host,
      lookup: guardedLookup(addresses),
      rejectUnauthorized: false,
      timeout: timeoutMs,
    });
    const finish = (fingerprint?: string) => {
      subscriber.next(fingerprint);
      subscriber.complete();
    };
    socket.once('secureConnect', () => finish(socket.getPeerCertificate().fingerprint256));
    socket.once('error', () => finish());
    socket.once('timeout', () => finish());
    return () => socket.destroy();
  });
}
