import { createHash } from 'node:crypto';
import { NotAllowed } from '../errors/errors';
import { type Identity } from './identity';

const KNOWN_FOR_MS = 60_000;
/** Short, so that a token works soon after it was made or repaired. */
const REFUSED_FOR_MS = 5_000;
const ENTRIES = 1_000;

interface Entry {
  until: number;
  answer: Promise<Identity>;
}

/**
 * Remembers for a minute who an `Authorization` header belongs to, by its SHA-256 so that no token lies in memory.
 * Requests at the same time share one question. That the provider did not answer is never remembered.
 */
export class IdentityCache {
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly ask: (authorization: string) => Promise<Identity>,
    private readonly now: () => number = Date.now,
    private readonly limit = ENTRIES,
  ) {}

  identify(authorization: string): Promise<Identity> {
    const key = createHash('sha256').update(authorization).digest('base64');
    const known = this.#entries.get(key);
    if (known && known.until > this.now()) return known.answer;
    const entry: Entry = { until: this.now() + KNOWN_FOR_MS, answer: this.ask(authorization) };
    this.#remember(key, entry);
    entry.answer.catch((error: unknown) => {
      entry.until = error instanceof NotAllowed ? this.now() + REFUSED_FOR_MS : 0;
    });
    return entry.answer;
  }

  /** The oldest entry makes room, so that guessing tokens cannot fill the memory. */
  #remember(key: string, entry: Entry): void {
    this.#entries.delete(key);
    if (this.#entries.size >= this.limit) {
      const [oldest] = this.#entries.keys();
      this.#entries.delete(oldest);
    }
    this.#entries.set(key, entry);
  }
}
