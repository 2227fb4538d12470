import { type AnyModel, checkModels } from '../core/model/define-model';
import { customField } from '../core/features/custom-field.model';
import { journalEntry } from '../core/features/journal-entry.model';
import { objectChange } from '../core/features/object-change.model';
import { tag } from '../core/features/tag.model';
import { jobLogEntry } from '../core/jobs/job-log-entry.model';
import { job } from '../core/jobs/job.model';
import { apiKey } from './api-key.model';
import { auditEntry } from './audit-entry.model';
import { backupRoutine } from './backup-routine.model';
import { fastapiEndpoint } from './fastapi-endpoint.model';
import { groupRole } from './group-role.model';
import { netboxEndpoint } from './netbox-endpoint.model';
import { netboxObject } from './netbox-object.model';
import { programLogEntry } from './program-log-entry.model';
import { proxmoxCluster } from './proxmox-cluster.model';
import { proxmoxEndpoint } from './proxmox-endpoint.model';
import { proxmoxNode } from './proxmox-node.model';
import { proxmoxStorage } from './proxmox-storage.model';
import { replication } from './replication.model';
import { settings } from './settings.model';
import { syncChange } from './sync-change.model';
import { syncLink } from './sync-link.model';
import { syncRun } from './sync-run.model';
import { vmBackup } from './vm-backup.model';
import { vmSnapshot } from './vm-snapshot.model';
import { vmTaskHistory } from './vm-task-history.model';
import { webhookDelivery } from './webhook-delivery.model';
import { webhook } from './webhook.model';

/** Every model, in the order of the menu. */
export const models: readonly AnyModel[] = [
  proxmoxCluster,
  proxmoxNode,
  proxmoxStorage,
  vmBackup,
  backupRoutine,
  vmSnapshot,
  replication,
  job,
  jobLogEntry,
  syncRun,
  syncChange,
  syncLink,
  vmTaskHistory,
  proxmoxEndpoint,
  netboxEndpoint,
  fastapiEndpoint,
  netboxObject,
  settings,
  groupRole,
  apiKey,
  tag,
  customField,
  journalEntry,
  objectChange,
  webhook,
  webhookDelivery,
  programLogEntry,
  auditEntry,
];

checkModels(models);
