import { type ResourceDefinition } from './definition';
import { ipAddresses, prefixes } from './types/addresses';
import { clusterGroups, clusters, clusterTypes } from './types/clusters';
import { devices, deviceTypes } from './types/devices';
import { jobs, objectChanges } from './types/core';
import { choiceSets, customFields } from './types/custom-field-types';
import { tags } from './types/tags';
import { deviceInterfaces, vmInterfaces } from './types/interfaces';
import { macAddresses } from './types/mac-address';
import { deviceRoles, manufacturers, platforms, sites, tenants } from './types/organization';
import { groups, permissions, tokens, users } from './types/users';
import { virtualDisks, virtualMachines, virtualMachineTypes } from './types/virtual-machines';
import { vlanGroups, vlans, vrfs } from './types/vlans';

/** Every object type the simulated NetBox has. */
export const resources: ResourceDefinition[] = [
  sites,
  tenants,
  manufacturers,
  deviceTypes,
  deviceRoles,
  platforms,
  devices,
  deviceInterfaces,
  macAddresses,
  clusterTypes,
  clusterGroups,
  clusters,
  virtualMachineTypes,
  virtualMachines,
  vmInterfaces,
  virtualDisks,
  vrfs,
  vlanGroups,
  vlans,
  prefixes,
  ipAddresses,
  tags,
  customFields,
  choiceSets,
  objectChanges,
  jobs,
  users,
  groups,
  permissions,
  tokens,
];
