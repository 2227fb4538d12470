import { defaultSettings } from '../../models/effective-settings';
import { byPreference, wantsAddress, wantsInterface } from './network-choice';

test.each([
  ['lo', false],
  ['docker0', false],
  ['br-0123456789ab', false],
  ['veth12ab', false],
  ['tap101i0', false],
  ['fwbr101i0', false],
  ['ens18', true],
  ['eth0', true],
  ['bridge', true],
  ['br-lan', true],
  ['local', true],
])('of a guest, the interface %s is wanted by default: %s', (name, isWanted) => {
  expect(wantsInterface(defaultSettings, name)).toBe(isWanted);
});

test('a pattern means its characters, besides the asterisk and the question mark', () => {
  const settings = { ignoredInterfaces: ' eth0.* \n\nw?n' };
  expect(wantsInterface(settings, 'eth0.12')).toBe(false);
  expect(wantsInterface(settings, 'eth0x12')).toBe(true);
  expect(wantsInterface(settings, 'wan')).toBe(false);
  expect(wantsInterface(settings, 'wn')).toBe(true);
  expect(wantsInterface({ ignoredInterfaces: '' }, 'lo')).toBe(true);
});

test.each([
  ['', '', '192.0.2.5/24', true],
  ['192.0.2.0/24\n2001:db8::/32', '', '192.0.2.5/24', true],
  ['192.0.2.0/24\n2001:db8::/32', '', '2001:db8::5/64', true],
  ['192.0.2.0/24', '', '198.51.100.1', false],
  ['192.0.2.0/24', '', '2001:db8::5/64', false],
  ['', '192.0.2.5', '192.0.2.5/24', false],
  ['', '192.0.2.5', '192.0.2.6/24', true],
  ['192.0.2.0/24', '192.0.2.128/25', '192.0.2.200/24', false],
  ['', 'no network', '192.0.2.5/24', true],
])(
  'with %j allowed and %j ignored, %s is wanted: %s',
  (allowedNetworks, ignoredNetworks, address, isWanted) => {
    expect(wantsAddress({ allowedNetworks, ignoredNetworks }, address)).toBe(isWanted);
  },
);

test('preferred networks come first, in their order, and the rest stays in its own', () => {
  const all = ['203.0.113.1/24', '192.0.2.5/24', '198.51.100.7/24', '192.0.2.4/24'];
  const preferredNetworks = '198.51.100.0/24\n192.0.2.0/24';
  expect(byPreference({ preferredNetworks }, all, (one) => one)).toEqual([
    '198.51.100.7/24',
    '192.0.2.5/24',
    '192.0.2.4/24',
    '203.0.113.1/24',
  ]);
  expect(byPreference({ preferredNetworks: '' }, all, (one) => one)).toEqual(all);
});
