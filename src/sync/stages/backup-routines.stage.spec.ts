import { refTo } from '../../core/plan/value';
import { type BackupJob } from '../source/source';
import { backupRoutineRow } from './backup-routines.stage';
import { fakeSource } from './fake-source';
import { type KnownStorages } from './known-storages';

const source = fakeSource();
const known: KnownStorages = new Set(['pbs', 'local-lvm']);
const row = (
  news: Partial<BackupJob> = {},
  { storages }: { storages: KnownStorages } = { storages: known },
) =>
  backupRoutineRow({
    source,
    storages,
    nodes: new Set(['pve1']),
    job: {
      id: 'backup-1',
      isEnabled: true,
      selection: { kind: 'all', except: [] },
      retention: {},
      raw: { id: 'backup-1' },
      ...news,
    },
  }).values;

describe('the row of a backup routine', () => {
  it.each([
    ['all guests: an empty list', { kind: 'all', except: [] }, []],
    ['all but some', { kind: 'all', except: [100] }, { exclude: [100] }],
    ['a pool', { kind: 'pool', pool: 'prod' }, { pool: 'prod' }],
    ['some guests', { kind: 'guests', vmids: [101, 102] }, [101, 102]],
    ['no guest at all, which is not all of them', { kind: 'guests', vmids: [] }, { vmids: [] }],
  ] as const)('says %s', (_what, selection, expected) => {
    expect(row({ selection }).selection).toEqual(expected);
  });

  it('keeps every kind of retention, hourly too', () => {
    expect(row({ retention: { hourly: 12, last: 3 } })).toMatchObject({
      keepHourly: 12,
      keepLast: 3,
      keepDaily: null,
      keepAll: null,
    });
  });

  it('points at its node and storages, where they are known', () => {
    expect(row({ node: 'pve1', storage: 'pbs', fleecingStorage: 'local-lvm' })).toMatchObject({
      node: refTo('proxmox-node', 'cluster/lab-a/node/pve1'),
      storage: refTo('proxmox-storage', 'cluster/lab-a/storage/pbs'),
      fleecingStorage: refTo('proxmox-storage', 'cluster/lab-a/storage/local-lvm'),
    });
    expect(row({ node: 'gone', storage: 'hidden' })).toMatchObject({ node: null, storage: null });
  });

  it('leaves the storage as it is while the list of storages cannot be read', () => {
    expect(row({ storage: 'pbs' }, { storages: undefined }).storage).toBeUndefined();
  });

  it('tells the next run in UTC, and none for a job that is off', () => {
    expect(row({ nextRun: 1_767_236_000 }).nextRun).toEqual(new Date('2026-01-01T02:53:20Z'));
    expect(row({ isEnabled: false }).nextRun).toBeNull();
  });
});
