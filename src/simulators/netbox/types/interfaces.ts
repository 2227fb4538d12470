import { type Problems, type ResourceDefinition, type Values, type WriteContext } from '../definition';
import {
  choice,
  computed,
  customFields,
  description,
  fixed,
  flag,
  integer,
  name,
  optionalChoice,
  owner,
  reference,
  tags,
  text,
  times,
} from '../fields';
import {
  adoptMac,
  countIps,
  settleVlans,
  macFields,
  mtu,
  sharedProblems,
  taggedVlans,
  untaggedVlan,
  vlanModes,
  vrf,
} from './interface-fields';
import { interfaceTypes, interfaceTypesSince } from './interface-types';

const vmNested = ['id', 'url', 'display_url', 'display', 'virtual_machine', 'name'];
const deviceNested = ['id', 'url', 'display_url', 'display', 'device', 'name', 'cable', '_occupied'];

const vmOwn = {
  path: 'virtualization/interfaces',
  contentType: 'virtualization.vminterface',
  owner: 'virtual_machine',
  ownerPath: 'virtualization/virtual-machines',
  label: 'virtual machine',
};

export const vmInterfaces: ResourceDefinition = {
  path: vmOwn.path,
  contentType: vmOwn.contentType,
  modelName: 'VMInterface',
  label: 'interface',
  viewName: 'Interface',
  fields: [
    reference('virtual_machine', vmOwn.ownerPath, { isRequired: true, onDelete: 'cascade' }),
    name(64),
    flag('enabled', true),
    reference('parent', vmOwn.path, { onDelete: 'restrict', nestedKeys: vmNested }),
    reference('bridge', vmOwn.path, { onDelete: 'null', nestedKeys: vmNested }),
    mtu,
    ...macFields(vmOwn.contentType),
    description,
    vlanModes,
    untaggedVlan,
    taggedVlans,
    reference('qinq_svlan', 'ipam/vlans', { onDelete: 'null', filterBy: 'vid' }),
    fixed('vlan_translation_policy', null, { isLogged: true }),
    vrf,
    fixed('l2vpn_termination', null),
    owner,
    tags,
    customFields,
    ...times,
    countIps(vmOwn.contentType),
    fixed('count_fhrp_groups', 0),
  ],
  brief: ['id', 'url', 'display', 'virtual_machine', 'name', 'description'],
  display: (row) => String(row.name),
  unique: [
    {
      fields: ['virtual_machine', 'name'],
      level: 'model',
      message: 'Interface with this Virtual machine and Name already exists.',
      constraint: 'virtualization_vminterface_unique_virtual_machine_name',
      columns: 'virtual_machine_id, name',
    },
  ],
  ordering: ['virtual_machine', 'name'],
  filters: [
    {
      names: ['cluster_id'],
      match: (values, db) => (row) =>
        values.includes(String(db.row(vmOwn.ownerPath, row.virtual_machine)?.cluster)),
    },
    {
      names: ['mac_address'],
      match: (values, db) => (row) =>
        [
          ...db
            .table('dcim/mac-addresses')
            .pointingAtObject('assigned_object_type', vmOwn.contentType, row.id),
        ].some((id) =>
          values
            .map((value) => value.toUpperCase())
            .includes(String(db.row('dcim/mac-addresses', id)?.mac_address)),
        ),
    },
  ],
  validate: (candidate, context) => sharedProblems(candidate, context, vmOwn),
  beforeSave: settleVlans,
  afterSave: (row, context) => adoptMac(row, context, vmOwn.path, vmOwn.contentType),
};

const deviceOwn = {
  path: 'dcim/interfaces',
  contentType: 'dcim.interface',
  owner: 'device',
  ownerPath: 'dcim/devices',
  label: 'device',
};

