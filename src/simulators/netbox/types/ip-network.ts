import { isIPv4, isIPv6 } from 'node:net';
import { FieldProblem } from '../refusal';

/** An address with its mask, as numbers for comparing. */
export interface Network {
  family: 4 | 6;
  host: bigint;
  bits: number;
  text: string;
}

function toNumber(address: string, family: 4 | 6): bigint {
  if (family === 4) return address.split('.').reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
  const [head, tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle = Array<string>(tail === undefined ? 0 : 8 - left.length - right.length).fill('0');
  return [...left, ...middle, ...right].reduce((sum, part) => (sum << 16n) + BigInt(`0x${part}`), 0n);
}

/** Reads 10.0.0.1/24 or 2001:DB8::1 in any spelling; the text is NetBox's own (compressed, lower case, with mask). */
export function readNetwork(given: string): Network | undefined {
  const [address, mask, ...more] = given.split('/');
  const family = isIPv4(address) ? 4 : isIPv6(address) && !address.includes('.') ? 6 : undefined;
  if (family === undefined || more.length > 0 || (mask !== undefined && !/^\d{1,3}$/.test(mask)))
    return undefined;
  const width = family === 4 ? 32 : 128;
  const bits = mask === undefined ? width : Number(mask);
  if (bits > width) return undefined;
  const plain = family === 4 ? address : new URL(`http://[${address}]/`).hostname.slice(1, -1);
  return { family, host: toNumber(plain, family), bits, text: `${plain}/${bits}` };
}

const sizeOf = (network: Network): bigint => 1n << BigInt((network.family === 4 ? 32 : 128) - network.bits);
export const firstOf = (network: Network): bigint => (network.host / sizeOf(network)) * sizeOf(network);
export const lastOf = (network: Network): bigint => firstOf(network) + sizeOf(network) - 1n;

export const contains = (outer: Network, inner: Network): boolean =>
  outer.family === inner.family &&
  outer.bits <= inner.bits &&
  firstOf(outer) <= inner.host &&
  inner.host <= lastOf(outer);

/** The network address of a prefix that has host bits set, as text. */
export function maskedText(network: Network): string {
  let rest = firstOf(network);
  if (network.family === 4) {
    const parts = [24n, 16n, 8n, 0n].map((shift) => String((rest >> shift) & 255n));
    return `${parts.join('.')}/${network.bits}`;
  }
  const groups: string[] = [];
  for (let index = 0; index < 8; index++, rest >>= 16n) groups.unshift((rest & 65535n).toString(16));
  return readNetwork(`${groups.join(':')}/${network.bits}`)?.text ?? '';
}

export function networkOf(text: unknown): Network {
  const network = readNetwork(String(text));
  if (!network) throw new FieldProblem([`Invalid IP address format: ${String(text)}`]);
  return network;
}
