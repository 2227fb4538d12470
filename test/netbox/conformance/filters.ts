import { type Field, type ResourceDefinition } from '../../../src/simulators/netbox/definition';
import { resources } from '../../../src/simulators/netbox/resources';
import { get, type Minor, NOBODY, type Step } from './step';

/** The objects that the filters of each list look through: they differ in as much as can be. */
const objects: Readonly<Record<string, readonly string[]>> = {
  'dcim/sites': ['offline', 'site', 'site2'],
  'tenancy/tenants': ['tenant', 'tenant2'],
  'dcim/manufacturers': ['manufacturer', 'manufacturer2'],
  'dcim/device-types': ['deviceType2', 'deviceType'],
  'dcim/device-roles': ['childRole', 'role', 'role2'],
  'dcim/platforms': ['childPlatform', 'platform', 'platform2'],
  'dcim/devices': ['standalone', 'node', 'nameless'],
  'dcim/interfaces': ['eno1', 'bond', 'otherNode'],
  'dcim/mac-addresses': ['freeMac', 'nodeMac', 'otherMac'],
  'virtualization/cluster-types': ['clusterType', 'clusterType2'],
  'virtualization/cluster-groups': ['clusterGroup', 'clusterGroup2'],
  'virtualization/clusters': ['cluster', 'cluster2', 'cluster3'],
  'virtualization/virtual-machine-types': ['vmType'],
  'virtualization/virtual-machines': ['vm2', 'vm', 'siteVm', 'vm3'],
  'virtualization/interfaces': ['net1', 'net0', 'foreign'],
  'virtualization/virtual-disks': ['disk', 'disk3', 'emptyDisk'],
  'ipam/vrfs': ['looseVrf', 'vrf'],
  'ipam/vlan-groups': ['narrow', 'vlanGroup'],
  'ipam/vlans': ['siteVlan', 'vlan', 'customerVlan'],
  'ipam/prefixes': ['container', 'prefix', 'prefix6'],
  'ipam/ip-addresses': ['nodeIp', 'ip', 'freeIp', 'nat'],
  'extras/tags': ['tag', 'tag2', 'vmTag'],
  'extras/custom-fields': ['field_text', 'field_integer', 'field_select'],
  'extras/custom-field-choice-sets': ['choices', 'base'],
  'extras/custom-links': ['link2', 'link'],
  'extras/journal-entries': ['entry', 'entry2'],
  'extras/webhooks': ['hook', 'hookGet'],
  'extras/event-rules': ['rule'],
};

const textLookups = ['', 'n', 'ic', 'nic', 'ie', 'nie', 'isw', 'nisw', 'iew', 'niew', 'regex', 'iregex'];
const numberLookups = ['', 'n', 'gt', 'gte', 'lt', 'lte'];
const suffixed = (name: string, lookup: string): string => (lookup === '' ? name : `${name}__${lookup}`);

/** One field's filters, with the value that the first of the objects has. */
function queriesOf(field: Field, [first]: readonly string[]): string[] {
  const name = field.filterName ?? field.name;
  const own = `{${first}.${field.name}}`;
  const each = (lookups: readonly string[], value: string): string[] =>
    lookups.map((lookup) => `${suffixed(name, lookup)}=${value}`);
  switch (field.kind) {
    case 'text':
      return [...each(textLookups, own), `${name}__empty=true`, `${name}__empty=false`];
    case 'integer':
    case 'decimal':
      return [...each(numberLookups, own), `${name}__empty=true`, `${name}=nonsense`];
    case 'boolean':
      return [`${name}=true`, `${name}=false`, `${name}=maybe`];
    case 'choice':
      return [...each(['', 'n'], field.isPlain ? own : `{${first}.${field.name}.value}`), `${name}=nonsense`];
    case 'datetime':
      return [...each(['gte', 'lte', 'gt', 'lt'], own), `${name}__gte=nonsense`];
    case 'reference': {
      const attribute = field.filterBy ?? 'slug|name';
      return [
        ...['', '__n'].map((end) => `${name}_id${end}={${first}.${field.name}.id}`),
        ...['', '__n'].map((end) => `${name}${end}={${first}.${field.name}.${attribute}}`),
        `${name}_id=${NOBODY}`,
        `${name}_id=null`,
        `${name}=no-such-{run}`,
      ];
    }
    default:
      return [];
  }
}

const isOfEach = (field: Field): boolean =>
  !field.isFilterless && !field.isReadOnly && !field.isHidden && !field.isWriteOnly && !field.isIdOnly;

function stepsOf(definition: ResourceDefinition): Step[] {
  const names = objects[definition.path];
  if (!names) return [];
  const own = names.map((name) => `id={${name}}`).join('&');
  const step = (query: string, since?: Minor, until?: Minor): Step =>
    get(`${definition.path}/?${query}&${own}&fields=id`, { since, until, isReading: true });
  const fields = definition.fields.filter(isOfEach);
  return [
    ...fields.flatMap((field) =>
      queriesOf(field, names).map((query) => step(query, field.since ?? definition.since, field.until)),
    ),
    ...[
      `id__n={${names[0]}}`,
      `id__gt={${names[0]}}`,
      `id__lte={${names[0]}}`,
      'q=first',
      'q=no-such-{run}',
    ].map((query) => step(query, definition.since)),
    ...(definition.fields.some((field) => field.kind === 'tags')
      ? ['tag=tag-{run}', 'tag_id={tag}', 'tag__n=tag-{run}', 'tag=null', 'tag=no-such-{run}'].map((query) =>
          step(query, definition.since),
        )
      : []),
    ...(definition.isUnlogged || !definition.fields.some((field) => field.name === 'last_updated')
      ? []
      : ['last_updated__gte', 'last_updated__lt', 'created__gte', 'created__lt'].flatMap((name) => [
          step(`${name}={${names[0]}.${name.split('__')[0]}}`, definition.since),
          step(`${name}=nonsense`, definition.since),
        ])),
    ...definition.fields
      .filter((field) => ['text', 'integer', 'choice'].includes(field.kind) && isOfEach(field))
      .flatMap((field) => [
        step(`ordering=${field.name},id`, field.since),
        step(`ordering=-${field.name},id`, field.since),
      ]),
  ];
}

/** Every filter of every field of every type that has objects here, with its lookups, and every ordering. */
export const filters: Step[] = resources.flatMap(stepsOf);
