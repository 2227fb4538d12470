import { type NestExpressApplication } from '@nestjs/platform-express';
import { type Request, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';

const MINUTE_MS = 60_000;
const REMEMBERED_SECONDS = 600;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const TAKEN = ['Accept', 'Accept-Language', 'Authorization', 'Content-Type', 'If-Match', 'Last-Event-ID', 'X-Proxbox-API-Key', 'X-Requested-With']; // prettier-ignore
const TOLD = ['API-Version', 'ETag', 'Location', 'Retry-After', 'X-Request-ID'];

export interface DoorOptions {
  /** Origins of pages whose scripts may call us with a token; cookies are never taken from there. Asked each time. */
  allowedOrigins?: () => Promise<readonly string[]>;
  /** Requests that one client may send in a minute; 0 for any number. */
  rateLimit: number;
  /** Proxies whose word is taken for where a request comes from: addresses and networks. Without them no header is believed. */
  trustedProxies?: readonly string[];
}

/**
 * What comes before everything else, sign-in included: a browser asks for permission without credentials, and who sends
 * too much is not listened to. Pictures and style sheets do not count, nor does the question of a load balancer.
 */
export function guardDoor(app: NestExpressApplication, options: DoorOptions): void {
  if (options.trustedProxies?.length) app.set('trust proxy', [...options.trustedProxies]);
  if (options.allowedOrigins) allowOrigins(app, options.allowedOrigins);
  if (options.rateLimit > 0) {
    app.use(
      rateLimit({
        windowMs: MINUTE_MS,
        limit: options.rateLimit,
        standardHeaders: 'draft-7',
        legacyHeaders: false,
        // Which header is believed is decided above; that others come is no mistake of the operator.
        validate: { xForwardedForHeader: false, forwardedHeader: false },
        skip: ({ path }: Request) => path.startsWith('/static/') || path === '/health',
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

function allowOrigins(app: NestExpressApplication, allowed: () => Promise<readonly string[]>): void {
  app.enableCors((request: Request, done) => {
    const origin = request.get('origin');
    const answer = (isAllowed: boolean) =>
      done(null as never, {
        origin: isAllowed ? origin : false,
        credentials: false,
        methods: METHODS,
        allowedHeaders: TAKEN,
        exposedHeaders: TOLD,
        maxAge: REMEMBERED_SECONDS,
        // OPTIONS without this header asks what an address takes.
        preflightContinue: request.get('access-control-request-method') === undefined,
      });
    if (origin === undefined) return answer(false);
    allowed().then(
      (origins) => answer(origins.includes(origin)),
      () => answer(false),
    );
  });
}
