import { logChange, snapshot } from '../changes';
import { type Database } from '../database';
import {
  type SaveContext,
  type Field,
  type Problems,
  type Row,
  type Values,
  type WriteContext,
} from '../definition';
import { computed, integer, optionalChoice, reference, references, text } from '../fields';
import { FieldProblem } from '../refusal';
import { cleanMac } from './mac-address';

export const vlanModes = optionalChoice('mode', {
  access: 'Access',
  tagged: 'Tagged',
  'tagged-all': 'Tagged (All)',
  'q-in-q': 'Q-in-Q (802.1ad)',
});

export const mtu: Field = integer('mtu', 1, 65536);
export const untaggedVlan: Field = reference('untagged_vlan', 'ipam/vlans', {
  onDelete: 'null',
  filterBy: 'vid',
});
export const taggedVlans: Field = references('tagged_vlans', 'ipam/vlans', { isIdOnly: true });
export const vrf: Field = reference('vrf', 'ipam/vrfs', { onDelete: 'null', filterBy: 'rd' });

function cleanInterfaceMac(value: string): string {
  try {
    return cleanMac(value);
  } catch {
    throw new FieldProblem(['Enter a valid MAC address (e.g. 00:11:22:33:44:55).']);
  }
}

/** `mac_address`, `primary_mac_address` and `mac_addresses`; the first can be written since 4.7. */
export function macFields(contentType: string): Field[] {
  const primaryAddress = (row: Row, db: Database): unknown =>
    db.row('dcim/mac-addresses', row.primary_mac_address)?.mac_address ?? null;
  return [
    computed('mac_address', (row, present) => primaryAddress(row, present.db), { until: 6 }),
    text('mac_address', undefined, {
      since: 7,
      isNullable: true,
      isFilterless: true,
      isUnlogged: true,
      nullAs: '',
      clean: cleanInterfaceMac,
      present: (row, present) => primaryAddress(row, present.db),
    }),
    reference('primary_mac_address', 'dcim/mac-addresses', {
      onDelete: 'null',
      isSilent: true,
      isFilterless: true,
    }),
    computed('mac_addresses', (row, present) =>
      [
        ...present.db
          .table('dcim/mac-addresses')
          .pointingAtObject('assigned_object_type', contentType, row.id),
      ]
        .sort((a, b) => a - b)
        .map((id) => present.nested('dcim/mac-addresses', id)),
    ),
  ];
}

export const countIps = (contentType: string): Field =>
  computed(
    'count_ipaddresses',
    (row, { db }) =>
      db.table('ipam/ip-addresses').pointingAtObject('assigned_object_type', contentType, row.id).size,
  );

/** 4.7: a written `mac_address` becomes a MAC object that is the interface's primary one; null leaves it without. */
export function adoptMac(row: Row, { db, author }: SaveContext, path: string, contentType: string): void {
  if (row.mac_address === '') db.patch(path, row.id, { primary_mac_address: null, mac_address: null });
  if (typeof row.mac_address !== 'string' || row.mac_address === '') return;
  const macs = db.table('dcim/mac-addresses');
  const owned = [...macs.pointingAtObject('assigned_object_type', contentType, row.id)];
  let id = owned.find((one) => macs.rows.get(one)?.mac_address === row.mac_address);
  if (id === undefined) {
    id = macs.takeId();
    const now = db.now();
    db.put(macs, {
      id,
      mac_address: row.mac_address,
      assigned_object_type: contentType,
      assigned_object_id: row.id,
      description: '',
      comments: '',
      tags: [],
      custom_fields: {},
      created: now,
      last_updated: now,
    });
    const after = snapshot(db, macs, macs.rows.get(id) as Row);
    logChange(db, macs, { action: 'create', id, before: null, after, label: row.mac_address }, author);
  }
  db.patch(path, row.id, { primary_mac_address: id, mac_address: null });
}

/** What device and VM interfaces refuse alike; `owner` is the column of the parent object. */
export function sharedProblems(
  candidate: Values,
  { db, minor, before }: WriteContext,
  own: { path: string; contentType: string; owner: string; ownerPath: string; label: string },
): Problems | undefined {
  const ownerOf = (row: Values): Row | undefined => db.row(own.ownerPath, row[own.owner]);
  const parent = db.row(own.path, candidate.parent);
  const bridge = db.row(own.path, candidate.bridge);
  // NetBox 4.7 has no full stop at the end of this one of its sentences.
  const end = (kind: string): string =>
    minor >= 7 && kind === 'parent' && own.label === 'device' ? '' : '.';
  const elsewhere = (kind: string, other: Row): string =>
    `The selected ${kind} interface (${String(other.name)}) belongs to a different ${own.label} (${String(ownerOf(other)?.name)})${end(kind)}`;
  if (parent && before && parent.id === before.id)
    return { parent: ['An interface cannot be its own parent.'] };
  if (parent && parent[own.owner] !== candidate[own.owner]) return { parent: [elsewhere('parent', parent)] };
  if (bridge && before && bridge.id === before.id)
    return { bridge: ['An interface cannot be bridged to itself.'] };
  if (bridge && bridge[own.owner] !== candidate[own.owner]) return { bridge: [elsewhere('bridge', bridge)] };
  const vlan = db.row('ipam/vlans', candidate.untagged_vlan);
  if (vlan?.site != null && vlan.site !== ownerOf(candidate)?.site)
    return {
      untagged_vlan: [
        `The untagged VLAN (${String(vlan.name)} (${String(vlan.vid)})) must belong to the same site as the interface's parent ${own.label}, or it must be global.`,
      ],
    };
  return primaryMacProblems(db, minor, candidate, before, own.contentType);
}

function primaryMacProblems(
  db: Database,
  minor: number,
  candidate: Values,
  before: Row | undefined,
  contentType: string,
): Problems | undefined {
  const mac = db.row('dcim/mac-addresses', candidate.primary_mac_address);
  if (!mac) return undefined;
  const isOwn = mac.assigned_object_type === contentType && mac.assigned_object_id === before?.id;
  if (isOwn) return undefined;
  if (mac.assigned_object_id == null)
    return minor < 7
      ? undefined
      : { __all__: ['Only a MAC address assigned to this interface can be its primary MAC address.'] };
  const other = db.tableOf(mac.assigned_object_type)?.rows.get(Number(mac.assigned_object_id));
  return {
    [minor >= 7 ? '__all__' : 'primary_mac_address']: [
      `MAC address ${String(mac.mac_address)} is assigned to a different interface (${String(other?.name)}).`,
    ],
  };
}

/**
 * Without a mode there is no untagged VLAN, and a save in any mode but `tagged` empties the tagged ones; those that
 * come with the same request are stored afterwards, whatever the mode.
 */
export function settleVlans(candidate: Values, { before }: WriteContext): void {
  if (!candidate.mode) candidate.untagged_vlan = null;
  const isUntouched =
    before && JSON.stringify(before.tagged_vlans) === JSON.stringify(candidate.tagged_vlans);
  if (isUntouched && candidate.mode !== 'tagged') candidate.tagged_vlans = [];
}
