import { type FieldErrors } from '../errors/errors';

const MAX_LENGTH = 200;

/** `changelog_message` of a write: why, in the words of the person. NetBox answers 500 to one that is too long. */
export function readChangeMessage(given: Readonly<Record<string, unknown>>): {
  message?: string;
  errors: FieldErrors;
} {
  const value = given.changelog_message;
  const refuse = (sentence: string) => ({ errors: { changelog_message: [sentence] } });
  if (value === undefined) return { errors: {} };
  if (value === null) return refuse('This field may not be null.');
  if (typeof value !== 'string') return refuse('Not a valid string.');
  if (value.includes('\0')) return refuse('Null characters are not allowed.');
  const message = value.trim();
  if (message.length > MAX_LENGTH)
    return refuse(`Ensure this field has no more than ${MAX_LENGTH} characters.`);
  return { ...(message && { message }), errors: {} };
}
