import { type NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { type Pool } from 'pg';
import { type SecretBox } from '../secrets/secret-box';
import { Lockout } from './limits';
import { sessions } from './session';
import { SignedInPeople } from './signed-in-people';

export interface SecureAppOptions {
  /** See `poolOf`. */
  pool: Pool;
  secretBox: SecretBox;
  /** The address that people type; https makes cookies Secure and asks browsers to stay on https. */
  publicUrl?: string;
  /** Cookie of the identity provider, whose sessions in the same browser are accepted; none unless told. */
  foreignCookie?: string;
}

/**
 * Puts the security headers and the sessions before everything else. Call it first, before assets and views are set up
 * and before `app.init()` or `app.listen()`.
 */
export function secureApp(
  app: NestExpressApplication,
  { pool, secretBox, publicUrl, foreignCookie }: SecureAppOptions,
): void {
  const isHttps = publicUrl?.startsWith('https:') ?? false;
  app.disable('x-powered-by');
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          // Tabler's style sheet holds its small pictures as data: addresses.
          imgSrc: ["'self'", 'data:'],
          objectSrc: ["'none'"],
          baseUri: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'self'"],
        },
      },
      hsts: isHttps,
      // Browsers complain about it on plain http, where it has no effect.
      crossOriginOpenerPolicy: isHttps,
      originAgentCluster: isHttps,
    }),
  );
  const people = app.get(SignedInPeople);
  people.keepIn(pool, foreignCookie);
  app.get(Lockout).keepIn(pool);
  app.use(sessions({ pool, secretBox, isHttps, people }));
}
