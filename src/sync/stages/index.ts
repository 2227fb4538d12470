import { inOrder } from '../engine/order';
import { type Stage } from '../engine/stage';
import { devices } from './devices.stage';
import { storage } from './storage.stage';
import { virtualMachines } from './virtual-machines.stage';

/** Every stage; the order comes from `after`, ties as listed here. */
export const stages: readonly Stage[] = inOrder([devices, storage, virtualMachines]);
