import { type IPv4, type IPv6, isValid, isValidCIDR, parse, parseCIDR } from 'ipaddr.js';
import { type Observable, of } from 'rxjs';
import { type EffectiveSettings } from '../../models/effective-settings';
import { type KnownPrefix, type Source } from '../source/source';

/** What addresses take over from prefixes. */
export type PrefixChoice = Pick<EffectiveSettings, 'maskFromPrefix' | 'vrfFromPrefix' | 'tenantFromPrefix'>;
/** What interfaces take over from prefixes. */
type VlanChoice = Pick<EffectiveSettings, 'vlanFromPrefix' | 'defaultSite'>;

/** The prefixes, where any of these addresses needs them: reading a long list is not done for nothing. */
export function prefixesFor(
  source: Source,
  addresses: readonly string[],
): Observable<readonly KnownPrefix[]> {
  const { maskFromPrefix, vrfFromPrefix, tenantFromPrefix } = source.settings;
  const lacksMask = addresses.some((address) => !hasMask(address));
  const isWanted = (vrfFromPrefix || tenantFromPrefix) && addresses.length > 0;
  return isWanted || (maskFromPrefix && lacksMask) ? source.prefixes() : of([]);
}

/** The smallest prefix around an address; none where several VRFs have one of the same size, for nobody can tell which. Pure. */
export function smallestAround(prefixes: readonly KnownPrefix[], address: string): KnownPrefix | undefined {
  const [host] = address.split('/');
  if (!isValid(host)) return undefined;
  const one = parse(host);
  const around = prefixes.filter(({ network }) => {
    if (!isValidCIDR(network)) return false;
    const cidr = parseCIDR(network);
    return one.kind() === cidr[0].kind() && (one as IPv4).match(cidr as [IPv4, number]);
  });
  const longest = Math.max(...around.map(lengthOf));
  const [smallest, ...others] = around.filter((prefix) => lengthOf(prefix) === longest);
  return others.length === 0 ? smallest : undefined;
}

/** The address with the mask of the prefix, where it was told without one. Pure. */
export function withMask(address: string, prefixes: readonly KnownPrefix[], settings: PrefixChoice): string {
  if (hasMask(address) || !settings.maskFromPrefix) return address;
  const prefix = smallestAround(prefixes, address);
  return prefix ? `${address.split('/')[0]}/${lengthOf(prefix)}` : address;
}

/** What a new address gets from the prefix around it. Pure. */
export function fromPrefix(
  address: string,
  prefixes: readonly KnownPrefix[],
  settings: PrefixChoice,
): { vrf?: number; tenant?: number } {
  const { vrf, tenant } = smallestAround(prefixes, address) ?? { vrf: null, tenant: null };
  return {
    ...(settings.vrfFromPrefix && vrf !== null && { vrf }),
    ...(settings.tenantFromPrefix && tenant !== null && { tenant }),
  };
}

/**
 * Id of the VLAN that the prefixes around the addresses of one card name; none where they name several, or one of a site
 * that the guest may not be at, which NetBox would refuse. Pure.
 */
export function vlanAround(
  addresses: readonly string[],
  prefixes: readonly KnownPrefix[],
  { vlanFromPrefix, defaultSite }: VlanChoice,
): number | undefined {
  if (!vlanFromPrefix) return undefined;
  const found = addresses.flatMap((address) => smallestAround(prefixes, address)?.vlan ?? []);
  const [first, ...others] = found;
  if (!first || others.some(({ id }) => id !== first.id)) return undefined;
  return first.site === null || first.site === defaultSite ? first.id : undefined;
}

/** A mask of 0 is one that was not told: old guest agents of Windows say so. */
function hasMask(address: string): boolean {
  return /\/0*[1-9]/.test(address);
}

function lengthOf({ network }: KnownPrefix): number {
  const [, length]: [IPv4 | IPv6, number] = parseCIDR(network);
  return length;
}
