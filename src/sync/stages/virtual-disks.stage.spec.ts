import { firstValueFrom, toArray } from 'rxjs';
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
async function slots(settings = {}): Promise<string[]> {
  const read = virtualDisks.parts[0].read(fakeSource({ ...content, settings }));
  const disks = (await firstValueFrom(read.pipe(toArray()))) as { disk: { slot: string } }[];
  return disks.map(({ disk }) => disk.slot);
}

describe('a disk', () => {
  it('is as large as Proxmox VE says, in whole MiB and rounded up: 528 KiB are one (defect 9)', () => {
    expect([528 * 1024, 1024 ** 2, 4 * 1024 ** 2 + 1, 40 * 1024 ** 3].map(sizeOf)).toEqual([1, 1, 5, 40960]);
  });

  it('is left out where nobody tells its size, and where it is not used unless people want that', async () => {
    expect(await slots()).toEqual(['scsi0']);
    expect(await slots({ includeUnusedDisks: true })).toEqual(['scsi0', 'unused0']);
  });
});
