import {
  catchError,
  concat,
  concatMap,
  defer,
  distinct,
  forkJoin,
  from,
  mergeMap,
  type Observable,
  of,
  toArray,
} from 'rxjs';
import { asError, NotAllowed, NotFound, Unreachable } from '../../core/errors/errors';
import { Lost } from '../engine/stage';
import {
  type BackupFile,
  type Guest,
  guestKey,
  type Source,
  type StorageDefinition,
  storageKey,
} from '../source/source';
import { isEnabled, isShared } from './storage.stage';

/** A backup of a guest that the cluster has. */
export interface BackupOf {
  readonly source: Source;
  readonly guest: Guest;
  readonly storage: string;
  readonly file: BackupFile;
}

/** Requests wait in the client's own lanes, by node. */
const PLACES_AT_ONCE = 8;
const VMIDS_TOLD = 10;

/** Where one look shows backups: a shared storage through any of some nodes, another one on its own node. */
interface Place {
  readonly storage: string;
  readonly nodes: readonly string[];
}

interface Found {
  readonly storage: string;
  readonly file: BackupFile;
}

/** Identity of a backup: its volume on its storage. */
export function backupKey(source: Pick<Source, 'key'>, storage: string, { volumeId }: BackupFile): string {
  return `${storageKey(source.key, storage)}/${volumeId.slice(volumeId.indexOf(':') + 1)}`;
}

/**
 * Every backup of every guest, a shared storage being read once. A storage that cannot be read, or not as a whole, is
 * lost with all that lies on it; the others are read nevertheless.
 */
export function readBackups(source: Source): Observable<BackupOf | Lost> {
  const lists = {
    all: source.whole.guests().pipe(toArray()),
    chosen: source.guests().pipe(toArray()),
    nodes: source.nodes().pipe(toArray()),
    storages: source.storages().pipe(toArray()),
  };
  return forkJoin(lists).pipe(
    concatMap(({ all, chosen, nodes, storages }) => {
      const forBackups = storages.filter(takesBackups);
      const online = nodes.filter(({ isOnline }) => isOnline).map(({ name }) => name);
      const offline = nodes.filter(({ isOnline }) => !isOnline).map(({ name }) => name);
      const places = forBackups.filter(isEnabled).flatMap((storage) => placesOf(storage, online));
      return concat(
        from(unseen(source, storages, { online, offline })),
        from(places).pipe(
          mergeMap((place) => readPlace(source, place), PLACES_AT_ONCE),
          // One that is mounted on several nodes without being called shared shows the same files on each.
          distinct((one) => (one instanceof Lost ? one.key : backupKey(source, one.storage, one.file))),
          toArray(),
          concatMap((found) => assign(source, { all, chosen }, forBackups, found)),
        ),
      );
    }),
  );
}

function takesBackups({ content }: StorageDefinition): boolean {
  return typeof content === 'string' && content.split(',').some((one) => one.trim() === 'backup');
}

function isOn({ nodes }: StorageDefinition, node: string): boolean {
  return typeof nodes !== 'string' || nodes === '' || nodes.split(',').some((one) => one.trim() === node);
}

function placesOf(storage: StorageDefinition, online: readonly string[]): Place[] {
  const nodes = online.filter((node) => isOn(storage, node));
  if (nodes.length === 0) return [];
  if (isShared(storage)) return [{ storage: storage.storage, nodes }];
  return nodes.map((node) => ({ storage: storage.storage, nodes: [node] }));
}

/** What nobody can look at now: nothing there is taken for gone. A node that is down is told by the stage of guests. */
function unseen(
  source: Source,
  storages: readonly StorageDefinition[],
  { online, offline }: Record<'online' | 'offline', readonly string[]>,
): Lost[] {
  return storages.flatMap((storage) => {
    const sees = isShared(storage)
      ? online.some((node) => isOn(storage, node))
      : !offline.some((node) => isOn(storage, node));
    const isRead = !source.isNarrowed && takesBackups(storage) && isEnabled(storage);
    if (isRead && sees && mayListBackups(source, storage.storage)) return [];
    const why = new Error(`The backups on ${storage.storage} cannot all be seen now.`);
    return [new Lost(storageKey(source.key, storage.storage), storage.storage, why, true, true)];
  });
}

