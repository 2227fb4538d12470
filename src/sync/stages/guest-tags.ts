import { catchError, concatMap, distinct, EMPTY, from, map, type Observable, of } from 'rxjs';
import { NotAllowed } from '../../core/errors/errors';
import { type Ref, refTo } from '../../core/plan/value';
import { type ItemOf, Lost } from '../engine/stage';
import { tag } from '../resources/vocabulary';
import { type Source } from '../source/source';
import { readGuestParts } from './guest-reading';

/** NetBox takes no longer names and slugs. */
const LONGEST = 100;

/** A tag of Proxmox VE with the colour that it has there. */
export interface GuestTag {
  readonly name: string;
  readonly color: string;
}

/** A tag of guests. Who has renamed or coloured it in NetBox keeps that: tags are shared by clusters, which may differ. */
export function guestTagRow({ name, color }: GuestTag): ItemOf<typeof tag> {
  return {
    key: tagSlug(name),
    label: name,
    scope: { name },
    onCreate: { name, color, description: '' },
    values: { name: undefined, slug: tagSlug(name), color: undefined, description: undefined },
  };
}

/** A pointer to the NetBox tag of a tag in Proxmox VE. */
export function guestTagRef(name: string): Ref {
  return refTo(tag.name, tagSlug(name));
}

/** Every tag of the guests, where people want tags. */
export function readGuestTags(source: Source): Observable<GuestTag | Lost> {
  if (!source.settings.syncTags) return EMPTY;
  const names = readGuestParts(source, ({ config }) => from(config.tags)).pipe(
    distinct((one) => (one instanceof Lost ? one.key : tagSlug(one))),
  );
  return names.pipe(
    concatMap((name) => {
      if (name instanceof Lost) return of(name);
      const colors = source.tagColors().pipe(
        catchError((error: unknown) => {
          if (error instanceof NotAllowed) return of(new Map<string, string>());
          throw error;
        }),
      );
      return colors.pipe(map((known) => ({ name, color: known.get(name) ?? derivedColor(name) })));
    }),
  );
}

/** The slug of a tag in NetBox, which knows neither `.` nor `+`. */
function tagSlug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '-')
    .slice(0, LONGEST);
}

/**
 * The colour that the web interface of Proxmox VE gives a tag which nobody has coloured (proxmox-widget-toolkit,
 * `stringToRGB`): a hash of the name, mixed with white.
 */
export function derivedColor(name: string): string {
  const hash = [...`${name}prox`].reduce((sum, letter) => (letter.charCodeAt(0) + ((sum << 5) - sum)) | 0, 0);
  const share = 0.7;
  const parts = [hash & 255, (hash >> 8) & 255, (hash >> 16) & 255];
  return parts
    .map((part) =>
      Math.round(part * share + 255 * (1 - share))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('');
}
