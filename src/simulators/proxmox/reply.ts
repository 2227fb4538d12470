/** An answer of the API: its status and reason phrase carry the meaning, `body` is absent where the server sends none. */
export interface Reply {
  status: number;
  reason: string;
  body?: { data: unknown; message?: string; errors?: Record<string, string>; changes?: string };
}

/** A failure as Proxmox VE answers it: the reason phrase is the first line of the message. */
export class ApiFailure extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: Record<string, string>,
    readonly hasBody = true,
  ) {
    super(message);
  }

  reply(): Reply {
    const reason = this.message.split('\n')[0];
    if (!this.hasBody) return { status: this.status, reason };
    const { errors, message } = this;
    return {
      status: this.status,
      reason,
      body: { data: null, ...(errors && { errors }), message: `${message}\n` },
    };
  }
}

/** 401 comes with an empty body, 595 to 599 too. */
export function withoutBody(status: number, reason: string): ApiFailure {
  return new ApiFailure(status, reason, undefined, false);
}

export function badParameters(errors: Record<string, string>): ApiFailure {
  return new ApiFailure(400, 'Parameter verification failed.', errors);
}

export function notPermitted(path: string, privilege: string): ApiFailure {
  return new ApiFailure(403, `Permission check failed (${path}, ${privilege})`);
}
