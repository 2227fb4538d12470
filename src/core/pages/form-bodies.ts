import { HttpException, HttpStatus } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type NextFunction, type Request, type Response, urlencoded } from 'express';
import type {} from 'express-session';
import multer, { MulterError } from 'multer';
import { explainBodyErrors } from '../http/rest-requests';
import { PAGES } from './page-address';

/** Room for an import of some ten thousand rows. */
const LIMIT_BYTES = 10 * 1024 * 1024;
/** A form has as many fields as rows are ticked. */
const FIELDS_AT_MOST = 100_000;

/**
 * Reads what the forms of pages send, uploaded files too, before any guard looks for their token. Call it after the
 * sessions are set up: files are read only from people who are signed in.
 */
export function readForms(app: NestExpressApplication): void {
  const uploads = multer({
    limits: { fileSize: LIMIT_BYTES, fieldSize: LIMIT_BYTES, files: 1, fields: 100 },
  });
  const readUpload = uploads.single('file');
  const readFields = urlencoded({ extended: false, limit: LIMIT_BYTES, parameterLimit: FIELDS_AT_MOST });
  app.use(
    PAGES,
    // In a function of its own: Nest takes a reader that it finds by its name for its own, and leaves that out.
    (request: Request, response: Response, next: NextFunction) => readFields(request, response, next),
    (request: Request, response: Response, next: NextFunction) => {
      if (!response.locals.identity) return next();
      void readUpload(request, response, (error: unknown) => next(explained(error)));
    },
    explainBodyErrors,
  );
}

function explained(error: unknown): unknown {
  if (!(error instanceof MulterError)) return error;
  const isTooLarge = error.code === 'LIMIT_FILE_SIZE' || error.code === 'LIMIT_FIELD_VALUE';
  const detail = isTooLarge
    ? `The file is larger than ${LIMIT_BYTES / 1024 / 1024} MiB. Import it in parts.`
    : `The form could not be read: ${error.message}.`;
  return new HttpException({ detail }, isTooLarge ? HttpStatus.PAYLOAD_TOO_LARGE : HttpStatus.BAD_REQUEST);
}

/** What a form sent, in the type of a query string; anything but text is left out. */
export function formOf(request: Request): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries((request.body as Record<string, unknown> | undefined) ?? {})) {
    for (const one of [value].flat()) if (typeof one === 'string') form.append(name, one);
  }
  return form;
}

/** The text of an uploaded file; undefined when there is none or it is empty. */
export function uploadedText(request: Request): string | undefined {
  return request.file?.buffer.toString('utf8').replace(/^\uFEFF/, '') || undefined;
}
