import { HttpException, HttpStatus } from '@nestjs/common';
import { type Request } from 'express';

interface Dated {
  readonly lastUpdated: Date;
}

/** The version of a row, as NetBox 4.6 names it: a weak tag of when it was last changed. */
export function etagOf({ lastUpdated }: Dated): string {
  return `W/"${lastUpdated.toISOString().replace('Z', '+00:00')}"`;
}

/**
 * Puts the version of a row on its answer. `If-None-Match` is not honoured, as in NetBox: what a row shows of others may
 * be another thing while the row is the same.
 */
export function tellVersion(request: Request, row: Dated): void {
  delete request.headers['if-none-match'];
  request.res?.setHeader('ETag', etagOf(row));
}

/** What `If-Match` demands of the row that a write is about: throws 412 with the version that there is now. */
export function versionDemanded(request: Request): ((row: Dated) => void) | undefined {
  const header = request.get('if-match');
  if (header === undefined || header.trim() === '') return undefined;
  const wanted = header.split(',').map((tag) => opaque(tag.trim()));
  return (row) => {
    if (wanted.includes('*') || wanted.includes(opaque(etagOf(row)))) return;
    request.res?.setHeader('ETag', etagOf(row));
    throw new HttpException({ detail: 'Precondition failed.' }, HttpStatus.PRECONDITION_FAILED);
  };
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}
