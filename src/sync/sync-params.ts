import { type Job } from '../core/jobs/job.model';
import { type StageResult } from './engine/event';
import { typeOf } from './sync-types';

/** What happens when somebody is at work on the same cluster already. */
export const WHEN_BUSY = ['join', 'wait', 'refuse'] as const;
export type WhenBusy = (typeof WHEN_BUSY)[number];

/** What a sync job is asked to do, with the keys that readers of netbox-proxbox's jobs know; ids are text. */
export interface SyncParams {
  readonly sync_types: readonly string[];
  /** For readers of old: the only one, or `virtual-machines` with machines, or `all`. */
  readonly sync_type: string;
  /** Names of stages, where they were asked for by name instead. */
  readonly stages?: readonly string[];
  readonly proxmox_endpoint_ids: readonly string[];
  readonly netbox_endpoint_ids: readonly string[];
  readonly netbox_vm_ids: readonly string[];
  /** Names or keys of Proxmox clusters and lone hosts, names of pools, and tags; jobs of earlier releases have none. */
  readonly proxmox_clusters?: readonly string[];
  readonly proxmox_pools?: readonly string[];
  readonly proxmox_tags?: readonly string[];
  /** What was picked, where the run was asked for single objects: what of machines and clusters is read follows from it. */
  readonly batch_object_type: string | null;
  readonly batch_object_ids: readonly string[];
  readonly mode: 'plan' | 'apply';
  readonly when_busy: WhenBusy;
  /** The run that this one follows, and why. */
  readonly follows?: Follows;
  /** Nobody asked: the time for the next drift report had come. */
  readonly is_drift_report?: true;
}

/** What a run is narrowed by; one that is asked for everything has none of it. */
export const NARROWING = [
  'stages',
  'proxmox_endpoint_ids',
  'netbox_vm_ids',
  'proxmox_clusters',
  'proxmox_pools',
  'proxmox_tags',
] as const satisfies readonly (keyof SyncParams)[];

/**
 * `approval` does what a run held back, `resumption` what it did not get to, `acceptance` the part of that which somebody
 * accepted, `undoing` takes back what it did.
 */
export interface Follows {
  readonly purpose: 'approval' | 'resumption' | 'acceptance' | 'undoing';
  readonly run: number;
}

export function paramsOf(job: Pick<Job, 'data'>): SyncParams {
  return (job.data as { proxbox_sync: { params: SyncParams } }).proxbox_sync.params;
}

/** What a job keeps; `scope` is by what people see it who are limited to some endpoints. */
export function dataOf(params: SyncParams): Record<string, unknown> {
  return { scope: params.proxmox_endpoint_ids, proxbox_sync: { params } };
}

/** The data of a job whose run has ended: what each stage did, under the name that old clients know. */
export function endedData(
  params: SyncParams,
  run: { id: number; seconds: number; results: readonly StageResult[] },
): Record<string, unknown> {
  const stages = run.results.map((payload) => ({ sync_type: typeOf(payload.stage), payload }));
  return {
    scope: params.proxmox_endpoint_ids,
    proxbox_sync: { params, run_id: run.id, runtime_seconds: run.seconds, response: { stages } },
  };
}

export function syncTypeOf(types: readonly string[], machines: readonly unknown[]): string {
  if (types.length === 1) return types[0];
  return machines.length > 0 ? 'virtual-machines' : 'all';
}

/** Whether two jobs would do the same, whoever asked for them. */
export function isSameWork(one: SyncParams, other: SyncParams): boolean {
  return fingerprint(one) === fingerprint(other);
}

function fingerprint(params: SyncParams): string {
  const { sync_types, mode, follows } = params;
  const narrowing = NARROWING.map((key) => [...(params[key] ?? [])].sort());
  return JSON.stringify([sync_types, narrowing, mode, follows?.purpose, follows?.run]);
}
