import { withContacts } from '../features';
import { type Database } from '../database';
import { type Presenter } from '../present';
import {
  type Problems,
  type ResourceDefinition,
  type Row,
  type Values,
  type WriteContext,
} from '../definition';
import {
  choice,
  comments,
  computed,
  customFields,
  description,
  genericReference,
  optionalChoice,
  owner,
  reference,
  tags,
  text,
  times,
} from '../fields';
import { genericProblems } from './generic';
import { contains, firstOf, lastOf, networkOf, readNetwork } from './ip-network';
import { cleanAddress, compareNetworks, family, isUniqueIn, maskLength, tableName } from './network-fields';
import { assignmentFilters } from './mac-address';

const ips = 'ipam/ip-addresses';
/** What an address shows of another that it is the NAT of. */
const plainKeys = ['id', 'url', 'display_url', 'display', 'family', 'address'];
/** The other end of a NAT, with the family as a bare number. */
function natEnd(present: Presenter, id: unknown): Values | null {
  const end = present.plain(ips, id, plainKeys);
  return end && { ...end, family: (end.family as Values).value };
}

/** Roles whose addresses may be there more than once. */
const sharedRoles = ['anycast', 'vip', 'vrrp', 'hsrp', 'glbp', 'carp'];

const isPrimary = (db: Database, id: number): boolean =>
  ['virtualization/virtual-machines', 'dcim/devices'].some((path) =>
    ['primary_ip4', 'primary_ip6'].some((field) => db.table(path).pointingAt(field, id).size > 0),
  );

function duplicateOf(db: Database, ip: Values, ownId: number | undefined): Row | undefined {
  const host = String(ip.address).split('/')[0];
  return [...db.table(ips).pointingAt('_host', host)]
    .map((id) => db.row(ips, id))
    .find(
      (row) =>
        row !== undefined &&
        row.id !== ownId &&
        (row.vrf ?? null) === (ip.vrf ?? null) &&
        !(sharedRoles.includes(String(row.role)) && sharedRoles.includes(String(ip.role))),
    );
}

/** The machine or device that an address is on. */
function parentOf(db: Database, ip: Values): string | undefined {
  const own = db.tableOf(ip.assigned_object_type)?.rows.get(Number(ip.assigned_object_id));
  return own && `${String(own.virtual_machine)}:${String(own.device)}`;
}

function addressProblems(ip: Values, { db, minor, before }: WriteContext): Problems | undefined {
  const wrong = genericProblems(db, ip, 'assigned_object', () => ({
    assigned_object_id: ['This field cannot be null.'],
  }));
  if (wrong) return wrong;
  const network = networkOf(ip.address);
  if (network.bits === 0) return { address: ['Cannot create IP address with /0 mask.'] };
  const isSingle = network.bits >= (network.family === 4 ? 31 : 127);
  if (ip.assigned_object_id != null && !isSingle) {
    const host = network.text.split('/')[0];
    if (network.host === firstOf(network))
      return { __all__: [`${host} is a network ID, which may not be assigned to an interface.`] };
    if (network.family === 4 && network.host === lastOf(network))
      return { __all__: [`${host} is a broadcast address, which may not be assigned to an interface.`] };
  }
  if (isUniqueIn(db, ip.vrf)) {
    const other = duplicateOf(db, ip, before?.id);
    if (other)
      return {
        address: [`Duplicate IP address found in ${tableName(db, ip.vrf)}: ${String(other.address)}`],
      };
  }
  const moves =
    before?.assigned_object_id != null &&
    (before.assigned_object_id !== ip.assigned_object_id ||
      before.assigned_object_type !== ip.assigned_object_type);
  if (before && moves && isPrimary(db, before.id) && (minor < 7 || parentOf(db, before) !== parentOf(db, ip)))
    return {
      __all__: ['Cannot reassign IP address while it is designated as the primary IP for the parent object'],
    };
  return undefined;
}

export const ipAddresses: ResourceDefinition = {
  path: ips,
  contentType: 'ipam.ipaddress',
  modelName: 'IPAddress',
  label: 'IP address',
  features: withContacts,
  fields: [
    family,
    text('address', undefined, { isRequired: true, clean: cleanAddress }),
    text('_host', undefined, { isHidden: true, isFilterless: true }),
    reference('vrf', 'ipam/vrfs', { filterBy: 'rd' }),
    reference('tenant', 'tenancy/tenants'),
    choice(
      'status',
      { active: 'Active', reserved: 'Reserved', deprecated: 'Deprecated', dhcp: 'DHCP', slaac: 'SLAAC' },
      { default: 'active' },
    ),
    optionalChoice('role', {
      loopback: 'Loopback',
      secondary: 'Secondary',
      anycast: 'Anycast',
      vip: 'VIP',
      vrrp: 'VRRP',
      hsrp: 'HSRP',
      glbp: 'GLBP',
      carp: 'CARP',
    }),
    ...genericReference('assigned_object', [
      'dcim.interface',
      'virtualization.vminterface',
      'ipam.fhrpgroup',
    ]),
    reference('nat_inside', ips, {
      onDelete: 'null',
      present: (row, present) => natEnd(present, row.nat_inside),
    }),
    computed('nat_outside', (row, present) =>
      [...present.db.table(ips).pointingAt('nat_inside', row.id)].map((id) => natEnd(present, id)),
    ),
    text('dns_name', 255, {
      patterns: [
        {
          test: /^[0-9A-Za-z*._-]+$/,
          message:
            'Only alphanumeric characters, asterisks, hyphens, periods, and underscores are allowed in DNS names',
        },
      ],
      clean: (value) => value.toLowerCase(),
    }),
    description,
    owner,
    comments(),
    tags,
    customFields,
    ...times,
  ],
  brief: ['id', 'url', 'display', 'family', 'address', 'description'],
  nested: (minor) => {
    const keys = ['id', 'url', 'display', 'family', 'address', 'description'];
    return minor < 6 ? keys : [...keys, 'nat_inside', 'nat_outside', 'dns_name'];
  },
  display: (row) => String(row.address),
  generics: [{ type: 'assigned_object_type', id: 'assigned_object_id', onDelete: 'cascade' }],
  ordering: ['address'],
  compare: (a, b) => compareNetworks(a.address, b.address),
  search: ['address', 'dns_name', 'description'],
  filters: [
    {
      names: ['address'],
      match: (values) => {
        const wanted = new Set(
          values.map((value) =>
            value.includes('/') ? value : (readNetwork(value)?.text.split('/')[0] ?? value),
          ),
        );
        return (row) => wanted.has(String(row.address)) || wanted.has(String(row.address).split('/')[0]);
      },
    },
    {
      names: ['parent'],
      match: (values) => {
        const outer = values.map(readNetwork);
        return (row) => outer.some((one) => one !== undefined && contains(one, networkOf(row.address)));
      },
    },
    {
      names: ['family'],
      match:
        ([value]) =>
        (row) =>
          String(row.address).includes(':') === (value === '6'),
    },
    maskLength('address'),
    ...assignmentFilters,
  ],
  validate: addressProblems,
  beforeSave: (ip) => {
    ip._host = String(ip.address).split('/')[0];
  },
};
