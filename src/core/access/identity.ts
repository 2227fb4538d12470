import { type Request } from 'express';
import { NotAllowed } from '../errors/errors';
import { type Role } from './access-table';
import { type Need, type Scope } from './needs';

/** Who a request comes from. */
export interface Identity {
  username: string;
  displayName: string;
  /** Undefined where the provider does not tell. */
  isSuperuser: boolean | undefined;
  groups: readonly string[];
  /** False for credentials that may only read. */
  canWrite: boolean;
}

/** Who a request comes from, and what they may do. */
export interface KnownIdentity extends Identity {
  readonly role: Role | undefined;
  readonly scopes: readonly Scope[];
  readonly may: (need: Need | undefined) => boolean;
  /** Ids of the rows that they may do it with, of the model that people can be limited to; undefined for all. */
  readonly sightFor: (need: Need | undefined) => readonly number[] | undefined;
}

/** What a successful sign-in gives. */
export interface SignedIn {
  identity: Identity;
  /** Value of an `Authorization` header that acts as this person; kept encrypted in the session. */
  credential: string;
  /** What the provider made for this sign-in alone, in its own words; it wants that back, see `giveBack`. */
  lent?: string;
}

export interface Cookie {
  readonly name: string;
  readonly value: string;
}

/**
 * The system whose accounts people use here. Every method throws NotAllowed for wrong credentials and Unreachable when
 * the system does not answer, both with a sentence for the person who is waiting.
 */
export abstract class IdentityProvider {
  abstract signIn(username: string, password: string): Promise<SignedIn>;

  /** `authorization` is the value of that header: `Token …` or `Bearer …`. */
  abstract identify(authorization: string): Promise<Identity>;

  /** Whose session of the system itself a cookie of a browser belongs to. */
  identifySession(_cookie: Cookie): Promise<Identity> {
    return Promise.reject(new NotAllowed('Sessions of another program are not accepted.'));
  }

  /** Unmakes what a sign-in made; `credential` and `lent` are those that it gave. */
  giveBack(_signedIn: Pick<SignedIn, 'credential'> & { lent: string }): Promise<void> {
    return Promise.resolve();
  }
}

/** A request after the guard. */
export interface KnownRequest extends Request {
  identity?: KnownIdentity;
  /** They showed a credential with this very request, rather than the cookie of a session. */
  isScript?: boolean;
}

/** The value of an `Authorization` header for a token that somebody typed, with or without the word before it. */
export function credentialOf(token: string): string {
  const bare = token.trim();
  return /^(token|bearer) /i.test(bare) ? bare : `Token ${bare}`;
}
