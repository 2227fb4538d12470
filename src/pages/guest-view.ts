import { type Filter } from '../core/crud/lookups';
import { type Tab } from '../core/pages/detail-view';
import { type InsideTab } from '../extension/inside';
import { type WrittenField } from '../extension/owned-fields';
import { type FieldOrigin } from '../models/sync-link.model';
import { type KnownObjects, objectsAt } from './pointed-at';
import { linkShown, type Shown, sizeShown, textShown } from './synced-cells';
import { type SyncedRow } from './synced-row';

/** The values of one field, each of which may lead to its page in NetBox. */
export function valuesShown(name: string, value: unknown, known: KnownObjects): Shown[] {
  if (name === 'memory') return [sizeShown(value)];
  if (name === 'link' && typeof value === 'string') return [linkShown(value, value)];
  const objects = objectsAt(name, value, known);
  if (objects.length === 0) return [textShown(value)];
  return objects.map(({ id, object }) => linkShown(object?.display ?? `#${id}`, object?.url ?? undefined));
}

/** A field as the page of a guest shows it. */
export interface ShownField {
  readonly label: string;
  readonly cells: readonly Shown[];
  readonly isKept: boolean;
  /** Undefined where Proxbox found the value there and did not write it. */
  readonly origin?: FieldOrigin;
}

export function fieldShown(
  { label, field, value, isKept, origin }: WrittenField,
  known: KnownObjects,
): ShownField {
  return { label, isKept, cells: valuesShown(field, value, known), ...(origin && { origin }) };
}

/** A network card with what is on it. */
export interface ShownCard {
  readonly name: Shown;
  readonly mac: string;
  readonly addresses: readonly Shown[];
  readonly vlans: readonly Shown[];
  readonly row: SyncedRow;
}

/** Addresses stand with the card that they were last written to. Pure. */
export function cardsShown(
  { cards, macs, addresses }: Readonly<Record<'cards' | 'macs' | 'addresses', readonly SyncedRow[]>>,
  known: KnownObjects,
): ShownCard[] {
  return cards.map((row) => ({
    row,
    name: linkShown(row.name || String(row.written.name ?? row.key), row.pageUrl || undefined),
    mac: String(macs.find(({ key }) => key === `${row.key}/mac`)?.written.macAddress ?? ''),
    addresses: addresses
      .filter(({ written }) => written.assignedObjectId === row.objectId)
      .map((one) => linkShown(one.name || String(one.written.address ?? one.key), one.pageUrl || undefined)),
    vlans: ['untaggedVlan', 'taggedVlans'].flatMap((name) =>
      objectsAt(name, row.written[name], known).length > 0 ? valuesShown(name, row.written[name], known) : [],
    ),
  }));
}

/** What a guest has beside the tabs of every object: a place in the address, a name and a count. */
export interface OwnTab {
  readonly name: string;
  readonly label: string;
  readonly count: number | string;
}

/** The tabs of a guest: itself, what hangs on it in NetBox, and what Proxbox keeps of it. */
export function guestTabs(
  path: string,
  label: string,
  { own, others, current }: { own: readonly OwnTab[]; others: readonly InsideTab[]; current?: string },
): Tab[] {
  const tab = ({ name, label: text, count }: OwnTab): Tab => ({
    label: text,
    href: `${path}${name}/`,
    isCurrent: name === current,
    ...(count !== '' && { count }),
  });
  const counted = others.map((one) => own.find(({ name }) => name === one.name) ?? one);
  const first = own.filter(({ name }) => !others.some((one) => one.name === name));
  return [{ label, href: path, isCurrent: current === undefined }, ...first.map(tab), ...counted.map(tab)];
}

/** The lines of plans about a guest and everything that hangs on it. */
export function historyWithin(key: string): Filter {
  // A beginning that is fixed can be found by an index.
  const pattern = `^${key.replace(/\W/g, '\\$&')}(/|$)`;
  return { name: 'key', lookup: 'regex', values: [pattern] };
}
