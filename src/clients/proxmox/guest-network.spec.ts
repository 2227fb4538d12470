import { agentInterfacesOf, containerInterfacesOf } from './guest-network';
import { WireRow } from './wire-row';

const row = (raw: Record<string, unknown>) => new WireRow(raw, '/path');

test('what an agent sees has upper-case MACs, addresses with masks, and no zones', () => {
  const result = [
    { name: 'lo' },
    {
      name: 'Ethernet',
      'hardware-address': 'bc:24:11:00:00:01',
      'ip-addresses': [
        { 'ip-address-type': 'ipv4', 'ip-address': '192.0.2.5', prefix: 24 },
        { 'ip-address-type': 'ipv6', 'ip-address': 'fe80::1%3', prefix: 64 },
        { 'ip-address-type': 'ipv4', 'ip-address': '192.0.2.6', prefix: -1 },
      ],
    },
  ];
  expect(agentInterfacesOf(row({ result }))).toEqual([
    { name: 'lo', addresses: [] },
    { name: 'Ethernet', mac: 'BC:24:11:00:00:01', addresses: ['192.0.2.5/24', 'fe80::1/64', '192.0.2.6'] },
  ]);
});

test('an agent that refuses the command tells nothing', () => {
  expect(agentInterfacesOf(row({ result: { error: { class: 'CommandDisabled' } } }))).toBeUndefined();
});

test('an older container tells one address of each family', () => {
  const old = { name: 'eth0', hwaddr: 'bc:24:11:00:00:02', inet: '192.0.2.7/24', inet6: '2001:db8::7/64' };
  expect(containerInterfacesOf([row(old)])).toEqual([
    { name: 'eth0', mac: 'BC:24:11:00:00:02', addresses: ['192.0.2.7/24', '2001:db8::7/64'] },
  ]);
});

test('a container that has stopped meanwhile tells nothing, which is not the same as having no interfaces', () => {
  expect(containerInterfacesOf(undefined)).toBeUndefined();
  expect(containerInterfacesOf([])).toEqual([]);
});
