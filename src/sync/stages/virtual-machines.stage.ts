import { concatMap, distinct, filter, from, map, type Observable, toArray } from 'rxjs';
import { refTo } from '../../core/plan/value';
import { defineStage, type ItemOf, Lost, part } from '../engine/stage';
import { guestCustomFields, virtualMachine } from '../resources/inventory';
import {
  customField,
  type CustomFieldSpec,
  deviceRole,
  machineType,
  platform,
  tag,
} from '../resources/vocabulary';
import { type Guest, type GuestType, nodeKey, type Source } from '../source/source';
import { type ReadGuest, readGuests } from './guest-reading';
import { guestPlatformRow, platformRef, readGuestPlatforms } from './guest-platforms';
import { guestTagRef, guestTagRow, readGuestTags } from './guest-tags';
import { guestNames } from './names';
import { proxboxTags } from './proxbox-tag';

const MIB = 1024 * 1024;

const roles = {
  qemu: { slug: 'virtual-machine-qemu', name: 'Virtual Machine (QEMU)', color: '00ffff', description: 'Proxmox Virtual Machine' }, // prettier-ignore
  lxc: {
    slug: 'container-lxc',
    name: 'Container (LXC)',
    color: '7fffd4',
    description: 'Proxmox LXC Container',
  },
} as const;

const machineTypes = {
  qemu: { slug: 'qemu-virtual-machine', name: 'QEMU Virtual Machine' },
  lxc: { slug: 'lxc-container', name: 'LXC Container' },
} as const;

const DEFAULT_ROLES = { qemu: 'defaultRoleQemu', lxc: 'defaultRoleLxc' } as const;

/** A guest with its configuration and the name it gets. */
export interface NamedGuest extends ReadGuest {
  readonly name: string;
}

export function customFieldRow([name, spec]: readonly [string, CustomFieldSpec]): ItemOf<typeof customField> {
  return {
    key: name,
    label: name,
    values: {
      name,
      type: spec.type,
      label: spec.label,
      description: spec.description,
      groupName: 'Proxmox',
      uiVisible: spec.visible,
      uiEditable: 'hidden',
      objectTypes: [virtualMachine.objectType],
    },
  };
}

export function machineTypeRow(type: GuestType): ItemOf<typeof machineType> {
  const { slug, name } = machineTypes[type];
  return { key: slug, label: name, values: { name, slug, tags: proxboxTags } };
}

export function roleRow(type: GuestType): ItemOf<typeof deviceRole> {
  const { slug, name, color, description } = roles[type];
  return {
    key: slug,
    label: name,
    values: { name, slug, color, description, vmRole: true, tags: proxboxTags },
  };
}

/** What Proxmox VE calls a state, in NetBox's words; undefined where Proxmox VE does not know it itself. */
export function statusOf(status: string): string | undefined {
  switch (status) {
    case 'running':
    case 'online':
      return 'active';
    case 'paused':
    case 'suspended':
    case 'prelaunch':
      return 'paused';
    case 'stopped':
    case 'offline':
      return 'offline';
    default:
      return undefined;
  }
}

