import { lookup, type LookupAddress } from 'node:dns';
import { Agent as HttpAgent, type AgentOptions as HttpAgentOptions } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions as HttpsAgentOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type Duplex } from 'node:stream';
import { type AddressPolicy, refusalOf } from '../core/outgoing/address-policy';

const CODE = 'EADDRREFUSED';

/** An address that the settings do not let us call; nothing was sent to it. */
export class ForbiddenAddress extends Error {
  readonly code = CODE;

  constructor(
    host: string,
    /** Why not, for a person. */
    readonly reason: string,
    address = host,
  ) {
    super(`${host}${address === host ? '' : ` leads to ${address}, which`} is ${reason}`);
  }
}

export function isForbiddenAddress(code: string | undefined): boolean {
  return code === CODE;
}

type Lookup = typeof lookup;

/**
 * A lookup for sockets that hands out only addresses that may be called. The socket connects to what was judged, so that a
 * name that means something else a moment later changes nothing.
 */
export function guardedLookup(policy: AddressPolicy, resolve: Lookup = lookup): LookupFunction {
  return (hostname, options, done) => {
    const wanted = { ...options, all: true } as const;
    resolve(hostname, wanted, (error: Error | null, found: LookupAddress[]) => {
      if (error) return done(error, '', 0);
      const open = found.filter(({ address }) => refusalOf(address, policy) === undefined);
      if (open.length > 0) {
        if (options.all) return done(null, open);
        return done(null, open[0].address, open[0].family);
      }
      const { address } = found[0] ?? { address: '' };
      done(new ForbiddenAddress(hostname, refusalOf(address, policy) ?? 'unknown', address), '', 0);
    });
  };
}

/** Why a host that is an address may not be called; a socket looks up names only. */
export function forbiddenLiteral(host: string, policy: AddressPolicy): ForbiddenAddress | undefined {
  const bare = host.replace(/^\[|\]$/g, '');
  const reason = isIP(bare) === 0 ? undefined : refusalOf(bare, policy);
  return reason === undefined ? undefined : new ForbiddenAddress(bare, reason);
}

type Connected = (error: Error | null, socket: Duplex) => void;
type Connect = (options: object, connected?: Connected) => Duplex | null | undefined;

/** Connections to one place, none of them to an address that may not be called. */
export function guardedHttpAgent(policy: AddressPolicy, options: HttpAgentOptions): HttpAgent {
  return guard(new HttpAgent(options), policy);
}

export function guardedHttpsAgent(policy: AddressPolicy, options: HttpsAgentOptions): HttpsAgent {
  return guard(new HttpsAgent(options), policy);
}

function guard<A extends HttpAgent>(agent: A, policy: AddressPolicy): A {
  const own = agent as unknown as { createConnection: Connect };
  const connect = own.createConnection.bind(agent);
  const lookup = guardedLookup(policy);
  own.createConnection = (options, connected) => {
    const { host } = options as { host?: string };
    const forbidden = forbiddenLiteral(host ?? '', policy);
    if (!forbidden) return connect({ ...options, lookup }, connected);
    process.nextTick(() => connected?.(forbidden, undefined as never));
    return undefined;
  };
  return agent;
}
