import { randomBytes } from 'node:crypto';
import { type Caller, type Credentials } from './access';
import { type Database } from './database';
import { detail } from './refusal';

const SAFE = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/** What a browser keeps after it has signed in. */
export interface BrowserSession {
  sessionid: string;
  csrftoken: string;
}

/** The sessions of browsers, as Django keeps them. */
export class Sessions {
  private readonly users = new Map<string, number>();

  open(userId: number): BrowserSession {
    const session = { sessionid: word(), csrftoken: word() };
    this.users.set(session.sessionid, userId);
    return session;
  }

  end({ sessionid }: BrowserSession): void {
    this.users.delete(sessionid);
  }

  /** Undefined without a session that goes on; an unsafe request must carry the token of the cookie in a header, too. */
  callerOf(db: Database, { method, headers }: Credentials): Caller | undefined {
    const cookies = new Map(
      (headers.cookie ?? '').split(/;\s*/).map((pair): [string, string] => {
        const [name, ...value] = pair.split('=');
        return [name, value.join('=')];
      }),
    );
    const id = this.users.get(cookies.get('sessionid') ?? '');
    const user = id === undefined ? undefined : db.row('users/users', id);
    if (!user || user.is_active === false) return undefined;
    if (!SAFE.includes(method)) checkCsrf(cookies.get('csrftoken'), headers['x-csrftoken']);
    return { user, token: undefined };
  }
}

function checkCsrf(cookie: string | undefined, header: string | undefined): void {
  if (!cookie) throw detail(403, 'CSRF Failed: CSRF cookie not set.');
  if (!header) throw detail(403, 'CSRF Failed: CSRF token missing.');
  if (header !== cookie)
    throw detail(403, "CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header incorrect.");
}

/** 32 letters and digits. */
function word(): string {
  return randomBytes(16).toString('hex');
}
