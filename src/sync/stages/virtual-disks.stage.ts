import { concat, from, map, mergeMap, type Observable } from 'rxjs';
import { refTo } from '../../core/plan/value';
import { defineStage, type ItemOf, part } from '../engine/stage';
import { virtualDisk } from '../resources/guest-parts';
import { type GuestDisk } from '../source/source';
import { labelOf, type ReadGuest, readGuestParts } from './guest-reading';
import { proxboxTags } from './proxbox-tag';

const MIB = 1024 * 1024;

interface SizedDisk extends ReadGuest {
  readonly disk: GuestDisk & { readonly sizeBytes: number };
}

/** One disk, called by its slot: a volume can be moved to another storage without becoming another disk. */
export function virtualDiskRow({ guest, disk }: SizedDisk): ItemOf<typeof virtualDisk> {
  const about = [disk.storage && `Storage: ${disk.storage}`, disk.format && `Format: ${disk.format}`];
  return {
    key: `${guest.key}/disk/${disk.slot}`,
    label: `${labelOf(guest)} ${disk.slot}`,
    values: {
      virtualMachine: refTo('virtual-machine', guest.key),
      name: disk.slot,
      // NetBox takes whole megabytes only: 528K is one, not none.
      size: Math.ceil(disk.sizeBytes / MIB),
      description: about.filter(Boolean).join(' | '),
      tags: proxboxTags,
    },
  };
}

/** The disks of guests that hold data; unused ones by choice. NetBox wants a size: devices that are passed through tell none, and are left out. */
export const virtualDisks = defineStage({
  name: 'virtual-disks',
  label: 'Virtual Disks',
  after: ['virtual-machines', 'storage'],
  importance: 'optional',
  parts: [
    part({
      target: virtualDisk,
      read: (source) =>
        readGuestParts(source, (read) =>
          concat(from(read.config.disks), unusedDisks(read)).pipe(
            mergeMap((disk) => (isSized(disk) ? [{ ...read, disk }] : [])),
          ),
        ),
      row: virtualDiskRow,
      covers: (source) => source.sees('/vms', 'VM.Audit'),
      whenGone: 'as-set',
    }),
  ],
});

/** Volumes that a guest owns and does not use, where people want them. Only their storage tells how large they are. */
function unusedDisks({ source, guest, config }: ReadGuest): Observable<GuestDisk> {
  const volumes = source.settings.includeUnusedDisks ? Object.entries(config.unusedVolumes) : [];
  return from(volumes).pipe(
    mergeMap(([slot, volume]) => {
      const [storage] = volume.split(':');
      return source
        .volumeSizes(guest, storage)
        .pipe(map((sizes) => ({ slot, storage, sizeBytes: sizes.get(volume) })));
    }),
  );
}

function isSized(disk: GuestDisk): disk is SizedDisk['disk'] {
  return disk.sizeBytes !== undefined && disk.sizeBytes > 0;
}
