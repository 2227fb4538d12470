import { Refused, Unreachable } from '../../core/errors/errors';
import { HOW_TO_ALLOW } from '../../core/outgoing/address-policy';
import { isForbiddenAddress } from '../guarded-lookup';
import { isUntrustedCertificate } from '../tls';
import { type NoReply } from './exchange';

/** What is known of a request that got no HTTP answer. */
export interface Failure {
  /** Code of Node, OpenSSL or axios: `ECONNRESET`. */
  code?: string;
  /** The system call that failed: `connect`, `getaddrinfo`, `read`. */
  syscall?: string;
  message: string;
}

/** axios' code for its own time limit. */
const TIMED_OUT = 'ECONNABORTED';

/** What a request without an answer means. `fingerprint` is that of the certificate seen, where it is not trusted. */
export function noReplyOf(
  failure: Failure,
  baseUrl: string,
  timeoutMs: number,
  fingerprint?: string,
): NoReply {
  const { code, syscall } = failure;
  if (isUntrustedCertificate(code)) return untrusted(failure, baseUrl, fingerprint);
  if (isForbiddenAddress(code)) {
    const error = new Refused(`NetBox at ${baseUrl} is not called: ${failure.message}.`, {
      category: 'connection',
      suggestion: HOW_TO_ALLOW,
    });
    return { kind: 'none', arrived: 'no', isPassing: false, error };
  }
  if (code === TIMED_OUT) {
    const seconds = timeoutMs / 1000;
    const error = new Unreachable(`NetBox at ${baseUrl} did not answer within ${seconds} s.`, {
      category: 'timeout',
    });
    return { kind: 'none', arrived: 'unclear', isPassing: false, error };
  }
  if (code === 'ENOTFOUND') {
    const error = new Unreachable(`The host of ${baseUrl} is unknown (${code}). Check the address.`);
    return { kind: 'none', arrived: 'no', isPassing: false, error };
  }
  if (code === 'EPROTO') {
    const error = new Refused(
      `${baseUrl} does not speak TLS as expected (${code}). Check http against https.`,
      {
        category: 'connection',
      },
    );
    return { kind: 'none', arrived: 'no', isPassing: false, error };
  }
  const arrived =
    syscall === 'connect' || syscall === 'getaddrinfo' || code === 'ECONNREFUSED' ? 'no' : 'unclear';
  const what = arrived === 'no' ? 'cannot be reached' : 'dropped the connection';
  const error = new Unreachable(`NetBox at ${baseUrl} ${what} (${code ?? failure.message}).`, {
    suggestion: 'Check the address, the network and that NetBox is running.',
  });
  return { kind: 'none', arrived, isPassing: true, error };
}

function untrusted({ code, message }: Failure, baseUrl: string, fingerprint?: string): NoReply {
  const seen = fingerprint === undefined ? '' : ` Its SHA-256 fingerprint is ${fingerprint}.`;
  const error = new Refused(`The certificate of ${baseUrl} is not trusted (${code}: ${message}).${seen}`, {
    category: 'connection',
    suggestion: 'Compare the fingerprint with that of the server, then give the CA that signed it.',
  });
  return { kind: 'none', arrived: 'no', isPassing: false, error };
}
