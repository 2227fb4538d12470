import { defer, filter, from, map, mergeMap, shareReplay, toArray } from 'rxjs';
import { type Guest, type Source } from './source';

/**
 * A source of which a run looks at some guests only. What it does not look at never counts as gone: such a source does
 * not see the guests as a whole. Guests that share their name with a chosen one come along, for names tell them apart.
 */
export function narrowed(source: Source, isChosen: (guest: Guest) => boolean): Source {
  const chosen = defer(() => source.guests()).pipe(
    toArray(),
    map((all) => {
      const names = new Set(all.filter(isChosen).map(nameOf));
      return all.filter((guest) => names.has(nameOf(guest)));
    }),
    mergeMap((some) => from(some)),
    shareReplay(),
  );
  return Object.assign(Object.create(source) as Source, {
    guests: () => chosen,
    isNarrowed: true,
    sees: (path: string, privilege: string) => path !== '/vms' && source.sees(path, privilege),
  });
}

/** A source without its templates. What is there of them stays as it is. */
export function withoutTemplates(source: Source): Source {
  return Object.assign(Object.create(source) as Source, {
    guests: () => source.guests().pipe(filter(({ isTemplate }) => !isTemplate)),
  });
}

function nameOf({ name, key }: Guest): string {
  return name?.toLowerCase() ?? key;
}
