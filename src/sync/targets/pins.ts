import { concat, concatMap, defer, filter, from, map, mergeMap, type Observable, of, toArray } from 'rxjs';
import { type NetboxClient } from '../../clients/netbox/netbox-client';
import { Invalid } from '../../core/errors/errors';
import { type Change } from '../../core/plan/plan-object';
import { type Outcome } from '../engine/target';
import { type Pin, type Resource } from '../resources/define-resource';

/** A change with what is sent for it. */
export interface Ready {
  readonly change: Change;
  readonly body: Record<string, unknown>;
}

/**
 * Writes, and writes once more what was refused while something still points at it: an address that went over to another
 * machine is still the primary one of the first, and NetBox lets it go only when that points there no longer.
 */
export function unpinned(
  client: NetboxClient,
  { pinnedBy = [] }: Pick<Resource, 'pinnedBy'>,
  all: readonly Ready[],
  write: (some: readonly Ready[]) => Observable<Outcome>,
): Observable<Outcome> {
  if (pinnedBy.length === 0) return write(all);
  return defer(() => {
    const refused: Outcome[] = [];
    const first = write(all).pipe(
      filter((outcome) => {
        const isRefused = outcome.error instanceof Invalid && outcome.id !== null;
        if (isRefused) refused.push(outcome);
        return !isRefused;
      }),
    );
    const again = defer(() =>
      refused.length === 0
        ? from(refused)
        : release(
            client,
            pinnedBy,
            refused.map(({ id }) => id!),
          ).pipe(
            concatMap((released) => {
              const isFree = ({ id }: Outcome) => released.has(id!);
              const free = all.filter(({ change }) => released.has(change.id!));
              const rest = from(refused.filter((outcome) => !isFree(outcome)));
              return free.length > 0 ? concat(rest, write(free)) : rest;
            }),
          ),
    );
    return concat(first, again);
  });
}

/** Empties the pointers at some objects; gives the ids of those that were pointed at. */
function release(
  client: NetboxClient,
  pins: readonly Pin[],
  ids: readonly number[],
): Observable<ReadonlySet<number>> {
  return from(pins).pipe(
    concatMap(({ path, field }) =>
      client.list(path, { [`${field}_id`]: ids, fields: `id,url,display,${field}` }).pipe(
        toArray(),
        concatMap((rows) => {
          const pointed = rows.map((row) => (row[field] as { id: number }).id);
          if (rows.length === 0) return of([]);
          const emptied = rows.map(({ id }) => ({ id, [field]: null }));
          return client.updateMany(path, emptied).pipe(
            toArray(),
            map(() => pointed),
          );
        }),
      ),
    ),
    mergeMap((pointed) => pointed),
    toArray(),
    map((pointed) => new Set(pointed)),
  );
}