function deviceInterfaceProblems(candidate: Values, context: WriteContext): Problems | undefined {
  const { db, minor, before } = context;
  if (candidate.parent != null && candidate.type !== 'virtual' && candidate.parent !== before?.id)
    return {
      parent: [
        minor >= 7
          ? 'Only virtual interfaces, or a channel subinterface with a channel ID assigned, may be assigned to a parent interface.'
          : 'Only virtual interfaces may be assigned to a parent interface.',
      ],
    };
  const modeless = candidate.mode == null || candidate.mode === 'access' || candidate.mode === 'tagged-all';
  if (minor >= 7 && modeless && (candidate.tagged_vlans as number[] | undefined)?.length)
    return { tagged_vlans: ['Interface mode does not support tagged vlans'] };
  const lag = db.row(deviceOwn.path, candidate.lag);
  if (lag && candidate.type === 'virtual')
    return { lag: ['Virtual interfaces cannot have a parent LAG interface.'] };
  if (lag && before && lag.id === before.id) return { lag: ['A LAG interface cannot be its own parent.'] };
  if (lag && lag.device !== candidate.device) {
    const other = String(db.row('dcim/devices', lag.device)?.name);
    return {
      lag: [`The selected LAG interface (${String(lag.name)}) belongs to a different device (${other}).`],
    };
  }
  return sharedProblems(candidate, context, deviceOwn);
}

export const deviceInterfaces: ResourceDefinition = {
  path: deviceOwn.path,
  contentType: deviceOwn.contentType,
  modelName: 'Interface',
  label: 'interface',
  fields: [
    reference('device', deviceOwn.ownerPath, { isRequired: true, onDelete: 'cascade' }),
    fixed('vdcs', []),
    fixed('module', null),
    name(64),
    text('label', 64),
    choice('type', interfaceTypes, { isRequired: true, choicesSince: interfaceTypesSince }),
    fixed('channels', null, { since: 7 }),
    fixed('channel_id', null, { since: 7 }),
    flag('enabled', true),
    reference('parent', deviceOwn.path, { onDelete: 'restrict', nestedKeys: deviceNested }),
    reference('bridge', deviceOwn.path, { onDelete: 'null', nestedKeys: deviceNested }),
    computed('bridge_interfaces', (row, present) =>
      [...present.db.table(deviceOwn.path).pointingAt('bridge', row.id)].map((id) =>
        present.plain(deviceOwn.path, id, deviceNested),
      ),
    ),
    reference('lag', deviceOwn.path, { onDelete: 'null', nestedKeys: deviceNested }),
    mtu,
    ...macFields(deviceOwn.contentType),
    integer('speed', 0, 2147483647),
    optionalChoice('duplex', { half: 'Half', full: 'Full', auto: 'Auto' }),
    text('wwn', undefined, { isNullable: true }),
    flag('mgmt_only', false),
    description,
    vlanModes,
    ...[
      'rf_role',
      'rf_channel',
      'poe_mode',
      'poe_type',
      'rf_channel_frequency',
      'rf_channel_width',
      'tx_power',
    ].map((one) => fixed(one, null)),
    untaggedVlan,
    taggedVlans,
    reference('qinq_svlan', 'ipam/vlans', { onDelete: 'null', filterBy: 'vid' }),
    fixed('vlan_translation_policy', null, { isLogged: true }),
    flag('mark_connected', false),
    fixed('cable', null),
    fixed('cable_end', null),
    fixed('wireless_link', null),
    fixed('link_peers', []),
    fixed('link_peers_type', null),
    fixed('wireless_lans', []),
    vrf,
    fixed('l2vpn_termination', null),
    fixed('connected_endpoints', null),
    fixed('connected_endpoints_type', null),
    computed('connected_endpoints_reachable', (_row, { db }) => (db.minor === 4 ? null : false)),
    owner,
    tags,
    customFields,
    ...times,
    countIps(deviceOwn.contentType),
    fixed('count_fhrp_groups', 0),
    fixed('_occupied', false),
  ],
  brief: ['id', 'url', 'display', 'device', 'name', 'description', 'cable', '_occupied'],
  display: (row) => (row.label === '' ? String(row.name) : `${String(row.name)} (${String(row.label)})`),
  extraMethods: ['TRACE'],
  unique: [
    {
      fields: ['device', 'name'],
      level: 'model',
      message: 'Interface with this Device and Name already exists.',
      constraint: 'dcim_interface_unique_device_name',
      columns: 'device_id, name',
    },
  ],
  ordering: ['device', 'name'],
  validate: deviceInterfaceProblems,
  beforeSave: settleVlans,
  afterSave: (row, context) => adoptMac(row, context, deviceOwn.path, deviceOwn.contentType),
};
