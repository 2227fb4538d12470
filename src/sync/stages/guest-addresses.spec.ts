import { addressesOf, usableAddress } from './guest-addresses';
import { aConfig, aGuest, fakeSource } from './fake-source';
import { type CardOf } from './guest-cards';

const MAC = 'BC:24:11:00:00:01';
const source = fakeSource();

function cardOf(news: Partial<CardOf> & { addresses?: readonly string[] }): CardOf {
  const { addresses = [], ...rest } = news;
  const card = { slot: 'net0', mac: MAC, trunks: [], isLinkDown: false, addresses };
  return { source, guest: aGuest(source), config: aConfig(), card, seen: undefined, ...rest };
}

test.each([
  ['192.0.2.5/24', '192.0.2.5/24'],
  ['192.0.2.5', '192.0.2.5/32'],
  ['10.0.0.4/31', '10.0.0.4/31'],
  ['2001:DB8:0:0::5/64', '2001:db8::5/64'],
  ['2001:db8::5', '2001:db8::5/128'],
  ['192.0.2.5/0', '192.0.2.5/32'],
  ['192.0.2.0/24', undefined],
  ['192.0.2.255/24', undefined],
  ['2001:db8::/64', undefined],
  ['127.0.0.1/8', undefined],
  ['::1/128', undefined],
  ['0.0.0.0/0', undefined],
  ['224.0.0.1/4', undefined],
  ['fe80::1/64', undefined],
  ['169.254.3.4/16', undefined],
  ['::ffff:192.0.2.5/96', undefined],
  ['192.0.2.5/33', undefined],
  ['not an address', undefined],
])('of %s is used %s', (text, used) => {
  expect(usableAddress(text, { ignoreIpv6LinkLocalAddresses: true })).toBe(used);
});

test('link-local addresses are used where people want them', () => {
  expect(usableAddress('fe80::1/64', { ignoreIpv6LinkLocalAddresses: false })).toBe('fe80::1/64');
});

test('what the guest tells goes before its configuration, which stands in where nothing is told', () => {
  const seen = [
    { name: 'ens18', mac: MAC, addresses: ['192.0.2.5/24', 'fe80::1/64'] },
    { name: 'docker0', mac: MAC, addresses: ['172.17.0.1/16'] },
    { name: 'ens19', mac: 'BC:24:11:00:00:99', addresses: ['198.51.100.1/24'] },
  ];
  expect(addressesOf(cardOf({ seen, addresses: ['192.0.2.9/24'] }))).toEqual(['192.0.2.5/24']);
  expect(addressesOf(cardOf({ seen: [], addresses: ['192.0.2.9/24'] }))).toEqual(['192.0.2.9/24']);
  expect(addressesOf(cardOf({ addresses: ['192.0.2.9/24'] }))).toEqual(['192.0.2.9/24']);
});
