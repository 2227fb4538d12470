import { randomUUID } from 'node:crypto';
import { type Request } from 'express';
import { type KnownRequest } from '../access/identity';
import { type Author } from '../model/author';

/** Who writes by this request: the person that the guard has recognised, and the number that the answer names. */
export function authorOf(request: Request): Author {
  const { requestId } = (request.res?.locals ?? {}) as { requestId?: string };
  return {
    name: (request as KnownRequest).identity?.username ?? '',
    requestId: requestId ?? randomUUID(),
  };
}
