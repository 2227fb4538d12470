import { inOrder } from '../engine/order';
import { type Stage } from '../engine/stage';
import { backupRoutines } from './backup-routines.stage';
import { backups } from './backups.stage';
import { devices } from './devices.stage';
import { nodeInterfaces } from './node-interfaces.stage';
import { primaryIps } from './primary-ips.stage';
import { replications } from './replications.stage';
import { snapshots } from './snapshots.stage';
import { storage } from './storage.stage';
import { taskHistory } from './task-history.stage';
import { virtualDisks } from './virtual-disks.stage';
import { virtualMachines } from './virtual-machines.stage';
import { vmInterfaces } from './vm-interfaces.stage';
import { vmIpAddresses } from './vm-ip-addresses.stage';

/** Every stage; the order comes from `after`, ties as listed here. */
export const stages: readonly Stage[] = inOrder([
  devices,
  storage,
  virtualMachines,
  taskHistory,
  virtualDisks,
  backups,
  snapshots,
  nodeInterfaces,
  vmInterfaces,
  vmIpAddresses,
  primaryIps,
  replications,
  backupRoutines,
]);
