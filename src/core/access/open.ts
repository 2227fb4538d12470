import { type CustomDecorator, SetMetadata } from '@nestjs/common';

const IS_OPEN = 'proxbox:open';

/** Lets everybody use a route or a controller. Everything without it needs a session or an `Authorization` header. */
export const Open = (): CustomDecorator => SetMetadata(IS_OPEN, true);

/** Whether everybody may use a route of a controller. */
export function isOpen(action: object, controller: object): boolean {
  return Boolean(Reflect.getMetadata(IS_OPEN, action) ?? Reflect.getMetadata(IS_OPEN, controller));
}
