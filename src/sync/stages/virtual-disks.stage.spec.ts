import { firstValueFrom, toArray } from 'rxjs';
import { Unreachable } from '../../core/errors/errors';
import { Lost } from '../engine/stage';
import { aConfig, aGuest, aNode, fakeSource } from './fake-source';
import { virtualDiskRow, virtualDisks } from './virtual-disks.stage';

const source = fakeSource();
const sizeOf = (sizeBytes: number) =>
  virtualDiskRow({ source, guest: aGuest(source), config: aConfig(), disk: { slot: 'efidisk0', sizeBytes } })
    .values.size;
const content = {
  nodes: [aNode(source)],
  guests: [aGuest(source)],
  configs: {
    101: aConfig({
      disks: [{ slot: 'scsi0', storage: 'lvm', sizeBytes: 1024 ** 3 }, { slot: 'scsi1' }],
      unusedVolumes: { unused0: 'lvm:vm-101-disk-3', unused1: 'lvm:vm-101-disk-4' },
    }),
  },
  volumeSizes: { 'lvm:vm-101-disk-3': 2 * 1024 ** 3 },
};
type Read = { disk: { slot: string } } | Lost;

async function read(settings = {}, news: object = {}): Promise<Read[]> {
  const all = virtualDisks.parts[0].read(fakeSource({ ...content, settings, ...news }));
  return (await firstValueFrom(all.pipe(toArray()))) as Read[];
}

async function slots(settings = {}): Promise<string[]> {
  return (await read(settings)).flatMap((one) => (one instanceof Lost ? [] : [one.disk.slot]));
}

describe('a disk', () => {
  it('is as large as Proxmox VE says, in whole MiB and rounded up: 528 KiB are one (defect 9)', () => {
    expect([528 * 1024, 1024 ** 2, 4 * 1024 ** 2 + 1, 40 * 1024 ** 3].map(sizeOf)).toEqual([1, 1, 5, 40960]);
  });

  it('is left out where nobody tells its size, and where it is not used unless people want that', async () => {
    expect(await slots()).toEqual(['scsi0']);
    expect(await slots({ includeUnusedDisks: true })).toEqual(['scsi0', 'unused0']);
  });

  it('is not gone where its size is not told, or hidden', async () => {
    const lost = (await read({ includeUnusedDisks: true })).filter((one) => one instanceof Lost);
    expect(lost).toMatchObject(
      ['scsi1', 'unused1'].map((slot) => ({
        key: `cluster/lab-a/guest/101/disk/${slot}`,
        isExpected: true,
        isTold: true,
      })),
    );
  });

  it('of a storage that does not answer is told, and the others are read', async () => {
    const away = new Unreachable('The storage is not online.');
    const all = await read({ includeUnusedDisks: true }, { volumeSizes: away });
    expect(all).toMatchObject([
      { disk: { slot: 'scsi0' } },
      { key: 'cluster/lab-a/guest/101/disk/scsi1' },
      { key: 'cluster/lab-a/guest/101/disk/unused0', error: away, isExpected: false },
      { key: 'cluster/lab-a/guest/101/disk/unused1', error: away, isExpected: false },
    ]);
  });
});
