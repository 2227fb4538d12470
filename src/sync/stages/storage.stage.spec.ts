import { refTo } from '../../core/plan/value';
import { type StorageDefinition } from '../source/source';
import { fakeSource } from './fake-source';
import { storageRow } from './storage.stage';

const source = fakeSource();
const row = (storage: StorageDefinition) => storageRow({ source, storage }).values;

describe('the row of a storage', () => {
  it('takes keys with hyphens, and retention as text or as an object', () => {
    const base = { storage: 'nas', type: 'nfs', 'max-protected-backups': '5' };
    expect(row({ ...base, 'prune-backups': 'keep-all=1' })).toMatchObject({
      pruneBackups: 'keep-all=1',
      maxProtectedBackups: 5,
    });
    expect(row({ ...base, 'prune-backups': { 'keep-daily': '7', 'keep-weekly': 4 } }).pruneBackups).toBe(
      'keep-daily=7,keep-weekly=4',
    );
  });

  it('knows which types are shared although their definition does not say so', () => {
    expect(row({ storage: 'ceph', type: 'rbd' }).shared).toBe(true);
    expect(row({ storage: 'local', type: 'dir' }).shared).toBe(false);
    expect(row({ storage: 'san', type: 'lvm', shared: 1 }).shared).toBe(true);
  });

  it('is enabled unless it is disabled', () => {
    expect(row({ storage: 'local', type: 'dir' }).enabled).toBe(true);
    expect(row({ storage: 'pbs', type: 'pbs', disable: 1 }).enabled).toBe(false);
  });

  it('takes odd values without spoiling the row: booleans, numbers as text, nothing at all', () => {
    expect(row({ storage: 'x', type: 'dir', is_mountpoint: true, port: '8007', path: '' })).toMatchObject({
      isMountpoint: 'true',
      port: 8007,
      path: null,
    });
    expect(row({ storage: 'x', type: 'dir', port: 'none' }).port).toBeNull();
  });

  it('belongs to the cluster, not to a node', () => {
    const item = storageRow({ source, storage: { storage: 'local', type: 'dir' } });
    expect(item.key).toBe('cluster/lab-a/storage/local');
    expect(item.values.cluster).toEqual(refTo('cluster', 'cluster/lab-a'));
  });
});
