/** Which of the waits of `FaultSettings` comes before an answer. */
export type Wait = 'authDelayMs' | 'nodeDownDelayMs' | 'agentDelayMs' | 'backupServerDelayMs';

/** An answer of the API: its status and reason phrase carry the meaning, `body` is absent where the server sends none. */
export interface Reply {
  status: number;
  reason: string;
  body?: Body;
  waits?: Wait;
}

export interface Body {
  data: unknown;
  message?: string;
  errors?: Record<string, string>;
  /** All matches of a list of which `data` is one page; left out when 0. */
  total?: number;
  /** A diff of the node's network that waits for being applied. */
  changes?: string;
}

/** A failure as Proxmox VE answers it: the reason phrase is the first line of the message. */
export class ApiFailure extends Error {
  /** False: the answer has no body at all. */
  hasBody = true;
  waits?: Wait;

  constructor(
    readonly status: number,
    message: string,
    readonly errors?: Record<string, string>,
  ) {
    super(message);
  }

  reply(): Reply {
    const { status, errors, message, waits } = this;
    const reason = message.split('\n')[0];
    if (!this.hasBody) return { status, reason, waits };
    return {
      status,
      reason,
      waits,
      body: { data: null, ...(errors && { errors }), message: `${message}\n` },
    };
  }
}

/** Credentials that are not good; a real server takes its time for it. */
export function notSignedIn(reason: string): ApiFailure {
  return Object.assign(new ApiFailure(401, reason), { hasBody: false, waits: 'authDelayMs' });
}

/** The forwarding to another node failed: 595 to 599. */
export function notForwarded(status: number, reason: string): ApiFailure {
  return Object.assign(new ApiFailure(status, reason), { hasBody: false, waits: 'nodeDownDelayMs' });
}

export function badParameters(errors: Record<string, string>): ApiFailure {
  return new ApiFailure(400, 'Parameter verification failed.', errors);
}

export function notPermitted(path: string, privileges: readonly string[]): ApiFailure {
  return new ApiFailure(403, `Permission check failed (${path}, ${privileges.join('|')})`);
}
