import { type Request } from 'express';
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
}

/** What a successful sign-in gives. */
export interface SignedIn {
  identity: Identity;
  /** Value of an `Authorization` header that acts as this person; kept encrypted in the session. */
  credential: string;
}

/**
 * The system whose accounts people use here. Every method throws NotAllowed for wrong credentials and Unreachable when
 * the system does not answer, both with a sentence for the person who is waiting.
 */
export abstract class IdentityProvider {
  abstract signIn(username: string, password: string): Promise<SignedIn>;

  /** `authorization` is the value of that header: `Token …` or `Bearer …`. */
  abstract identify(authorization: string): Promise<Identity>;
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
