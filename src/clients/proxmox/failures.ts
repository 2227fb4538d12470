import {
  Invalid,
  messageOf,
  NotAllowed,
  NotFound,
  type ProxboxError,
  Refused,
  Unreachable,
} from '../../core/errors/errors';
import { HOW_TO_ALLOW } from '../../core/outgoing/address-policy';
import { isForbiddenAddress } from '../guarded-lookup';
import { type Answer, codeOf, isDropped, type NoAnswer } from './transport';
import { UntrustedCertificate } from './trusting-agent';

/** What was asked of whom, for the sentence about its failure. */
export interface Asked {
  /** `host:port`. */
  place: string;
  method: string;
  path: string;
  /** The user or token, which may be shown. */
  who: string;
  /** The node that had to answer, where it is not whichever was reached. */
  node?: string;
  timeoutMs: number;
}

/** What a failed request means. Never contains a secret: only names, paths and what Proxmox VE said. */
export function failureOf(outcome: Answer | NoAnswer, asked: Asked): ProxboxError {
  return outcome.kind === 'answer' ? failureOfAnswer(outcome, asked) : failureWithoutAnswer(outcome, asked);
}

function failureOfAnswer(answer: Answer, asked: Asked): ProxboxError {
  const { status } = answer;
  const { place, method, path, who, node } = asked;
  const body = bodyOf(answer.text);
  // Servers before pve-http-server 5.2.0 put the message into the reason phrase only.
  const said = (body.message?.trim() || answer.reason || 'no reason given').replace(/[.!]$/, '');
  const request = `${method} ${path}`;
  const server = `Proxmox VE at ${place}`;
  if (status === 400) {
    const fields = Object.fromEntries(
      Object.entries(body.errors ?? {}).map(([field, text]) => [field, [text]]),
    );
    const details = Object.entries(fields).map(([field, [text]]) => `${field}: ${text}`);
    return new Invalid(`${server} refused ${request}: ${[said, ...details].join('; ')}.`, { status, fields });
  }
  if (status === 401) {
    return new NotAllowed(`${server} does not accept the credentials of ${who}: ${said}.`, {
      status,
      category: 'authentication',
      suggestion: 'Check the user, its realm, and the password, or the name and value of the API token.',
    });
  }
  if (status === 403) return notPermitted(answer, said, asked);
  if (status === 404) return new NotFound(`${server} has no ${path}: ${said}.`, { status });
  if (status >= 300 && status < 400) {
    return new Refused(`${place} answered ${request} with a redirect, which Proxmox VE never does.`, {
      status,
      suggestion: 'Check the address and the port, usually 8006.',
    });
  }
  if (status >= 595) {
    // Sent by the node that was asked when it could not reach the one that had to answer (pve-http-server).
    const whom = node === undefined ? 'another node' : `node ${node}`;
    return new Unreachable(`${server} cannot reach ${whom} for ${request}: ${status} ${said}.`, { status });
  }
  if (status === 429 || (status >= 502 && status <= 504)) {
    return new Unreachable(`${server} is not available for ${request}: ${status} ${said}.`, { status });
  }
  // Proxmox VE has no status of its own for a guest, storage or node that is not there: every die() is a 500.
  if (status === 500 && /does not exist|no such/i.test(said)) {
    return new NotFound(`${server} answered ${request}: ${said}.`, { status });
  }
  return new Refused(`${server} refused ${request}: ${status} ${said}.`, { status });
}

function notPermitted({ status }: Answer, said: string, { place, method, path, who }: Asked): NotAllowed {
  const check = /Permission check failed \(([^,]+), ([^)]+)\)/.exec(said);
  if (!check)
    return new NotAllowed(`Proxmox VE at ${place} does not let ${who} ${method} ${path}: ${said}.`, {
      status,
    });
  const [, where, privilege] = check;
  return new NotAllowed(
    `${who} lacks ${privilege} on ${where} of Proxmox VE at ${place} (${method} ${path}).`,
    {
      status,
      suggestion: `Give ${who} a role with ${privilege} on ${where}, such as PVEAuditor on /.`,
    },
  );
}

function failureWithoutAnswer({ cause, isTimeout }: NoAnswer, asked: Asked): ProxboxError {
  const { place, method, path, timeoutMs } = asked;
  if (isTimeout) {
    const seconds = timeoutMs / 1000;
    return new Unreachable(`Proxmox VE at ${place} did not answer ${method} ${path} within ${seconds} s.`, {
      category: 'timeout',
    });
  }
  if (cause instanceof UntrustedCertificate) return untrusted(cause, place);
  const code = codeOf(cause);
  if (isForbiddenAddress(code)) {
    return new Refused(`Proxmox VE at ${place} is not called: ${messageOf(cause)}.`, {
      category: 'connection',
      suggestion: HOW_TO_ALLOW,
    });
  }
  if (isDropped(cause)) {
    return new Unreachable(
      `Proxmox VE at ${place} dropped the connection during ${method} ${path} (${code}).`,
    );
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new Unreachable(`The host name of ${place} cannot be resolved (${code}).`, {
      suggestion: 'Check the host name and the name servers.',
    });
  }
  if (code?.startsWith('ERR_SSL') || code === 'EPROTO') {
    return new Refused(`${place} does not speak TLS as Proxmox VE does (${code}).`, {
      category: 'connection',
      suggestion: 'Check the address and the port, usually 8006.',
    });
  }
  return new Unreachable(`Proxmox VE at ${place} cannot be reached (${code ?? messageOf(cause)}).`, {
    suggestion: 'Check the address, the port (usually 8006) and the network between.',
  });
}

/** Repeating would not help, so this is not Unreachable; the remedy is part of the sentence, since the fingerprint is. */
function untrusted({ reason, fingerprint, isPinned }: UntrustedCertificate, place: string): Refused {
  const remedy = isPinned
    ? 'If the certificate was renewed, compare this fingerprint with the host and pin it instead.'
    : 'Compare it with the host, then pin this fingerprint or give the CA that signed the certificate.';
  return new Refused(
    `The certificate of Proxmox VE at ${place} is not trusted: ${reason}. Its SHA-256 fingerprint is ${fingerprint}. ${remedy}`,
    { category: 'connection' },
  );
}

function bodyOf(text: string): { message?: string; errors?: Record<string, string> } {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
}
