import { Invalid } from '../../core/errors/errors';
import { type AddressPolicy, everyAddress } from '../../core/outgoing/address-policy';

/** Whose certificates are trusted: those Node knows, one own CA (PEM), or any (only by explicit choice). */
export type NetboxTls = { mode: 'system' } | { mode: 'ca'; ca: string } | { mode: 'insecure' };

/** Where a NetBox is and how hard it may be worked. */
export interface NetboxTarget {
  /** Base address, with a sub-path where NetBox lives under one: `https://netbox.example` or `http://host:8000/sub`. */
  url: string;
  /** Version 1 (`40 hex digits`) or version 2 (`nbt_<key>.<secret>`) token, without the scheme word. */
  token: string;
  tls?: NetboxTls;
  /** Which addresses may be called; every one unless told. */
  addresses?: AddressPolicy;
  /** How long one request may take without a sign of life, milliseconds (120 000). */
  timeoutMs?: number;
  /** Rows per bulk write (100). */
  batchSize?: number;
  /** Rows per page of a list (1000, which is also NetBox's own default ceiling). */
  pageSize?: number;
  /** Requests in flight at once (4). */
  maxInFlight?: number;
  /** Most writing requests in flight at once (2, and never more than `maxInFlight`). */
  maxWritesInFlight?: number;
  /** Writing requests in flight at first (2); their number follows what NetBox bears. */
  writesAtFirst?: number;
  /** How often a request is repeated after the first try (5). */
  retries?: number;
  /** Pause before the first repetition, doubled each time, milliseconds (500). */
  backoffMs?: number;
}

/** A target with every gap filled and its address checked. */
export interface NetboxSettings {
  /** Without a slash at the end. */
  baseUrl: string;
  /** Value of the `Authorization` header; undefined for a request that needs none. */
  authorization?: string;
  /** Value of the `Cookie` header, for what a browser may do. */
  cookie?: string;
  tls: NetboxTls;
  addresses: AddressPolicy;
  timeoutMs: number;
  batchSize: number;
  pageSize: number;
  maxInFlight: number;
  maxWritesInFlight: number;
  writesAtFirst: number;
  retries: number;
  backoffMs: number;
}

/** Fills the gaps of a target; throws `Invalid` for an address or a token that cannot work. */
export function settingsOf(target: Omit<NetboxTarget, 'token'> & { token?: string }): NetboxSettings {
  const maxInFlight = target.maxInFlight ?? 4;
  return {
    baseUrl: baseUrlOf(target.url),
    authorization: target.token === undefined ? undefined : authorizationOf(target.token),
    tls: target.tls ?? { mode: 'system' },
    addresses: target.addresses ?? everyAddress,
    timeoutMs: target.timeoutMs ?? 120_000,
    batchSize: target.batchSize ?? 100,
    pageSize: target.pageSize ?? 1000,
    maxInFlight,
    maxWritesInFlight: Math.min(target.maxWritesInFlight ?? 2, maxInFlight),
    writesAtFirst: target.writesAtFirst ?? 2,
    retries: target.retries ?? 5,
    backoffMs: target.backoffMs ?? 500,
  };
}

/** The `Authorization` header of a token: NetBox tells version 2 tokens by `nbt_` (4.5 and later). */
export function authorizationOf(token: string): string {
  const bare = token.trim();
  if (!/^[\x21-\x7e]+$/.test(bare)) {
    throw Invalid.of({
      token: [
        'Is empty or has characters that no NetBox token has. Give the token alone, without the word Token.',
      ],
    });
  }
  return bare.startsWith('nbt_') ? `Bearer ${bare}` : `Token ${bare}`;
}

/** The API path of a list, with the slash at the end without which NetBox loses or redirects writes. */
export function listPathOf(path: string): string {
  const bare = path.replace(/^\/+|\/+$/g, '').replace(/^api\//, '');
  return `/api/${bare}/`;
}

/** The API path of one object. */
export function objectPathOf(path: string, id: number): string {
  return `${listPathOf(path)}${id}/`;
}

function baseUrlOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['http:', 'https:'].includes(parsed.protocol)) {
    throw Invalid.of({
      url: ['Is not a web address. Give the address of NetBox, such as https://netbox.example.'],
    });
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw Invalid.of({
      url: ['Must not contain a user name or password; NetBox is signed in to with a token.'],
    });
  }
  const path = parsed.pathname.replace(/\/+$/, '').replace(/\/api$/, '');
  return `${parsed.origin}${path}`;
}
