import { parseProperties } from './property-string';
import { isRaw, type Raw, type WireRow } from './wire-row';

/** A job that copies the disks of one guest to another node. */
export interface ReplicationJob {
  /** `{vmid}-{number}`. */
  id: string;
  vmid: number;
  /** From 0 on: numbers the jobs of one guest. */
  jobNumber: number;
  type: string;
  target: string;
  /** Absent until the first run. */
  source?: string;
  schedule?: string;
  /** MB/s. */
  rate?: number;
  comment?: string;
  isDisabled: boolean;
  /** Present while the job waits for its removal. */
  removal?: string;
  raw: Raw;
}

/** Reads one row of `GET /cluster/replication`. */
export function replicationJobOf(row: WireRow): ReplicationJob {
  const id = row.needText('id');
  const [vmid, number] = id.split('-').map(Number);
  return {
    id,
    vmid: row.number('guest') ?? vmid,
    jobNumber: row.number('jobnum') ?? number,
    type: row.text('type') ?? 'local',
    target: row.needText('target'),
    source: row.text('source'),
    schedule: row.text('schedule'),
    rate: row.number('rate'),
    comment: row.text('comment'),
    isDisabled: row.flag('disable') ?? false,
    removal: row.text('remove_job'),
    raw: row.raw,
  };
}

/** How the latest runs of a replication job went, as the node of its guest tells. */
export interface ReplicationState {
  /** `{vmid}-{number}`. */
  id: string;
  vmid: number;
  target: string;
  /** Runs that failed since the last one that did not. */
  failCount: number;
  error?: string;
}

/** Reads one row of `GET /nodes/{node}/replication`. */
export function replicationStateOf(row: WireRow): ReplicationState {
  const { id, vmid, target } = replicationJobOf(row);
  return { id, vmid, target, failCount: row.number('fail_count') ?? 0, error: row.text('error') };
}

/** Which guests a backup job saves. A pool is named, not counted up: guests come and go in it. */
export type BackupSelection =
  | { kind: 'all'; except: readonly number[] }
  | { kind: 'pool'; pool: string }
  | { kind: 'guests'; vmids: readonly number[] };

/** How many backups are kept; undefined where the job does not say so and the storage decides. */
export interface Retention {
  all?: boolean;
  last?: number;
  hourly?: number;
  daily?: number;
  weekly?: number;
  monthly?: number;
  yearly?: number;
}

/** A vzdump job of the cluster. */
export interface BackupJob {
  id: string;
  isEnabled: boolean;
  schedule?: string;
  /** Epoch seconds; absent where it is switched off. */
  nextRun?: number;
  /** The only node whose guests it saves. */
  node?: string;
  storage?: string;
  selection: BackupSelection;
  comment?: string;
  notesTemplate?: string;
  retention: Retention;
  /** KiB/s. */
  bandwidth?: number;
  zstdThreads?: number;
  ioWorkers?: number;
  /** `enabled=1,storage=local-lvm`. */
  fleecing?: string;
  fleecingStorage?: string;
  repeatsMissed?: boolean;
  pbsChangeDetectionMode?: string;
  raw: Raw;
}

/** Reads one row of `GET /cluster/backup`. Its nested values are objects; servers before 8 sent property strings. */
export function backupJobOf(row: WireRow): BackupJob {
  const fleecing = propertiesOf(row.raw.fleecing);
  const ioWorkers = Number(propertiesOf(row.raw.performance)['max-workers']);
  return {
    id: row.needText('id'),
    isEnabled: row.flag('enabled') ?? true,
    schedule: row.text('schedule'),
    nextRun: row.number('next-run'),
    node: row.text('node'),
    storage: row.text('storage'),
    selection: selectionOf(row),
    comment: row.text('comment'),
    notesTemplate: row.text('notes-template'),
    retention: retentionOf(propertiesOf(row.raw['prune-backups'])),
    bandwidth: row.number('bwlimit'),
    zstdThreads: row.number('zstd'),
    ioWorkers: Number.isInteger(ioWorkers) ? ioWorkers : undefined,
    fleecing: textOf(fleecing),
    fleecingStorage: fleecing.storage,
    repeatsMissed: row.flag('repeat-missed'),
    pbsChangeDetectionMode: row.text('pbs-change-detection-mode'),
    raw: row.raw,
  };
}

function selectionOf(row: WireRow): BackupSelection {
  const pool = row.text('pool');
  if (pool !== undefined) return { kind: 'pool', pool };
  if (row.flag('all')) return { kind: 'all', except: numbersOf(row.list('exclude')) };
  return { kind: 'guests', vmids: numbersOf(row.list('vmid')) };
}

function numbersOf(texts: readonly string[]): number[] {
  return texts.map(Number).filter((one) => Number.isInteger(one));
}

function retentionOf(properties: Record<string, string>): Retention {
  const count = (name: string) => {
    const number = Number(properties[`keep-${name}`] ?? NaN);
    return Number.isInteger(number) ? number : undefined;
  };
  const all = properties['keep-all'];
  return {
    all: all === undefined ? undefined : all !== '0',
    last: count('last'),
    hourly: count('hourly'),
    daily: count('daily'),
    weekly: count('weekly'),
    monthly: count('monthly'),
    yearly: count('yearly'),
  };
}

/** The same of an object, a property string, and nothing; a bare `keep-all` stands for 1. */
function propertiesOf(value: unknown): Record<string, string> {
  if (typeof value === 'string') {
    const parts = value.split(',').map((part) => (part.includes('=') ? part : `${part}=1`));
    return parseProperties(parts.join(','));
  }
  if (!isRaw(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, String(one)]));
}

function textOf(properties: Record<string, string>): string | undefined {
  const parts = Object.entries(properties).map(([key, value]) => `${key}=${value}`);
  return parts.length > 0 ? parts.join(',') : undefined;
}
