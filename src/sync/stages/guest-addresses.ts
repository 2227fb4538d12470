import { type IPv4, IPv6, isValid, parse, parseCIDR } from 'ipaddr.js';
import { type EffectiveSettings } from '../../models/effective-settings';
import { wantsAddress, wantsInterface } from './network-choice';
import { type KnownPrefix } from '../source/source';
import { withMask } from './prefixes';
import { type CardOf, seenOn } from './guest-cards';

/** Kinds of addresses that mean something on one machine or link only, or are another one in disguise. */
const NEVER = new Set(['unspecified', 'loopback', 'multicast', 'broadcast', 'ipv4Mapped']);
/** One address of a guest's card, in NetBox's form: `192.0.2.5/24`, `2001:db8::5/64`. */
export interface CardAddress extends CardOf {
  readonly address: string;
  /** What NetBox knows of its network. */
  readonly prefixes: readonly KnownPrefix[];
}

/** Everything that a card is told to have, with or without mask. Pure. */
export function toldAddresses(read: CardOf): readonly string[] {
  return [...seenOn(read).flatMap(({ addresses }) => addresses), ...read.card.addresses];
}

/** What a card is known to be reached by: what the guest tells, else what its configuration sets. Pure. */
export function addressesOf(read: CardOf, prefixes: readonly KnownPrefix[] = []): readonly string[] {
  const { settings } = read.source;
  const told = seenOn(read)
    .filter(({ name }) => wantsInterface(settings, name))
    .flatMap(({ addresses }) => addresses);
  const usable = (all: readonly string[]) =>
    all.flatMap((text) => usableAddress(withMask(text, prefixes, settings), settings) ?? []);
  const found = usable(told);
  return [...new Set(found.length > 0 ? found : usable(read.card.addresses))].filter((address) =>
    wantsAddress(settings, address),
  );
}

/** The address as NetBox writes it; undefined for one that NetBox would refuse or that names no machine in a network. */
export function usableAddress(
  text: string,
  settings: Pick<EffectiveSettings, 'ignoreIpv6LinkLocalAddresses'>,
): string | undefined {
  const [host, mask] = text.split('/');
  if (!isValid(host) || (mask !== undefined && !/^\d+$/.test(mask))) return undefined;
  const address = parse(host);
  const bits = address.kind() === 'ipv6' ? 128 : 32;
  const given = mask === undefined ? bits : Number(mask);
  if (given > bits) return undefined;
  const range = address.range();
  if (NEVER.has(range) || (settings.ignoreIpv6LinkLocalAddresses && range === 'linkLocal')) return undefined;
  // NetBox refuses a network of everything.
  const length = given === 0 ? bits : given;
  return isNetworkItself(address, length, bits) ? undefined : `${textOf(address)}/${length}`;
}

/** The first and, in IPv4, the last address of a network are nobody's; tiny networks have no such. */
function isNetworkItself(address: IPv4 | IPv6, length: number, bits: number): boolean {
  if (bits - length < 2) return false;
  const [, size] = parseCIDR(`${address.toString()}/${length}`);
  const hostBits = hostBitsOf(address.toByteArray(), size);
  return hostBits.every((bit) => bit === 0) || (bits === 32 && hostBits.every((bit) => bit === 1));
}

function hostBitsOf(bytes: readonly number[], length: number): number[] {
  const all = bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((shift) => (byte >> shift) & 1));
  return all.slice(length);
}

function textOf(address: IPv4 | IPv6): string {
  return address instanceof IPv6 ? address.toRFC5952String() : address.toString();
}
