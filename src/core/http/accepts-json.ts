import {
  type CanActivate,
  type ExecutionContext,
  HttpException,
  HttpStatus,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Request } from 'express';
import { API_VERSION } from './rest-requests';

const FILTERS_BY_FORMAT = 'filtersByFormat';

/** Says of a controller that `?format=` is a filter of its rows, and asks for no form of the answer. */
export const FiltersByFormat = (isFilter: boolean) => SetMetadata(FILTERS_BY_FORMAT, isFilter);

/**
 * Refuses requests for another form than JSON, or for another version of it; a browser, which asks for HTML, gets JSON all
 * the same. `?format=json` goes before what the header says, as in NetBox; other formats are not found.
 */
@Injectable()
export class AcceptsJson implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const isFilter = this.reflector.get<boolean | undefined>(FILTERS_BY_FORMAT, context.getClass());
    const format = isFilter ? undefined : request.query.format;
    if (format === 'json') return true;
    if (format !== undefined && format !== '') throw refusal('Not found.', HttpStatus.NOT_FOUND);
    if (!isServed(request.get('accept'))) {
      throw refusal('Could not satisfy the request Accept header.', HttpStatus.NOT_ACCEPTABLE);
    }
    if (versionsOf(request).some((version) => version !== API_VERSION)) {
      throw refusal('Invalid version in "Accept" header.', HttpStatus.NOT_ACCEPTABLE);
    }
    return true;
  }
}

function refusal(detail: string, status: HttpStatus): HttpException {
  return new HttpException({ detail }, status);
}

const SERVED = ['application/json', 'text/html', 'application/*', 'text/*', '*/*'];

/** Express would not know JSON with a version for JSON. */
function isServed(accept: string | undefined): boolean {
  if (!accept) return true;
  return accept.split(',').some((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return SERVED.includes(type) && !parameters.some((one) => /^q=0(\.0*)?$/.test(one));
  });
}

/** `Accept: application/json; version=4.6` */
function versionsOf(request: Request): string[] {
  const ranges = (request.get('accept') ?? '').split(',').filter((range) => /json/i.test(range));
  return ranges.flatMap((range) => /;\s*version="?([^";\s]+)/i.exec(range)?.[1] ?? []);
}
