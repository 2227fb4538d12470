import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type DataSource, type EntityManager } from 'typeorm';
import { ApiKeys, type KnownKey } from '../core/access/api-keys';
import { type Scope } from '../core/access/needs';
import { Invalid, NotFound, Refused } from '../core/errors/errors';
import { type Author } from '../core/model/author';
import { type AnyRow } from '../core/model/define-model';
import { apiKey, type ApiKey } from '../models/api-key.model';

/** As the backend that came before demanded it of keys that a client thinks up. */
const SHORTEST_KEY = 32;
/** 64 characters. */
const KEY_BYTES = 48;
const USE_NOTED_EVERY_MS = 60_000;
/** Any number of our own: two first keys at the same moment must not both be made. */
const BOOTSTRAP_LOCK = 7_061;

export interface NewKey {
  readonly label: string;
  readonly scopes: readonly Scope[];
  readonly expires?: Date | null;
}

/** The keys in the table; of each only the hash is there, and that is encrypted. */
export class StoredApiKeys extends ApiKeys {
  constructor(
    private readonly dataSource: DataSource,
    private readonly now: () => Date = () => new Date(),
  ) {
    super();
  }

  async find(key: string): Promise<KnownKey | undefined> {
    const hash = hashOf(key);
    const rows = await this.rows().find({ where: { isActive: true } });
    const row = rows.find((one) => isSame(one.hash, hash));
    const now = this.now();
    if (!row || (row.expires && row.expires <= now)) return undefined;
    if (!row.lastUsed || now.getTime() - row.lastUsed.getTime() > USE_NOTED_EVERY_MS) {
      // Not a change of the row that anybody has to hear of.
      await this.dataSource.query(`UPDATE "${apiKey.table}" SET last_used = $1 WHERE id = $2`, [now, row.id]);
    }
    return { label: row.label, scopes: row.scopes };
  }

  /** Makes a key and gives it; it can never be read again. */
  async make(wanted: NewKey, author: Author): Promise<{ row: ApiKey; key: string }> {
    const key = randomBytes(KEY_BYTES).toString('base64url');
    const row = await this.dataSource.transaction((manager) => this.store(manager, wanted, key, author));
    return { row, key };
  }

  /** Stores the key that a client thought up, as long as there is none: the client is set up with it. */
  async register(key: string, label: string, author: Author): Promise<void> {
    if (key.length < SHORTEST_KEY) {
      throw Invalid.of({ api_key: [`Ensure this field has at least ${SHORTEST_KEY} characters.`] });
    }
    await this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [BOOTSTRAP_LOCK]);
      if ((await manager.getRepository(apiKey.name).count()) > 0) {
        throw new Refused('There are API keys already. Ask an administrator for one.', { status: 409 });
      }
      // Whoever comes first gets this one, so it manages nothing.
      await this.store(manager, { label, scopes: ['view', 'edit', 'run'] }, key, author);
    });
  }

  /** Newest first. */
  list(): Promise<ApiKey[]> {
    return this.rows().find({ order: { id: 'DESC' } });
  }

  async get(id: number): Promise<ApiKey> {
    const row = await this.rows().findOneBy({ id });
    if (!row) throw new NotFound('Not found.');
    return row;
  }

  private async store(
    manager: EntityManager,
    { label, scopes, expires }: NewKey,
    key: string,
    author: Author,
  ): Promise<ApiKey> {
    const rows = manager.getRepository<ApiKey>(apiKey.name);
    const draft = { label, scopes: [...scopes], expires: expires ?? null };
    const problem = apiKey.check({ ...draft, isActive: true, lastUsed: null, hash: '' });
    if (problem) throw Invalid.of(problem);
    const { hash: _hash, ...row } = await rows.save(rows.create({ ...draft, hash: hashOf(key) }));
    await apiKey.effects.settled?.({ manager, models: [], author }, [{ after: row as unknown as AnyRow }]);
    return row as ApiKey;
  }

  private rows() {
    return this.dataSource.getRepository<ApiKey>(apiKey.name);
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
