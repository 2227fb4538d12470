import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type KnownIdentity, type KnownRequest } from './identity';

/** The person or script behind the request; undefined only on routes that are open. */
export const CurrentIdentity = createParamDecorator(
  (_data: unknown, context: ExecutionContext): KnownIdentity | undefined => {
    return context.switchToHttp().getRequest<KnownRequest>().identity;
  },
);
