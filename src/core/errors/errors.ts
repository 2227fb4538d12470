/** The words that SSE `error_detail` frames and job records use for what went wrong. */
export type ErrorCategory =
  'connection' | 'authentication' | 'permission' | 'validation' | 'not_found' | 'timeout' | 'internal';

/** Messages by field name, as NetBox's REST API sends them: `{ "port": ["A valid integer is required."] }`. */
export type FieldErrors = Record<string, string[]>;

export interface ErrorDetails {
  category?: ErrorCategory;
  /** HTTP status of the other side, where there was one. */
  status?: number;
  /** What a person can do about it. */
  suggestion?: string;
  fields?: FieldErrors;
  cause?: unknown;
}

/** An expected failure: its message is a sentence for the person in trouble, and its class says what to do next. */
export abstract class ProxboxError extends Error {
  readonly category: ErrorCategory;
  readonly status?: number;
  readonly suggestion?: string;
  readonly fields?: FieldErrors;

  constructor(
    message: string,
    defaultCategory: ErrorCategory,
    { category, status, suggestion, fields, cause }: ErrorDetails = {},
  ) {
    super(message, { cause });
    this.name = new.target.name;
    this.category = category ?? defaultCategory;
    this.status = status;
    this.suggestion = suggestion;
    this.fields = fields;
  }
}

/** The other side did not answer, or was too busy: the same request may succeed later. */
export class Unreachable extends ProxboxError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, 'connection', details);
  }
}

/** The other side understood and said no: repeating the request would change nothing. */
export class Refused extends ProxboxError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, 'internal', details);
  }
}

/** Credentials were missing or wrong, or lack a permission. */
export class NotAllowed extends ProxboxError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, 'permission', details);
  }
}

/** What was asked for does not exist. */
export class NotFound extends ProxboxError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, 'not_found', details);
  }
}

/** What was sent breaks a rule; `fields` names where, if it is about fields. */
export class Invalid extends ProxboxError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, 'validation', details);
  }

  static of(fields: FieldErrors): Invalid {
    const first = Object.entries(fields)[0];
    return new Invalid(first ? `${first[0]}: ${first[1].join(' ')}` : 'The input is not valid.', { fields });
  }
}

/** What an error means in one sentence, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What was thrown, as an error: JavaScript throws anything. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
