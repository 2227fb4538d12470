import {
  type ResourceDefinition,
  type Row,
  type Values,
  type WriteContext,
  type Problems,
} from '../definition';
import {
  comments,
  computed,
  customFields,
  description,
  genericReference,
  owner,
  tags,
  text,
  times,
} from '../fields';
import { DatabaseProblem, FieldProblem, FilterProblem } from '../refusal';
import { type Database } from '../database';
import { genericProblems } from './generic';

const interfaceTypes = ['dcim.interface', 'virtualization.vminterface'];

/** Upper case with colons, whatever notation was given. */
export function cleanMac(value: string): string {
  const digits = value.replace(/[-:.]/g, '');
  if (!/^[0-9a-f]{12}$/i.test(digits)) throw new FieldProblem([`Invalid MAC address format: ${value}`]);
  return (digits.toUpperCase().match(/../g) ?? []).join(':');
}

const isPrimary = (db: Database, mac: Row): boolean =>
  ['dcim/interfaces', 'virtualization/interfaces'].some(
    (path) => db.table(path).pointingAt('primary_mac_address', mac.id).size > 0,
  );

function macProblems(mac: Values, { db, minor, before }: WriteContext): Problems | undefined {
  if (
    mac.assigned_object_type != null &&
    !interfaceTypes.includes(String(mac.assigned_object_type)) &&
    minor === 5
  )
    throw new DatabaseProblem('AttributeError', "'Site' object has no attribute 'primary_mac_address'");
  const wrong = genericProblems(db, mac, 'assigned_object', () => ({
    assigned_object_id: ['This field cannot be null.'],
  }));
  if (wrong) return wrong;
  const moves =
    before?.assigned_object_id != null &&
    (before.assigned_object_id !== mac.assigned_object_id ||
      before.assigned_object_type !== mac.assigned_object_type);
  if (minor < 7 || !before || !moves || !isPrimary(db, before)) return undefined;
  const verb = mac.assigned_object_id == null ? 'unassign' : 'reassign';
  return { __all__: [`Cannot ${verb} MAC Address while it is designated as the primary MAC for an object`] };
}

const bare = (text: unknown): string =>
  String(text)
    .replace(/[^0-9a-f]/gi, '')
    .toUpperCase();
/** A MAC address in a filter, in any notation. */
export function readMac(text: string): string {
  if (bare(text).length !== 12) throw new FilterProblem(`Invalid MAC address format: ${text}`);
  return bare(text);
}

const assignedTo = (type: string) => (values: string[]) => (row: Row) =>
  row.assigned_object_type === type && values.includes(String(row.assigned_object_id));

/** Rows assigned to an interface of one of the named parents. */
export const assignedUnder =
  (type: string, path: string, column: string) => (values: string[], db: Database) => (row: Row) =>
    row.assigned_object_type === type &&
    values.includes(String(db.row(path, row.assigned_object_id)?.[column]));

export const assignmentFilters = [
  { names: ['interface_id'], match: assignedTo('dcim.interface') },
  { names: ['vminterface_id'], match: assignedTo('virtualization.vminterface') },
  { names: ['device_id'], match: assignedUnder('dcim.interface', 'dcim/interfaces', 'device') },
  {
    names: ['virtual_machine_id'],
    match: assignedUnder('virtualization.vminterface', 'virtualization/interfaces', 'virtual_machine'),
  },
  {
    names: ['assigned', 'assigned_to_interface'],
    match: (values: string[]) => (row: Row) =>
      (row.assigned_object_id != null) === ['true', '1'].includes(values[0].toLowerCase()),
  },
];

export const macAddresses: ResourceDefinition = {
  path: 'dcim/mac-addresses',
  contentType: 'dcim.macaddress',
  modelName: 'MACAddress',
  label: 'MAC address',
  fields: [
    text('mac_address', undefined, {
      isRequired: true,
      clean: cleanMac,
      blank: 'Invalid MAC address format: ',
    }),
    ...genericReference('assigned_object', interfaceTypes),
    computed('is_primary', (row, { db }) => isPrimary(db, row), { since: 7 }),
    description,
    owner,
    comments(),
    tags,
    customFields,
    ...times,
  ],
  brief: ['id', 'url', 'display', 'mac_address', 'description'],
  display: (row) => String(row.mac_address),
  generics: [{ type: 'assigned_object_type', id: 'assigned_object_id', onDelete: 'cascade' }],
  ordering: ['mac_address'],
  search: ['mac_address', 'description'],
  filters: [
    {
      names: ['mac_address'],
      match: (values) => {
        const wanted = new Set(values.map(readMac));
        return (row) => wanted.has(bare(row.mac_address));
      },
    },
    ...assignmentFilters,
  ],
  validate: macProblems,
};
