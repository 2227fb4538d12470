import { HttpException, HttpStatus } from '@nestjs/common';
import { type Request } from 'express';
import { MemoryStore, type Options } from 'express-rate-limit';

/** As the backend that came before: five failures within five minutes. */
const FAILURES_ALLOWED = 5;
const LOCKED_MS = 300_000;
const LOCKED = 'Too many failed authentication attempts. Please try again later.';

/**
 * Counts wrong credentials by client, so that nobody tries them all; each process counts for itself. A success takes nothing
 * back: who has one account could try those of others for ever otherwise.
 */
export class Lockout {
  readonly #failures = new MemoryStore();

  constructor(readonly allowed = FAILURES_ALLOWED) {
    this.#failures.init({ windowMs: LOCKED_MS } as Options);
  }

  /** Throws 429 when this client has given too many wrong credentials. */
  async check(request: Request): Promise<void> {
    const known = await this.#failures.get(clientOf(request));
    if (!known || known.totalHits < this.allowed) return;
    const waitMs = (known.resetTime?.getTime() ?? Date.now() + LOCKED_MS) - Date.now();
    request.res?.setHeader('Retry-After', Math.max(1, Math.ceil(waitMs / 1000)));
    throw new HttpException({ detail: LOCKED }, HttpStatus.TOO_MANY_REQUESTS);
  }

  /** Notes wrong credentials; gives how many more may be wrong. */
  async failed(request: Request): Promise<number> {
    const { totalHits } = await this.#failures.increment(clientOf(request));
    return Math.max(0, this.allowed - totalHits);
  }

  /** Ends its clock. */
  onModuleDestroy(): void {
    this.#failures.shutdown();
  }
}

/** Address of the client; behind a proxy only where that was named as one to believe. */
export function clientOf(request: Request): string {
  return request.ip ?? '';
}
