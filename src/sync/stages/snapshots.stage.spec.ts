import { lastValueFrom, toArray } from 'rxjs';
import { refTo } from '../../core/plan/value';
import { type GuestDisk, type GuestSnapshot } from '../source/source';
import { aConfig, aGuest, aNode, fakeSource } from './fake-source';
import { snapshotRow, snapshots } from './snapshots.stage';

const source = fakeSource();
const snapshot: GuestSnapshot = { name: 'tuned', parent: 'base', takenAt: 1_767_000_000, description: 'x' };
const onStorages = (...storages: (string | undefined)[]) =>
  aConfig({ disks: storages.map((storage, index): GuestDisk => ({ slot: `scsi${index}`, storage })) });
const row = (config = aConfig(), storages: ReadonlySet<string> | undefined = new Set(['local-lvm', 'nas'])) =>
  snapshotRow({ source, guest: aGuest(source), config, snapshot, storages }).values;

describe('the row of a snapshot', () => {
  it('names its parent, and its moment in UTC (defect 14)', () => {
    expect(row()).toMatchObject({
      virtualMachine: refTo('virtual-machine', 'cluster/lab-a/guest/101'),
      parent: 'base',
      snaptime: new Date('2025-12-29T09:20:00Z'),
      subtype: 'qemu',
      node: 'pve1',
    });
  });

  it('points at the storage of the disks where there is one for all of them', () => {
    const storage = refTo('proxmox-storage', 'cluster/lab-a/storage/local-lvm');
    expect(row(onStorages('local-lvm', 'local-lvm')).proxmoxStorage).toEqual(storage);
    expect(row(onStorages('local-lvm', 'nas')).proxmoxStorage).toBeNull();
    expect(row(onStorages('local-lvm', undefined)).proxmoxStorage).toBeNull();
    expect(row(onStorages('hidden')).proxmoxStorage).toBeNull();
    expect(row(onStorages()).proxmoxStorage).toBeNull();
  });

  it('is of another guest in another cluster with the same VMID, node and name (defect 5)', () => {
    const keys = ['cluster/lab-a', 'cluster/lab-b'].map((key) => {
      const one = fakeSource({ key });
      return snapshotRow({
        source: one,
        guest: aGuest(one),
        config: aConfig(),
        snapshot,
        storages: undefined,
      }).key;
    });
    expect(new Set(keys).size).toBe(2);
  });
});

it('a guest whose snapshots cannot be read is lost, and disturbs no other', async () => {
  const known = fakeSource({
    nodes: [aNode(source)],
    guests: [aGuest(source), aGuest(source, { vmid: 102 })],
    snapshots: { 101: new Error('no answer'), 102: [snapshot] },
  });
  const read = await lastValueFrom(snapshots.parts[0].read(known).pipe(toArray()));
  expect(read).toMatchObject([
    { key: 'cluster/lab-a/guest/101', isExpected: false, isTold: false },
    { snapshot: { name: 'tuned' }, guest: { vmid: 102 } },
  ]);
});
