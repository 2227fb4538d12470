import { type Database } from '../database';
import { type ExtraFilter, type Minor } from '../definition';
import { computed } from '../fields';
import { DatabaseProblem, FieldProblem } from '../refusal';
import { networkOf, readNetwork } from './ip-network';

/** What addresses and prefixes have in common. */
export const family = computed('family', (row) => {
  const value = String(row.address ?? row.prefix).includes(':') ? 6 : 4;
  return { value, label: `IPv${value}` };
});
export function cleanAddress(value: string, minor: Minor): string {
  const network = readNetwork(value);
  if (network) return network.text;
  if (minor <= 5) throw new DatabaseProblem('KeyError', "'data'");
  throw new FieldProblem([`Invalid IP address format: ${value}`]);
}

export function tableName(db: Database, vrfId: unknown): string {
  const vrf = db.row('ipam/vrfs', vrfId);
  return vrf ? `VRF ${String(vrf.name)}${vrf.rd == null ? '' : ` (${String(vrf.rd)})`}` : 'global table';
}

export const isUniqueIn = (db: Database, vrfId: unknown): boolean =>
  vrfId == null || db.row('ipam/vrfs', vrfId)?.enforce_unique === true;

/** `mask_length=24` */
export const maskLength = (column: string): ExtraFilter => ({
  names: ['mask_length'],
  match: (values) => (row) => values.some((value) => networkOf(row[column]).bits === Number(value)),
});

export function compareNetworks(a: unknown, b: unknown): number {
  const [one, other] = [networkOf(a), networkOf(b)];
  if (one.family !== other.family) return one.family - other.family;
  if (one.host !== other.host) return one.host < other.host ? -1 : 1;
  return one.bits - other.bits;
}