/** One guest. Its disk is left out: NetBox sums up the virtual disks itself, and refuses any other value. */
export function virtualMachineRow({
  source,
  guest,
  config,
  name,
}: NamedGuest): ItemOf<typeof virtualMachine> {
  const { settings } = source;
  const memory = guest.memory === undefined ? undefined : Math.floor(guest.memory / MIB);
  return {
    key: guest.key,
    label: name,
    proof: config.uuid && `SMBIOS ${config.uuid}`,
    // What is not told without statistics. The configuration says otherwise where a change waits for the next start, or where
    // it asks for more CPUs than the node has. NetBox would take a new machine for active: that would be a claim.
    onCreate: {
      status: 'offline',
      vcpus: vcpusOf(config.cpus),
      memory: memoryOf(config.memory),
    },
    values: {
      name,
      status: statusOf(guest.status),
      cluster: refTo('cluster', source.key),
      device: refTo('device', nodeKey(source.key, guest.node)),
      role: settings[DEFAULT_ROLES[guest.type]] ?? refTo('device-role', roles[guest.type].slug),
      virtualMachineType: settings.syncVmTypes
        ? refTo('machine-type', machineTypes[guest.type].slug)
        : undefined,
      tenant: settings.defaultTenant ?? undefined,
      platform: settings.syncPlatforms ? platformRef(config) : undefined,
      startOnBoot: config.startsAtBoot ? 'on' : 'off',
      vcpus: vcpusOf(guest.cpus),
      memory: memoryOf(memory),
      description: `Synced from Proxmox node ${guest.node}`,
      comments: settings.syncNotes ? (config.notes ?? '') : undefined,
      tags: [...proxboxTags, ...(settings.syncTags ? config.tags.map(guestTagRef) : [])],
      vmid: guest.vmid,
      vmType: guest.type,
      startAtBoot: config.startsAtBoot,
      unprivileged: guest.type === 'lxc' ? config.isUnprivileged : null,
      agent: guest.type === 'qemu' ? config.hasAgent : null,
      searchDomain: config.searchDomain ?? null,
      link: `${source.webUrl}/#v1:0:=${guest.type}/${guest.vmid}`,
      node: guest.node,
      clusterName: source.name,
      proxmoxStatus: guest.status === 'unknown' ? undefined : guest.status,
    },
  };
}

/** NetBox takes hundredths, and none below one. */
function vcpusOf(cpus: number | undefined): number | undefined {
  return cpus !== undefined && cpus >= 0.01 ? Math.round(cpus * 100) / 100 : undefined;
}

/** MiB. */
function memoryOf(mib: number | undefined): number | undefined {
  return mib !== undefined && mib > 0 ? mib : undefined;
}

/** Guests get their names together, for no two may have the same. */
function readNamedGuests(source: Source): Observable<NamedGuest | Lost> {
  return source.whole.guests().pipe(
    toArray(),
    concatMap((guests) =>
      readGuests(source).pipe(
        toArray(),
        concatMap((read) => named(guests, read)),
      ),
    ),
  );
}

/**
 * What the configuration says counts: the statistics follow it later, and are not always there. A guest that could not be
 * read keeps its name in NetBox, so nobody else gets it meanwhile.
 */
function named(guests: readonly Guest[], read: readonly (ReadGuest | Lost)[]): (NamedGuest | Lost)[] {
  const found = read.filter((one): one is ReadGuest => !(one instanceof Lost));
  const isFound = new Set(found.map(({ guest }) => guest.vmid));
  const names = guestNames([
    ...found.map(({ guest, config }) => ({ ...guest, name: config.name })),
    ...guests.filter(({ vmid, name }) => name !== undefined && !isFound.has(vmid)),
  ]);
  return read.map((one) => (one instanceof Lost ? one : { ...one, name: names.get(one.guest.vmid)! }));
}

function typesOf(source: Source): Observable<GuestType> {
  return source.guests().pipe(
    map((guest) => guest.type),
    distinct(),
  );
}

/** The guests, QEMU and LXC, with the roles and custom fields that describe them. */
export const virtualMachines = defineStage({
  name: 'virtual-machines',
  label: 'Virtual Machines',
  after: ['devices'],
  importance: 'required',
  parts: [
    part({
      target: customField,
      read: () => from(Object.entries(guestCustomFields)),
      row: customFieldRow,
      covers: () => false,
      whenGone: 'keep',
    }),
    part({
      target: deviceRole,
      read: (source) => typesOf(source).pipe(filter((type) => source.settings[DEFAULT_ROLES[type]] === null)),
      row: roleRow,
      covers: () => false,
      whenGone: 'keep',
    }),
    part({
      target: machineType,
      read: (source) => typesOf(source).pipe(filter(() => source.settings.syncVmTypes)),
      row: machineTypeRow,
      covers: () => false,
      whenGone: 'keep',
    }),
    part({
      target: platform,
      read: readGuestPlatforms,
      row: guestPlatformRow,
      covers: () => false,
      whenGone: 'keep',
    }),
    part({ target: tag, read: readGuestTags, row: guestTagRow, covers: () => false, whenGone: 'keep' }),
    part({
      target: virtualMachine,
      read: readNamedGuests,
      row: virtualMachineRow,
      covers: (source) => source.sees('/vms', 'VM.Audit'),
      whenGone: 'as-set',
    }),
  ],
});
