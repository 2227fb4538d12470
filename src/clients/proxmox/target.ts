import { Invalid } from '../../core/errors/errors';
import { type AddressPolicy } from '../../core/outgoing/address-policy';

/** Whom to believe that the other side is the right one. */
export type ProxmoxTls =
  /** The certificate authorities that Node brings. */
  | { mode: 'system' }
  /** One authority, PEM, instead of those. */
  | { mode: 'ca'; ca: string }
  /** Exactly this certificate: SHA-256 as `AA:BB:…`, whoever signed it. */
  | { mode: 'fingerprint'; sha256: string }
  /** Anyone; only by explicit choice. */
  | { mode: 'insecure' };

/** Where a Proxmox VE answers and how to sign in: with a token (name and value) or else with a password. */
export interface ProxmoxTarget {
  /** Name or address; IPv6 without brackets. */
  host: string;
  port: number;
  /** `user@realm`. */
  username: string;
  password?: string;
  /** `netbox`, or with its user `sync@pve!netbox`, or a whole stored header `PVEAPIToken=sync@pve!netbox=value`. */
  tokenName?: string;
  tokenValue?: string;
  tls: ProxmoxTls;
  /** Which addresses may be called; every one unless told. */
  addresses?: AddressPolicy;
  /** For one request, from its sending to the last byte of its answer; default 30 000. */
  timeoutMs?: number;
  /** Requests under way at once; default 8. */
  maxInFlight?: number;
  /** Of these, requests that one node has to answer; default 4. */
  maxInFlightPerNode?: number;
}

/** An API token, taken apart. */
export interface ApiToken {
  kind: 'token';
  /** `user@realm!name`, which may be shown. */
  who: string;
  value: string;
}

export interface Password {
  kind: 'password';
  /** `user@realm`. */
  who: string;
  password: string;
}

/** The token if there is one, else the password. Throws Invalid when neither is complete. */
export function credentialsOf(target: ProxmoxTarget): ApiToken | Password {
  const username = target.username.trim();
  if (target.tokenName) return apiTokenOf(username, target.tokenName, target.tokenValue);
  if (!target.password) {
    throw new Invalid(`Proxmox VE at ${placeOf(target)} needs an API token (name and value) or a password.`);
  }
  if (!username.includes('@')) {
    const example = 'such as sync@pve or root@pam';
    throw Invalid.of({
      username: [`"${username}" lacks its realm: Proxmox VE expects user@realm, ${example}.`],
    });
  }
  return { kind: 'password', who: username, password: target.password };
}

/** `host:port`, with IPv6 addresses in brackets. */
export function placeOf({ host, port }: Pick<ProxmoxTarget, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function apiTokenOf(username: string, name: string, value: string | undefined): ApiToken {
  const stored = /^(?:PVEAPIToken[= ])?(?:([^!=]+)!)?([^!=]+)(?:=(.+))?$/.exec(name.trim());
  if (!stored) {
    throw Invalid.of({ tokenName: ['This is no token name: give "netbox", or "user@realm!netbox".'] });
  }
  const [, user = username, id, valueInName] = stored;
  const secret = bareValue(value) || valueInName;
  if (!secret) throw Invalid.of({ tokenValue: [`The API token ${user}!${id} has no value.`] });
  return { kind: 'token', who: `${user}!${id}`, value: secret };
}

/** People paste the whole header into the value field too. */
function bareValue(value: string | undefined): string {
  const trimmed = value?.trim() ?? '';
  return /^(?:PVEAPIToken[= ])?[^!=]+![^!=]+=(.+)$/.exec(trimmed)?.[1] ?? trimmed;
}
