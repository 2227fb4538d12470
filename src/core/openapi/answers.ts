import { type Answer } from './describe';
import { component, listOf, type Schema } from './schema';

const message: Schema = { type: 'string' };

/** The bodies of errors, by their names in the document. */
export const errorSchemas: Readonly<Record<string, Schema>> = {
  Error: {
    type: 'object',
    description: 'What went wrong, in a sentence.',
    properties: { detail: message },
    required: ['detail'],
  },
  ValidationError: {
    type: 'object',
    description:
      'Messages by the name of a field or query parameter; `__all__` and `non_field_errors` hold those about the whole.',
    additionalProperties: { ...listOf(message), minItems: 1 },
  },
  UnexpectedError: {
    type: 'object',
    description: 'A defect of the program; its log tells more.',
    properties: { error: message, exception: message },
    required: ['error', 'exception'],
  },
};

const fields = component('ValidationError');
const sentence = component('Error');

function error(description: string, schema: Schema = sentence): Answer {
  return { description, schema };
}

const sentences = listOf(message);

/** What can be wrong with a query string or with the body of one row. */
export const invalid = error('Something that was sent cannot be taken.', {
  anyOf: [fields, sentence, sentences],
});
/** The same where a list may be sent: one object of messages for each of its rows, empty for the good ones. */
export const invalidRows = error('Something that was sent cannot be taken.', {
  anyOf: [fields, listOf(fields), sentence],
});
export const forbidden = error('The caller is unknown or lacks a permission. There is no 401.');
export const notFound = error('There is no such row.');
export const notAllowed: Answer = {
  ...error('The address exists, but not for this method.'),
  headers: { Allow: { description: 'Methods that it takes.', schema: { type: 'string' } } },
};
export const notAcceptable = error('The Accept header asks for neither JSON nor HTML.');
export const blocked = error('Other rows depend on what would be deleted, or on what the change needs.');
export const tooLarge = error('The body is larger than 10 MB.');
export const notJson = error('The body is no application/json.');
export const tooMany: Answer = {
  ...error('Too many requests, or too many wrong credentials, of this client.'),
  headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'string' } } },
};
export const unexpected = error('A defect of the program.', component('UnexpectedError'));
export const away = error('The database, or the NetBox that knows the caller, does not answer.');
