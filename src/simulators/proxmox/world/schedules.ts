import { type SimGuest } from './guests';
import { type Place } from './place';

/** A replication job, with what its source node knows of its runs. */
export interface SimReplication {
  /** `{vmid}-{number}`. */
  id: string;
  guest: number;
  jobnum: number;
  target: string;
  /** Filled in by the first run. */
  source?: string;
  schedule?: string;
  /** MB/s. */
  rate?: number;
  comment?: string;
  isDisabled?: boolean;
  removeJob?: 'local' | 'full';
  /** Epoch seconds; 0: never. */
  lastSync: number;
  lastTry: number;
  nextSync: number;
  /** Seconds. */
  duration: number;
  failCount: number;
  error?: string;
}

/** A vzdump job as `/cluster/backup` shows it. */
export type SimBackupJob = { id: string } & Record<string, unknown>;

/** One that works, one that fails, one that is off and one that shall be removed; none on a single node. */
export function generateReplications(guests: readonly SimGuest[], place: Place): SimReplication[] {
  const { nodeNames, now } = place;
  if (nodeNames.length < 2) return [];
  const machines = guests.filter(({ type, config }) => type === 'qemu' && config.template !== 1).slice(0, 4);
  return machines.map(({ vmid, node }, turn) => {
    const target = nodeNames[(nodeNames.indexOf(node) + 1) % nodeNames.length];
    const job: SimReplication = {
      id: `${vmid}-0`,
      guest: vmid,
      jobnum: 0,
      target,
      source: node,
      schedule: '*/15',
      lastSync: now - 600,
      lastTry: now - 600,
      nextSync: now + 300,
      duration: 3.21,
      failCount: 0,
    };
    if (turn === 0) return { ...job, rate: 50, comment: `to ${target}` };
    if (turn === 1) {
      const error = "command '/usr/bin/ssh -o BatchMode=yes' failed: exit code 255";
      return {
        ...job,
        lastSync: 0,
        lastTry: now - 900,
        nextSync: now + 900,
        duration: 1.1,
        failCount: 4,
        error,
      };
    }
    if (turn === 2)
      return { ...job, source: undefined, schedule: undefined, isDisabled: true, lastSync: 0, lastTry: 0 };
    return { ...job, removeJob: 'full' };
  });
}

/** Every way to choose guests: all but some, a list, a pool, all of one node; one of the jobs is off. */
export function generateBackupJobs(place: Place): SimBackupJob[] {
  const { cluster, isStandalone, nodeNames, now } = place;
  const storage = isStandalone ? 'nas' : 'pbs';
  const id = (number: number) => `backup-${(0x7c2d + cluster).toString(16)}-${number}`;
  const base = { type: 'vzdump', enabled: 1, mode: 'snapshot', storage };
  return [
    {
      id: id(11),
      ...base,
      schedule: '02:00',
      all: 1,
      exclude: '100',
      'notes-template': '{{guestname}} on {{cluster}}',
      'prune-backups': { 'keep-daily': '7', 'keep-weekly': '4' },
      fleecing: { enabled: 0 },
      performance: { 'max-workers': 4 },
      'repeat-missed': 0,
      'next-run': now + 36_000,
      comment: 'nightly',
    },
    {
      id: id(12),
      ...base,
      enabled: 0,
      schedule: 'sun 03:00',
      storage: 'nas',
      vmid: '101,102',
      mode: 'stop',
      compress: 'zstd',
      zstd: 0,
      bwlimit: 51_200,
      mailnotification: 'failure',
      mailto: 'ops@example.net',
    },
    { id: id(13), ...base, schedule: '*/6:00', pool: 'prod', 'prune-backups': { 'keep-last': '3' } },
    {
      id: id(14),
      ...base,
      schedule: 'mon..fri 22:30',
      all: 1,
      node: nodeNames[0],
      'prune-backups': { 'keep-all': '1' },
      'notification-mode': 'notification-system',
      'next-run': now + 20_000,
    },
  ];
}
