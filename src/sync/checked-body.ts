import { type Type, ValidationPipe } from '@nestjs/common';
import { type FieldErrors, Invalid } from '../core/errors/errors';

/** Judges a JSON body by the decorators of a class; each fault is told under the name of its field. */
export function checkedBody(body: Type): ValidationPipe {
  return new ValidationPipe({
    expectedType: body,
    transform: true,
    whitelist: true,
    exceptionFactory: (errors) =>
      Invalid.of(
        Object.fromEntries(
          errors.map(({ property, constraints }) => [property, Object.values(constraints ?? {})]),
        ) as FieldErrors,
      ),
  });
}
