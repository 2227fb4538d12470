import { type GuestCard, type SeenInterface } from '../source/source';
import { type ReadGuest } from './guest-reading';

/** One card of a guest, with what the guest sees of it; undefined where the guest does not tell. */
export interface CardOf extends ReadGuest {
  readonly card: GuestCard;
  readonly seen: readonly SeenInterface[] | undefined;
  /** Id of the VLAN of the network that it has addresses in, as NetBox knows it. */
  readonly networkVlan?: number;
}

/** The interfaces that the guest has on a card: those of its MAC address, in a container of its name. */
export function seenOn({ guest, card, seen }: CardOf): readonly SeenInterface[] {
  const mine = (seen ?? []).filter((one) =>
    guest.type === 'lxc' && card.name !== undefined ? one.name === card.name : one.mac === card.mac,
  );
  return mine.filter((one) => card.mac !== undefined || one.name === card.name);
}
