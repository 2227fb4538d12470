import { catchError, map, type Observable, of, toArray } from 'rxjs';
import { type Ref, refTo } from '../../core/plan/value';
import { type Source, storageKey } from '../source/source';

/** The storages of one cluster that can be pointed at; undefined where their list could not be read. */
export type KnownStorages = ReadonlySet<string> | undefined;

/** Who may not read the list is told by the stage of storages. */
export function readKnownStorages(source: Source): Observable<KnownStorages> {
  return source.storages().pipe(
    toArray(),
    map((storages): KnownStorages => new Set(storages.map(({ storage }) => storage))),
    catchError(() => of(undefined)),
  );
}

/** A pointer to a storage by its name; null for one that is not known, undefined while nothing is known. */
export function storageRef(
  source: Source,
  known: KnownStorages,
  name: string | undefined,
): Ref | null | undefined {
  if (name === undefined) return null;
  if (known === undefined) return undefined;
  return known.has(name) ? refTo('proxmox-storage', storageKey(source.key, name)) : null;
}
