import { isIP } from 'node:net';
import { type IPv4, type IPv6, isValid, parse, parseCIDR } from 'ipaddr.js';

/** Which addresses the program may call. Networks are written `10.0.0.0/8`, `fd00::/8`, or as single addresses. */
export interface AddressPolicy {
  /** False lets everything through that is not blocked by name. */
  readonly isOn: boolean;
  /** Private networks (RFC 1918, and fc00::/7 for IPv6) are not reserved. */
  readonly allowsPrivate: boolean;
  readonly allowed: readonly string[];
  /** Goes before everything else. */
  readonly blocked: readonly string[];
}

/** Calls everything: for programs that reach out only where a person at the keyboard says. */
export const everyAddress: AddressPolicy = { isOn: false, allowsPrivate: true, allowed: [], blocked: [] };

export const HOW_TO_ALLOW =
  'If that is meant, add the address to the allowed networks under SSRF protection in the settings.';

const PRIVATE = ['private', 'uniqueLocal'];
/** Where clouds tell their machines secrets; on AWS it has an IPv6 address inside the private range. */
const METADATA = ['169.254.169.254', '169.254.170.2', 'fd00:ec2::254', '100.100.100.200'];
const WORDS: Readonly<Record<string, string>> = {
  loopback: 'a loopback address',
  linkLocal: 'a link-local address',
  private: 'a private address',
  uniqueLocal: 'a private address',
  carrierGradeNat: 'an address of a carrier-grade NAT',
  multicast: 'a multicast address',
  broadcast: 'the broadcast address',
  unspecified: 'no address of a machine',
};

/** Why an address may not be called, in words that follow "is"; undefined for one that may. */
export function refusalOf(address: string, policy: AddressPolicy): string | undefined {
  if (!isValid(address)) return 'no IP address';
  const one = bare(parse(address));
  if (isIn(one, policy.blocked)) return 'in a network that is explicitly blocked';
  if (!policy.isOn || isIn(one, policy.allowed)) return undefined;
  if (METADATA.includes(one.toString())) return 'a metadata address of a cloud';
  const range = one.range();
  if (range === 'unicast' || (policy.allowsPrivate && PRIVATE.includes(range))) return undefined;
  return WORDS[range] ?? `a reserved address (${range})`;
}

/** Whether a text is an address, or a network with the length of its mask. */
export function isNetwork(text: string): boolean {
  const [address, bits, ...rest] = text.split('/');
  const version = isIP(address);
  const isMask = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
  return version !== 0 && isMask && rest.length === 0;
}

/** Networks of a text with one on each line. */
export function networksOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** An IPv4 address that is written as an IPv6 one leads to the same place. */
function bare(address: IPv4 | IPv6): IPv4 | IPv6 {
  return 'isIPv4MappedAddress' in address && address.isIPv4MappedAddress()
    ? address.toIPv4Address()
    : address;
}

function isIn(address: IPv4 | IPv6, networks: readonly string[]): boolean {
  return networks.some((network) => {
    const [base, bits] = network.includes('/') ? parseCIDR(network) : [parse(network), undefined];
    if (base.kind() !== address.kind()) return false;
    return address.match(base as never, (bits ?? (base.kind() === 'ipv4' ? 32 : 128)) as never);
  });
}
