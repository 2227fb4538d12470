import { defineModel, type Row } from '../core/model/define-model';
import { choice, datetime, float, int, json, longText, ref, text } from '../core/model/kinds';
import { type StageSummary } from './stage-summary';

const count = (label: string) => int({ label, default: 0, min: 0, readOnly: true });

/** One synchronisation, from the request to its end; its changes are the stored plan. */
export const syncRun = defineModel({
  name: 'sync-run',
  label: 'Sync run',
  path: 'sync/runs',
  menu: 'Sync & Operations',
  actions: ['view'],
  plain: true,
  // Its counts, its plan and its stream tell of all of them.
  scope: { every: 'endpoints' },
  fields: {
    mode: choice({ plan: 'cyan', apply: 'blue' }, { default: 'apply' }),
    // prettier-ignore
    status: choice(
      {
        pending: 'cyan', running: 'blue', completed: 'green',
        completed_with_errors: { label: 'Completed with errors', color: 'yellow' },
        failed: 'red', cancelled: 'gray', timed_out: { label: 'Timed out', color: 'orange' },
      },
      { default: 'pending' },
    ),
    stages: json<string[]>({ default: [], help: 'Names of the stages, in their order.' }),
    endpoints: json<number[]>({ default: [], help: 'Ids of the Proxmox endpoints.' }),
    purpose: choice(
      { sync: 'blue', drift: { label: 'Drift report', color: 'yellow' }, approval: 'orange', resumption: 'cyan', acceptance: 'teal', undoing: 'purple' }, // prettier-ignore
      { default: 'sync', help: 'What the run was asked for.' },
    ),
    origin: ref('sync-run', { optional: true, help: 'The run that this one follows.' }),
    requestedBy: text({ blank: true }),
    job: ref('job', { optional: true, help: 'The job that it is the work of.' }),
    started: datetime({ optional: true }),
    finished: datetime({ optional: true }),
    seconds: float({ optional: true, help: 'Wall-clock time.' }),
    createdCount: count('Created'),
    updatedCount: count('Updated'),
    deletedCount: count('Deleted'),
    unchangedCount: count('Unchanged'),
    conflictCount: count('Conflicts'),
    failedCount: count('Failed'),
    netboxReads: count('NetBox reads'),
    netboxWrites: count('NetBox writes'),
    proxmoxReads: count('Proxmox reads'),
    summary: json<StageSummary[]>({ default: [], help: 'Counts of each stage.' }),
    error: longText({ help: 'Why the run did not end well.' }),
  },
  order: ['-id'],
  list: ['id', 'status', 'mode', 'requestedBy', 'started', 'seconds', 'createdCount', 'updatedCount', 'unchangedCount', 'conflictCount', 'failedCount'], // prettier-ignore
  detail: {
    'Sync run': ['status', 'mode', 'purpose', 'origin', 'stages', 'requestedBy', 'job', 'started', 'finished', 'seconds', 'error'], // prettier-ignore
    Result: ['createdCount', 'updatedCount', 'deletedCount', 'unchangedCount', 'conflictCount', 'failedCount'], // prettier-ignore
    Requests: ['netboxReads', 'netboxWrites', 'proxmoxReads'],
  },
  brief: ['mode', 'status'],
  nested: ['mode', 'status'],
  search: ['requestedBy', 'error'],
  display: (run) => `Sync run ${run.id}`,
});

export type SyncRun = Row<typeof syncRun>;

/** The statuses of a run that came to its end by itself. */
export const ENDED_STATUSES: readonly SyncRun['status'][] = ['completed', 'completed_with_errors'];

/** The same as a condition of SQL on a column. */
export function hasEnded(column: string): string {
  return `${column} IN ('${ENDED_STATUSES.join("', '")}')`;
}
