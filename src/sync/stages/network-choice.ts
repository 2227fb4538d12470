import { type IPv4, type IPv6, isValid, isValidCIDR, parse, parseCIDR } from 'ipaddr.js';
import { type EffectiveSettings } from '../../models/effective-settings';

/**
 * Whether people want an interface of this name: `docker*` stands for every name that begins so, `eth?` for those of one
 * more character. Pure.
 */
export function wantsInterface(
  { ignoredInterfaces }: Pick<EffectiveSettings, 'ignoredInterfaces'>,
  name: string,
): boolean {
  return !linesOf(ignoredInterfaces).some((pattern) => expressionOf(pattern).test(name));
}

/** Whether people want an address, with or without its mask: allowed where anything is allowed only, and not ignored. Pure. */
export function wantsAddress(
  { allowedNetworks, ignoredNetworks }: Pick<EffectiveSettings, 'allowedNetworks' | 'ignoredNetworks'>,
  address: string,
): boolean {
  const allowed = linesOf(allowedNetworks);
  const isAllowed = allowed.length === 0 || allowed.some((network) => isInside(address, network));
  return isAllowed && !linesOf(ignoredNetworks).some((network) => isInside(address, network));
}

/**
 * The addresses in the order in which people want them as primary: those of the preferred networks first, in the order
 * of these networks; otherwise as given. Pure.
 */
export function byPreference<T>(
  { preferredNetworks }: Pick<EffectiveSettings, 'preferredNetworks'>,
  all: readonly T[],
  addressOf: (one: T) => string,
): readonly T[] {
  const networks = linesOf(preferredNetworks);
  const rank = (one: T) => {
    const found = networks.findIndex((network) => isInside(addressOf(one), network));
    return found < 0 ? networks.length : found;
  };
  return [...all].sort((left, right) => rank(left) - rank(right));
}

/** Whether an address is in one of the networks that people prefer. Pure. */
export function isPreferred(
  { preferredNetworks }: Pick<EffectiveSettings, 'preferredNetworks'>,
  address: string,
): boolean {
  return linesOf(preferredNetworks).some((network) => isInside(address, network));
}

function isInside(address: string, network: string): boolean {
  const [host] = address.split('/');
  const cidr = isValidCIDR(network) ? parseCIDR(network) : wholeOf(network);
  if (!isValid(host) || cidr === undefined) return false;
  const one = parse(host);
  return one.kind() === cidr[0].kind() && (one as IPv4).match(cidr as [IPv4, number]);
}

function wholeOf(address: string): [IPv4 | IPv6, number] | undefined {
  if (!isValid(address)) return undefined;
  const one = parse(address);
  return [one, one.kind() === 'ipv6' ? 128 : 32];
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function expressionOf(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`);
}
