import { HttpException, HttpStatus, Logger } from '@nestjs/common';
import { type Request } from 'express';
import { type Pool } from 'pg';
import { databaseSilent } from './database-silent';

/** As the backend that came before: five failures within five minutes. */
const FAILURES_ALLOWED = 5;
const LOCKED_S = 300;
const LOCKED = 'Too many failed authentication attempts. Please try again later.';
const TABLE = 'credential_failures';

/**
 * Counts wrong credentials by client, so that nobody tries them all; in the database, where every process counts. A success
 * takes nothing back: who has one account could try those of others for ever otherwise.
 */
export class Lockout {
  private readonly logger = new Logger('Access');
  #pool?: Pool;

  constructor(readonly allowed = FAILURES_ALLOWED) {}

  /** Where they are counted. */
  keepIn(pool: Pool): void {
    this.#pool = pool;
  }

  /** Throws 429 when this client has given too many wrong credentials. */
  async check(request: Request): Promise<void> {
    const [known] = await this.ask<{ failures: number; wait: number }>(
      `SELECT failures, extract(epoch FROM ends - now())::float AS wait FROM ${TABLE} WHERE client = $1 AND ends > now()`,
      [clientOf(request)],
    );
    if (!known || known.failures < this.allowed) return;
    request.res?.setHeader('Retry-After', Math.max(1, Math.ceil(known.wait)));
    throw new HttpException({ detail: LOCKED }, HttpStatus.TOO_MANY_REQUESTS);
  }

  /** Notes wrong credentials; gives how many more may be wrong. */
  async failed(request: Request): Promise<number> {
    const [{ failures }] = await this.ask<{ failures: number }>(
      `INSERT INTO ${TABLE} AS known (client, failures, ends) VALUES ($1, 1, now() + $2 * interval '1 second')
       ON CONFLICT (client) DO UPDATE
          SET failures = CASE WHEN known.ends > now() THEN known.failures + 1 ELSE 1 END,
              ends = CASE WHEN known.ends > now() THEN known.ends ELSE excluded.ends END
       RETURNING failures`,
      [clientOf(request), LOCKED_S],
    );
    return Math.max(0, this.allowed - failures);
  }

  /** Forgets what counts no longer. */
  async forgetOld(): Promise<void> {
    await this.ask(`DELETE FROM ${TABLE} WHERE ends < now()`, []);
  }

  private async ask<Row extends object>(sql: string, values: readonly unknown[]): Promise<Row[]> {
    if (!this.#pool) throw new Error('Failures are counted nowhere: call secureApp() first.');
    try {
      return (await this.#pool.query<Row>(sql, [...values])).rows;
    } catch (error) {
      this.logger.warn(error);
      throw databaseSilent(error);
    }
  }
}

/** Address of the client; behind a proxy only where that was named as one to believe. */
export function clientOf(request: Request): string {
  return request.ip ?? '';
}
