import { backupFilesOf } from './backup-files';
import { type Raw, WireRow } from './wire-row';

const read = (...rows: Raw[]) => backupFilesOf(rows.map((raw) => new WireRow(raw, '/content')));
const FILE = 'nas:backup/vzdump-lxc-201-2025_12_30-02_10_11.tar.zst';
const ON_SERVER = 'pbs:backup/vm/101/2025-12-30T02:00:03Z';

describe('backupFilesOf', () => {
  it('takes guest, type and format from the name where the row does not tell them', () => {
    expect(read({ volid: FILE }, { volid: ON_SERVER })).toMatchObject([
      { vmid: 201, type: 'lxc', format: 'tar.zst' },
      { vmid: 101, type: 'qemu', format: 'pbs-vm' },
    ]);
  });

  it('takes the moment from the row alone, for names carry the local time of a node', () => {
    expect(read({ volid: FILE })[0].takenAt).toBeUndefined();
    expect(read({ volid: FILE, ctime: 1_767_060_611 })[0].takenAt).toBe(1_767_060_611);
  });

  it('knows no size where the manifest cannot be read, and an approximate one where only that is sent', () => {
    expect(read({ volid: ON_SERVER, size: 1 })[0].sizeBytes).toBeUndefined();
    expect(read({ volid: ON_SERVER, 'approximate-size': 5000 })[0].sizeBytes).toBe(5000);
  });

  it('reads verification, encryption and protection', () => {
    const verification = { state: 'ok', upid: 'UPID:pbs1:1:2:3:4:verify:main:root@pam:' };
    expect(
      read(
        { volid: ON_SERVER, verification, encrypted: 'aa:bb', protected: 1, notes: 'web-01' },
        { volid: ON_SERVER },
      ),
    ).toMatchObject([
      { verification, encrypted: 'aa:bb', isProtected: true, notes: 'web-01' },
      { verification: undefined, encrypted: undefined, isProtected: false, notes: undefined },
    ]);
  });

  it('leaves out what is no backup of a guest', () => {
    expect(
      read({ volid: 'nas:backup/etc.tar.gz' }, { volid: 'nas:iso/x.iso', content: 'iso', vmid: 101 }, {}),
    ).toEqual([]);
  });
});
