import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { Invalid, Refused } from '../errors/errors';

/** The form without the number of the key, and the one with it. */
const FIRST = 'enc:1:';
const PREFIX = 'enc:2:';
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const ID_DIGITS = 8;

/**
 * Keeps secrets unreadable in the database: AES-256-GCM, as `enc:2:<key>:` and base64url of nonce, tag and text. The first
 * digit is the version of this form; `<key>` tells keys apart without telling anything of them.
 */
export class SecretBox {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #master: string;
  /** Of the key that seals. */
  readonly keyId: string;

  /**
   * `master` may be any text of enough randomness; each use gets a key of its own out of it. `earlier` ones only open what
   * was sealed with them.
   */
  constructor(master: string, earlier: readonly string[] = []) {
    this.#master = master;
    const keys = [master, ...earlier].map((one) => derived(one, 'stored secrets'));
    this.#keys = new Map(keys.map((key) => [idOf(key), key]));
    this.keyId = idOf(keys[0]);
  }

  seal(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#keys.get(this.keyId)!, nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const bytes = Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    return `${PREFIX}${this.keyId}:${bytes.toString('base64url')}`;
  }

  /** Throws Invalid if the value was never sealed, Refused if it was sealed with another key or is damaged. */
  open(sealed: string): string {
    if (!SecretBox.isSealed(sealed)) {
      throw new Invalid('A stored secret is not encrypted as this version does it. Enter that secret again.');
    }
    const text = this.keysOf(sealed)
      .map((key) => opened(key, Buffer.from(sealed.split(':').at(-1) ?? '', 'base64url')))
      .find((one) => one !== undefined);
    if (text !== undefined) return text;
    throw new Refused(
      'A stored secret cannot be read: it was encrypted with another key. Set PROXBOX_ENCRYPTION_KEY (or put the ' +
        'file encryption.key into the data folder) to what it was when the secret was saved, or enter the secret again.',
    );
  }

  /** Whether a text looks like the result of `seal`. */
  static isSealed(text: string): boolean {
    return text.startsWith(FIRST) || text.startsWith(PREFIX);
  }

  private keysOf(sealed: string): readonly Buffer[] {
    if (sealed.startsWith(FIRST)) return [...this.#keys.values()];
    const key = this.#keys.get(sealed.split(':')[2]);
    return key ? [key] : [];
  }

  /** A secret of 64 hexadecimal digits for another purpose, such as signing cookies; the same after a restart. */
  secretFor(purpose: string): string {
    return derived(this.#master, purpose).toString('hex');
  }
}

function derived(master: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, 'proxbox', purpose, KEY_BYTES));
}

function idOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, ID_DIGITS);
}

/** Undefined where the key does not fit or the bytes are damaged. */
function opened(key: Buffer, bytes: Buffer): string | undefined {
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([
      decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
      decipher.final(),
    ]).toString('utf8');
  } catch {
    return undefined;
  }
}
