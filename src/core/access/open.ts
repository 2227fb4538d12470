import { type CustomDecorator, SetMetadata } from '@nestjs/common';

export const IS_OPEN = 'proxbox:open';

/** Lets everybody use a route or a controller. Everything without it needs a session or an `Authorization` header. */
export const Open = (): CustomDecorator => SetMetadata(IS_OPEN, true);
