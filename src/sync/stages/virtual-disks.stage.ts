import { catchError, concat, from, map, mergeMap, type Observable, of } from 'rxjs';
import { asError } from '../../core/errors/errors';
import { refTo } from '../../core/plan/value';
import { defineStage, type ItemOf, Lost, part } from '../engine/stage';
import { virtualDisk } from '../resources/guest-parts';
import { type Guest, type GuestDisk } from '../source/source';
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
    key: diskKey(guest, disk.slot),
    label: diskLabel(guest, disk.slot),
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

/** The disks of guests that hold data; unused ones by choice. */
export const virtualDisks = defineStage({
  name: 'virtual-disks',
  label: 'Virtual Disks',
  after: ['virtual-machines', 'storage'],
  importance: 'optional',
  parts: [
    part({
      target: virtualDisk,
      read: (source) => readGuestParts(source, disksOf),
      row: virtualDiskRow,
      covers: (source) => source.sees('/vms', 'VM.Audit'),
      whenGone: 'as-set',
    }),
  ],
});

function disksOf(read: ReadGuest): Observable<SizedDisk | Lost> {
  const { guest, config } = read;
  return concat(from(config.disks), unusedDisks(read)).pipe(
    map((disk) => {
      if (disk instanceof Lost) return disk;
      return isSized(disk) ? { ...read, disk } : unsized(guest, disk.slot);
    }),
  );
}

/** Volumes that a guest owns and does not use, where people want them. Only their storage tells how large they are. */
function unusedDisks({ source, guest, config }: ReadGuest): Observable<GuestDisk | Lost> {
  const volumes = source.settings.includeUnusedDisks ? Object.entries(config.unusedVolumes) : [];
  return from(volumes).pipe(
    mergeMap(([slot, volume]) => {
      const [storage] = volume.split(':');
      return source.volumeSizes(guest, storage).pipe(
        map((sizes) => ({ slot, storage, sizeBytes: sizes.get(volume) })),
        catchError((error: unknown) =>
          of(new Lost(diskKey(guest, slot), diskLabel(guest, slot), asError(error))),
        ),
      );
    }),
  );
}

/**
 * NetBox wants a size. One that is passed through tells none and is left out; one that NetBox has already stays, for it is
 * there: storages hide the sizes of unused volumes, without an error, from who may not use them.
 */
function unsized(guest: Guest, slot: string): Lost {
  const why = new Error('Nobody tells its size.');
  return new Lost(diskKey(guest, slot), diskLabel(guest, slot), why, true, true);
}

function isSized(disk: GuestDisk): disk is SizedDisk['disk'] {
  return disk.sizeBytes !== undefined && disk.sizeBytes > 0;
}

function diskKey({ key }: Guest, slot: string): string {
  return `${key}/disk/${slot}`;
}

function diskLabel(guest: Guest, slot: string): string {
  return `${labelOf(guest)} ${slot}`;
}
