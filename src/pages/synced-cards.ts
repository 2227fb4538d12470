import { type ExternalObjects } from '../core/crud/links';
import { cardsShown } from './guest-view';
import { pointedAt } from './pointed-at';
import { stateShown } from './synced-cells';
import { ipAddresses, macAddresses, type SyncedKind } from './synced-kinds';
import { type SyncedObjects } from './synced-objects';

/** The interfaces below a guest or node, each with its MAC, addresses, VLANs and state. */
export async function syncedCards(
  kind: SyncedKind,
  key: string,
  { objects, external }: { objects: SyncedObjects; external: ExternalObjects },
) {
  const [cards, macs, addresses] = await Promise.all(
    [kind, macAddresses, ipAddresses].map((one) => objects.of(one, key)),
  );
  const known = await external.find(pointedAt(cards.map(({ written }) => written)));
  return cardsShown({ cards, macs, addresses }, known).map((card) => ({
    ...card,
    state: stateShown(card.row),
  }));
}
