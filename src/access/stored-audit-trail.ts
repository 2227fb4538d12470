import { type DataSource } from 'typeorm';
import { type AuditNote, AuditTrail } from '../core/access/audit-trail';
import { auditEntry, type AuditEntry } from '../models/audit-entry.model';

/** One caller that is refused again and again fills no table. */
const SAME_AGAIN_MS = 60_000;
const REMEMBERED = 1_000;

/** The audit log in the database. The same refusal of the same caller is noted once a minute. */
export class StoredAuditTrail extends AuditTrail {
  readonly #refusals = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly now: () => number = Date.now,
  ) {
    super();
  }

  async note({ event, userName, client, detail, requestId }: AuditNote): Promise<void> {
    if (event === 'refused' && this.isRepetition(`${userName} ${client} ${detail}`)) return;
    await this.dataSource.getRepository<AuditEntry>(auditEntry.name).insert({
      time: new Date(this.now()),
      event,
      userName: userName.slice(0, 255),
      client: client.slice(0, 64),
      detail,
      requestId: requestId ?? '',
    });
  }

  private isRepetition(key: string): boolean {
    const now = this.now();
    const last = this.#refusals.get(key);
    if (last !== undefined && now - last < SAME_AGAIN_MS) return true;
    this.#refusals.delete(key);
    if (this.#refusals.size >= REMEMBERED) {
      const [oldest] = this.#refusals.keys();
      this.#refusals.delete(oldest);
    }
    this.#refusals.set(key, now);
    return false;
  }
}
