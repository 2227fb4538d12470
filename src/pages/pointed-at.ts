import { type ExternalIds, type ExternalObject } from '../core/crud/links';
import { virtualMachine, cluster, device } from '../sync/resources/inventory';
import { vlan } from '../sync/resources/network';
import {
  clusterType,
  deviceRole,
  deviceType,
  machineType,
  manufacturer,
  platform,
  site,
  tag,
} from '../sync/resources/vocabulary';

/** The kinds of NetBox objects that fields of what we write point at. */
const POINTS_AT: Readonly<Record<string, string>> = {
  cluster: cluster.objectType,
  device: device.objectType,
  virtualMachine: virtualMachine.objectType,
  role: deviceRole.objectType,
  site: site.objectType,
  // Other objects have a type too, which is no number.
  type: clusterType.objectType,
  deviceType: deviceType.objectType,
  manufacturer: manufacturer.objectType,
  virtualMachineType: machineType.objectType,
  tenant: 'tenancy.tenant',
  vrf: 'ipam.vrf',
  platform: platform.objectType,
  tags: tag.objectType,
  untaggedVlan: vlan.objectType,
  taggedVlans: vlan.objectType,
};

/** Objects of NetBox by `type:id`, as `ExternalObjects` finds them. */
export type KnownObjects = ReadonlyMap<string, ExternalObject>;

/** What values point at, to be looked up together. */
export function pointedAt(values: readonly (Readonly<Record<string, unknown>> | null)[]): ExternalIds {
  const found = new Map<string, Set<number>>();
  for (const one of values) {
    for (const [name, type] of Object.entries(POINTS_AT)) {
      for (const id of idsIn(one?.[name])) found.set(type, (found.get(type) ?? new Set()).add(id));
    }
  }
  return new Map([...found].map(([type, ids]) => [type, [...ids]]));
}

/** The objects that the value of a field points at; none where it is a field of another kind. */
export function objectsAt(
  name: string,
  value: unknown,
  known: KnownObjects,
): { id: number; object?: ExternalObject }[] {
  if (!Object.hasOwn(POINTS_AT, name)) return [];
  return idsIn(value).map((id) => ({ id, object: known.get(`${POINTS_AT[name]}:${id}`) }));
}

function idsIn(value: unknown): number[] {
  return [value].flat().filter((one): one is number => typeof one === 'number');
}
