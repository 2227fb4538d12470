import { type Database } from '../database';
import { readFlag } from '../filter-values';
import { type ExtraFilter, type Row, type Values } from '../definition';

const parents: Record<string, { interfaces: string; interfaceType: string; column: string; label: string }> =
  {
    'virtualization.virtualmachine': {
      interfaces: 'virtualization/interfaces',
      interfaceType: 'virtualization.vminterface',
      column: 'virtual_machine',
      label: 'VM',
    },
    'dcim.device': {
      interfaces: 'dcim/interfaces',
      interfaceType: 'dcim.interface',
      column: 'device',
      label: 'device',
    },
  };

function isOn(db: Database, ip: Row, owner: Values, contentType: string): boolean {
  const parent = parents[contentType];
  if (ip.assigned_object_type !== parent.interfaceType) return false;
  return db.row(parent.interfaces, ip.assigned_object_id)?.[parent.column] === owner.id;
}

/** A primary address must be of its family and sit on an interface of its own object, itself or the one it is NAT for. */
function problems(db: Database, owner: Values, contentType: string): Record<string, string[]> | undefined {
  const fields = [
    ['primary_ip4', 4],
    ['primary_ip6', 6],
    ['oob_ip', undefined],
  ] as const;
  for (const [field, family] of fields) {
    const ip = db.row('ipam/ip-addresses', owner[field]);
    if (!ip) continue;
    const actual = String(ip.address).includes(':') ? 6 : 4;
    if (family !== undefined && actual !== family)
      return {
        [field]: [`Must be an IPv${family} address. (${String(ip.address)} is an IPv${actual} address.)`],
      };
    const inside = db.row('ipam/ip-addresses', ip.nat_inside);
    if (!isOn(db, ip, owner, contentType) && !(inside && isOn(db, inside, owner, contentType)))
      return {
        [field]: [
          `The specified IP address (${String(ip.address)}) is not assigned to this ${parents[contentType].label}.`,
        ],
      };
  }
  return undefined;
}

const bare = (mac: unknown): string =>
  String(mac)
    .replace(/[^0-9a-f]/gi, '')
    .toUpperCase();

function hasMac(
  db: Database,
  values: string[],
  interfaces: string,
  column: string,
  interfaceType: string,
): (row: Row) => boolean {
  const wanted = new Set(values.map(bare));
  const owners = new Set(
    [...(db.find('dcim/mac-addresses')?.rows.values() ?? [])]
      .filter((mac) => wanted.has(bare(mac.mac_address)) && mac.assigned_object_type === interfaceType)
      .map((mac) => db.row(interfaces, mac.assigned_object_id)?.[column]),
  );
  return (row) => owners.has(row.id);
}

/** A search for an address finds what has it as its primary one. */
const searchAddress =
  (wanted: string, db: Database) =>
  (row: Row): boolean =>
    [row.primary_ip4, row.primary_ip6].some(
      (id) =>
        String(db.row('ipam/ip-addresses', id)?.address).split('/')[0] === wanted.split('/')[0].toLowerCase(),
    );

export const primaryIp = { problems, hasMac, searchAddress };

export const primaryIpFilters: ExtraFilter[] = [
  {
    names: ['has_primary_ip'],
    match: ([value]) => {
      const wanted = readFlag(value);
      return (row) => wanted === undefined || (row.primary_ip4 != null || row.primary_ip6 != null) === wanted;
    },
  },
];
