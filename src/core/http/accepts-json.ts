import {
  type CanActivate,
  type ExecutionContext,
  HttpException,
  HttpStatus,
  Injectable,
} from '@nestjs/common';
import { type Request } from 'express';

/** Refuses requests for another form than JSON; a browser, which asks for HTML, gets JSON all the same. */
@Injectable()
export class AcceptsJson implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (request.accepts(['json', 'html'])) return true;
    const detail = 'Could not satisfy the request Accept header.';
    throw new HttpException({ detail }, HttpStatus.NOT_ACCEPTABLE);
  }
}
