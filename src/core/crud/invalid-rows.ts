import { type FieldErrors, Invalid } from '../errors/errors';

/** Some rows of a list break a rule; `rows` is as long as the list, `{}` for the good ones. */
export class InvalidRows extends Invalid {
  constructor(readonly rows: readonly FieldErrors[]) {
    const index = rows.findIndex((errors) => Object.keys(errors).length > 0);
    const [field, messages] = Object.entries(rows[index] ?? {})[0] ?? ['', []];
    super(`Row ${index + 1}: ${field}: ${messages.join(' ')}`, { fields: rows[index] });
  }
}
