import { catchError, from, mergeMap, type Observable, of } from 'rxjs';
import { type Ref, refTo } from '../../core/plan/value';
import { defineStage, type ItemOf, type Lost, part } from '../engine/stage';
import { macAddress, primaryMac, vmInterface } from '../resources/guest-parts';
import { type GuestCard, type Source } from '../source/source';
import { addressesOf } from './guest-addresses';
import { type CardOf, seenOn } from './guest-cards';
import { labelOf, readGuestParts } from './guest-reading';
import { vlanAround } from './prefixes';
import { proxboxTags } from './proxbox-tag';
import { vlanParts, vlanRef } from './vlan-parts';

/** A card that lets through more VLANs than this lets through all: NetBox has a mode for it, without a list. */
const MOST_TRUNKS = 64;
/** The longest name that NetBox takes for an interface. */
const LONGEST_NAME = 64;

type CardWithMac = CardOf & { readonly card: { readonly mac: string } };

/** Identity of a card: cards keep their slot whatever they are called inside. */
export function cardKey({ guest, card }: Pick<CardOf, 'guest' | 'card'>): string {
  return `${guest.key}/nic/${card.slot}`;
}

/** One interface. Its name is not known while the guest does not tell it, and then stays as it is. */
export function vmInterfaceRow(read: CardOf): ItemOf<typeof vmInterface> {
  const { source, guest, card } = read;
  const name = nameOf(read);
  const slotName = card.name ?? card.slot;
  return {
    key: cardKey(read),
    label: `${labelOf(guest)} ${name ?? slotName}`,
    scope: { cluster: refTo('cluster', source.key), name: slotName },
    onCreate: { name: slotName },
    values: {
      virtualMachine: refTo('virtual-machine', guest.key),
      name,
      enabled: !card.isLinkDown,
      // 1 stands for that of the bridge.
      mtu: card.mtu !== undefined && card.mtu > 1 ? card.mtu : null,
      mode: modeOf(read),
      untaggedVlan: untaggedVlanOf(read),
      taggedVlans: listedTrunks(card).map((vid) => vlanRef(source, vid)),
      description: card.bridge === undefined ? '' : `Bridge ${card.bridge}`,
      tags: proxboxTags,
    },
  };
}

export function macAddressRow(read: CardWithMac): ItemOf<typeof macAddress> {
  return {
    key: `${cardKey(read)}/mac`,
    label: read.card.mac,
    values: {
      macAddress: read.card.mac,
      assignedObjectType: vmInterface.objectType,
      assignedObjectId: refTo('vm-interface', cardKey(read)),
      description: '',
      tags: proxboxTags,
    },
  };
}

export function primaryMacRow(read: CardWithMac): ItemOf<typeof primaryMac> {
  return {
    key: cardKey(read),
    label: `${labelOf(read.guest)} ${read.card.slot}`,
    scope: { cluster: refTo('cluster', read.source.key) },
    values: { primaryMacAddress: refTo('mac-address', `${cardKey(read)}/mac`) },
  };
}

/** Undefined while it is not known. A VLAN interface or bridge inside the guest has the MAC of its card too, but comes later. */
function nameOf(read: CardOf): string | undefined {
  const { source, guest, card } = read;
  if (guest.type === 'lxc' || !source.settings.useGuestAgentInterfaceName) return card.name ?? card.slot;
  return seenOn(read)[0]?.name.slice(0, LONGEST_NAME);
}

function modeOf(read: CardOf): string | null | undefined {
  const { trunks } = read.card;
  if (trunks.length > MOST_TRUNKS) return 'tagged-all';
  if (trunks.length > 0) return 'tagged';
  const vlan = untaggedVlanOf(read);
  return vlan === undefined ? undefined : vlan === null ? null : 'access';
}

/** Undefined while the addresses that could tell it are not known. */
function untaggedVlanOf({ source, card, seen, networkVlan }: CardOf): number | Ref | null | undefined {
  if (card.vlan !== undefined) return vlanRef(source, card.vlan);
  if (!source.settings.vlanFromPrefix || card.trunks.length > 0) return null;
  return networkVlan ?? (seen === undefined ? undefined : null);
}

function listedTrunks({ trunks }: GuestCard): readonly number[] {
  return trunks.length > MOST_TRUNKS ? [] : trunks;
}

/** Every card of every guest. Who may not ask the guests is told by the stage of addresses. */
export function readCards(source: Source): Observable<CardOf | Lost> {
  return readGuestParts(source, (read) => {
    if (read.config.cards.length === 0) return from([]);
    return source.guestInterfaces(read.guest, read.config).pipe(
      catchError(() => of(undefined)),
      mergeMap((seen) => inNetworks(read.config.cards.map((card) => ({ ...read, card, seen })))),
    );
  });
}

/** The same cards with the VLANs that prefixes name, where people want these. */
function inNetworks(cards: readonly CardOf[]): Observable<CardOf> {
  const [{ source }] = cards;
  const { settings } = source;
  if (!settings.vlanFromPrefix) return from(cards);
  return source.prefixes().pipe(
    mergeMap((prefixes) =>
      cards.map((card) => ({
        ...card,
        networkVlan: vlanAround(addressesOf(card, prefixes), prefixes, settings),
      })),
    ),
  );
}

function readCardsWithMac(source: Source): Observable<CardWithMac | Lost> {
  return readCards(source).pipe(mergeMap((read) => (isLostOrHasMac(read) ? [read] : [])));
}

function isLostOrHasMac(read: CardOf | Lost): read is CardWithMac | Lost {
  return !('card' in read) || read.card.mac !== undefined;
}

function readVids(source: Source): Observable<number | Lost> {
  return readGuestParts(source, ({ config }) =>
    from(
      config.cards.flatMap((card) => [
        ...(card.vlan === undefined ? [] : [card.vlan]),
        ...listedTrunks(card),
      ]),
    ),
  );
}

const seesGuests = (source: Source) => source.sees('/vms', 'VM.Audit');

/** The network cards of guests, with their MAC addresses and the VLANs they are in. */
export const vmInterfaces = defineStage({
  name: 'vm-interfaces',
  label: 'VM Interfaces',
  after: ['virtual-machines'],
  importance: 'optional',
  parts: [
    ...vlanParts(readVids),
    part({
      target: vmInterface,
      read: readCards,
      row: vmInterfaceRow,
      covers: seesGuests,
      whenGone: 'as-set',
    }),
    part({
      target: macAddress,
      read: readCardsWithMac,
      row: macAddressRow,
      covers: seesGuests,
      whenGone: 'as-set',
    }),
    part({
      target: primaryMac,
      read: readCardsWithMac,
      row: primaryMacRow,
      covers: () => false,
      whenGone: 'keep',
    }),
  ],
});
