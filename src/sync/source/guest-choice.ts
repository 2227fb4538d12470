import { lastValueFrom, toArray } from 'rxjs';
import { NotFound } from '../../core/errors/errors';
import { type Guest, type Source, type Unreached } from './source';

/** The only guests that a run is about. Alternatives are in the lists; a guest has to fit each list that is there. */
export interface GuestChoice {
  /** Keys of guests; all when undefined. */
  readonly keys?: ReadonlySet<string>;
  /** Names of resource pools; any when empty. */
  readonly pools: readonly string[];
  /** Tags in Proxmox VE; any when empty. */
  readonly tags: readonly string[];
}

/** Whether the choice leaves anything out. */
export function isChoice({ keys, pools, tags }: GuestChoice): boolean {
  return keys !== undefined || pools.length > 0 || tags.length > 0;
}

/** Pools are told apart by case, tags are not: Proxmox VE treats them so unless a cluster is set up otherwise. */
export function fits({ keys, pools, tags }: GuestChoice, guest: Guest): boolean {
  return (
    (keys === undefined || keys.has(guest.key)) &&
    (pools.length === 0 || pools.some((pool) => pool === guest.pool)) &&
    (tags.length === 0 || tags.some((tag) => hasTag(guest, tag)))
  );
}

/** Pools and tags that no guest of the clusters has, as what was asked for in vain. Clusters that were not read may have them. */
export async function unfound(
  { pools, tags }: GuestChoice,
  sources: readonly Source[],
): Promise<readonly Unreached[]> {
  if (pools.length + tags.length === 0 || sources.length === 0) return [];
  const lists = await Promise.all(sources.map((source) => guestsOf(source)));
  // What could not be read is told by the stages that read it.
  if (lists.some((list) => list === undefined)) return [];
  const guests = lists.flatMap((list) => list ?? []);
  const where = sources.map(({ name }) => name).join(', ');
  const told = (target: string, label: string, lacking: string): Unreached => ({
    target,
    label,
    error: new NotFound(`No guest of ${where} ${lacking}.`, {
      suggestion: 'Mend the name, or take it out of what the run is narrowed to.',
    }),
  });
  return [
    ...pools
      .filter((pool) => !guests.some((guest) => guest.pool === pool))
      .map((pool) => told('proxmox-pool', pool, `is in the pool "${pool}"`)),
    ...tags
      .filter((tag) => !guests.some((guest) => hasTag(guest, tag)))
      .map((tag) => told('proxmox-tag', tag, `has the tag "${tag}"`)),
  ];
}

async function guestsOf(source: Source): Promise<readonly Guest[] | undefined> {
  return lastValueFrom(source.guests().pipe(toArray())).catch(() => undefined);
}

function hasTag({ tags = [] }: Guest, tag: string): boolean {
  return tags.some((one) => one.toLowerCase() === tag.toLowerCase());
}
