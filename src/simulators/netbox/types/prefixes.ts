import { withContacts } from '../features';
import { type Database } from '../database';
import {
  type ExtraFilter,
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
  owner,
  reference,
  tags,
  text,
  times,
} from '../fields';
import { FieldProblem } from '../refusal';
import { cacheScope, scopeProblems, scopeTypes } from './generic';
import { contains, maskedText, type Network, networkOf, readNetwork } from './ip-network';
import { cleanAddress, compareNetworks, family, isUniqueIn, maskLength, tableName } from './network-fields';

/** A filter by another network; one that cannot be read finds nothing. */
const within = (name: string, test: (given: Network, own: Network) => boolean): ExtraFilter => ({
  names: [name],
  match: ([value]) => {
    const given = readNetwork(value);
    return (row) => given !== undefined && test(given, networkOf(row.prefix));
  },
});

/** By the name of the VRF, those without one last. */
function compareVrfs(a: Row, b: Row, db: Database): number {
  const [left, right] = [a, b].map((row) => db.row('ipam/vrfs', row.vrf));
  if (left === right) return 0;
  if (!left || !right) return left ? -1 : 1;
  return String(left.name).localeCompare(String(right.name)) || left.id - right.id;
}

/** The other prefixes of the same table that contain this one, or that it contains. */
function relatives(db: Database, row: Row, isInside: (outer: Network, inner: Network) => boolean): number {
  const own = networkOf(row.prefix);
  return [...db.table('ipam/prefixes').rows.values()].filter((other) => {
    const network = networkOf(other.prefix);
    return (other.vrf ?? null) === (row.vrf ?? null) && network.bits !== own.bits && isInside(own, network);
  }).length;
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
  if (minor >= 7 && !readNetwork(value)) throw new FieldProblem([`Invalid IP prefix format: ${value}`]);
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
  features: withContacts,
  fields: [
    family,
    text('prefix', undefined, { isRequired: true, clean: cleanPrefix }),
    reference('vrf', 'ipam/vrfs', { filterBy: 'rd' }),
    ...genericReference('scope', scopeTypes),
    reference('_site', 'dcim/sites', { isHidden: true, onDelete: 'cascade', filterName: 'site' }),
    reference('_location', 'dcim/locations', { isHidden: true, onDelete: 'cascade', filterName: 'location' }),
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
    computed('children', (row, { db }) => relatives(db, row, contains)),
    computed('_depth', (row, { db }) => relatives(db, row, (own, other) => contains(other, own))),
  ],
  brief: ['id', 'url', 'display', 'family', 'prefix', 'description', '_depth'],
  display: (row) => String(row.prefix),
  generics: [{ type: 'scope_type', id: 'scope_id', onDelete: 'none' }],
  ordering: ['vrf', 'prefix'],
  compare: (a, b, db) => compareVrfs(a, b, db) || compareNetworks(a.prefix, b.prefix),
  search: ['prefix', 'description'],
  filters: [
    maskLength('prefix'),
    within('contains', (given, own) => contains(own, given)),
    within('within', (given, own) => contains(given, own) && own.bits > given.bits),
    within('within_include', (given, own) => contains(given, own)),
  ],
  validate: prefixProblems,
  beforeSave: cacheScope,
};
