import { type Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { seenAsNow } from '../crud/sight';
import { Invalid } from '../errors/errors';
import { type AnyModel } from '../model/define-model';
import { CONTENT_TYPES, EXPORT_FORMATS, type ExportFormat } from './export-writer';

/** Throws Invalid for anything that no export is written in; CSV unless told. */
export function exportFormatOf(given: unknown): ExportFormat {
  const format = EXPORT_FORMATS.find((one) => one === (given ?? 'csv'));
  if (!format) throw new Invalid(`An export is one of ${EXPORT_FORMATS.join(', ')}.`);
  return format;
}

/**
 * Answers with an export as a file, `what` in its name. What was already sent is on its way: a failure in the middle breaks
 * the connection; before the first byte an error is still an answer.
 */
export async function sendFile(
  response: Response,
  model: AnyModel,
  pieces: AsyncGenerator<string>,
  format: ExportFormat,
  what = '',
): Promise<void> {
  const first = await pieces.next();
  const day = new Date().toISOString().slice(0, 10);
  const name = ['proxbox', model.path.replace(/\//g, '_'), what, day].filter(Boolean).join('_');
  // An attachment is given the type of its ending, which for YAML is not the registered one: the type comes after it.
  response.status(200).attachment(`${name}.${format}`).type(CONTENT_TYPES[format]);
  await pipeline(Readable.from(continued(first, seenAsNow(pieces))), response);
}

async function* continued<T>(first: IteratorResult<T>, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  if (!first.done) yield first.value;
  yield* rest;
}
