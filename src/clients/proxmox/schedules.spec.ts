import { backupJobOf, replicationJobOf } from './schedules';
import { type Raw, WireRow } from './wire-row';

const job = (raw: Raw) => backupJobOf(new WireRow({ id: 'backup-1', ...raw }, '/cluster/backup'));

describe('backupJobOf', () => {
  it.each([
    ['all guests', { all: 1 }, { kind: 'all', except: [] }],
    ['all but some', { all: '1', exclude: '100, 101' }, { kind: 'all', except: [100, 101] }],
    ['a pool', { pool: 'prod', all: 0 }, { kind: 'pool', pool: 'prod' }],
    ['a list', { vmid: '101,102' }, { kind: 'guests', vmids: [101, 102] }],
    ['nothing', {}, { kind: 'guests', vmids: [] }],
  ])('takes a selection of %s', (_what, raw, selection) => {
    expect(job(raw).selection).toEqual(selection);
  });

  it('takes retention as an object and as text, hourly included, and a bare keep-all', () => {
    expect(job({ 'prune-backups': { 'keep-hourly': '12', 'keep-daily': 7 } }).retention).toMatchObject({
      hourly: 12,
      daily: 7,
      last: undefined,
    });
    expect(job({ 'prune-backups': 'keep-last=3,keep-weekly=4' }).retention).toMatchObject({
      last: 3,
      weekly: 4,
    });
    expect(job({ 'prune-backups': 'keep-all' }).retention.all).toBe(true);
    expect(job({ 'prune-backups': { 'keep-all': 0 } }).retention.all).toBe(false);
    expect(job({}).retention.all).toBeUndefined();
  });

  it('finds the storage of fleecing and the number of workers in their objects or texts', () => {
    expect(
      job({ fleecing: { enabled: 1, storage: 'local-lvm' }, performance: { 'max-workers': 4 } }),
    ).toMatchObject({ fleecing: 'enabled=1,storage=local-lvm', fleecingStorage: 'local-lvm', ioWorkers: 4 });
    expect(job({ fleecing: 'enabled=0', performance: 'max-workers=8' })).toMatchObject({
      fleecing: 'enabled=0',
      fleecingStorage: undefined,
      ioWorkers: 8,
    });
    expect(job({}).ioWorkers).toBeUndefined();
  });

  it('is enabled unless it says otherwise', () => {
    expect([job({}).isEnabled, job({ enabled: 0 }).isEnabled, job({ enabled: '1' }).isEnabled]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('replicationJobOf', () => {
  it('takes the first job of a guest, number 0, and what only the id says', () => {
    const row = (raw: Raw) => replicationJobOf(new WireRow(raw, '/cluster/replication'));
    expect(row({ id: '101-0', guest: 101, jobnum: 0, target: 'pve2', remove_job: 'full' })).toMatchObject({
      vmid: 101,
      jobNumber: 0,
      isDisabled: false,
      removal: 'full',
      source: undefined,
    });
    expect(row({ id: '102-3', target: 'pve2', disable: 1 })).toMatchObject({
      vmid: 102,
      jobNumber: 3,
      isDisabled: true,
    });
  });
});