/** Of a shared storage the next node is asked where one does not answer. */
function readPlace(source: Source, { storage, nodes: [node, ...others] }: Place): Observable<Found | Lost> {
  return source.backups(storage, node).pipe(
    mergeMap((files) => files.map((file) => ({ storage, file }))),
    catchError((error: unknown) => {
      const isNodeAway = error instanceof Unreachable && error.category !== 'timeout';
      if (isNodeAway && others.length > 0) {
        return defer(() => readPlace(source, { storage, nodes: others }));
      }
      return of(new Lost(storageKey(source.key, storage), storage, asError(error)));
    }),
  );
}

/** Gives each backup to its guest. Those of guests that are no more stay as they are, and are told in one line. */
function assign(
  source: Source,
  { all, chosen }: Record<'all' | 'chosen', readonly Guest[]>,
  storages: readonly StorageDefinition[],
  found: readonly (Found | Lost)[],
): (BackupOf | Lost)[] {
  const byKey = new Map(all.map((guest) => [guest.key, guest]));
  const wanted = new Set(chosen.map(({ key }) => key));
  const orphans: Found[] = [];
  const read = found.flatMap((one): (BackupOf | Lost)[] => {
    if (one instanceof Lost) return [one];
    const guest = byKey.get(guestKey(source.key, one.file.vmid));
    // A VMID is given away again: the backup of a container is none of the virtual machine that has its number now.
    if (guest && (one.file.type ?? guest.type) === guest.type) {
      if (wanted.has(guest.key)) return [{ source, guest, ...one }];
      return source.isNarrowed ? [] : [leftOut(source, one)];
    }
    orphans.push(one);
    return [];
  });
  const hasBackups = found.some((one) => !(one instanceof Lost));
  return [...read, ...tellOrphans(source, orphans), ...tellRights(source, storages, hasBackups)];
}

/** The backup of a guest that the run does not look at is not missing. */
function leftOut(source: Source, { storage, file }: Found): Lost {
  const why = new Error('Its guest is left out.');
  return new Lost(backupKey(source, storage, file), file.volumeId, why, true, true);
}

function tellOrphans(source: Source, orphans: readonly Found[]): Lost[] {
  if (orphans.length === 0) return [];
  const vmids = [...new Set(orphans.map(({ file }) => file.vmid))].sort((left, right) => left - right);
  const names = vmids.slice(0, VMIDS_TOLD).join(', ') + (vmids.length > VMIDS_TOLD ? ' …' : '');
  const why = new NotFound(
    `${orphans.length} backups of guests that ${source.name} does not have were left out: ${names}.`,
  );
  return [
    new Lost(`${source.key}/backups-of-others`, source.name, why, true),
    ...orphans.map(
      ({ storage, file }) => new Lost(backupKey(source, storage, file), file.volumeId, why, true, true),
    ),
  ];
}

/** Proxmox VE hides backups without an error: none at all is a failure where they may be hidden, some are a remark. */
function tellRights(source: Source, storages: readonly StorageDefinition[], hasBackups: boolean): Lost[] {
  const hidden = storages.filter(
    (storage) => isEnabled(storage) && !mayListBackups(source.whole, storage.storage),
  );
  if (hidden.length === 0) return [];
  const names = hidden.map(({ storage }) => storage).join(', ');
  const why = new NotAllowed(
    `The credentials of ${source.name} do not show every backup on ${names}: ${lackingOf(source.whole, hidden)}.`,
    { suggestion: 'Give them a role with Datastore.AllocateSpace on /storage and VM.Backup on /vms.' },
  );
  return [new Lost(`${source.key}/backup-rights`, source.name, why, hasBackups)];
}

function lackingOf(source: Source, storages: readonly StorageDefinition[]): string {
  const lacks = [
    storages.some(({ storage }) => !holds(source, storage, 'Datastore.AllocateSpace')) &&
      'they lack Datastore.AllocateSpace',
    !source.sees('/vms', 'VM.Backup') && 'they lack VM.Backup on /vms',
  ];
  return lacks.filter(Boolean).join(' and ');
}

/** pve-storage, check_volume_access: who may allocate on the storage, or may use it and back the guest up. */
function mayListBackups(source: Source, storage: string): boolean {
  if (holds(source, storage, 'Datastore.Allocate')) return true;
  return holds(source, storage, 'Datastore.AllocateSpace') && source.sees('/vms', 'VM.Backup');
}

function holds(source: Source, storage: string, privilege: string): boolean {
  return [`/storage/${storage}`, '/storage'].some((path) => source.sees(path, privilege));
}
