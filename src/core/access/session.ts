import { HttpException, Logger } from '@nestjs/common';
import connectPgSimple from 'connect-pg-simple';
import { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import session, { type SessionData } from 'express-session';
import { type Pool } from 'pg';
import { type DataSource } from 'typeorm';
import { type SecretBox } from '../secrets/secret-box';
import { csrfTokenOf } from './csrf';
import { databaseSilent } from './database-silent';
import { type Identity } from './identity';
import { type SignedInPeople } from './signed-in-people';

declare module 'express-session' {
  interface SessionData {
    identity?: Identity;
    /** Sealed with the secret box. */
    credential?: string;
    /** See `SignedIn.lent`. */
    lent?: string;
    /** Both in milliseconds since 1970: when the person signed in, and when their account was last asked for. */
    signedInAt?: number;
    checkedAt?: number;
    /** Hash of the session of another program that this one stands beside. */
    beside?: string;
  }
}

/** Twelve hours since the last request. */
const SIGNED_IN_MS = 12 * 3_600_000;
/** Who only opened the sign-in page has an hour to fill it in. */
const VISITOR_MS = 3_600_000;
const COOKIE = 'proxbox_session';

export interface SessionOptions {
  pool: Pool;
  secretBox: SecretBox;
  /** Whether browsers come by https, directly or through a proxy that says so in X-Forwarded-Proto. */
  isHttps: boolean;
  people: SignedInPeople;
}

/** Files of the front end are for everybody; asking the database about each of them would only cost time. */
const ASSETS = '/static/';

/**
 * Sessions in the table `session`; a database that does not answer becomes a 503 in words. Templates find `identity`
 * and `csrfToken` in `response.locals`, also on pages that no guard has seen, such as "not found".
 */
export function sessions({ pool, secretBox, isHttps, people }: SessionOptions): RequestHandler {
  const logger = new Logger('Sessions');
  const Store = connectPgSimple(session);
  const handle = session({
    name: COOKIE,
    secret: secretBox.secretFor('session cookie'),
    store: new Store({
      pool,
      tableName: 'session',
      createTableIfMissing: false,
      // Old ones are cleared away by `SignedInPeople`, which gives back what they were lent.
      pruneSessionInterval: false,
      errorLog: (...said) => logger.warn(said),
    }),
    resave: false,
    saveUninitialized: false,
    rolling: true,
    proxy: isHttps || undefined,
    cookie: { httpOnly: true, sameSite: 'lax', secure: isHttps, maxAge: SIGNED_IN_MS },
  });
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.path.startsWith(ASSETS)) return next();
    handle(request, response, (error?: unknown) => {
      if (error) {
        logger.warn(error);
        return next(databaseSilent(error));
      }
      people.recognise(request).then(
        (identity) => {
          if (identity) {
            response.locals.identity = identity;
            response.locals.csrfToken = csrfTokenOf(request);
            shortenVisit(request);
          }
          next();
        },
        (failure: unknown) => {
          logger.warn(failure);
          next(failure instanceof HttpException ? failure : databaseSilent(failure));
        },
      );
    });
  };
}

/** The connection pool that TypeORM opened; sessions share it. */
export function poolOf(dataSource: DataSource): Pool {
  return (dataSource.driver as unknown as { master: Pool }).master;
}

/** Begins a session under a new number, so that nobody who planted the old one is signed in too. */
export async function beginSession(
  request: Request,
  content: Pick<SessionData, 'identity' | 'credential' | 'lent'>,
): Promise<void> {
  await forgetSession(request);
  const now = Date.now();
  Object.assign(request.session, content, { signedInAt: now, checkedAt: now });
}

/** Goes on with an empty session. */
export async function forgetSession(request: Request): Promise<void> {
  await settle((done) => request.session.regenerate(done));
}

export async function endSession(request: Request, response: Response): Promise<void> {
  await settle((done) => request.session.destroy(done));
  response.clearCookie(COOKIE);
}

/** A visitor's session only holds the token of the sign-in form. */
export function shortenVisit(request: Request): void {
  if (!request.session.identity) request.session.cookie.maxAge = VISITOR_MS;
}

function settle(start: (done: (error: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) =>
    start((error) => (error ? reject(databaseSilent(error)) : resolve())),
  );
}
