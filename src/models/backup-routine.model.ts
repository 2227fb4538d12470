import { defineModel, type Draft } from '../core/model/define-model';
import { bool, choice, datetime, int, json, longText, ref, text } from '../core/model/kinds';
import { presence } from './choices';
import { comments } from './fields';

const count = (label: string, help = '') => int({ label, optional: true, min: 0, help });

/** A backup job of a cluster: what is saved where, when, and for how long. */
export const backupRoutine = defineModel({
  name: 'backup-routine',
  label: 'Backup Routine',
  path: 'backup-routines',
  menu: 'Data Protection',
  scope: { through: 'endpoint' },
  fields: {
    endpoint: ref('proxmox-endpoint'),
    jobId: text({ label: 'Job ID' }),
    enabled: bool({ default: true }),
    schedule: text({ blank: true, help: 'Calendar event, e.g. sat 02:00.' }),
    nextRun: datetime({ optional: true }),
    node: ref('proxmox-node', { optional: true, help: 'Empty for every node.' }),
    storage: ref('proxmox-storage', { optional: true, help: 'Where the backups go.' }),
    selection: json<unknown>({
      default: [],
      help: 'VMIDs; empty for all guests. {"exclude": [100]} for all but these, {"pool": "prod"} for those of a pool.',
    }),
    comment: longText(),
    status: choice(presence, { default: 'active' }),
    keepLast: count('Keep last'),
    keepDaily: count('Keep daily'),
    keepWeekly: count('Keep weekly'),
    keepMonthly: count('Keep monthly'),
    keepYearly: count('Keep yearly'),
    keepAll: bool({ optional: true, help: 'Nothing is ever pruned.' }),
    notesTemplate: longText({ help: 'With {{cluster}}, {{guestname}}, {{node}} and {{vmid}}.' }),
    bwlimit: count('Bandwidth limit', 'KiB/s; 0 for none.'),
    zstd: count('Zstd threads', '0 for half of the cores.'),
    ioWorkers: count('IO workers'),
    fleecing: text({ blank: true, help: 'Options of backup fleecing.' }),
    fleecingStorage: ref('proxmox-storage', { optional: true }),
    repeatMissed: bool({ optional: true, help: 'Make up for a missed run as soon as possible.' }),
    pbsChangeDetectionMode: text({ label: 'PBS change detection mode', blank: true, max: 50 }),
    rawConfig: json<Record<string, unknown>>({ default: {}, help: 'The job as Proxmox gives it.' }),
    keepHourly: count('Keep hourly'),
    comments,
  },
  identity: ['endpoint', 'jobId'],
  order: ['endpoint', 'jobId'],
  list: ['jobId', 'enabled', 'node', 'schedule', 'nextRun', 'storage', 'status'],
  detail: {
    General: ['jobId', 'endpoint', 'enabled', 'status', 'node', 'schedule', 'nextRun', 'storage', 'selection', 'comment'], // prettier-ignore
    Retention: ['keepAll', 'keepLast', 'keepHourly', 'keepDaily', 'keepWeekly', 'keepMonthly', 'keepYearly'],
    'Note template': ['notesTemplate'],
    Advanced: ['bwlimit', 'zstd', 'ioWorkers', 'fleecing', 'fleecingStorage', 'repeatMissed', 'pbsChangeDetectionMode', 'rawConfig'], // prettier-ignore
    Comments: ['comments'],
  },
  brief: ['endpoint', 'jobId', 'enabled', 'schedule', 'nextRun', 'storage', 'status'],
  search: ['jobId', 'comment'],
  displayThrough: ['endpoint'],
  display: (row, nameOf) => `${row.jobId} (${nameOf('endpoint')})`,
});

export type BackupRoutine = Draft<typeof backupRoutine>;
