import { catchError, concatMap, mergeMap, type Observable, of } from 'rxjs';
import { asError } from '../../core/errors/errors';
import { refTo } from '../../core/plan/value';
import { vmSnapshot } from '../../models/vm-snapshot.model';
import { defineStage, type ItemOf, Lost, part } from '../engine/stage';
import { store } from '../engine/store';
import { type GuestConfig, type GuestSnapshot, type Source } from '../source/source';
import { labelOf, type ReadGuest, readGuestParts } from './guest-reading';
import { type KnownStorages, readKnownStorages, storageRef } from './known-storages';

const target = store(vmSnapshot);

interface SnapshotOf extends ReadGuest {
  readonly snapshot: GuestSnapshot;
  readonly storages: KnownStorages;
}

/** One snapshot. It is the guest's and goes along when the guest moves to another node. */
export function snapshotRow({
  source,
  guest,
  config,
  snapshot,
  storages,
}: SnapshotOf): ItemOf<typeof target> {
  return {
    key: `${guest.key}/snapshot/${snapshot.name}`,
    label: `${labelOf(guest)} ${snapshot.name}`,
    values: {
      proxmoxStorage: storageRef(source, storages, onlyStorageOf(config)),
      virtualMachine: refTo('virtual-machine', guest.key),
      name: snapshot.name,
      description: snapshot.description ?? '',
      vmid: guest.vmid,
      node: guest.node,
      snaptime: snapshot.takenAt === undefined ? null : new Date(snapshot.takenAt * 1000),
      parent: snapshot.parent ?? null,
      subtype: guest.type,
      status: 'active',
      comments: undefined,
    },
  };
}

/** Each disk is kept on its own storage: which one holds the snapshot can be told only where that is the same for all. */
function onlyStorageOf({ disks }: GuestConfig): string | undefined {
  const storages = new Set(disks.map(({ storage }) => storage));
  const [only] = storages;
  return storages.size === 1 ? only : undefined;
}

function readSnapshots(source: Source): Observable<SnapshotOf | Lost> {
  return readKnownStorages(source).pipe(
    concatMap((storages) =>
      readGuestParts(source, (read) =>
        source.snapshots(read.guest).pipe(
          mergeMap((snapshots) => snapshots.map((snapshot) => ({ ...read, snapshot, storages }))),
          catchError((error: unknown) => of(new Lost(read.guest.key, labelOf(read.guest), asError(error)))),
        ),
      ),
    ),
  );
}

/** The snapshots of guests. One that was removed in Proxmox VE is gone for good, and so is its row. */
export const snapshots = defineStage({
  name: 'snapshots',
  label: 'Snapshots',
  after: ['virtual-machines', 'storage'],
  importance: 'optional',
  parts: [
    part({
      target,
      read: readSnapshots,
      row: snapshotRow,
      covers: (source) => source.sees('/vms', 'VM.Audit'),
      whenGone: 'delete',
    }),
  ],
});
