import { type NestExpressApplication } from '@nestjs/platform-express';
import { type Request, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';

const MINUTE_MS = 60_000;

export interface DoorOptions {
  /** Origins of pages whose scripts may call us with a token; cookies are never taken from there. */
  corsOrigins: readonly string[];
  /** Requests that one address may send in a minute; 0 for any number. */
  rateLimit: number;
}

/**
 * What comes before everything else, sign-in included: a browser asks for permission without credentials, and who sends
 * too much is not listened to. Pictures and style sheets do not count.
 */
export function guardDoor(app: NestExpressApplication, options: DoorOptions): void {
  if (options.corsOrigins.length > 0) {
    app.enableCors({ origin: [...options.corsOrigins], exposedHeaders: ['ETag', 'Location', 'Retry-After'] });
  }
  if (options.rateLimit > 0) {
    app.use(
      rateLimit({
        windowMs: MINUTE_MS,
        limit: options.rateLimit,
        standardHeaders: 'draft-7',
        legacyHeaders: false,
        // The address of the connection counts, whatever a header says.
        validate: { xForwardedForHeader: false, forwardedHeader: false },
        skip: ({ path }: Request) => path.startsWith('/static/'),
        handler: (_request: Request, response: Response) => {
          const wait = String(response.getHeader('Retry-After'));
          response
            .status(429)
            .json({ detail: `Request was throttled. Expected available in ${wait} seconds.` });
        },
      }),
    );
  }
}
