import { inOrder } from '../engine/order';
import { type Stage } from '../engine/stage';
import { devices } from './devices.stage';
import { primaryIps } from './primary-ips.stage';
import { storage } from './storage.stage';
import { virtualDisks } from './virtual-disks.stage';
import { virtualMachines } from './virtual-machines.stage';
import { vmInterfaces } from './vm-interfaces.stage';
import { vmIpAddresses } from './vm-ip-addresses.stage';

/** Every stage; the order comes from `after`, ties as listed here. */
export const stages: readonly Stage[] = inOrder([
  devices,
  storage,
  virtualMachines,
  virtualDisks,
  vmInterfaces,
  vmIpAddresses,
  primaryIps,
]);
