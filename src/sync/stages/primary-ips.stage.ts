import { groupBy, mergeMap, type Observable, reduce } from 'rxjs';
import { refTo } from '../../core/plan/value';
import { defineStage, type ItemOf, Lost, part } from '../engine/stage';
import { primaryIps as target } from '../resources/guest-parts';
import { type Source } from '../source/source';
import { type CardAddress } from './guest-addresses';
import { labelOf } from './guest-reading';
import { byPreference } from './network-choice';
import { addressKey, readAddresses } from './vm-ip-addresses.stage';

/** The first address of each family, those of preferred networks before the others, in the order of cards: what a guest is reached by. People may choose another. */
export function primaryIpsRow(addresses: readonly CardAddress[]): ItemOf<typeof target> {
  const [{ source, guest }] = addresses;
  const ordered = byPreference(source.settings, addresses, ({ address }) => address);
  const first = (isV6: boolean) => {
    const found = ordered.find(({ address }) => address.includes(':') === isV6);
    return found && refTo('ip-address', addressKey(found));
  };
  return {
    key: guest.key,
    label: labelOf(guest),
    scope: { cluster: refTo('cluster', source.key) },
    values: { primaryIp4: first(false), primaryIp6: first(true) },
  };
}

function readByGuest(source: Source): Observable<CardAddress[]> {
  return readAddresses(source).pipe(
    mergeMap((one) => (one instanceof Lost ? [] : [one])),
    groupBy(({ guest }) => guest.key),
    mergeMap((addresses) => addresses.pipe(reduce((all, one) => [...all, one], [] as CardAddress[]))),
  );
}

/** Which addresses stand for a guest. It is filled where NetBox has none, and follows as long as nobody chose by hand. */
export const primaryIps = defineStage({
  name: 'primary-ips',
  label: 'Primary IPs',
  after: ['vm-ip-addresses'],
  importance: 'optional',
  parts: [part({ target, read: readByGuest, row: primaryIpsRow, covers: () => false, whenGone: 'keep' })],
});
