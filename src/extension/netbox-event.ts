import { createHmac, timingSafeEqual } from 'node:crypto';
import { Invalid } from '../core/errors/errors';

/** What an event of NetBox says, as far as it is believed: which object it is about. */
export interface NetboxEvent {
  readonly objectType: string;
  readonly id: number;
}

/** Whether a message carries the HMAC-SHA512 that NetBox puts into `X-Hook-Signature`. */
export function isSignedBy(body: Buffer, signature: string | undefined, secret: string): boolean {
  const expected = createHmac('sha512', secret).update(body).digest();
  const given = Buffer.from(signature ?? '', 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Reads the body that NetBox 4.4 to 4.7 sends when a webhook has no template of its own. Throws Invalid. */
export function eventOf(body: unknown): NetboxEvent {
  const { object_type: objectType, data } = (body ?? {}) as {
    object_type?: unknown;
    data?: { id?: unknown };
  };
  const id = data?.id;
  if (typeof objectType !== 'string' || typeof id !== 'number' || !Number.isSafeInteger(id)) {
    throw new Invalid('This is no event of NetBox: "object_type" and "data.id" are missing. Leave the template of the webhook empty.'); // prettier-ignore
  }
  return { objectType, id };
}
