import { type Database } from '../database';
import {
  type Minor,
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
  fixed,
  flag,
  genericReference,
  optionalChoice,
  owner,
  reference,
  tags,
  text,
  times,
} from '../fields';
import { DatabaseProblem, FieldProblem, FilterProblem } from '../refusal';
import { cacheScopeSite, genericProblems, scopeProblems, scopeTypes } from './generic';
import { contains, firstOf, lastOf, maskedText, networkOf, readNetwork } from './ip-network';
import { assignmentFilters } from './mac-address';

const ips = 'ipam/ip-addresses';
const family = computed('family', (row) => {
  const value = String(row.address ?? row.prefix).includes(':') ? 6 : 4;
  return { value, label: `IPv${value}` };
});
/** Roles whose addresses may be there more than once. */
const sharedRoles = ['anycast', 'vip', 'vrrp', 'hsrp', 'glbp', 'carp'];

function cleanAddress(value: string, minor: Minor): string {
  const network = readNetwork(value);
  if (network) return network.text;
  if (minor <= 5) throw new DatabaseProblem('KeyError', "'data'");
  throw new FieldProblem([`Invalid IP address format: ${value}`]);
}

function tableName(db: Database, vrfId: unknown): string {
  const vrf = db.row('ipam/vrfs', vrfId);
  return vrf ? `VRF ${String(vrf.name)}${vrf.rd == null ? '' : ` (${String(vrf.rd)})`}` : 'global table';
}

const isUniqueIn = (db: Database, vrfId: unknown): boolean =>
  vrfId == null || db.row('ipam/vrfs', vrfId)?.enforce_unique === true;

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

function addressProblems(ip: Values, { db, before }: WriteContext): Problems | undefined {
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
  if (before && moves && isPrimary(db, before.id))
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
    reference('nat_inside', ips, { onDelete: 'null' }),
    computed('nat_outside', (row, present) =>
      [...present.db.table(ips).pointingAt('nat_inside', row.id)].map((id) => ({
        id,
        url: present.url(present.db.table(ips), id),
        display: present.db.row(ips, id)?.address,
        family: present.nested(ips, id)?.family,
        address: present.db.row(ips, id)?.address,
      })),
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
  brief: [
    'id',
    'url',
    'display',
    'family',
    'address',
    'nat_inside',
    'nat_outside',
    'dns_name',
    'description',
  ],
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
        if (outer.some((one) => one === undefined))
          throw new FilterProblem('Enter a valid IPv4 or IPv6 address (with mask).');
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
    ...assignmentFilters,
  ],
  validate: addressProblems,
  beforeSave: (ip) => {
    ip._host = String(ip.address).split('/')[0];
  },
};

function compareNetworks(a: unknown, b: unknown): number {
  const [one, other] = [networkOf(a), networkOf(b)];
  if (one.family !== other.family) return one.family - other.family;
  if (one.host !== other.host) return one.host < other.host ? -1 : 1;
  return 0;
}

function prefixProblems(prefix: Values, { db, before }: WriteContext): Problems | undefined {
  const wrong = scopeProblems(db, prefix);
  if (wrong) return wrong;
  const network = networkOf(prefix.prefix);
  if (network.bits === 0) return { prefix: ['Cannot create prefix with /0 mask.'] };
  const isTaken = [...db.table('ipam/prefixes').rows.values()].some(
    (row) =>
      row.id !== before?.id && row.prefix === prefix.prefix && (row.vrf ?? null) === (prefix.vrf ?? null),
  );
  return isTaken && isUniqueIn(db, prefix.vrf)
    ? { prefix: [`Duplicate prefix found in ${tableName(db, prefix.vrf)}: ${String(prefix.prefix)}`] }
    : undefined;
}

function cleanPrefix(value: string, minor: Minor): string {
  const text = cleanAddress(value, minor);
  const masked = maskedText(networkOf(text));
  if (text !== masked) throw new FieldProblem([`${value} is not a valid prefix. Did you mean ${masked}?`]);
  return text;
}

export const prefixes: ResourceDefinition = {
  path: 'ipam/prefixes',
  contentType: 'ipam.prefix',
  modelName: 'Prefix',
  label: 'prefix',
  fields: [
    family,
    text('prefix', undefined, { isRequired: true, clean: cleanPrefix }),
    reference('vrf', 'ipam/vrfs', { filterBy: 'rd' }),
    ...genericReference('scope', scopeTypes),
    reference('_site', 'dcim/sites', { isHidden: true, onDelete: 'cascade', filterName: 'site' }),
    reference('tenant', 'tenancy/tenants'),
    reference('vlan', 'ipam/vlans'),
    choice(
      'status',
      { container: 'Container', active: 'Active', reserved: 'Reserved', deprecated: 'Deprecated' },
      { default: 'active' },
    ),
    fixed('role', null),
    flag('is_pool', false),
    flag('mark_utilized', false),
    description,
    owner,
    comments(),
    tags,
    customFields,
    ...times,
    fixed('children', 0),
    fixed('_depth', 0),
  ],
  brief: ['id', 'url', 'display', 'family', 'prefix', 'description', '_depth'],
  display: (row) => String(row.prefix),
  generics: [{ type: 'scope_type', id: 'scope_id', onDelete: 'none' }],
  ordering: ['vrf', 'prefix'],
  compare: (a, b) => Number(a.vrf ?? 0) - Number(b.vrf ?? 0) || compareNetworks(a.prefix, b.prefix),
  search: ['prefix', 'description'],
  validate: prefixProblems,
  beforeSave: cacheScopeSite,
};
