import { Client, Pool } from 'pg';
import { type OutageLog } from '../jobs/outage-log';

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;

export interface NoticesOptions {
  databaseUrl: string;
  /** A plain word of at most 63 characters. */
  channel: string;
  outages: OutageLog;
}

/**
 * Tells every process at once that something has happened, through PostgreSQL's LISTEN and NOTIFY. A notice is a hint:
 * it is lost while the connection is down, so the listener is also told whenever it may have missed some.
 */
export class Notices {
  private readonly pool: Pool;
  private readonly outages: OutageLog;
  private listener?: Client;
  private retry?: NodeJS.Timeout;
  private isClosed = false;

  constructor(private readonly options: NoticesOptions) {
    this.outages = options.outages;
    this.pool = new Pool({
      connectionString: options.databaseUrl,
      max: 1,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: CONNECT_TIMEOUT_MS,
    });
    this.pool.on('error', (error) => this.outages.failed(error));
  }

  /** At most 8000 bytes. */
  async send(payload: string): Promise<void> {
    await this.pool.query('SELECT pg_notify($1, $2)', [this.options.channel, payload]);
  }

  /** Calls `onNotice` with each payload, and `onGap` when notices may have been missed. */
  async listen(onNotice: (payload: string) => void, onGap: () => void): Promise<void> {
    await this.connect(onNotice, (delayMs) => this.reconnect(onNotice, onGap, delayMs));
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.retry);
    await Promise.allSettled([this.listener?.end(), this.pool.end()]);
  }

  private async connect(
    onNotice: (payload: string) => void,
    onLost: (delayMs: number) => void,
  ): Promise<void> {
    // A silently dropped connection must be noticed although nothing is ever sent on it.
    const client = new Client({
      connectionString: this.options.databaseUrl,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    let isConnected = false;
    client.on('error', (error) => this.outages.failed(error));
    client.on('end', () => {
      if (isConnected && this.listener === client) onLost(FIRST_RETRY_MS);
    });
    client.on('notification', ({ payload }) => onNotice(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${client.escapeIdentifier(this.options.channel)}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    isConnected = true;
    this.listener = client;
    if (this.isClosed) await client.end();
  }

  private reconnect(onNotice: (payload: string) => void, onGap: () => void, delayMs: number): void {
    if (this.isClosed) return;
    this.retry = setTimeout(() => {
      this.connect(onNotice, (again) => this.reconnect(onNotice, onGap, again)).then(
        () => {
          this.outages.works();
          onGap();
        },
        (error: unknown) => {
          this.outages.failed(error);
          this.reconnect(onNotice, onGap, Math.min(delayMs * 2, LONGEST_RETRY_MS));
        },
      );
    }, delayMs);
  }
}
