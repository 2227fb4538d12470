import { catchError, distinct, mergeMap, type Observable, of } from 'rxjs';
import { asError } from '../../core/errors/errors';
import { refTo } from '../../core/plan/value';
import { defineStage, type ItemOf, Lost, part } from '../engine/stage';
import { ipAddress, vmInterface } from '../resources/guest-parts';
import { type Source } from '../source/source';
import { addressesOf, type CardAddress, toldAddresses } from './guest-addresses';
import { labelOf, type ReadGuest, readGuestParts } from './guest-reading';
import { fromPrefix, prefixesFor } from './prefixes';
import { proxboxTags } from './proxbox-tag';
import { cardKey } from './vm-interfaces.stage';

/** Identity of an address: the guest and the address, whatever card it moves to. */
export function addressKey({ guest, address }: Pick<CardAddress, 'guest' | 'address'>): string {
  return `${guest.key}/ip/${address.split('/')[0]}`;
}

export function ipAddressRow(read: CardAddress): ItemOf<typeof ipAddress> {
  const { address, prefixes, source } = read;
  const place = fromPrefix(address, prefixes, source.settings);
  return {
    key: addressKey(read),
    label: read.address,
    scope: place.vrf === undefined ? {} : { vrf: place.vrf },
    onCreate: place,
    values: {
      address: read.address,
      status: 'active',
      assignedObjectType: vmInterface.objectType,
      assignedObjectId: refTo('vm-interface', cardKey(read)),
      vrf: undefined,
      tenant: undefined,
      description: '',
      tags: proxboxTags,
    },
  };
}

/**
 * Every known address of every guest. A guest that does not tell keeps what is known of it; where the token may not ask,
 * that is one failure for the whole cluster.
 */
export function readAddresses(source: Source): Observable<CardAddress | Lost> {
  return readGuestParts(source, (read) => addressesOfGuest(read)).pipe(
    distinct((one) => (one instanceof Lost ? one.key : addressKey(one))),
  );
}

function addressesOfGuest(read: ReadGuest): Observable<CardAddress | Lost> {
  const { source, guest, config } = read;
  return source.guestInterfaces(guest, config).pipe(
    catchError((error: unknown) => of(new Lost(`${source.key}/guest-agents`, source.name, asError(error)))),
    mergeMap((seen) => {
      if (seen instanceof Lost) return of(untold(read), seen);
      const cards = config.cards.map((card) => ({ ...read, card, seen }));
      return prefixesFor(source, cards.flatMap(toldAddresses)).pipe(
        mergeMap((prefixes) => {
          const known = cards.flatMap((one) =>
            addressesOf(one, prefixes).map((address) => ({ ...one, address, prefixes })),
          );
          return seen === undefined ? [...known, untold(read)] : known;
        }),
      );
    }),
  );
}

/** The addresses of a guest that does not tell are not missing. */
function untold({ guest }: ReadGuest): Lost {
  return new Lost(
    `${guest.key}/ip`,
    labelOf(guest),
    new Error('The guest does not tell its addresses now.'),
    true,
    true,
  );
}

/** The addresses of guests, from their agents, their containers or their configuration. */
export const vmIpAddresses = defineStage({
  name: 'vm-ip-addresses',
  label: 'VM IP Addresses',
  after: ['vm-interfaces'],
  importance: 'optional',
  parts: [
    part({
      target: ipAddress,
      read: readAddresses,
      row: ipAddressRow,
      covers: (source) => source.sees('/vms', 'VM.Audit'),
      whenGone: 'as-set',
    }),
  ],
});
