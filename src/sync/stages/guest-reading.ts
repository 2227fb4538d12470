import {
  asapScheduler,
  catchError,
  concat,
  concatMap,
  defer,
  forkJoin,
  from,
  map,
  mergeMap,
  type Observable,
  of,
  subscribeOn,
  toArray,
} from 'rxjs';
import { asError, NotFound, Unreachable } from '../../core/errors/errors';
import { Lost } from '../engine/stage';
import { type Guest, type GuestConfig, nodeKey, type Source } from '../source/source';

/** Requests wait in the client's own lanes, by node; this only bounds what is prepared. */
const GUESTS_AT_ONCE = 32;

/** A guest with its configuration. */
export interface ReadGuest {
  readonly source: Source;
  readonly guest: Guest;
  readonly config: GuestConfig;
}

/** Every guest with its configuration; one that cannot be read is lost, and disturbs no other. */
export function readGuests(source: Source): Observable<ReadGuest | Lost> {
  return source.nodes().pipe(
    toArray(),
    concatMap((nodes) => {
      const offline = new Set(nodes.filter((node) => !node.isOnline).map((node) => node.name));
      return forkJoin([source.guests().pipe(toArray()), source.whole.guests().pipe(toArray())]).pipe(
        concatMap(([guests, all]) =>
          concat(
            from(leftOut(source, guests, all)),
            from(offlineNodes(source, offline, guests)),
            from(guests.filter((guest) => !offline.has(guest.node))).pipe(
              mergeMap((guest) => inTurn(readGuest(source, guest)), GUESTS_AT_ONCE),
            ),
          ),
        ),
      );
    }),
  );
}

/** The same for what hangs on guests: a guest that cannot be read is told by the stage of guests, and its parts stay. */
export function readGuestParts<T>(
  source: Source,
  partsOf: (read: ReadGuest) => Observable<T | Lost>,
): Observable<T | Lost> {
  return readGuests(source).pipe(
    mergeMap((read) => {
      if (!(read instanceof Lost)) return inTurn(defer(() => partsOf(read)));
      return of(new Lost(read.key, read.label, read.error, read.isExpected, true));
    }, GUESTS_AT_ONCE),
  );
}

/**
 * What is known already answers at once, and `mergeMap` begins the next one from within the end of the one before: thousands of
 * guests would fill the stack. So each begins anew.
 */
function inTurn<T>(work: Observable<T>): Observable<T> {
  return work.pipe(subscribeOn(asapScheduler));
}

/** What the run does not look at: templates, where nobody wants them, or all but the chosen ones. It is not missing. */
function leftOut({ name }: Source, guests: readonly Guest[], all: readonly Guest[]): Lost[] {
  const chosen = new Set(guests.map(({ key }) => key));
  return all.filter(({ key }) => !chosen.has(key)).map((guest) => notLookedAt(name, guest));
}

function notLookedAt(cluster: string, guest: Guest): Lost {
  return new Lost(guest.key, labelOf(guest), new Error(`This run of ${cluster} leaves it out.`), true, true);
}

function readGuest(source: Source, guest: Guest): Observable<ReadGuest | Lost> {
  return configured(source, guest).pipe(
    catchError((error: unknown) =>
      error instanceof NotFound ? followed(source, guest, error) : of(unread(guest, error)),
    ),
  );
}

function configured(source: Source, guest: Guest): Observable<ReadGuest | Lost> {
  return source.guestConfig(guest).pipe(
    // Of a guest without statistics the list does not tell that it is a template.
    map((config) =>
      config.isTemplate && !source.settings.includeTemplates
        ? notLookedAt(source.name, guest)
        : { source, guest, config },
    ),
  );
}

/** A guest that has left its node since it was listed is asked for where it is now; one that is no more is left to the next run. */
function followed(source: Source, guest: Guest, error: NotFound): Observable<ReadGuest | Lost> {
  return source.guestsAnew().pipe(
    concatMap((later) => {
      const now = later.find(({ key }) => key === guest.key);
      if (!now) return of(new Lost(guest.key, labelOf(guest), error, true));
      if (now.node === guest.node) return of(unread(guest, error));
      return configured(source, { ...guest, node: now.node });
    }),
    catchError((again: unknown) => of(unread(guest, again))),
  );
}

function unread(guest: Guest, error: unknown): Lost {
  return new Lost(guest.key, labelOf(guest), asError(error));
}

/** An offline node is one failure; its guests are told with it, and left as they are. */
function offlineNodes(source: Source, offline: ReadonlySet<string>, guests: readonly Guest[]): Lost[] {
  return [...offline].flatMap((node) => {
    const affected = guests.filter((guest) => guest.node === node);
    const why = new Unreachable(
      `Node ${node} of ${source.name} is offline; its ${affected.length} guests were left as they are.`,
    );
    return [
      new Lost(nodeKey(source.key, node), node, why),
      ...affected.map((guest) => new Lost(guest.key, labelOf(guest), why, true)),
    ];
  });
}

/** What people call a guest. */
export function labelOf(guest: Guest): string {
  return guest.name ?? `${guest.type} ${guest.vmid}`;
}
