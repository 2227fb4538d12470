import { type AnyModel, checkModels } from '../core/model/define-model';
import { netboxEndpoint } from './netbox-endpoint.model';
import { netboxObject } from './netbox-object.model';
import { proxmoxCluster } from './proxmox-cluster.model';
import { proxmoxEndpoint } from './proxmox-endpoint.model';
import { proxmoxNode } from './proxmox-node.model';
import { proxmoxStorage } from './proxmox-storage.model';
import { settings } from './settings.model';
import { syncChange } from './sync-change.model';
import { syncLink } from './sync-link.model';
import { syncRun } from './sync-run.model';

/** Every model, in the order of the menu. */
export const models: readonly AnyModel[] = [
  proxmoxCluster,
  proxmoxNode,
  proxmoxStorage,
  syncRun,
  syncChange,
  syncLink,
  proxmoxEndpoint,
  netboxEndpoint,
  netboxObject,
  settings,
];

checkModels(models);
