import { type Problems, type Values } from '../definition';

/** The context data of a device or machine is a JSON object. */
export function localContextProblems({ local_context_data: data }: Values): Problems | undefined {
  const isFine = data == null || (typeof data === 'object' && !Array.isArray(data));
  return isFine
    ? undefined
    : { local_context_data: ['JSON data must be in object form. Example: {"foo": 123}'] };
}
