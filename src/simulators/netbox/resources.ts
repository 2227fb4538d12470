import { type ResourceDefinition } from './definition';
import { ipAddresses } from './types/addresses';
import { prefixes } from './types/prefixes';
import { clusterGroups, clusters, clusterTypes } from './types/clusters';
import { devices, deviceTypes } from './types/devices';
import { jobs, objectChanges } from './types/core';
import { customLinks } from './types/custom-links';
import { choiceSets, customFields } from './types/custom-field-types';
import { eventRules, webhooks } from './types/events';
import { journalEntries } from './types/journal-entries';
import { objectTypes } from './types/object-types';
import { tags } from './types/tags';
import { deviceInterfaces, vmInterfaces } from './types/interfaces';
import { locations } from './types/locations';
import { macAddresses } from './types/mac-address';
import { deviceRoles, manufacturers, platforms, sites, tenants } from './types/organization';
import { groups, permissions, tokens, users } from './types/users';
import { virtualDisks, virtualMachines, virtualMachineTypes } from './types/virtual-machines';
import { vlanGroups, vlans, vrfs } from './types/vlans';

/** Every object type the simulated NetBox has. */
export const resources: ResourceDefinition[] = [
  sites,
  locations,
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
  customLinks,
  journalEntries,
  webhooks,
  eventRules,
  objectTypes,
  objectChanges,
  jobs,
  users,
  groups,
  permissions,
  tokens,
];
