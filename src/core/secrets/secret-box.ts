import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Invalid, Refused } from '../errors/errors';

const PREFIX = 'enc:1:';
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/**
 * Keeps secrets unreadable in the database: AES-256-GCM under one key, as `enc:1:` and base64url of nonce, tag and
 * text. The digit is the version of this form.
 */
export class SecretBox {
  readonly #key: Buffer;
  readonly #master: string;

  /** `master` may be any text of enough randomness; each use gets a key of its own out of it. */
  constructor(master: string) {
    this.#master = master;
    this.#key = this.#derive('stored secrets');
  }

  seal(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** Throws Invalid if the value was never sealed, Refused if it was sealed with another key or is damaged. */
  open(sealed: string): string {
    if (!SecretBox.isSealed(sealed)) {
      throw new Invalid('A stored secret is not encrypted as this version does it. Enter that secret again.');
    }
    const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url');
    try {
      const decipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const text = Buffer.concat([
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
        decipher.final(),
      ]);
      return text.toString('utf8');
    } catch (error) {
      throw new Refused(
        'A stored secret cannot be read: it was encrypted with another key. Set PROXBOX_ENCRYPTION_KEY (or put the ' +
          'file encryption.key into the data folder) to what it was when the secret was saved, or enter the secret again.',
        { cause: error },
      );
    }
  }

  /** Whether a text looks like the result of `seal`. */
  static isSealed(text: string): boolean {
    return text.startsWith(PREFIX);
  }

  /** A secret of 64 hexadecimal digits for another purpose, such as signing cookies; the same after a restart. */
  secretFor(purpose: string): string {
    return this.#derive(purpose).toString('hex');
  }

  #derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#master, 'proxbox', purpose, KEY_BYTES));
  }
}
